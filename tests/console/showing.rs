//! What an installation sets: from how many answers on a score is shown, who is ranked and marked; and that nobody is
//! marked for what a survey decides by design.

use super::{enter, member, page};
use crate::support::{
    centre::{Centre, Contact, instant},
    server::Server,
};
use afterword::domain::{accounts::member::Role, organization::brand, surveys::question};

/// Answers of each of some agents: so many good ones and so many bad ones.
async fn answered(server: &Server, agents: &[(&'static str, u32, u32)]) {
    let centre = Centre::on(server.app.db.clone());
    let brand = brand::all(server.app.db.read())
        .await
        .expect("brands")
        .remove(0);
    for (agent, good, bad) in agents {
        let contact = Contact {
            agent,
            ..Contact::default()
        };
        for (score, times) in [(5, *good), (1, *bad)] {
            for _ in 0..times {
                centre
                    .contact(&brand, contact, score, "2026-11-20T09:00:00Z")
                    .await;
            }
        }
    }
}

crate::on_both! {
    async fn pages_keep_to_the_installations_own_steps_and_say_them(db: Database) {
        let settings = [
            ("AFTERWORD_SCORE_FROM", "3"), ("AFTERWORD_FULL_FROM", "12"), ("AFTERWORD_RANK_RELIABILITY", "0.6"),
            ("AFTERWORD_FLAG_FALSE_DISCOVERY", "0.1"), ("AFTERWORD_FLAG_FROM", "4"),
        ];
        let server = Server::start_with(db, &settings).await;
        member(&server, "mia@example.com", Role::Manager).await;
        let cookie = enter(&server, "mia@example.com").await;
        let agents = [("ana", 18, 2), ("bo", 18, 2), ("cem", 17, 3), ("dee", 1, 19), ("eve", 3, 0), ("two", 2, 0)];
        answered(&server, &agents).await;
        for (path, words) in [
            ("/agents", &[
                "a score from 3 on", "no rank below 12 answers or a reliability of 0.6", "nothing but counts below 3 answers",
                "Fewer than 12 responses", "fewer than 3 answers", "from 4 answers on", "10% of the marks may still be chance",
                "In this selection 0.6 takes about", "usable from 0.6", "Below the others (1)", "rank 4 of 4",
            ][..]),
            ("/agents/two", &["A score appears from 3 on", "It takes 12 answers, a reliability of 0.6", "No period here has 3 responses"]),
            ("/agents/eve", &["few responses", "Likely between <strong>"]),
            ("/how", &[
                "Below 3 answers there are only counts", "From 3 to 11 the score is marked", "From 12 on it stands",
                "at least 12 answers on both sides", "from 4 letters or contacts on", "Below 0.6 no rank", "For a reliability of 0.6",
                "at most 10% are chance finds", "≤ 0.1 × r", "The strictest step is 0.1 ÷", "75 for 0.6, 450 for 0.9",
            ]),
            ("/how?agent=two&compare=previous", &["A change is judged from 12 answers", "A score is shown from 3 on"]),
            ("/cross?rows=agent&columns=product", &["no more than 10% should be chance", "below 4 responses", "below 3 there is no score"]),
            ("/teams", &["Tier 1"]),
        ] {
            let page = page(&server, &cookie, path).await;
            for words in words {
                assert!(page.to_lowercase().contains(&words.to_lowercase()), "{words} is not on {path}: {page}");
            }
            for usual in ["from 5 ", "below 5 ", "30 answers", "From 30", "below 30", "of 0.7", "Below 0.7", " 0.05 ", "five responses"] {
                assert!(!page.contains(usual), "{usual} is on {path}");
            }
        }
        let file = page(&server, &cookie, "/agents?format=csv&sort=name").await;
        let eve = file.lines().find(|line| line.starts_with("eve,")).expect("a line");
        let two = file.lines().find(|line| line.starts_with("two,")).expect("a line");
        assert!(eve.contains(",100,3,") && two.contains(",,,,,,2,"), "{file}");
    }

    async fn who_works_where_a_survey_samples_is_not_said_to_ask_less(db: Database) {
        let server = Server::start(db).await;
        member(&server, "mia@example.com", Role::Manager).await;
        let cookie = enter(&server, "mia@example.com").await;
        let centre = Centre::on(server.app.db.clone());
        let brand = brand::all(server.app.db.read()).await.expect("brands").remove(0);
        centre.publish_sampled(&brand, "visit", &[question::Kind::Csat], 20, "2026-11-01T00:00:00Z").await;
        answered(&server, &[("ana", 1, 0), ("bo", 1, 0), ("dodger", 1, 0), ("sampled", 1, 0), ("visitor", 1, 0)]).await;
        centre.skip_customers(5);
        let at = instant("2026-11-20T10:00:00Z");
        for (agent, touchpoint, contacts) in [
            ("ana", "support", 60_u32), ("bo", "support", 60), ("dodger", "support", 60),
        ] {
            let emails: Vec<String> = (0..contacts).map(|number| match (agent, number) {
                ("dodger", 20..) => format!("nobody-{number}"),
                _ => format!("{agent}-{number}@example.net"),
            }).collect();
            let contact = Contact { agent, touchpoint, ..Contact::default() };
            let told: Vec<_> = emails.iter().map(|email| (&brand, contact, email.as_str())).collect();
            centre.tell(&told, at).await;
        }

        // As many of one's contacts fall into the sample as of the other's: chance must not tell them apart.
        let mut seen = [0, 0];
        let visits: Vec<_> = (0..300).map(|number| {
            let inside = usize::from(centre.draw(&brand, number) < 20.0);
            seen[inside] += 1;
            let agent = if seen[inside] % 2 == 0 { "sampled" } else { "visitor" };
            (Contact { agent, touchpoint: "visit", ..Contact::default() }, format!("{agent}-{number}@example.net"))
        }).collect();
        let told: Vec<_> = visits.iter().map(|(contact, email)| (&brand, *contact, email.as_str())).collect();
        centre.tell(&told, at).await;

        // Of her contacts nobody was asked at all: no score knows of her.
        let emails: Vec<String> = (0..40).map(|number| format!("hidden-{number}")).collect();
        let contact = Contact { agent: "never", ..Contact::default() };
        let told: Vec<_> = emails.iter().map(|email| (&brand, contact, email.as_str())).collect();
        centre.tell(&told, at).await;

        let agents = page(&server, &cookie, "/agents").await;
        assert_eq!(agents.matches("asked less often</span>").count(), 2, "{agents}");
        assert!(agents.contains("<a href=\"/agents/never\"") && agents.contains("no answers"), "{agents}");
        assert!(!page(&server, &cookie, "/agents?score_max=2").await.contains("/agents/never"));
        let mark = "<a href=\"/agents/dodger/ledger?metric=csat\"><span class=\"badge badge-watch\">asked less often</span>";
        assert!(agents.contains(mark), "{agents}");
        let file = page(&server, &cookie, "/agents?format=csv").await;
        let marked: Vec<_> = file.lines().filter(|line| line.contains("asked less often")).collect();
        let marked: Vec<_> = marked.iter().filter_map(|line| line.split(',').next()).collect();
        assert_eq!(marked, ["dodger", "never"], "{file}");

        for (agent, marked, words) in [
            ("dodger", true, "fewer than chance and the surveys explain"),
            ("sampled", false, "No more difference than chance and the surveys explain"),
            ("visitor", false, "No more difference than chance and the surveys explain"),
        ] {
            let own = page(&server, &cookie, &format!("/agents/{agent}")).await;
            assert_eq!(own.contains("asked less often</span>"), marked, "{agent}");
            let ledger = page(&server, &cookie, &format!("/agents/{agent}/ledger")).await;
            assert!(ledger.contains(words) && ledger.contains("with the same surveys, all agents together reach"), "{ledger}");
        }
    }
}
