//! The file of a page with several tables: each of them under its title, with the figures of the page and nothing else.

use super::{enter, get, member, page, week};
use crate::support::{
    centre::{Centre, Contact, Says},
    server::Server,
};
use afterword::domain::{accounts::member::Role, organization::brand};
use reqwest::StatusCode;

/// A file's lines in fields; every line must have as many as the first.
async fn file(server: &Server, cookie: &str, path: &str) -> Vec<Vec<String>> {
    let answer = get(server, cookie, path).await;
    assert_eq!(answer.status(), StatusCode::OK, "{path}");
    let text = answer.bytes().await.expect("a file");
    assert!(text.windows(2).any(|pair| pair == b"\r\n"));
    let text = text.strip_prefix("\u{feff}".as_bytes()).expect("the mark");
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .from_reader(text);
    let lines = reader
        .records()
        .map(|line| line.expect("as many fields in every line"));
    lines
        .map(|line| line.iter().map(str::to_owned).collect())
        .collect()
}

/// The lines under a title, the one with the names of the columns first.
fn under<'a>(file: &'a [Vec<String>], title: &str) -> &'a [Vec<String>] {
    let alone = |line: &Vec<String>| line[0] == title && line[1..].iter().all(String::is_empty);
    let start = file.iter().position(alone);
    let start = start.unwrap_or_else(|| panic!("{title} in {file:#?}")) + 1;
    let rest = &file[start..];
    let end = rest
        .iter()
        .position(|line| line.iter().all(String::is_empty));
    &rest[..end.unwrap_or(rest.len())]
}

crate::on_both! {
    async fn a_file_has_every_table_of_its_page(db: Database) {
        let server = Server::start(db).await;
        week::lived(&server).await;
        member(&server, "ana@example.com", Role::Manager).await;
        let cookie = enter(&server, "ana@example.com").await;

        let overview = file(&server, &cookie, "/?format=csv").await;
        let shown = page(&server, &cookie, "/").await;
        let headline = &under(&overview, "Customer satisfaction")[1];
        assert!(shown.contains(&format!("<strong>{} responses", headline[5])), "{headline:?}");
        assert_eq!((headline[7].as_str(), headline[9].as_str()), ("the 30 days before", "real"));
        assert_eq!(under(&overview, "Trend").len(), 31, "thirty days and the names of the columns");
        let answers = under(&overview, "What customers answered");
        assert_eq!((answers.len(), answers[1][0].as_str()), (9, "5 very satisfied"), "five answers and three groups");
        let steps: Vec<_> = under(&overview, "From contact to answer").iter().map(|line| line[0].as_str()).collect();
        assert_eq!(steps[..6], ["Step", "Reported", "Invited", "Sent", "Delivered", "Answered"]);
        let signals = under(&overview, "Signals");
        assert!(signals.iter().any(|line| line[1] == "billing" && line[3] == "down"), "{signals:?}");
        assert_eq!(under(&overview, "Agents against the others")[1][..2], ["below", "1"]);
        let moved = under(&overview, "What moved against the 30 days before");
        assert!(moved.iter().any(|line| line[1] == "billing" && line[5].starts_with('-')), "{moved:?}");
        assert_eq!(under(&overview, "Newest comments").len(), 6);

        let agent = file(&server, &cookie, "/agents/a-2?format=csv").await;
        let fair = &under(&agent, "Fair score")[1];
        assert!(fair[7] == "below the others" && !fair[0].is_empty(), "{fair:?}");
        assert!(under(&agent, "What the work was about").len() > 2);
        assert_eq!(under(&agent, "Resolved at first contact").len(), 2);
        for title in ["Customer satisfaction", "Trend", "What customers answered", "What customers said", "Newest comments"] {
            assert!(under(&agent, title).len() > 1, "{title}");
        }

        let product = file(&server, &cookie, "/products/billing?format=csv").await;
        for title in ["Signals", "Agents", "Teams", "Touchpoints", "Newest comments"] {
            assert!(under(&product, title).len() > 1, "{title}");
        }
        assert_eq!(under(&product, "Agents")[0][0], "Agent");
    }

    async fn held_contacts_and_few_answers_are_in_the_file_as_on_the_page(db: Database) {
        let server = Server::start(db).await;
        member(&server, "ana@example.com", Role::Manager).await;
        let cookie = enter(&server, "ana@example.com").await;
        let centre = Centre::on(server.app.db.clone());
        let brand = brand::all(server.app.db.read()).await.expect("brands").remove(0);
        let says = Says { score: 1, comment: Some("@SUM(1)"), ..Says::default() };
        let about = Contact { product: Some("=1+1"), ..Contact::default() };
        centre.contact(&brand, about, says, "2026-11-21T09:00:00Z").await;
        let at = crate::support::centre::instant("2026-11-22T09:00:00Z");
        centre.tell(&[(&brand, about, "nobody")], at).await;
        let overview = file(&server, &cookie, "/?format=csv").await;
        assert_eq!(under(&overview, "Not asked")[1][..3], ["No usable address", "1", "50%"]);
        assert_eq!(under(&overview, "Customer satisfaction")[1][2..6], ["", "", "", "1"], "below five there is no score");
        assert_eq!(under(&overview, "What customers answered")[5][..3], ["1 very dissatisfied", "1", ""]);
        let said = &under(&overview, "Newest comments")[1];
        assert!(said.contains(&"'@SUM(1)".to_owned()) && said.contains(&"'=1+1".to_owned()), "{said:?}");
    }
}
