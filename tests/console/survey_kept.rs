//! Nothing that was typed in the editor goes silently: not with a colleague's press, nor with one's own.

use super::{
    NOTHING, get, led_to, page, send,
    survey_editor::{begun, editor, managed, press},
};
use crate::support::form::{fields, with};
use afterword::domain::surveys::{survey, survey_version};
use reqwest::StatusCode;
use sea_orm::EntityTrait;
use serde_json::json;

const STARTING: &str = "/surveys/default/after-contact";
const EDITOR: &str = "id=\"editor\"";

fn has(form: &[(String, String)], name: &str, value: &str) -> bool {
    form.contains(&(name.to_owned(), value.to_owned()))
}

crate::on_both! {
    async fn a_draft_that_was_discarded_meanwhile_is_saved_anew(db: Database) {
        let (server, cookie) = managed(db).await;
        let survey = begun(&server, &cookie, "call").await;
        let form = editor(&server, &cookie, &survey).await;
        let form = with(&form, "name", "Typed for an hour");
        let form = with(&form, "q0.text.en", "How was {agent_first_name}?");
        let gone = send(&server, &cookie, &format!("{survey}/discard"), &NOTHING).await;
        assert_eq!(led_to(&gone), "/surveys?done=discarded");

        for button in ["publish-anyway", "send", "rehearse", "add", "save"] {
            let answer = press(&server, &cookie, &survey, &form, button).await;
            assert_eq!(answer.status(), StatusCode::CONFLICT, "{button}");
            let shown = answer.text().await.expect("a page");
            assert!(shown.contains("this draft was discarded meanwhile") && shown.contains("save again"), "{shown}");
            assert!(shown.contains(" data-unsaved"), "leaving the page is asked about");
            assert!(has(&fields(&shown, EDITOR), "q0.text.en", "How was {agent_first_name}?"), "{button}");
        }
        let shown = press(&server, &cookie, &survey, &form, "save").await.text().await.expect("a page");
        let again = fields(&shown, EDITOR);
        for (name, value) in &form {
            if !name.starts_with("see.") && name != "seen" && name != "new_kind" {
                assert!(has(&again, name, value), "{name} is lost");
            }
        }
        // the frames beside it have nothing kept to show, and show what is typed
        let kept = get(&server, &cookie, &format!("{survey}/preview/letter")).await;
        assert_eq!(kept.status(), StatusCode::NOT_FOUND);
        assert!(kept.text().await.expect("a page").contains("no such survey"));
        let typed = send(&server, &cookie, &format!("{survey}/preview/letter"), &again).await;
        assert!(typed.text().await.expect("a page").contains("How was Ana?"));
        assert_eq!(get(&server, &cookie, &format!("{survey}/edit")).await.status(), StatusCode::NOT_FOUND);

        let saved = press(&server, &cookie, &survey, &again, "save").await;
        assert!(led_to(&saved).contains("done=saved"));
        let form = editor(&server, &cookie, &survey).await;
        assert!(has(&form, "name", "Typed for an hour"));
        let published = press(&server, &cookie, &survey, &form, "publish-anyway").await;
        assert!(led_to(&published).contains("done=published"));
        // what can be no survey's name makes none
        let nameless = press(&server, &cookie, "/surveys/default/No%20Name", &again, "save").await;
        assert_eq!(nameless.status(), StatusCode::NOT_FOUND);
    }

    async fn a_language_with_texts_is_not_removed_unasked(db: Database) {
        let (server, cookie) = managed(db).await;
        for tag in ["de", "fr"] {
            let form = with(&editor(&server, &cookie, STARTING).await, "new_locale", tag);
            led_to(&press(&server, &cookie, STARTING, &form, "language").await);
        }
        let form = with(&editor(&server, &cookie, STARTING).await, "q0.text.de", "Wie war es?");
        let answer = press(&server, &cookie, STARTING, &form, "drop-language:de").await;
        assert_eq!(answer.status(), StatusCode::OK);
        let shown = answer.text().await.expect("a page");
        assert!(shown.contains("Everything written in this language goes with it") && shown.contains(" data-unsaved"));
        assert!(shown.contains("value=\"drop-language-anyway:de\""), "{shown}");
        let asked = fields(&shown, EDITOR);
        assert!(has(&asked, "q0.text.de", "Wie war es?"));
        led_to(&press(&server, &cookie, STARTING, &asked, "save").await);
        let form = editor(&server, &cookie, STARTING).await;
        assert!(has(&form, "q0.text.de", "Wie war es?"), "“Keep it” keeps it");
        // nothing is written in it
        led_to(&press(&server, &cookie, STARTING, &form, "drop-language:fr").await);
        let form = editor(&server, &cookie, STARTING).await;
        assert!(!has(&form, "locale", "fr") && has(&form, "locale", "de"));
        led_to(&press(&server, &cookie, STARTING, &form, "drop-language-anyway:de").await);
        let form = editor(&server, &cookie, STARTING).await;
        assert!(!has(&form, "locale", "de") && form.iter().all(|(name, _)| name != "q0.text.de"));
    }

    async fn a_language_that_was_typed_and_not_added_is_added_or_told(db: Database) {
        let (server, cookie) = managed(db).await;
        let form = editor(&server, &cookie, STARTING).await;
        let saved = press(&server, &cookie, STARTING, &with(&form, "new_locale", "de"), "save").await;
        let to = led_to(&saved);
        assert!(to.contains("done=added"), "{to}");
        assert!(page(&server, &cookie, to.split('#').next().expect("an address")).await.contains("the language you had typed is added"));
        let form = editor(&server, &cookie, STARTING).await;
        assert!(has(&form, "locale", "de") && has(&form, "q0.text.de", "") && has(&form, "new_locale", ""));

        let form = with(&with(&form, "new_locale", "Klingon?"), "name", "Typed");
        let refused = press(&server, &cookie, STARTING, &form, "save").await;
        assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY);
        let refused = refused.text().await.expect("a page");
        assert!(refused.contains("Not saved:") && refused.contains("“Klingon?” is not a language tag"), "{refused}");
        let form = fields(&refused, EDITOR);
        assert!(has(&form, "new_locale", "Klingon?") && has(&form, "name", "Typed"), "both are still typed");

        // nothing is published before somebody could write in it
        let asked = press(&server, &cookie, STARTING, &with(&form, "new_locale", "fr"), "publish").await;
        assert_eq!(asked.status(), StatusCode::OK);
        let asked = asked.text().await.expect("a page");
        assert!(asked.contains("Nothing is published yet") && asked.contains("French"), "{asked}");
        let form = with(&fields(&asked, EDITOR), "q0.text.fr", "Alors ?");
        assert!(has(&form, "new_locale", ""));
        let published = press(&server, &cookie, STARTING, &form, "publish").await;
        assert!(led_to(&published).contains("done=published"));
        let versions = survey_version::Entity::find().all(server.app.db.read()).await.expect("versions");
        let newest = versions.iter().max_by_key(|version| version.number).expect("a version");
        assert_eq!(newest.definition.wording["fr"]["satisfaction"], "Alors ?");
    }

    async fn scores_typed_beside_always_are_not_dropped(db: Database) {
        let (server, cookie) = managed(db).await;
        let form = editor(&server, &cookie, STARTING).await;
        let form = with(&with(&form, "q1.when", ""), "q1.max", "3");
        let refused = press(&server, &cookie, STARTING, &form, "publish").await;
        assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY);
        let refused = refused.text().await.expect("a page");
        assert!(refused.contains("href=\"#q1.when\"") && refused.contains("yet scores are typed beside it"), "{refused}");
        let form = fields(&refused, EDITOR);
        assert!(has(&form, "q1.max", "3"));
        // before all others it has no score to depend on, and still says what was typed
        led_to(&press(&server, &cookie, STARTING, &form, "up:1").await);
        let form = editor(&server, &cookie, STARTING).await;
        assert!(has(&form, "q0.max", "3"));
        led_to(&press(&server, &cookie, STARTING, &form, "down:0").await);
        let form = with(&editor(&server, &cookie, STARTING).await, "q1.when", "0");
        let published = press(&server, &cookie, STARTING, &form, "publish").await;
        assert!(led_to(&published).contains("done=published"));
        let asks = survey::Entity::find().one(server.app.db.read()).await.expect("surveys").expect("one");
        let asks = survey_version::definition(server.app.db.read(), asks.current_version_id).await.expect("a version");
        let asks = serde_json::to_value(&asks.questions[1]).expect("JSON");
        assert_eq!(asks["show_when"]["score_max"], json!(3));
    }
}
