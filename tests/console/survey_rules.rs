//! A manager writes rules of whom to ask in the editor, rehearses the draft before anybody is asked by it, and publishes.

use super::{
    enter, get, led_to, member, page, send,
    survey_editor::{begun, editor, managed, press},
};
use crate::support::{
    centre::{Centre, Contact, instant},
    form::{fields, with},
};
use afterword::domain::{
    accounts::member::Role, invitations::invitation, organization::brand, surveys::survey_version,
};
use chrono::TimeDelta;
use reqwest::{StatusCode, header};
use sea_orm::EntityTrait;

const STARTING: &str = "/surveys/default/after-contact";
/// In the form of a rehearsal.
const TRYING: &str = "name=\"typed\"";

fn of(agent: &'static str) -> Contact {
    Contact {
        agent,
        ..Contact::default()
    }
}

crate::on_both! {
    async fn a_drafts_rules_are_rehearsed_before_anybody_is_asked_by_them(db: Database) {
        let (server, cookie) = managed(db).await;
        let centre = Centre::on(server.app.db.clone());
        let brand = brand::all(centre.db.read()).await.expect("brands").remove(0);
        for n in 0..6 {
            centre.ask(&brand, of("a-1"), instant("2026-11-10T10:00:00Z") + TimeDelta::hours(n)).await;
        }
        let before = invitation::Entity::find().all(centre.db.read()).await.expect("invitations");

        // Of a survey that asks already: its draft has the rules, not yet its customers.
        let form = editor(&server, &cookie, STARTING).await;
        let form = with(&form, "limits", "2 per 1 day by agent");
        let answer = press(&server, &cookie, STARTING, &form, "rehearse").await;
        assert_eq!(answer.status(), StatusCode::SEE_OTHER);
        assert_eq!(answer.headers()[header::LOCATION], format!("{STARTING}/rehearsal?draft=1"));
        let rehearsed = page(&server, &cookie, &format!("{STARTING}/rehearsal?draft=1")).await;
        for words in ["With the draft’s rules", "Not asked: limit reached", "ask about <strong>2</strong>", "2 per 1 day by agent"] {
            assert!(rehearsed.contains(words), "{words} in {rehearsed}");
        }
        let published = page(&server, &cookie, &format!("{STARTING}/rehearsal")).await;
        assert!(published.contains("With the published rules") && !published.contains("limit reached"), "{published}");

        // One that was never published is rehearsed as if it were.
        let survey = begun(&server, &cookie, "relationship").await;
        let shown = page(&server, &cookie, &format!("{survey}/rehearsal")).await;
        assert!(shown.contains("With the draft’s rules") && shown.contains("6 contacts"), "{shown}");
        assert_eq!(invitation::Entity::find().all(centre.db.read()).await.expect("invitations"), before);
    }

    async fn rules_that_were_rehearsed_are_kept_in_the_draft(db: Database) {
        let (server, cookie) = managed(db).await;
        let form = editor(&server, &cookie, STARTING).await;
        let form = with(&form, "subject.en", "A subject of the draft alone");
        let kept = press(&server, &cookie, STARTING, &form, "save").await;
        assert_eq!(kept.status(), StatusCode::SEE_OTHER);
        let draft = format!("{STARTING}/rehearsal?draft=1");
        let mut tried = fields(&page(&server, &cookie, &draft).await, TRYING);
        for (name, value) in [
            ("send_after", "3"), ("send_unit", "hours"), ("any_hour", "yes"), ("quarantine_days", "45"),
            ("sample_percent", "50"), ("max_age_hours", "soon"), ("limits", "2 per 1 day by agent"), ("skip_when", "plan is internal"),
        ] {
            tried = with(&tried, name, value);
        }
        let kept = send(&server, &cookie, &format!("{STARTING}/rehearsal"), &tried).await;
        let edit = led_to(&kept);
        let shown = page(&server, &cookie, &edit).await;
        assert!(shown.contains("in the draft as you typed them") && !shown.contains("you rehearsed"), "{shown}");
        for kept in ["A subject of the draft alone", "2 per 1 day by agent", "plan is internal", "value=\"45\"", "value=\"soon\""] {
            assert!(shown.contains(kept), "{kept} in {shown}");
        }
        assert!(shown.contains("Must be a whole number"), "what is wrong is said in the editor: {shown}");
        let unsound = get(&server, &cookie, &draft).await.text().await.expect("a page");
        let sound = fields(&unsound, TRYING);
        let sound = with(&sound, "max_age_hours", "72");
        let kept = send(&server, &cookie, &format!("{STARTING}/rehearsal"), &sound).await;
        let shown = page(&server, &cookie, &led_to(&kept)).await;
        assert!(shown.contains("The rules you rehearsed are in the draft"), "{shown}");

        member(&server, "ana@example.com", Role::Analyst).await;
        let reader = enter(&server, "ana@example.com").await;
        let page = page(&server, &reader, &format!("{STARTING}/rehearsal")).await;
        assert!(!page.contains("Keep these rules"), "{page}");
        let refused = send(&server, &reader, &format!("{STARTING}/rehearsal"), &tried).await;
        assert_eq!(refused.status(), StatusCode::FORBIDDEN);
    }

    async fn rules_that_were_rehearsed_never_overwrite_a_colleagues_unseen(db: Database) {
        let (server, mia) = managed(db).await;
        member(&server, "ben@example.com", Role::Manager).await;
        let ben = enter(&server, "ben@example.com").await;
        let (rehearsal, draft) = (format!("{STARTING}/rehearsal"), format!("{STARTING}/rehearsal?draft=1"));
        let form = with(&editor(&server, &mia, STARTING).await, "quarantine_days", "20");
        assert_eq!(press(&server, &mia, STARTING, &form, "save").await.status(), StatusCode::SEE_OTHER);

        // Both look at the same draft, and ben is quicker.
        let seen = fields(&page(&server, &mia, &draft).await, TRYING);
        led_to(&send(&server, &ben, &rehearsal, &with(&seen, "quarantine_days", "40")).await);
        let refused = send(&server, &mia, &rehearsal, &with(&seen, "sample_percent", "55")).await;
        assert_eq!(refused.status(), StatusCode::CONFLICT);
        let shown = refused.text().await.expect("a page");
        for words in ["Not kept", "ben@example.com", "saved the draft", "40 days", "20 days", "55", "go on from the draft’s rules"] {
            assert!(shown.contains(words), "{words} in {shown}");
        }
        let edited = page(&server, &mia, &format!("{STARTING}/edit")).await;
        assert!(edited.contains("value=\"40\"") && !edited.contains("value=\"55\""), "ben's rules are there: {edited}");
        // Both are seen now: keeping them again is meant, and nothing typed is lost.
        let again = fields(&shown, TRYING);
        for typed in [("quarantine_days", "20"), ("sample_percent", "55")] {
            assert!(again.contains(&(typed.0.into(), typed.1.into())), "{typed:?} in {again:?}");
        }
        let kept = page(&server, &mia, &led_to(&send(&server, &mia, &rehearsal, &again).await)).await;
        assert!(kept.contains("The rules you rehearsed are in the draft") && kept.contains("value=\"55\""), "{kept}");

        // An address that was sent around still knows what its rules were typed beside, and that is not what is there now.
        let address = format!("{rehearsal}?typed=1&draft=1&seen=1&sample_percent=5&quarantine_days=0&max_age_hours=72&send_after=0&any_hour=yes&limits=&skip_when=&monthly_limit=&on_second_contact=send");
        let old = fields(&page(&server, &ben, &address).await, TRYING);
        assert!(old.contains(&("seen".into(), "1".into())), "{old:?}");
        assert_eq!(send(&server, &ben, &rehearsal, &old).await.status(), StatusCode::CONFLICT);
        // Nor is it for who rehearsed what is published, without having seen the draft.
        let published = fields(&page(&server, &ben, &rehearsal).await, TRYING);
        let refused = send(&server, &ben, &rehearsal, &published).await;
        assert_eq!(refused.status(), StatusCode::CONFLICT);
        assert!(refused.text().await.expect("a page").contains("mia@example.com"));

        // Who publishes meanwhile is named too, and what was typed can become a new draft.
        let seen = fields(&page(&server, &mia, &draft).await, TRYING);
        let form = editor(&server, &ben, STARTING).await;
        assert!(led_to(&press(&server, &ben, STARTING, &form, "publish").await).contains("done=published"));
        let refused = send(&server, &mia, &rehearsal, &with(&seen, "quarantine_days", "99")).await;
        assert_eq!(refused.status(), StatusCode::CONFLICT);
        let shown = refused.text().await.expect("a page");
        for words in ["version 2 was published", "ben@example.com", "99 days", "go on from the published rules"] {
            assert!(shown.contains(words), "{words} in {shown}");
        }
        let kept = page(&server, &mia, &led_to(&send(&server, &mia, &rehearsal, &fields(&shown, TRYING)).await)).await;
        assert!(kept.contains("value=\"99\""), "{kept}");
    }

    async fn rules_written_in_the_editor_are_published_and_told(db: Database) {
        let (server, cookie) = managed(db).await;
        let mut form = editor(&server, &cookie, STARTING).await;
        for (name, value) in [
            ("limits", "plenty\n\n0 per 7 days by agent"), ("skip_when", "plan"), ("monthly_limit", "many"), ("on_second_contact", "later"),
        ] {
            form = with(&form, name, value);
        }
        let refused = press(&server, &cookie, STARTING, &form, "publish").await;
        assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY);
        let refused = refused.text().await.expect("a page");
        for words in ["Limits, line 1:</a> “plenty” is not written like", "Limits, line 3, how many:</a> must be from 1", "“plan” is not written like", "Must be a whole number", "value=\"many\""] {
            assert!(refused.contains(words), "{words} in {refused}");
        }
        for (name, value) in [
            ("limits", "20 per 7 days by agent\r\n5 per 1 day by attribute call queue"),
            ("skip_when", "plan is internal, \"test, really\""), ("monthly_limit", "900"),
        ] {
            form = with(&form, name, value);
        }
        // the refused draft is kept too, so the next press has seen it
        form = with(&form, "seen", "1");
        let answer = press(&server, &cookie, STARTING, &form, "publish").await;
        assert_eq!(answer.status(), StatusCode::SEE_OTHER, "{}", answer.text().await.expect("a page"));
        let versions = survey_version::Entity::find().all(server.app.db.read()).await.expect("versions");
        let newest = versions.iter().max_by_key(|version| version.number).expect("a version");
        let rules = serde_json::to_value(&newest.definition).expect("JSON");
        assert_eq!(rules["limits"], serde_json::json!([
            { "most": 20, "days": 7, "by": "agent" }, { "most": 5, "days": 1, "by": "attribute", "attribute": "call queue" },
        ]));
        assert_eq!(rules["skip_when"], serde_json::json!([{ "attribute": "plan", "is": ["internal", "test, really"] }]));
        assert_eq!((&rules["monthly_limit"], &rules["on_second_contact"]), (&900.into(), &"later".into()));
        let told = page(&server, &cookie, &format!("{STARTING}/versions")).await;
        for words in ["new limit: 20 per 7 days by agent", "contacts whose plan is internal", "at most 900", "replaced by that of the later contact"] {
            assert!(told.contains(words), "{words} in {told}");
        }
        // The editor shows them as they were written, and saving them changes nothing.
        let form = editor(&server, &cookie, STARTING).await;
        let again = press(&server, &cookie, STARTING, &form, "publish").await;
        assert!(page(&server, &cookie, &led_to(&again)).await.contains("There was nothing to publish"));
        let versions = survey_version::Entity::find().all(server.app.db.read()).await.expect("versions");
        assert!(versions.iter().all(|version| version.number < 2 || version.definition == newest.definition));
    }

    async fn another_survey_gives_way_only_after_a_word(db: Database) {
        let (server, cookie) = managed(db).await;
        let survey = begun(&server, &cookie, "call").await;
        let form = editor(&server, &cookie, &survey).await;
        let asked = press(&server, &cookie, &survey, &form, "publish").await;
        assert_eq!(asked.status(), StatusCode::OK);
        let asked = asked.text().await.expect("a page");
        for words in ["Nothing is published yet", "“After a contact” asks at every touchpoint", "value=\"publish-anyway\""] {
            assert!(asked.contains(words), "{words} in {asked}");
        }
        assert!(!page(&server, &cookie, "/surveys").await.contains("was published"), "nothing is");
        let published = press(&server, &cookie, &survey, &form, "publish-anyway").await;
        assert!(led_to(&published).contains("done=published"));
        let listed = page(&server, &cookie, "/surveys").await;
        assert!(listed.contains("was published for all of them later"), "{listed}");
    }

    async fn the_editor_says_what_publishing_changes(db: Database) {
        let (server, cookie) = managed(db).await;
        let form = editor(&server, &cookie, STARTING).await;
        assert!(page(&server, &cookie, &format!("{STARTING}/edit")).await.contains("Nothing yet."));
        let form = with(&form, "quarantine_days", "7");
        let saved = press(&server, &cookie, STARTING, &form, "save").await;
        let shown = page(&server, &cookie, &led_to(&saved)).await;
        assert!(shown.contains("What publishing changes") && !shown.contains("Nothing yet."), "{shown}");
    }
}
