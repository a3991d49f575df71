//! What customers wrote, searched and gathered under themes, in any script and within the brands one may see.

use super::{enter, get, member, page, send};
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

const DAY: &str = "2026-11-23T09:00:00Z";

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
    let sent = send(server, cookie, path, form).await;
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
            assert!(page.contains(&format!("<h2 id=\"found\">{found} comments")), "{search}: {found}");
            // The heading says it too, not that all comments were found.
            assert!(page.contains(&format!("{found} comments written with an answer to CSAT")), "{search}: {found}");
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
        let both = [("name", "Waiting"), ("words", "wait"), ("brand", first.slug.as_str()), ("brand", second.slug.as_str())];
        let (status, taken) = post(&server, &cookie, "/themes/new", &both).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(taken.contains("There is a theme of that name already") && taken.contains(&format!("{}: ", first.name)));
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

    async fn one_theme_is_for_all_brands_one_may_see(db: Database) {
        let server = Server::start(db).await;
        member(&server, "ana@example.com", Role::Manager).await;
        let cookie = enter(&server, "ana@example.com").await;
        let centre = Centre::on(server.app.db.clone());
        let (first, second) = (brand_of(&server).await, centre.brand("second", "UTC", DAY).await);
        written(&centre, &first, &[(1, "wait one"), (5, "queue one")]).await;
        written(&centre, &second, &[(1, "wait two")]).await;
        let form = page(&server, &cookie, "/themes/new").await;
        assert_eq!(form.matches("name=\"brand\"").count(), 2);
        assert_eq!(form.matches(" checked").count(), 2, "all brands are chosen");
        let only = page(&server, &cookie, "/themes/new?brand=second").await;
        assert_eq!(only.matches(" checked").count(), 1);

        let of = |name: &'static str, words: &'static str, brands: &[&'static str]| {
            let brands = brands.iter().map(|slug| ("brand", *slug));
            [("name", name), ("words", words)].into_iter().chain(brands).collect::<Vec<_>>()
        };
        let (status, none) = post(&server, &cookie, "/themes/new", &of("Waiting", "wait", &[])).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(none.contains("Choose at least one brand") && none.contains("value=\"Waiting\""));
        let mut try_it = of("", "wait", &["default", "second"]);
        try_it.push(("press", "try"));
        let (_, tried) = post(&server, &cookie, "/themes/new", &try_it).await;
        assert!(tried.contains("2 of 3 comments"), "{tried}");

        let both = of("Waiting", "wait", &["default", "second"]);
        assert_eq!(post(&server, &cookie, "/themes/new", &both).await.0, StatusCode::SEE_OTHER);
        let all = page(&server, &cookie, "/comments").await;
        assert_eq!(all.matches("href=\"/themes/0").count(), 1, "it is one theme with one way to change it");
        assert!(page(&server, &cookie, "/comments?theme=waiting").await.contains("2 of 3 comments"));

        let rows = [themes(&server, first.id).await.remove(0), themes(&server, second.id).await.remove(0)];
        let one = format!("/themes/{}", rows[0].id);
        assert_eq!(page(&server, &cookie, &one).await.matches(" checked").count(), 2);
        let other = of("Queue", "queue", &["default", "second"]);
        assert_eq!(post(&server, &cookie, &one, &other).await.0, StatusCode::SEE_OTHER);
        for brand in [&first, &second] {
            let named: Vec<_> = themes(&server, brand.id).await.into_iter().map(|row| (row.name, row.words.0)).collect();
            assert_eq!(named, [("Queue".to_owned(), vec!["queue".to_owned()])]);
        }
        // A brand that has a theme of that name keeps the theme out of all of them.
        assert_eq!(post(&server, &cookie, "/themes/new", &of("Wait", "wait", &["second"])).await.0, StatusCode::SEE_OTHER);
        let (status, taken) = post(&server, &cookie, &one, &of("Wait", "queue", &["default", "second"])).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(taken.contains("second: There is a theme of that name already"));
        assert_eq!(themes(&server, first.id).await.remove(0).name, "Queue");
        // A brand left out loses it, and the others keep it.
        assert_eq!(post(&server, &cookie, &one, &of("Queue", "queue", &["default"])).await.0, StatusCode::SEE_OTHER);
        let left: Vec<_> = themes(&server, second.id).await.into_iter().map(|row| row.name).collect();
        assert_eq!((left, themes(&server, first.id).await.len()), (vec!["Wait".to_owned()], 1));
        assert_eq!(post(&server, &cookie, &one, &of("Queue", "queue", &["default", "second"])).await.0, StatusCode::SEE_OTHER);
        assert_eq!(post(&server, &cookie, &format!("{one}/remove"), &[]).await.0, StatusCode::SEE_OTHER);
        assert_eq!((themes(&server, first.id).await.len(), themes(&server, second.id).await.len()), (0, 1));
    }

    async fn every_table_of_the_comments_can_be_taken_along(db: Database) {
        let server = Server::start(db).await;
        member(&server, "ana@example.com", Role::Manager).await;
        let cookie = enter(&server, "ana@example.com").await;
        let centre = Centre::on(server.app.db.clone());
        let brand = brand_of(&server).await;
        for _ in 0..12 {
            written(&centre, &brand, &[(1, "=endless waiting"), (5, "the agent was kind")]).await;
        }
        let nothing_yet = page(&server, &cookie, "/comments").await;
        assert!(!nothing_yet.contains("format=csv-themes"), "there is no table to take along");
        for (name, words) in [("=1+1", "wait"), ("@all", "waiting\nagent"), ("Nobody", "nobody")] {
            assert_eq!(post(&server, &cookie, "/themes/new", &[("name", name), ("words", words)]).await.0, StatusCode::SEE_OTHER);
        }
        let shown = page(&server, &cookie, "/comments?search=kind").await;
        assert!(shown.contains("/comments?format=csv-themes") && shown.contains("/comments?format=csv-words"));
        let file = page(&server, &cookie, "/comments?format=csv-themes").await;
        let lines: Vec<_> = file.trim_start_matches('\u{feff}').lines().collect();
        assert_eq!(lines.len(), 4, "{file}");
        assert_eq!(lines[0], "Theme,Comments,Share in percent,CSAT with it,CSAT without it,Points it goes with,Likely from,Likely to,What goes with it");
        assert_eq!(lines[1], "'@all,24,100,50,,,,,in every comment: nothing to compare with");
        assert!(lines[2].starts_with("'=1+1,12,50,0,100,-50,") && lines[2].ends_with(",pulls CSAT down"), "{file}");
        assert_eq!(lines[3], "Nobody,0,0,,50,,,,–");
        let file = page(&server, &cookie, "/comments?format=csv-words").await;
        let lines: Vec<_> = file.trim_start_matches('\u{feff}').lines().collect();
        assert_eq!(lines[0], "Word,More often in,In 12 unhappy comments,In 12 happy comments");
        assert!(lines.contains(&"waiting,unhappy comments,12,0") && lines.contains(&"kind,happy comments,0,12"), "{file}");
    }

    async fn a_list_says_which_of_how_many_it_shows(db: Database) {
        let server = Server::start(db).await;
        member(&server, "ana@example.com", Role::Analyst).await;
        let cookie = enter(&server, "ana@example.com").await;
        let centre = Centre::on(server.app.db.clone());
        let brand = brand_of(&server).await;
        for n in 0..53_i16 {
            let says = Says { score: 1 + n % 2 * 4, resolved: Some("not_applicable"), ..Says::default() };
            centre.contact(&brand, Contact::default(), says, DAY).await;
        }
        for (address, shown) in [
            ("/responses", "1 to 50 of 53 responses"),
            ("/responses?metric=csat", "1 to 50 of 53 responses"),
            ("/responses?metric=fcr", "1 to 50 of 53 responses"),
            ("/responses?score_max=1", "1 to 27 of 27 responses"),
            ("/responses?metric=csat&score_min=2", "1 to 26 of 26 responses"),
            ("/responses?agent=a-1&score_min=5&score_max=1", "1 to 50 of 53 responses"),
        ] {
            let page = page(&server, &cookie, address).await;
            assert!(page.contains(shown), "{address}: {shown}");
            let older = page.split("href=\"").find(|link| link.contains("after="));
            if let Some(older) = older.and_then(|link| link.split('"').next()) {
                let page = self::page(&server, &cookie, &older.replace("&amp;", "&")).await;
                assert!(page.contains("51 to 53 of 53 responses"), "{older}");
            }
        }
        for address in ["/responses?score_min=5&score_max=1", "/comments?score_min=5&score_max=1", "/?score_min=5&score_max=1"] {
            let page = page(&server, &cookie, address).await;
            assert!(page.contains("The lowest score, 5, is above the highest, 1, so the score does not limit what is shown."), "{address}");
        }
    }
}
