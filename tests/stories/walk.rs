//! A contact becomes a score: the main job from end to end, with the real program and a real mail server.

use afterword::clock::Clock;
use reqwest::{StatusCode, header, redirect::Policy};
use serde_json::{Value, json};

use super::crm::Crm;
use crate::support::{
    binary::Afterword,
    smtp_server::{Letter, SmtpServer},
};

const PASSWORD: &str = "a long walk on a monday";

fn contact(external_id: &str) -> Value {
    json!({
        "source": "helpdesk", "external_id": external_id, "touchpoint": "phone-support", "product": "broadband",
        "channel": "phone", "ended_at": Clock::System.now().to_rfc3339(), "handle_seconds": 412,
        "agent": { "external_id": "a-17", "name": "Ana Reyes", "team": "Tier 1" },
        "customer": { "email": "kim@example.net", "name": "Kim Lee" },
    })
}

/// The link of the letter that stands for a score, and the one to unsubscribe at.
fn links(letter: &Letter, score: u8) -> (String, String) {
    let text = letter.text();
    let find = |part: &str, end: &str| {
        let mut words = text.split_whitespace();
        let found = words.find(|word| word.contains(part) && word.ends_with(end));
        found
            .unwrap_or_else(|| panic!("no {part}…{end} in {text}"))
            .to_owned()
    };
    (find("/s/", &format!("score={score}")), find("/u/", ""))
}

async fn csat_of_ana(crm: &Crm, served: &crate::support::binary::Served) -> Value {
    let scores = crm
        .ask(served, "/api/v1/scores?metric=csat&group_by=agent")
        .await;
    let groups = scores["groups"].as_array().expect("groups");
    groups
        .iter()
        .find(|group| group["key"] == "a-17")
        .cloned()
        .unwrap_or_default()
}

crate::on_both! {
    async fn a_contact_becomes_a_score(db: Database) {
        let smtp = SmtpServer::start().await;
        let afterword = Afterword::on(&db)
            .set("AFTERWORD_SMTP_URL", &smtp.url())
            .set("AFTERWORD_MAIL_FROM", "Acme Support <support@acme.example>");
        let mut served = afterword.serve().await;
        let crm = Crm::of(&afterword).await;
        let add = ["member", "add", "--email", "boss@example.com", "--role", "manager", "--password-stdin"];
        afterword.run_telling(&add, PASSWORD).await.well();

        // A call is reported, and told again: it is one interaction.
        let call = contact("10231");
        let (status, told) = crm.tell(&served, &call).await;
        assert_eq!((status, &told["decision"]["outcome"]), (201, &json!("invited")), "{told}");
        assert_eq!(crm.tell(&served, &call).await, (200, told.clone()));

        // The letter arrives, once, and names the agent.
        let letter = smtp.letters(1).await.remove(0);
        assert_eq!(letter.to, ["kim@example.net"]);
        assert!(letter.html().contains("Ana"));
        let (bad, unsubscribe) = links(&letter, 2);
        let (good, _) = links(&letter, 5);
        // The mail server has it before its own words are on record.
        let interaction = "/api/v1/interactions?source=helpdesk&external_id=10231";
        while crm.ask(&served, interaction).await["invitation"]["state"] != "sent" {}

        // Opening the link chooses the score and counts for nothing.
        let page = crm.http.get(&bad).send().await.expect("an answer");
        assert_eq!(page.status(), StatusCode::OK);
        let page = page.text().await.expect("a page");
        assert!(page.contains("Ana") && page.contains("checked"), "{page}");
        assert_eq!(csat_of_ana(&crm, &served).await["responses"], 0);

        // Pressing the button does: the score of that agent changes, and the answer can be read.
        let form = [("score", "2"), ("resolved", "no"), ("comment", "Waited 40 minutes <script>")];
        let thanks = crm.http.post(&bad).form(&form).send().await.expect("an answer");
        assert_eq!(thanks.status(), StatusCode::OK);
        let ana = csat_of_ana(&crm, &served).await;
        assert_eq!((&ana["responses"], &ana["score"], &ana["asked"]), (&json!(1), &json!(0.0), &json!(1)), "{ana}");
        let responses = crm.ask(&served, "/api/v1/responses?agent=a-17&score_max=3&has_comment=true").await;
        let response = &responses["data"][0];
        assert_eq!(response["comment"], "Waited 40 minutes <script>");
        assert_eq!(response["answers"], json!([{ "question": "resolved", "metric": "fcr", "value": "no" }]));
        assert_eq!(response["team"], "Tier 1");

        // A change of mind on the other link is the same response with another score.
        let form = [("score", "5"), ("resolved", "yes"), ("comment", "")];
        crm.http.post(&good).form(&form).send().await.expect("an answer");
        let ana = csat_of_ana(&crm, &served).await;
        assert_eq!((&ana["responses"], &ana["score"]), (&json!(1), &json!(100.0)), "{ana}");
        let fcr = crm.ask(&served, "/api/v1/scores?metric=fcr").await;
        assert_eq!(fcr["total"]["score"], 100.0);
        let interaction = crm.ask(&served, interaction).await;
        assert_eq!(interaction["invitation"]["state"], "answered");
        assert_eq!(interaction["response"]["id"], response["id"]);

        // The manager sees it: one answer, so counts and no score.
        let browser = reqwest::Client::builder().redirect(Policy::none()).build().expect("a client");
        let form = [("email", "boss@example.com"), ("password", PASSWORD)];
        let entered = browser.post(served.url("/sign-in")).form(&form).send().await.expect("an answer");
        assert_eq!(entered.status(), StatusCode::SEE_OTHER);
        let cookie = entered.headers()[header::SET_COOKIE].to_str().expect("text");
        let cookie = cookie.split(';').next().expect("a cookie").to_owned();
        for path in ["/", "/agents", "/agents/a-17", "/responses", "/deliveries"] {
            let room = browser.get(served.url(path)).header(header::COOKIE, &cookie).send().await;
            let room = room.expect("an answer");
            assert_eq!(room.status(), StatusCode::OK, "{path}");
            let room = room.text().await.expect("a page");
            assert!(!room.contains("<script>"), "{path}");
            assert!(path == "/" || path == "/deliveries" || room.contains("Ana Reyes"), "{path}: {room}");
        }

        // Who unsubscribes is not asked again, and the reason can be read.
        let mail_program = crm.http.post(&unsubscribe).form(&[("List-Unsubscribe", "One-Click")]);
        assert_eq!(mail_program.send().await.expect("an answer").status(), StatusCode::OK);
        let (status, told) = crm.tell(&served, &contact("10232")).await;
        assert_eq!((status, &told["decision"]["reason"]), (201, &json!("suppressed")), "{told}");

        afterword.run(&["scores", "verify", "--json"]).await.well();
        served.process.signal("TERM");
        assert!(served.process.end().await.success());
        assert_eq!(smtp.letters_so_far().len(), 1);
    }
}
