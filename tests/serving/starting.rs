//! How `afterword serve` starts, and that it says how it is.

use super::{make_newer, printed, status};
use crate::{
    on_both,
    support::{binary::Afterword, databases::Database},
};
use std::os::unix::fs::PermissionsExt;

#[tokio::test]
async fn no_setting_is_needed() {
    let folder = tempfile::tempdir().expect("a folder");
    let served = Afterword::fresh(folder.path()).serve().await;
    assert!(served.url("/").starts_with("http://127.0.0.1:"));
    let link = printed(&served, "http").await;
    assert!(
        served.process.said().contains("/outbox"),
        "{}",
        served.process.said()
    );
    assert!(
        printed(&served, "Create the first member")
            .await
            .contains("/welcome/"),
        "{link}"
    );
    assert_eq!(status(served.url("/healthz")).await, 200);
    for (file, rights) in [
        ("data/afterword.db", 0o600),
        ("data/afterword.secret", 0o600),
    ] {
        let found = std::fs::metadata(folder.path().join(file)).expect(file);
        assert_eq!(found.permissions().mode() & 0o777, rights, "{file}");
    }
}

#[tokio::test]
async fn settings_may_stand_in_files() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(
        folder.path().join(".env"),
        "AFTERWORD_DATABASE_URL=sqlite://from-env/a.db\n",
    )
    .expect("a file");
    let file = folder.path().join("settings.toml");
    std::fs::write(
        &file,
        "database_url = \"sqlite://from-file/a.db\"\npublic_url = \"https://ask.example.com\"\n",
    )
    .expect("a file");
    let file = file.to_str().expect("a path");
    let served = Afterword::fresh(folder.path())
        .start(&["serve", "--config", file])
        .await;
    assert!(
        printed(&served, "Create")
            .await
            .contains("https://ask.example.com/welcome/")
    );
    assert!(
        folder.path().join("from-env/a.db").exists(),
        "the environment comes before the file"
    );
    assert!(!folder.path().join("from-file").exists());
}

#[tokio::test]
async fn the_first_run_link_is_gone_once_somebody_can_sign_in() {
    let database = Database::sqlite();
    let afterword = Afterword::on(&database);
    let add = [
        "member",
        "add",
        "--email",
        "a@example.com",
        "--role",
        "admin",
        "--password-stdin",
    ];
    afterword
        .run_telling(&add, "correct horse battery")
        .await
        .well();
    let served = afterword.serve().await;
    assert!(
        !served.process.said().contains("/welcome/"),
        "{}",
        served.process.said()
    );
}

on_both! {
    async fn it_is_ready_until_the_database_is_not_its_own_any_more(db: Database) {
        let served = Afterword::on(&db).serve().await;
        assert_eq!(status(served.url("/readyz")).await, 200);
        make_newer(&db).await;
        assert_eq!(status(served.url("/readyz")).await, 503);
        assert_eq!(status(served.url("/healthz")).await, 200);
        let metrics = reqwest::get(served.url("/metrics")).await.expect("an answer").text().await.expect("text");
        assert!(metrics.contains("route=\"/readyz\",method=\"GET\",status=\"503\""), "{metrics}");
    }

    async fn the_log_follows_a_request_and_names_nobody(db: Database) {
        let served = Afterword::on(&db).serve().await;
        let asking = reqwest::Client::new()
            .get(served.url("/s/aVeryLongTokenOfSomeones?score=4&who=kim@example.net"))
            .header("x-request-id", "followed-1");
        let answer = asking.send().await.expect("an answer");
        assert_eq!(answer.headers()["x-request-id"], "followed-1");
        let line = served.process.line(|line| line.contains("followed-1").then(|| line.to_owned())).await;
        let line: serde_json::Value = serde_json::from_str(&line).expect("JSON, as nobody watches");
        assert_eq!(line["span"]["path"], "/s/aVeryL…");
        for secret in ["aVeryLongToken", "kim@", "score=4"] {
            assert!(!served.process.said().contains(secret), "{}", served.process.said());
        }
    }

    async fn several_servers_share_one_postgresql(db: Database) {
        if db.is_postgres() {
            let afterword = Afterword::on(&db);
            let (one, other) = tokio::join!(afterword.serve(), afterword.serve());
            assert_eq!((status(one.url("/readyz")).await, status(other.url("/readyz")).await), (200, 200));
        }
    }
}
