//! Numbers that can be questioned: other days to compare with, bad days said in words, one group's page, files to take
//! along, and the way from a number to the answers behind it.

use super::{enter, get, member, page};
use crate::support::{
    centre::{Centre, Contact, Says},
    databases::Database,
    server::Server,
};
use afterword::domain::{
    accounts::member::Role, interactions::interaction::Channel, organization::brand,
    surveys::question::Kind,
};
use reqwest::StatusCode;

struct Office {
    server: Server,
    centre: Centre,
    cookie: String,
}

impl Office {
    async fn open(db: Database) -> Office {
        let server = Server::start(db).await;
        member(&server, "ana@example.com", Role::Manager).await;
        let cookie = enter(&server, "ana@example.com").await;
        let centre = Centre::on(server.app.db.clone());
        Office {
            server,
            centre,
            cookie,
        }
    }

    async fn first_brand(&self) -> brand::Model {
        let mut brands = brand::all(self.server.app.db.read()).await.expect("brands");
        brands.remove(0)
    }

    async fn page(&self, path: &str) -> String {
        page(&self.server, &self.cookie, path).await
    }

    async fn status(&self, path: &str) -> StatusCode {
        get(&self.server, &self.cookie, path).await.status()
    }

    /// A file's lines without the mark at its beginning.
    async fn file(&self, path: &str) -> Vec<String> {
        let answer = get(&self.server, &self.cookie, path).await;
        assert_eq!(answer.status(), StatusCode::OK, "{path}");
        assert_eq!(answer.headers()["content-type"], "text/csv; charset=utf-8");
        let text = answer.bytes().await.expect("a file");
        let text = String::from_utf8(text.to_vec()).expect("UTF-8");
        let text = text.strip_prefix('\u{feff}').expect("the mark");
        text.lines().map(str::to_owned).collect()
    }
}

/// Five hundred agents, two products, and what the largest pages weigh on the wire.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_page_with_five_hundred_agents_weighs_less_than_a_hundred_kilobytes() {
    let office = Office::open(Database::sqlite()).await;
    let brand = office.first_brand().await;
    for n in 0..500 {
        let contact = Contact {
            agent: format!("agent-{n}-{}", n * 7919 % 1000).leak(),
            ..about(["broadband", "mobile"][n % 2])
        };
        let at = "2026-11-21T09:00:00Z";
        office
            .centre
            .contact(&brand, contact, 1 + (n % 5) as i16, at)
            .await;
    }
    let plain = reqwest::Client::builder()
        .no_gzip()
        .build()
        .expect("a client");
    for path in [
        "/agents",
        "/products/mobile",
        "/cross?rows=agent&columns=product",
        "/cross?rows=product&columns=agent",
    ] {
        let asked = plain
            .get(office.server.url(path))
            .header("cookie", &office.cookie)
            .header("accept-encoding", "gzip");
        let sent = asked.send().await.expect("an answer").bytes().await;
        let weight = sent.expect("a page").len();
        assert!(weight > 2_000 && weight < 100_000, "{path}: {weight} bytes");
    }
}

fn about(product: &'static str) -> Contact {
    Contact {
        product: Some(product),
        ..Contact::default()
    }
}

