//! A survey is drafted, mended and published in the console; nothing that was typed is lost on the way.

use super::{NOTHING, enter, get, member, page, send};
use crate::support::{
    centre::{Centre, Contact, Says},
    form::{fields, with},
    server::Server,
};
use afterword::domain::{
    accounts::{api_key::Scope, audit, member::Role},
    organization::brand,
    surveys::{survey, survey_version},
};
use reqwest::{Response, StatusCode, header};
use sea_orm::EntityTrait;
use serde_json::{Value, json};

type Fields = Vec<(String, String)>;

const EDITOR: &str = "id=\"editor\"";
const STARTING: &str = "/surveys/default/after-contact";

/// Presses a button of the editor with these fields.
pub async fn press(
    server: &Server,
    cookie: &str,
    survey: &str,
    form: &[(String, String)],
    button: &str,
) -> Response {
    let mut form = form.to_vec();
    form.push(("press".into(), button.into()));
    send(server, cookie, &format!("{survey}/edit"), &form).await
}

pub async fn editor(server: &Server, cookie: &str, survey: &str) -> Fields {
    fields(
        &page(server, cookie, &format!("{survey}/edit")).await,
        EDITOR,
    )
}

/// A server with a manager who is signed in.
pub async fn managed(db: crate::support::databases::Database) -> (Server, String) {
    let server = Server::start(db).await;
    member(&server, "mia@example.com", Role::Manager).await;
    let cookie = enter(&server, "mia@example.com").await;
    (server, cookie)
}

/// Begins a survey; where its pages are.
pub async fn begun(server: &Server, cookie: &str, point: &str) -> String {
    let form = vec![
        ("point".to_owned(), point.to_owned()),
        ("name".to_owned(), "Hotline".to_owned()),
    ];
    let answer = send(server, cookie, "/new-survey", &form).await;
    assert_eq!(answer.status(), StatusCode::SEE_OTHER);
    let to = answer.headers()[header::LOCATION].to_str().expect("text");
    to.split("/edit").next().expect("an address").to_owned()
}

fn goes_to(answer: &Response) -> &str {
    assert_eq!(answer.status(), StatusCode::SEE_OTHER);
    answer.headers()[header::LOCATION].to_str().expect("text")
}

async fn audited(server: &Server, action: &str) -> usize {
    let events = audit::Entity::find().all(server.app.db.read()).await;
    let events = events.expect("the audit");
    events.iter().filter(|event| event.action == action).count()
}

/// What the API shows of a survey.
async fn published(server: &Server, slug: &str) -> Value {
    let key = server.key(&[Scope::Admin]).await;
    let asked = server
        .http
        .get(server.url(&format!("/api/v1/surveys/{slug}")));
    let answer = asked.bearer_auth(key).send().await.expect("an answer");
    answer.json().await.expect("JSON")
}

