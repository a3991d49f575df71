//! `afterword demo` keeps what it prints: the key works, the call it proposes is asked about at once, and nothing is left.

use crate::support::binary::Afterword;
use serde_json::Value;

#[tokio::test]
async fn what_the_demo_prints_works_and_nothing_is_left_of_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let afterword = Afterword::fresh(folder.path())
        .set("TMPDIR", folder.path().to_str().expect("a path"))
        // Whatever else is set, a demo writes to nobody.
        .set("AFTERWORD_SMTP_URL", "smtp://127.0.0.1:1")
        .set("AFTERWORD_DATABASE_URL", "sqlite://precious.db");
    let mut served = afterword.start(&["demo", "--contacts", "300"]).await;
    let said = served.process.said();
    let after = |from: &str, to: char| {
        let (_, rest) = said
            .split_once(from)
            .unwrap_or_else(|| panic!("{from} is not in: {said}"));
        rest.split(to).next().expect("a first part").to_owned()
    };
    assert!(
        said.contains("as demo@example.com with the password"),
        "{said}"
    );
    let (key, call) = (after("Authorization: Bearer ", '\''), after("-d '", '\''));

    let http = reqwest::Client::new();
    let report = http
        .post(served.url("/api/v1/interactions"))
        .bearer_auth(&key);
    let answer = report
        .header("content-type", "application/json")
        .body(call)
        .send()
        .await
        .expect("an answer");
    assert_eq!(answer.status(), 201);
    let told: Value = answer.json().await.expect("JSON");
    assert_eq!(told["decision"]["outcome"], "invited", "{told}");
    let send_at = told["decision"]["send_at"].as_str().expect("a time");
    let send_at: chrono::DateTime<chrono::Utc> = send_at.parse().expect("a time");
    let asked_at: chrono::DateTime<chrono::Utc> =
        told_at(&answer_date(&http, &served.url("/healthz")).await);
    assert!(send_at <= asked_at, "the letter waits until {send_at}");

    let scores = http
        .get(served.url("/api/v1/scores?metric=csat&group_by=agent"))
        .bearer_auth(&key);
    let scores: Value = scores
        .send()
        .await
        .expect("an answer")
        .json()
        .await
        .expect("JSON");
    assert!(scores["total"]["responses"].as_u64() > Some(0), "{scores}");

    served.process.signal("TERM");
    assert_eq!(
        served.process.end().await.code(),
        Some(0),
        "{}",
        served.process.said()
    );
    let left: Vec<_> = std::fs::read_dir(folder.path())
        .expect("the folder")
        .map(|e| e.expect("an entry").path())
        .collect();
    assert!(left.is_empty(), "left behind: {left:?}");
}

/// The server's own time, a second later than now at most.
async fn answer_date(http: &reqwest::Client, url: &str) -> String {
    let answer = http.get(url).send().await.expect("an answer");
    answer.headers()["date"].to_str().expect("text").to_owned()
}

fn told_at(date: &str) -> chrono::DateTime<chrono::Utc> {
    let date = chrono::DateTime::parse_from_rfc2822(date).expect("a date");
    date.to_utc() + chrono::TimeDelta::seconds(2)
}
