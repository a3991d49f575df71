//! What a manager sees of a survey before anybody is asked: the preview of letter and page, and the letter to themselves.
//! None of it counts.

use super::{
    enter, get, led_to, member, page, send,
    survey_editor::{begun, editor, managed, press},
};
use crate::support::{form::with, server::Server};
use afterword::domain::{
    accounts::member::Role,
    deliveries::{
        delivery::{self, Kind, State},
        trial,
    },
    responses::{click_event, response},
    scores::tally,
};
use reqwest::{StatusCode, header};
use sea_orm::{EntityTrait, PaginatorTrait};

crate::on_both! {
    async fn the_preview_is_the_letter_and_the_page_and_records_nothing(db: Database) {
        let (server, cookie) = managed(db).await;
        let survey = begun(&server, &cookie, "call").await;
        let form = editor(&server, &cookie, &survey).await;
        let form = with(&form, "q0.text.en", "Was {agent_first_name} <b>kind</b>?");
        for (what, policy) in [("letter", "style-src 'unsafe-inline'"), ("page", "style-src 'self'")] {
            let path = format!("{survey}/preview/{what}");
            let kept = get(&server, &cookie, &path).await;
            let sent = kept.headers()[header::CONTENT_SECURITY_POLICY].to_str().expect("text").to_owned();
            for part in [policy, "frame-ancestors 'self'", "form-action 'none'", "sandbox allow-same-origin"] {
                assert!(sent.contains(part), "{part} is not in {sent}");
            }
            assert!(!sent.contains("script") && !kept.text().await.expect("a page").contains("kind"));
            let typed = send(&server, &cookie, &path, &form).await;
            assert_eq!(typed.status(), StatusCode::OK);
            let typed = typed.text().await.expect("a page");
            assert!(typed.contains("Was Ana &lt;b&gt;kind&lt;/b&gt;?"), "{what}: {typed}");
        }
        let chosen = page(&server, &cookie, &format!("{survey}/preview/page?score=4")).await;
        assert!(chosen.contains("This is a trial") && chosen.contains("<button type=\"submit\" disabled>"), "{chosen}");
        assert!(!chosen.contains("<script"), "{chosen}");
        assert!(chosen.contains("value=\"4\" checked") || chosen.contains("checked"), "{chosen}");
        assert!(!page(&server, &cookie, &format!("{survey}/edit")).await.contains("kind&lt;"), "a preview keeps nothing");
        let db = server.app.db.read();
        assert_eq!(delivery::Entity::find().count(db).await.expect("a count"), 0);
        assert_eq!(click_event::Entity::find().count(db).await.expect("a count"), 0);
    }

    async fn a_language_that_is_not_shipped_is_previewed_as_it_is_written(db: Database) {
        let (server, cookie) = managed(db).await;
        let survey = begun(&server, &cookie, "call").await;
        let form = with(&editor(&server, &cookie, &survey).await, "new_locale", "sv");
        press(&server, &cookie, &survey, &form, "language").await;
        let form = with(&editor(&server, &cookie, &survey).await, "q0.text.sv", "Hur nöjd är du?");
        let saved = press(&server, &cookie, &survey, &form, "save").await;
        assert_eq!(saved.status(), StatusCode::SEE_OTHER);
        for what in ["letter", "page"] {
            let shown = page(&server, &cookie, &format!("{survey}/preview/{what}?locale=sv")).await;
            assert!(shown.contains("Hur nöjd är du?"), "{what}: {shown}");
        }
    }

    async fn a_survey_that_cannot_be_shown_says_why(db: Database) {
        let (server, cookie) = managed(db).await;
        let survey = begun(&server, &cookie, "empty").await;
        for what in ["letter", "page"] {
            let shown = page(&server, &cookie, &format!("{survey}/preview/{what}")).await;
            assert!(shown.contains("once"), "{shown}");
        }
        let form = editor(&server, &cookie, &survey).await;
        let answer = press(&server, &cookie, &survey, &form, "send").await;
        assert!(answer.headers()[header::LOCATION].to_str().expect("text").contains("done=unrated"));
    }

    async fn a_preview_has_what_a_mail_program_shows_before_the_letter(db: Database) {
        let (server, cookie) = managed(db).await;
        let survey = begun(&server, &cookie, "call").await;
        let german = page(&server, &cookie, &format!("{survey}/preview/letter?locale=de")).await;
        assert!(german.contains(r#"<dd class="subject" lang="de" dir="auto">Wie zufrieden sind Sie mit uns, Kim?</dd>"#), "{german}");
        let from = &server.app.config.mail_from.email;
        assert!(german.contains("<dt>From</dt>") && german.contains(&format!("&lt;{from}&gt;")), "{german}");
        assert!(german.contains(r#"<dd lang="de" dir="auto">Eine Frage zu Ihrem Kontakt mit "#), "{german}");
        assert!(german.find("class=\"sent\"") > german.find("<body") && german.find("class=\"sent\"") < german.find("<table"));

        let form = editor(&server, &cookie, &survey).await;
        let form = with(&form, "subject.en", "{customer_first_name}, was <it> right?");
        let shown = send(&server, &cookie, &format!("{survey}/preview/letter"), &form).await;
        let shown = shown.text().await.expect("a page");
        assert!(shown.contains(r#"dir="auto">Kim, was &lt;it&gt; right?</dd>"#), "{shown}");
        // the letter that is sent has none of it
        press(&server, &cookie, &survey, &form, "send").await;
        server.run_due().await;
        let letters = delivery::Entity::find().all(server.app.db.read()).await.expect("letters");
        let sent = page(&server, &cookie, &format!("/outbox/{}/letter", letters[0].id)).await;
        assert!(!sent.contains("class=\"sent\""), "{sent}");
    }

    async fn the_reminder_and_the_thanks_are_previewed_too(db: Database) {
        let (server, cookie) = managed(db).await;
        let survey = begun(&server, &cookie, "call").await;
        let form = editor(&server, &cookie, &survey).await;
        let reminder = format!("{survey}/preview/reminder");
        let never = send(&server, &cookie, &reminder, &with(&form, "remind_after_days", "")).await;
        assert!(never.text().await.expect("a page").contains("Nobody is reminded"));
        let form = with(&form, "remind_after_days", "3");
        let shown = send(&server, &cookie, &reminder, &form).await.text().await.expect("a page");
        assert!(shown.contains(">Reminder: How did we do, Kim?</dd>"), "{shown}");
        assert!(!shown.contains("/s/") && !shown.contains("/u/"), "no link that counts");
        let form = with(&form, "thanks.en", "{agent_first_name} will be glad to read it.");
        let thanks = send(&server, &cookie, &format!("{survey}/preview/thanks"), &form).await;
        let policy = thanks.headers()[header::CONTENT_SECURITY_POLICY].to_str().expect("text").to_owned();
        assert!(policy.contains("frame-ancestors 'self'") && policy.contains("form-action 'none'"), "{policy}");
        let thanks = thanks.text().await.expect("a page");
        assert!(thanks.contains("Ana will be glad to read it.") && thanks.contains("/preview/page?locale=en"), "{thanks}");
        let other = get(&server, &cookie, &format!("{survey}/preview/other")).await;
        assert_eq!(other.status(), StatusCode::NOT_FOUND);

        let chosen = press(&server, &cookie, &survey, &with(&form, "see.what", "thanks"), "refresh").await;
        let shown = page(&server, &cookie, led_to(&chosen).split('#').next().expect("an address")).await;
        assert!(shown.contains(r#"id="see.what.thanks" name="see.what" value="thanks" checked"#), "{shown}");
    }

    async fn a_letter_that_cannot_leave_is_not_said_to_be_on_its_way(db: Database) {
        let (server, cookie) = managed(db).await;
        let survey = begun(&server, &cookie, "call").await;
        let form = editor(&server, &cookie, &survey).await;
        let sent = press(&server, &cookie, &survey, &form, "send").await;
        let shown = page(&server, &cookie, &led_to(&sent)).await;
        assert!(shown.contains("No mail is set up") && shown.contains("the letter was not sent"), "{shown}");
        assert!(shown.contains("href=\"/outbox\"") && !shown.contains("on its way"), "{shown}");
    }

    async fn a_letter_to_oneself_is_on_its_way_where_mail_is_set_up(db: Database) {
        let settings = [
            ("AFTERWORD_SMTP_URL", "smtp://127.0.0.1:1?tls=none"), ("AFTERWORD_MAIL_FROM", "Example Support <support@example.com>"),
        ];
        let server = Server::start_with(db, &settings).await;
        member(&server, "mia@example.com", Role::Manager).await;
        let cookie = enter(&server, "mia@example.com").await;
        let survey = begun(&server, &cookie, "call").await;
        let form = editor(&server, &cookie, &survey).await;
        let sent = press(&server, &cookie, &survey, &form, "send").await;
        let shown = page(&server, &cookie, &led_to(&sent)).await;
        assert!(shown.contains("The letter is on its way to you.") && !shown.contains("No mail is set up"), "{shown}");
        let letter = page(&server, &cookie, &format!("{survey}/preview/letter")).await;
        assert!(letter.contains("<bdi>Example Support</bdi> <bdi>&lt;support@example.com&gt;</bdi>"), "{letter}");
    }

    async fn a_letter_to_oneself_goes_through_the_outbox_and_counts_nowhere(db: Database) {
        let (server, cookie) = managed(db).await;
        let survey = begun(&server, &cookie, "relationship").await;
        let form = editor(&server, &cookie, &survey).await;
        let form = with(&form, "see.locale", "de");
        let answer = press(&server, &cookie, &survey, &form, "send").await;
        assert!(answer.headers()[header::LOCATION].to_str().expect("text").contains("done=sent"));
        server.run_due().await;
        let letters = delivery::Entity::find().all(server.app.db.read()).await.expect("letters");
        let [letter] = &letters[..] else { panic!("one letter") };
        assert_eq!((letter.kind, letter.state, letter.attempts), (Kind::Trial, State::Sent, 1));
        assert_eq!(letter.recipient, "mia@example.com");
        let shown = page(&server, &cookie, &format!("/outbox/{}/letter", letter.id)).await;
        assert!(shown.contains(&format!("{survey}/preview/page?locale=de&amp;score=10")), "{shown}");
        assert!(!shown.contains("/s/") && !shown.contains("/u/"), "no link that counts");
        let link = format!("{survey}/preview/page?locale=de&score=10");
        assert!(page(&server, &cookie, &link).await.contains("checked"));
        assert!(page(&server, &cookie, "/outbox").await.contains("mia@example.com"));
        let headers = page(&server, &cookie, &format!("/outbox/{}", letter.id)).await;
        assert!(headers.contains("List-Id") && !headers.contains("List-Unsubscribe"), "{headers}");
        assert!(page(&server, &cookie, &format!("/deliveries/{}", letter.id)).await.contains("Attempts"));
        let db = server.app.db.read();
        assert_eq!(tally::Entity::find().count(db).await.expect("a count"), 0);
        assert_eq!(response::Entity::find().count(db).await.expect("a count"), 0);
        // what is edited later does not change the letter that was sent
        let form = editor(&server, &cookie, &survey).await;
        press(&server, &cookie, &survey, &with(&form, "q0.text.en", "Another question"), "save").await;
        assert!(!page(&server, &cookie, &format!("/outbox/{}/letter", letter.id)).await.contains("Another question"));
    }

    async fn so_many_letters_to_oneself_are_enough(db: Database) {
        let (server, cookie) = managed(db).await;
        let survey = begun(&server, &cookie, "call").await;
        for number in 0..=trial::AN_HOUR {
            let form = editor(&server, &cookie, &survey).await;
            let answer = press(&server, &cookie, &survey, &form, "send").await;
            let to = answer.headers()[header::LOCATION].to_str().expect("text");
            assert_eq!(to.contains("done=many"), number == trial::AN_HOUR, "{number}: {to}");
        }
        server.advance(chrono::TimeDelta::minutes(61));
        let form = editor(&server, &cookie, &survey).await;
        let answer = press(&server, &cookie, &survey, &form, "send").await;
        assert!(answer.headers()[header::LOCATION].to_str().expect("text").contains("done=sent"));
    }
}
