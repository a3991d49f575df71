//! `afterword mail bounce < message`, as a mail server calls it: the exit status is all it reads.

use super::{on_record, product, report, rows, sent, suppressed};
use crate::support::binary::Afterword;
use afterword::domain::customers::suppression::Reason;

crate::on_both! {
    async fn a_mail_server_pipes_a_report(db: Database) {
        let server = product(db, &[]).await;
        let letter = sent(&server.app, "kim@example.net").await;
        let afterword = Afterword::on(&server.database);
        let message = report(&server.app, "postfix-unknown", &letter);
        let command = ["mail", "bounce"];
        // While the server runs, and once more when the mail server is not sure.
        for _ in 0..2 {
            let ended = afterword.run_telling(&command, &message).await;
            assert_eq!((ended.status, ended.out.as_str()), (Some(0), ""), "{}", ended.err);
        }
        assert_eq!(on_record(&server.app).await, [("hard".to_owned(), "suppressed")]);
        assert_eq!(suppressed(&server.app, "kim@example.net").await, Some(Reason::HardBounce));
        assert_eq!(rows(&server.app).await[0].inlet, "pipe");
    }

    async fn the_envelope_may_be_all_that_names_the_letter(db: Database) {
        let server = product(db, &[]).await;
        let letter = sent(&server.app, "kim@example.net").await;
        let token = server.app.keys.bounce_token(letter.id.0);
        let message = report(&server.app, "postfix-unknown", &letter).replace(&token, "gone");
        let message = message.replace(&server.app.keys.link_token(letter.id.0), "gone");
        let afterword = Afterword::on(&server.database);
        let recipient = format!("bounce+{token}@bounce.acme.example");
        assert_eq!(afterword.run_telling(&["mail", "bounce"], &message).await.status, Some(0));
        assert_eq!(suppressed(&server.app, "kim@example.net").await, None);
        let ended = afterword.run_telling(&["mail", "bounce", "--recipient", &recipient], &message).await;
        assert_eq!(ended.status, Some(0), "{}", ended.err);
        assert_eq!(suppressed(&server.app, "kim@example.net").await, Some(Reason::HardBounce));
        // As Postfix tells a command.
        let told = afterword.set("ORIGINAL_RECIPIENT", &recipient);
        assert_eq!(told.run_telling(&["mail", "bounce"], &message).await.status, Some(0));
        assert_eq!(on_record(&server.app).await.len(), 2, "it is the same report");
    }

    async fn what_is_no_report_is_taken_and_what_cannot_be_is_brought_again(db: Database) {
        let server = product(db, &[]).await;
        let afterword = Afterword::on(&server.database);
        let status = |message: String| {
            let afterword = afterword.clone();
            async move { afterword.run_telling(&["mail", "bounce"], &message).await.status }
        };
        assert_eq!(status("\u{1}\u{2} no message at all".into()).await, Some(0));
        assert_eq!(status(format!("Subject: large\n\n{}", "x\n".repeat(1_500_000))).await, Some(0));
        assert_eq!(status(" \n".into()).await, Some(65));
        let kinds: Vec<_> = on_record(&server.app).await.into_iter().map(|(kind, _)| kind).collect();
        assert!(matches!(&kinds[..], [first, second] if first != "hard" && second == "too_large"), "{kinds:?}");
        assert!(rows(&server.app).await.iter().all(|row| row.kept.as_ref().is_none_or(|kept| kept.len() <= 4096)));

        let nowhere = afterword.clone().set("AFTERWORD_DATABASE_URL", "postgres://127.0.0.1:9/nothing");
        let ended = nowhere.run_telling(&["mail", "bounce"], "Subject: x\n\nx").await;
        assert_eq!(ended.status, Some(75), "{}", ended.err);
        let misspelt = afterword.clone().set("AFTERWORD_SOFT_BOUNCES", "many");
        let ended = misspelt.run_telling(&["mail", "bounce"], "Subject: x\n\nx").await;
        assert_eq!(ended.status, Some(75));
        assert!(ended.err.contains("AFTERWORD_SOFT_BOUNCES"), "{}", ended.err);
    }
}

#[tokio::test]
async fn it_makes_neither_a_database_nor_a_secret() {
    let folder = tempfile::tempdir().expect("a folder");
    let command = ["mail", "bounce"];
    let message = "Subject: x\n\nx";
    let fresh = Afterword::fresh(folder.path());
    let with_secret = fresh.clone().set(
        "AFTERWORD_SECRET",
        "a secret of the tests, long enough to be taken",
    );
    for afterword in [&fresh, &with_secret] {
        let ended = afterword.run_telling(&command, message).await;
        assert_eq!(ended.status, Some(75), "{}", ended.err);
        assert!(
            ended.err.contains("There is no database at ")
                && ended.err.contains("data/afterword.db"),
            "{}",
            ended.err
        );
        let left = std::fs::read_dir(folder.path())
            .expect("the folder")
            .count();
        assert_eq!(left, 0, "nothing is made");
    }
    // A database without its secret, one without a schema, and a command line that is misspelt.
    let data = folder.path().join("data");
    std::fs::create_dir(&data).expect("a folder");
    std::fs::write(data.join("afterword.db"), "").expect("a file");
    let ended = fresh.run_telling(&command, message).await;
    assert_eq!(ended.status, Some(75));
    assert!(
        ended.err.contains("There is no secret at "),
        "{}",
        ended.err
    );
    let ended = with_secret.run_telling(&command, message).await;
    assert_eq!(ended.status, Some(75));
    assert!(ended.err.contains("afterword migrate"), "{}", ended.err);
    assert!(!data.join("afterword.secret").exists());
    let ended = fresh
        .run_telling(&["mail", "bounce", "--recpient", "x"], message)
        .await;
    assert_eq!(ended.status, Some(75));
}