crate::on_both! {
    async fn bad_days_are_said_in_words_and_stay_in_the_form(db: Database) {
        let office = Office::open(db).await;
        for (query, words) in [
            ("from=2026-11-22&to=2026-11-01", "The period ends before it starts: it begins on 22 Nov 2026 and ends on 1 Nov 2026. Shown instead: last 30 days."),
            ("from=2006-01-01&to=2026-01-01", "is longer than ten years"),
            ("from=2031-01-01&to=2031-01-31", "1 – 31 Jan 2031 lies in the future: nothing can have been answered yet."),
            ("from=yesterday&to=2026-11-01", "“yesterday” is not a day"),
            ("from=2026-11-01", "The last day is missing."),
            ("to=2026-11-01", "The first day is missing. Shown are the 30 days up to 1 Nov 2026."),
            ("period=forever", "There is no period called “forever”."),
            ("metric=mood", "There is no metric called “mood”."),
            ("score_min=high", "“high” is not a whole number"),
            ("compare=tomorrow", "There is no comparison called “tomorrow”."),
            ("compare_from=2026-11-01&compare_to=2026-10-01", "The period to compare with ends before it starts"),
            ("from=%3Cscript%3E&to=x", "“&lt;script&gt;” is not a day"),
        ] {
            for room in ["/", "/agents", "/products", "/channels", "/responses"] {
                let page = office.page(&format!("{room}?{query}")).await;
                assert!(page.contains(words), "{room}?{query}");
            }
        }
        let kept = office.page("/?from=2026-11-22&to=2026-11-01").await;
        assert!(kept.contains(r#"value="2026-11-22""#) && kept.contains(r#"value="2026-11-01""#));
        let kept = office.page("/?from=yesterday&to=2026-11-01").await;
        assert!(kept.contains(r#"value="yesterday""#) && kept.contains("Not a day."));
        assert!(!office.page("/?period=last_7_days&compare=year").await.contains("flash-watch"));
    }

    async fn one_product_has_a_page_and_every_number_leads_to_its_answers(db: Database) {
        let office = Office::open(db).await;
        let own = office.first_brand().await;
        let other = office.centre.brand("umbrella", "UTC", "2026-11-01T00:00:00Z").await;
        for (brand, score) in [(&own, 5), (&own, 5), (&own, 2), (&other, 4), (&other, 1)] {
            let says = Says { score, comment: Some("-2+3 is what I waited"), ..Says::default() };
            office.centre.contact(brand, about("fibre & cable"), says, "2026-11-21T09:00:00Z").await;
        }
        office.centre.contact(&own, about("mobile"), 5, "2026-11-21T10:00:00Z").await;
        let list = office.page("/products").await;
        assert!(list.contains("href=\"/products/fibre%20%26%20cable\""), "{list}");

        let page = office.page("/products/fibre%20%26%20cable").await;
        assert!(page.contains("<h1 dir=\"auto\">fibre &amp; cable</h1>") && page.contains("Likely between <strong>"));
        assert!(page.contains("Newest comments") && page.contains("is what I waited"));
        assert!(page.contains("<h2>Brands</h2>"), "two brands, one page");
        let behind = "/responses?metric=csat&amp;product=fibre%20%26%20cable";
        assert!(page.contains(&format!("href=\"{behind}\"><strong>5 responses")), "{page}");
        let answers = office.page(&behind.replace("&amp;", "&")).await;
        assert_eq!(answers.matches("class=\"entry entry-scored\"").count(), 5);
        let best = office.page("/responses?metric=csat&product=fibre%20%26%20cable&score_min=5&score_max=5").await;
        assert_eq!(best.matches("class=\"entry entry-scored\"").count(), 2);

        let file = office.file("/products/fibre%20%26%20cable?format=csv").await;
        assert!(file[1].starts_with("From,To,CSAT,") && file[2].contains(",60,"), "{file:?}");
        for unknown in ["/products/nothing", "/brands/elsewhere", "/channels/pigeon", "/teams/%00", "/surveys/x", "/touchpoints/x"] {
            assert_eq!(office.status(unknown).await, StatusCode::NOT_FOUND, "{unknown}");
        }
    }

    async fn a_file_holds_what_the_page_shows_and_runs_nothing(db: Database) {
        let office = Office::open(db).await;
        let brand = office.first_brand().await;
        for score in [5, 5, 5, 5, 1] {
            let says = Says { score, comment: Some("=HYPERLINK(\"http://x\")"), ..Says::default() };
            office.centre.contact(&brand, about("=1+1"), says, "2026-11-21T09:00:00Z").await;
        }
        for score in [1, 2, 3, 4] {
            office.centre.contact(&brand, about("mobile"), score, "2026-11-21T11:00:00Z").await;
        }
        let file = office.file("/products?format=csv&sort=-responses&compare=none").await;
        assert_eq!(file[0], "Product,Key,CSAT,Likely from,Likely to,Responses,Sent,Delivered,Response rate (%)");
        assert!(file[1].starts_with("'=1+1,'=1+1,80,"), "{file:?}");
        assert!(file[2].starts_with("mobile,mobile,,,,4,4,4,100"), "below five there is no score: {file:?}");
        assert_eq!(file.len(), 3);
        let answers = office.file("/responses?format=csv&product=%3D1%2B1").await;
        assert_eq!(answers.len(), 6);
        assert!(answers[1].contains("\"'=HYPERLINK(\"\"http://x\"\")\""), "{answers:?}");
        let page = office.page("/products?sort=-responses&compare=none").await;
        assert!(page.contains("Download CSV") && page.contains("/products?compare=none&amp;format=csv&amp;sort=-responses"));
    }

    async fn a_page_without_numbers_says_why_and_how_to_get_some(db: Database) {
        let office = Office::open(db).await;
        let brand = office.first_brand().await;
        office.centre.publish(&brand, "chat", &[Kind::Nps], "2026-11-01T00:00:00Z").await;
        office.centre.contact(&brand, about("mobile"), 5, "2026-11-21T09:00:00Z").await;
        let never = office.page("/?metric=ces").await;
        assert!(never.contains("never asked for CES") && never.contains("Net promoter score"), "{never}");
        let asked = office.page("/products?metric=nps").await;
        assert!(asked.contains("No answers in this period") && !asked.contains("never asked"));
        let none = office.page("/products?team=Nobody&product=mobile&period=last_7_days").await;
        assert!(none.contains("No answers match these filters"));
        assert!(none.contains("href=\"/products?period=last_7_days&amp;team=Nobody\""), "without one");
        assert!(none.contains("href=\"/products?period=last_365_days&amp;product=mobile&amp;team=Nobody\""), "longer");
    }

    async fn two_dimensions_are_crossed_with_a_count_in_every_cell(db: Database) {
        let office = Office::open(db).await;
        let brand = office.first_brand().await;
        for n in 0..12 {
            let chat = Contact { channel: Channel::Chat, ..about("broadband") };
            office.centre.contact(&brand, chat, 1, "2026-11-21T09:00:00Z").await;
            office.centre.contact(&brand, about("broadband"), 5, "2026-11-21T10:00:00Z").await;
            if n < 4 {
                office.centre.contact(&brand, about("mobile"), 5, "2026-11-21T11:00:00Z").await;
            }
        }
        let page = office.page("/cross?rows=product&columns=channel").await;
        assert!(page.contains("<h1 dir=\"auto\">Products by channel</h1>"), "{page}");
        assert!(page.contains("below all together") && page.contains("role=\"region\" tabindex=\"0\""));
        let behind = "/responses?channel=chat&metric=csat&product=broadband";
        assert!(page.contains(&behind.replace('&', "&amp;")), "{page}");
        assert_eq!(office.page(behind).await.matches("class=\"entry entry-scored\"").count(), 12);
        let file = office.file("/cross?rows=product&columns=channel&format=csv").await;
        assert_eq!(file[0], "Product,Key,Channel,Key,CSAT,Likely from,Likely to,Responses,Against all together");
        assert!(file[3].starts_with("mobile,mobile,Phone,phone,,,,4"), "{file:?}");
        assert!(file.iter().any(|line| line.starts_with("broadband,broadband,Chat,chat,0,") && line.ends_with(",12,below")), "{file:?}");
        for (query, words) in [("rows=agent&columns=agent", "cannot be crossed with themselves"), ("rows=mood", "Nothing is called “mood”")] {
            assert!(office.page(&format!("/cross?{query}")).await.contains(words), "{query}");
        }
    }

    async fn every_figure_is_worked_through_with_its_own_counts(db: Database) {
        let office = Office::open(db).await;
        let brand = office.first_brand().await;
        for score in [5, 5, 5, 5, 5, 4, 4, 1] {
            office.centre.contact(&brand, about("mobile"), score, "2026-11-21T09:00:00Z").await;
        }
        office.centre.contact(&brand, about("broadband"), 1, "2026-11-21T09:00:00Z").await;
        let page = office.page("/products/mobile").await;
        assert!(page.contains("href=\"/how?product=mobile#csat\""), "{page}");
        let how = office.page("/how?product=mobile").await;
        assert!(how.contains("7 ÷ 8 × 100 = <strong>87.50 %</strong>, shown as <strong>88 %</strong>"), "{how}");
        assert!(how.contains("8 answers ÷ 8 × 100"));
        for part in ["csat", "nps", "ces", "fcr", "interval", "change", "fair", "reliability", "flag", "funnel", "signals", "themes", "rate"] {
            assert!(how.contains(&format!("id=\"{part}\"")), "{part}");
        }
    }

    async fn any_days_can_be_compared_with(db: Database) {
        let office = Office::open(db).await;
        let brand = office.first_brand().await;
        for n in 0..35 {
            let says = if n < 30 { 5 } else { 1 };
            office.centre.contact(&brand, about("mobile"), says, "2026-11-20T09:00:00Z").await;
            office.centre.contact(&brand, about("mobile"), 6 - says, "2025-11-20T09:00:00Z").await;
        }
        let period = "from=2026-11-01&to=2026-11-22";
        let before = office.page(&format!("/?{period}")).await;
        assert!(before.contains("no answers in the 22 days before"));
        let year = office.page(&format!("/?{period}&compare=year")).await;
        assert!(year.contains("on 1 – 22 Nov 2025: a real change"), "{year}");
        let own = office.page(&format!("/products?{period}&compare_from=2025-11-20&compare_to=2025-11-20")).await;
        assert!(own.contains("compared with 20 Nov 2025"));
        let alone = office.page(&format!("/products?{period}&compare=none")).await;
        assert!(!alone.contains("compared with") && !alone.contains("data-label=\"Change\""));
    }
}