crate::on_both! {
    async fn a_survey_begins_as_a_draft_and_asks_once_it_is_published(db: Database) {
        let (server, cookie) = managed(db).await;
        let survey = begun(&server, &cookie, "call").await;
        assert_eq!(survey, "/surveys/default/hotline");
        assert!(page(&server, &cookie, "/surveys").await.contains("nobody is asked yet"));
        let form = editor(&server, &cookie, &survey).await;
        let form = with(&form, "touchpoint", "hotline");
        let form = with(&form, "q2.text.en", "What went wrong,  {customer_first_name}?");
        let form = with(&form, "send_after", "0");
        let form = with(&form, "any_hour", "yes");
        let answer = press(&server, &cookie, &survey, &form, "up:2").await;
        assert!(goes_to(&answer).ends_with("#q1"), "the moved question has the reader's eye");
        let form = editor(&server, &cookie, &survey).await;
        let answer = press(&server, &cookie, &survey, &form, "publish-anyway").await;
        assert_eq!(goes_to(&answer), format!("{survey}/versions?done=published"));
        let shown = page(&server, &cookie, &format!("{survey}/versions?done=published")).await;
        assert!(shown.contains("It is published") && shown.contains("The first version"));
        assert_eq!(audited(&server, "publish survey").await, 1);

        let told = json!({
            "external_id": "c-1", "touchpoint": "hotline", "channel": "phone", "agent": { "external_id": "a-1", "name": "Ana" },
            "customer": { "email": "kim@example.net", "name": "Kim Lee" }, "ended_at": "2026-11-23T09:30:00Z",
        });
        let key = server.key(&[Scope::InteractionsWrite]).await;
        let asked = server.http.post(server.url("/api/v1/interactions")).bearer_auth(key).json(&told);
        let decision: Value = asked.send().await.expect("an answer").json().await.expect("JSON");
        assert_eq!(decision["decision"]["outcome"], "invited", "{decision}");
        let asks = published(&server, "hotline").await;
        assert_eq!(asks["questions"][1]["slug"], "reason");
        assert_eq!(asks["wording"]["en"]["reason"], "What went wrong, {customer_first_name}?");
        assert_eq!(asks["touchpoints"], json!(["hotline"]));
    }

    async fn every_fault_is_named_at_its_field_and_everything_typed_stays(db: Database) {
        let (server, cookie) = managed(db).await;
        let survey = begun(&server, &cookie, "call").await;
        let mut form = editor(&server, &cookie, &survey).await;
        let long = "نص ".repeat(4_000);
        for (name, value) in [
            ("name", ""), ("send_after", "soon"), ("to", "07:00"), ("q1.slug", "satisfaction"), ("q1.kind", "text"),
            ("q2.when", "2"), ("subject.en", "Hi {customer}"), ("q3.text.en", long.as_str()), ("sample_percent", "101"),
        ] {
            form = with(&form, name, value);
        }
        let answer = press(&server, &cookie, &survey, &form, "publish-anyway").await;
        assert_eq!(answer.status(), StatusCode::UNPROCESSABLE_ENTITY);
        let shown = answer.text().await.expect("a page");
        assert!(shown.contains("role=\"alert\" id=\"faults\""));
        for field in ["name", "send_after", "to", "q1.slug", "q2.when", "subject.en", "q3.text.en", "sample_percent"] {
            assert!(shown.contains(&format!("href=\"#{field}\"")), "no link to {field}");
            assert!(shown.contains(&format!("id=\"{field}-error\"")), "nothing said at {field}");
        }
        assert!(shown.contains("has a placeholder that does not exist: {customer}"));
        assert!(shown.contains("names the question itself") && shown.contains("the window never opens"));
        // what was typed is there again: on this page, and when the draft is opened anew
        for again in [fields(&shown, EDITOR), editor(&server, &cookie, &survey).await] {
            for (name, value) in &form {
                if !name.starts_with("see.") && name != "seen" && name != "new_kind" {
                    assert!(again.contains(&(name.clone(), value.clone())), "{name} is lost");
                }
            }
        }
        assert_eq!(audited(&server, "publish survey").await, 0);
    }

    async fn a_survey_without_a_rated_question_or_with_a_hundred_is_refused(db: Database) {
        let (server, cookie) = managed(db).await;
        let survey = begun(&server, &cookie, "empty").await;
        let shown = page(&server, &cookie, &format!("{survey}/edit")).await;
        assert!(shown.contains("needs at least one question"));
        let mut form = with(&fields(&shown, EDITOR), "new_kind", "text");
        let answer = press(&server, &cookie, &survey, &form, "add").await;
        assert!(goes_to(&answer).ends_with("#q0"));
        form = editor(&server, &cookie, &survey).await;
        for row in 1..100 {
            for (name, value) in [("row".to_owned(), row.to_string()), (format!("q{row}.kind"), "text".into())] {
                form.push((name, value));
            }
        }
        let answer = press(&server, &cookie, &survey, &form, "publish-anyway").await;
        assert_eq!(answer.status(), StatusCode::UNPROCESSABLE_ENTITY);
        let shown = answer.text().await.expect("a page");
        assert!(shown.contains("the first question must be rated") && shown.contains("has more than 30 questions"));
        assert!(shown.contains("value=\"text-100\""), "each has got a name of its own");
    }

    async fn nobody_overwrites_what_another_has_saved_or_published(db: Database) {
        let (server, cookie) = managed(db).await;
        let form = editor(&server, &cookie, STARTING).await;
        let mine = with(&form, "name", "Mine");
        let theirs = with(&form, "name", "Theirs");
        assert!(goes_to(&press(&server, &cookie, STARTING, &theirs, "save").await).contains("done=saved"));
        let answer = press(&server, &cookie, STARTING, &mine, "save").await;
        assert_eq!(answer.status(), StatusCode::CONFLICT);
        let shown = answer.text().await.expect("a page");
        assert!(shown.contains("somebody else has saved") && shown.contains("The name is “Mine”, no longer “Theirs”."));
        // both are seen now: saving again is meant
        let again = fields(&shown, EDITOR);
        assert!(again.contains(&("name".into(), "Mine".into())));
        assert!(goes_to(&press(&server, &cookie, STARTING, &again, "save").await).contains("done=saved"));

        let key = server.key(&[Scope::Admin]).await;
        let api = json!({ "name": "By the API", "questions": [{ "slug": "recommend", "kind": "nps" }] });
        let put = server.http.put(server.url("/api/v1/surveys/after-contact")).bearer_auth(key).json(&api);
        assert_eq!(put.send().await.expect("an answer").status(), StatusCode::OK);
        let form = editor(&server, &cookie, STARTING).await;
        let answer = press(&server, &cookie, STARTING, &form, "publish").await;
        assert_eq!(answer.status(), StatusCode::CONFLICT);
        let shown = answer.text().await.expect("a page");
        assert!(shown.contains("The name is “By the API”, no longer “After a contact”."), "what they changed");
        assert!(shown.contains("The name is “Mine”, no longer “By the API”."), "what mine would change");
        assert_eq!(published(&server, "after-contact").await["version"], 2);
        let form = fields(&shown, EDITOR);
        assert!(goes_to(&press(&server, &cookie, STARTING, &form, "rebase").await).contains("done=rebased"));
        let form = editor(&server, &cookie, STARTING).await;
        assert!(goes_to(&press(&server, &cookie, STARTING, &form, "publish").await).contains("done=published"));
        let asks = published(&server, "after-contact").await;
        assert_eq!((asks["version"].as_i64(), asks["name"].as_str()), (Some(3), Some("Mine")));
    }

    async fn a_draft_that_was_published_meanwhile_is_not_lost(db: Database) {
        let (server, cookie) = managed(db).await;
        press(&server, &cookie, STARTING, &editor(&server, &cookie, STARTING).await, "save").await;
        let form = with(&editor(&server, &cookie, STARTING).await, "name", "Late");
        press(&server, &cookie, STARTING, &with(&form, "name", "Early"), "publish").await;
        let answer = press(&server, &cookie, STARTING, &form, "publish").await;
        assert_eq!(answer.status(), StatusCode::CONFLICT);
        let form = fields(&answer.text().await.expect("a page"), EDITOR);
        assert!(goes_to(&press(&server, &cookie, STARTING, &form, "save").await).contains("done=saved"));
        let form = editor(&server, &cookie, STARTING).await;
        assert!(form.contains(&("name".into(), "Late".into())));
        let answer = press(&server, &cookie, STARTING, &form, "publish").await;
        assert_eq!(answer.status(), StatusCode::CONFLICT, "it began from the version before");
    }

    async fn a_session_that_ends_while_somebody_types_loses_nothing(db: Database) {
        let (server, cookie) = managed(db).await;
        let form = with(&editor(&server, &cookie, STARTING).await, "name", "Typed \"for\" <an> hour");
        let answer = press(&server, "", STARTING, &form, "save").await;
        assert_eq!(answer.status(), StatusCode::UNAUTHORIZED);
        let kept = fields(&answer.text().await.expect("a page"), "method=\"post\"");
        assert!(goes_to(&send(&server, &cookie, &format!("{STARTING}/edit"), &kept).await).contains("done=saved"));
        let form = editor(&server, &cookie, STARTING).await;
        assert!(form.contains(&("name".into(), "Typed \"for\" <an> hour".into())));
    }

    async fn what_customers_have_answered_is_not_removed_unasked(db: Database) {
        let (server, cookie) = managed(db).await;
        let centre = Centre::on(server.app.db.clone());
        let brands = brand::all(server.app.db.read()).await.expect("brands");
        let says = Says { score: 2, resolved: Some("no"), ..Says::default() };
        let letter = centre.contact(&brands[0], Contact::default(), says, "2026-11-23T09:00:00Z").await;
        let form = editor(&server, &cookie, STARTING).await;
        let answer = press(&server, &cookie, STARTING, &form, "remove:1").await;
        assert_eq!(answer.status(), StatusCode::OK);
        let shown = answer.text().await.expect("a page");
        assert!(shown.contains("Customers have answered this question") && shown.contains("value=\"remove-anyway:1\""));
        let answer = press(&server, &cookie, STARTING, &fields(&shown, EDITOR), "remove-anyway:1").await;
        goes_to(&answer);
        press(&server, &cookie, STARTING, &editor(&server, &cookie, STARTING).await, "publish").await;
        let versions = page(&server, &cookie, &format!("{STARTING}/versions")).await;
        assert!(versions.contains("The question “resolved” is gone."));
        // what was sent and answered stays as it was
        assert!(page(&server, &cookie, "/responses").await.contains("not resolved"));
        let sent = survey_version::definition(server.app.db.read(), letter.facts.survey_version_id).await;
        assert_eq!(sent.expect("the version that was sent").questions.len(), 3);
        assert!(page(&server, &cookie, &format!("{STARTING}/versions/1")).await.contains("resolved"));
    }

    async fn a_survey_is_retired_and_duplicated(db: Database) {
        let (server, cookie) = managed(db).await;
        let answer = send(&server, &cookie, &format!("{STARTING}/duplicate"), &NOTHING).await;
        assert_eq!(goes_to(&answer), "/surveys/default/copy-of-after-a-contact/edit?done=new");
        assert!(page(&server, &cookie, &format!("{STARTING}/retire")).await.contains("nobody is asked from then on."));
        let answer = send(&server, &cookie, &format!("{STARTING}/retire"), &NOTHING).await;
        assert!(goes_to(&answer).ends_with("done=retired"));
        assert_eq!(audited(&server, "retire survey").await, 1);
        let list = page(&server, &cookie, "/surveys").await;
        assert!(list.contains("No survey asks anybody") && list.contains("Copy of After a contact"));
        let answer = send(&server, &cookie, "/surveys/default/copy-of-after-a-contact/discard", &NOTHING).await;
        assert_eq!(goes_to(&answer), "/surveys?done=discarded");
        assert!(!page(&server, &cookie, "/surveys").await.contains("Copy of"));
        assert!(published(&server, "after-contact").await["retired_at"].is_string());
    }

    async fn analysts_look_and_nobody_reads_across_the_wall(db: Database) {
        let (server, mia) = managed(db).await;
        member(&server, "ana@example.com", Role::Analyst).await;
        let ana = enter(&server, "ana@example.com").await;
        assert!(!page(&server, &ana, "/surveys").await.contains("/edit\""));
        page(&server, &ana, &format!("{STARTING}/versions")).await;
        page(&server, &ana, &format!("{STARTING}/versions/1")).await;
        for path in [&format!("{STARTING}/edit"), &format!("{STARTING}/retire"), "/new-survey"] {
            assert_eq!(get(&server, &ana, path).await.status(), StatusCode::FORBIDDEN, "{path}");
        }
        let form = editor(&server, &mia, STARTING).await;
        assert_eq!(press(&server, &ana, STARTING, &form, "publish").await.status(), StatusCode::FORBIDDEN);

        let centre = Centre::on(server.app.db.clone());
        let other = centre.brand("other", "UTC", "2026-11-23T09:00:00Z").await;
        begun(&server, &mia, "effort").await;
        for path in ["/surveys/other/hotline/edit", "/surveys/elsewhere/after-contact/edit", "/surveys/other/hotline/preview/letter"] {
            assert_eq!(get(&server, &mia, path).await.status(), StatusCode::NOT_FOUND, "{path}");
        }
        // the id of another brand's version opens nothing
        let theirs = survey::by_slug(server.app.db.read(), other.id, "after-contact").await;
        let theirs = theirs.expect("surveys").expect("theirs").current_version_id.to_string();
        let form = with(&form, "base", &theirs);
        assert!(goes_to(&press(&server, &mia, STARTING, &form, "save").await).contains("done=saved"));
        let answer = press(&server, &mia, STARTING, &editor(&server, &mia, STARTING).await, "publish").await;
        assert_eq!(answer.status(), StatusCode::CONFLICT);
    }
}
