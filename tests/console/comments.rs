//! What customers wrote, searched and gathered under themes, in any script and within the brands one may see.

use super::{enter, get, member, page};
use crate::support::{
    centre::{Centre, Contact, Says},
    server::Server,
};
use afterword::{
    domain::{
        accounts::{audit, member::Role},
        organization::brand,
        responses::theme,
    },
    ids::BrandId,
};
use reqwest::{StatusCode, header};
use sea_orm::EntityTrait;

const DAY: &str = "2026-11-22T09:00:00Z";

async fn brand_of(server: &Server) -> brand::Model {
    let mut brands = brand::all(server.app.db.read()).await.expect("brands");
    brands.remove(0)
}

async fn written(centre: &Centre, brand: &brand::Model, comments: &[(i16, &'static str)]) {
    for (score, comment) in comments {
        let says = Says {
            score: *score,
            comment: Some(comment),
            ..Says::default()
        };
        centre.contact(brand, Contact::default(), says, DAY).await;
    }
}

async fn post(
    server: &Server,
    cookie: &str,
    path: &str,
    form: &[(&str, &str)],
) -> (StatusCode, String) {
    let sent = server
        .http
        .post(server.url(path))
        .header(header::COOKIE, cookie)
        .form(form)
        .send()
        .await
        .expect("an answer");
    let status = sent.status();
    (status, sent.text().await.expect("a page"))
}

async fn themes(server: &Server, brand: BrandId) -> Vec<theme::Model> {
    let themes = theme::of_brands(server.app.db.read(), &[brand]).await;
    themes.expect("themes")
}

crate::on_both! {
    async fn comments_are_found_in_any_script(db: Database) {
        let server = Server::start(db).await;
        member(&server, "ana@example.com", Role::Analyst).await;
        let cookie = enter(&server, "ana@example.com").await;
        let centre = Centre::on(server.app.db.clone());
        let brand = brand_of(&server).await;
        written(&centre, &brand, &[
            (1, "كان الانتظار صعباً، انتظارٌ طويل"),
            (2, "等待太久，服务很慢"),
            (1, "Die Überweisung kam zu spät"),
            (5, "<b>Schnell</b> & freundlich, 100%"),
            (4, "A long wait. Then quick"),
        ]).await;
        for (search, found) in [
            ("انتظار طويل", "1 of 5"),
            ("服务", "1 of 5"),
            ("UBERWEISUNG spat", "1 of 5"),
            ("\"zu spät\"", "1 of 5"),
            ("\"wai\"", "0 of 5"),
            ("wai", "1 of 5"),
            ("<b>", "1 of 5"),
            ("wait überweisung", "0 of 5"),
            ("%", "5 of 5"), ("_", "5 of 5"), ("\"", "5 of 5"), ("'", "5 of 5"), ("\0", "5 of 5"),
        ] {
            let address = reqwest::Url::parse_with_params("http://x/comments", [("search", search)]).expect("an address");
            let path = format!("/comments?{}", address.query().expect("a query"));
            let page = page(&server, &cookie, &path).await;
            assert!(page.contains(&format!("{found} comments")), "{search}: {found}");
            assert!(!page.contains("<b>Schnell"), "{search}");
        }
        let marked = page(&server, &cookie, "/comments?search=schnell").await;
        assert!(marked.contains("&lt;b&gt;<mark>Schnell</mark>&lt;/b&gt; &amp; freundlich, 100%"));
        let long = "ä".repeat(600);
        assert!(page(&server, &cookie, &format!("/comments?search={long}")).await.contains("0 of 5 comments"));
        let long = "x".repeat(10_000);
        assert_eq!(get(&server, &cookie, &format!("/comments?search={long}")).await.status(), StatusCode::OK);
        assert!(page(&server, &cookie, "/comments?feel=unhappy").await.contains("3 of 5 comments"));
        assert!(page(&server, &cookie, "/comments?feel=happy&search=long").await.contains("1 of 5 comments"));
        assert!(page(&server, &cookie, "/comments?theme=nobody's").await.contains("0 of 5 comments"));
        assert!(page(&server, &cookie, "/comments?metric=nps").await.contains("never asked for NPS"));
        assert!(page(&server, &cookie, "/comments?agent=nobody").await.contains("No answers match these filters"));
        let file = page(&server, &cookie, "/comments?search=wait&format=csv").await;
        assert!(file.contains("A long wait") && !file.contains("spät"));
        assert_eq!(post(&server, &cookie, "/themes/new", &[("name", "x"), ("words", "x")]).await.0, StatusCode::FORBIDDEN);
    }

    async fn a_manager_names_a_theme_and_sees_its_part(db: Database) {
        let server = Server::start(db).await;
        member(&server, "ana@example.com", Role::Manager).await;
        let cookie = enter(&server, "ana@example.com").await;
        let centre = Centre::on(server.app.db.clone());
        let brand = brand_of(&server).await;
        for _ in 0..8 {
            written(&centre, &brand, &[(1, "Endless waiting"), (5, "Quick and kind"), (4, "All good")]).await;
        }
        let try_it = [("name", ""), ("words", "wait\nqueue"), ("press", "try")];
        let (status, tried) = post(&server, &cookie, "/themes/new", &try_it).await;
        assert_eq!(status, StatusCode::OK);
        assert!(tried.contains("8 of 24 comments") && tried.contains("<mark>waiting</mark>"));
        assert!(themes(&server, brand.id).await.is_empty());

        let wrong = [("name", "x".repeat(81)), ("words", "ok\n%".to_owned())];
        let wrong: Vec<_> = wrong.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let (status, page_of) = post(&server, &cookie, "/themes/new", &wrong).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page_of.contains("at most 80 characters") && page_of.contains("no letter or number"));
        assert!(page_of.contains(&"x".repeat(81)) && page_of.contains("ok\n%"));

        let name = "<i>Waiting</i> وقت";
        let (status, _) = post(&server, &cookie, "/themes/new", &[("name", name), ("words", "wait")]).await;
        assert_eq!(status, StatusCode::SEE_OTHER);
        let (status, page_of) = post(&server, &cookie, "/themes/new", &[("name", "<I>WAITING</i> وقت"), ("words", "x")]).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page_of.contains("There is a theme of that name already"));

        let comments = page(&server, &cookie, "/comments").await;
        assert!(comments.contains("&lt;i&gt;Waiting&lt;/i&gt; وقت") && !comments.contains("<i>Waiting"));
        assert!(comments.contains("pulls CSAT down by <strong>33.3 points</strong>") && comments.contains("33%"));
        let href = "theme=%3Ci%3EWaiting%3C%2Fi%3E%20%D9%88%D9%82%D8%AA";
        assert!(comments.contains(href));
        let of_theme = page(&server, &cookie, &format!("/comments?{href}")).await;
        assert!(of_theme.contains("8 of 24 comments") && of_theme.contains("<mark>waiting</mark>"));

        let theme = themes(&server, brand.id).await.remove(0);
        let one = format!("/themes/{}", theme.id);
        assert!(page(&server, &cookie, &one).await.contains("wait"));
        let (status, _) = post(&server, &cookie, &one, &[("name", "Kindness"), ("words", "kind")]).await;
        assert_eq!(status, StatusCode::SEE_OTHER);
        assert!(page(&server, &cookie, "/comments?theme=kindness").await.contains("8 of 24 comments"));
        assert!(page(&server, &cookie, &format!("{one}/remove")).await.contains("No comment is lost"));
        let (status, _) = post(&server, &cookie, &format!("{one}/remove"), &[]).await;
        assert_eq!(status, StatusCode::SEE_OTHER);
        for path in [one.clone(), format!("{one}/remove"), "/themes/nonsense".into()] {
            assert_eq!(get(&server, &cookie, &path).await.status(), StatusCode::NOT_FOUND, "{path}");
        }
        assert_eq!(post(&server, &cookie, &format!("{one}/remove"), &[]).await.0, StatusCode::NOT_FOUND);
        let events = audit::Entity::find().all(server.app.db.read()).await.expect("events");
        let object = format!("theme:{}", theme.id);
        let mut of_theme: Vec<_> = events.into_iter().filter(|event| event.object == object).collect();
        of_theme.sort_by_key(|event| event.id);
        let actions: Vec<_> = of_theme.iter().map(|event| event.action.as_str()).collect();
        assert_eq!(actions, ["add theme", "change theme", "remove theme"]);
        assert!(of_theme.iter().all(|event| event.actor.starts_with("member:") && event.brand_id == Some(brand.id)));
    }

    async fn distinctive_words_lead_to_their_comments(db: Database) {
        let server = Server::start(db).await;
        member(&server, "ana@example.com", Role::Manager).await;
        let cookie = enter(&server, "ana@example.com").await;
        let centre = Centre::on(server.app.db.clone());
        let brand = brand_of(&server).await;
        written(&centre, &brand, &[(1, "the Überweisung failed")]).await;
        let few = page(&server, &cookie, "/comments").await;
        assert!(few.contains("too few to tell the two apart"));
        for _ in 0..12 {
            written(&centre, &brand, &[(1, "the Überweisung failed"), (5, "the agent was kind")]).await;
        }
        let page_of = page(&server, &cookie, "/comments").await;
        assert!(page_of.contains("In 13 unhappy") && page_of.contains("In 12 happy"));
        let link = "feel=unhappy&amp;search=%22%C3%BCberweisung%22";
        assert!(page_of.contains(link), "{page_of}");
        assert!(!page_of.contains("search=%22the%22"));
        let found = page(&server, &cookie, &format!("/comments?{}", link.replace("&amp;", "&"))).await;
        assert!(found.contains("13 of 25 comments"));
    }

    async fn another_brand_s_themes_and_comments_are_behind_the_wall(db: Database) {
        let server = Server::start(db).await;
        member(&server, "ana@example.com", Role::Manager).await;
        let cookie = enter(&server, "ana@example.com").await;
        let centre = Centre::on(server.app.db.clone());
        let (first, second) = (brand_of(&server).await, centre.brand("second", "UTC", DAY).await);
        written(&centre, &first, &[(1, "wait one")]).await;
        written(&centre, &second, &[(1, "queue two"), (5, "wait two")]).await;
        for (brand, words) in [(&first, "wait"), (&second, "queue")] {
            let form = [("name", "Waiting"), ("words", words), ("brand", brand.slug.as_str())];
            assert_eq!(post(&server, &cookie, "/themes/new", &form).await.0, StatusCode::SEE_OTHER);
        }
        // One theme, each brand's words in its own comments.
        assert!(page(&server, &cookie, "/comments?theme=waiting").await.contains("2 of 3 comments"));
        let only = format!("/comments?theme=waiting&brand={}", first.slug);
        let only = page(&server, &cookie, &only).await;
        assert!(only.contains("1 of 1 comment") && !only.contains("queue two"));
        let form = [("name", "x"), ("words", "x"), ("brand", "third")];
        assert_eq!(post(&server, &cookie, "/themes/new", &form).await.0, StatusCode::NOT_FOUND);
        let theme = themes(&server, second.id).await.remove(0);
        let brands = [first.id];
        let unseen = theme::by_id(server.app.db.read(), &brands, theme.id).await.expect("an answer");
        assert_eq!(unseen, None);
        // An agent sees no comments of others, whoever's brand.
        member(&server, "agent@example.com", Role::Agent).await;
        let agent = enter(&server, "agent@example.com").await;
        for path in ["/comments".to_owned(), format!("/themes/{}", theme.id), "/themes/new".into()] {
            assert_eq!(get(&server, &agent, &path).await.status(), StatusCode::FORBIDDEN, "{path}");
        }
        let from_elsewhere = server.http.post(server.url(&format!("/themes/{}/remove", theme.id)))
            .header(header::COOKIE, &cookie).header("Sec-Fetch-Site", "cross-site").form(&[("x", "y")]).send().await;
        assert_eq!(from_elsewhere.expect("an answer").status(), StatusCode::FORBIDDEN);
        assert_eq!(themes(&server, second.id).await.len(), 1);
    }
}
