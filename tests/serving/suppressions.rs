//! The list of suppressed addresses taken in from a file and out to one, by the commands, while the server runs.

use super::beside;
use crate::{
    bounces::{contact, product},
    on_both,
    support::{binary::Afterword, databases::Database},
};
use afterword::domain::{
    accounts::audit,
    customers::suppression,
    invitations::invitation::{self, State},
};
use sea_orm::{EntityTrait, QueryOrder};
use serde_json::{Value, json};

async fn rows(db: &Database) -> Vec<(Option<String>, &'static str)> {
    let all = suppression::Entity::find().order_by_asc(suppression::Column::Email);
    let all = all.all(&beside(db).await).await.expect("suppressions");
    all.into_iter()
        .map(|row| (row.email, row.reason.code()))
        .collect()
}

async fn audited(db: &Database) -> Vec<(String, String)> {
    let all = audit::Entity::find().order_by_asc(audit::Column::Id);
    let all = all.all(&beside(db).await).await.expect("the audit");
    all.into_iter()
        .filter(|row| row.action.starts_with("import"))
        .map(|row| (row.actor, row.action))
        .collect()
}

fn document(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|e| panic!("{e}: {text}"))
}

const FILE: &str = "Email;Type;Date\nkim@example.net;Unsubscribe;2026-01-02\nnobody;;\nKIM@example.net;Bounce;\n\
    +bo@example.com;spam;\nold@example.net;tired;\n";

#[tokio::test]
async fn a_reader_who_hangs_up_is_no_fault() {
    let db = Database::sqlite();
    let afterword = Afterword::on(&db);
    afterword.run(&["migrate"]).await.well();
    let add = ["brand", "add", "--slug", "acme", "--name", "Acme"];
    afterword.run(&add).await.well();
    for arguments in [
        &["mail", "key", "list", "--json"][..],
        &["suppressions", "export", "--brand", "acme"],
        &["suppressions", "export", "--brand", "acme", "--json"],
    ] {
        let ended = afterword.run_unheard(arguments).await;
        assert_eq!(ended.status, Some(0), "{arguments:?}");
    }
}

on_both! {
    async fn a_file_is_imported_while_serving_and_its_faulty_lines_are_named(db: Database) {
        let afterword = Afterword::on(&db);
        let _served = afterword.serve().await;
        let add = ["brand", "add", "--slug", "acme", "--name", "Acme"];
        afterword.run(&add).await.well();
        let file = db.folder.path().join("list.csv");
        std::fs::write(&file, FILE).expect("a file");
        let file = file.to_str().expect("a path");

        let tried = afterword.run(&["suppressions", "import", "--brand", "acme", "--dry-run", "--json", file]).await;
        assert_eq!(tried.status, Some(1), "{}", tried.err);
        let faults = json!([
            { "line": 3, "content": "nobody, , ", "fault": "“nobody” is no email address" },
            { "line": 6, "content": "old@example.net, tired, ",
              "fault": "“tired” is no reason: unsubscribed, hard_bounce, soft_bounces, complaint or legal" },
        ]);
        let told = |dry_run: bool, new: u64, known: u64| json!({
            "dry_run": dry_run, "new": new, "stronger": 0, "known": known, "doubles": 1, "faults": faults,
        });
        assert_eq!(document(&tried.out), told(true, 2, 0));
        assert!(rows(&db).await.is_empty() && audited(&db).await.is_empty(), "a trial changes nothing");

        let done = afterword.run(&["suppressions", "import", "--brand", "acme", file]).await;
        assert_eq!(done.status, Some(1), "lines were refused: {}", done.out);
        for words in ["2 new", "0 suppressed already", "1 named more than once", "2 faulty", "line 3: “nobody” is no email address"] {
            assert!(done.out.contains(words), "{words}: {}", done.out);
        }
        let wanted = [("+bo@example.com", "complaint"), ("kim@example.net", "unsubscribed")];
        let wanted = wanted.map(|(email, reason)| (Some(email.to_owned()), reason));
        assert_eq!(rows(&db).await, wanted, "the other lines are kept");
        assert_eq!(audited(&db).await, [("command".to_owned(), "import 2 suppressions".to_owned())]);

        let again = afterword.run_telling(&["suppressions", "import", "--brand", "acme", "--json", "-"], FILE).await;
        assert_eq!(document(&again.out), told(false, 0, 2));
        let good = "address,reason\nkim@example.net,legal\n";
        let stronger = afterword.run_telling(&["suppressions", "import", "--brand", "acme", "-"], good).await;
        assert!(stronger.well().contains("1 suppressed already, for a weaker reason"));
    }

    async fn letters_that_wait_for_an_imported_address_are_withdrawn(db: Database) {
        let server = product(db, &[]).await;
        contact(&server.app, "kim@example.net").await;
        contact(&server.app, "bo@example.com").await;
        let afterword = Afterword::on(&server.database);
        let import = ["suppressions", "import", "--brand", "default", "-"];
        let trial = [&import[..], &["--dry-run"]].concat();
        let states = || async {
            let all = invitation::Entity::find().order_by_asc(invitation::Column::Id);
            let all = all.all(server.app.db.read()).await.expect("invitations");
            all.into_iter().map(|row| row.state).collect::<Vec<_>>()
        };
        afterword.run_telling(&trial, "KIM@example.net\n").await.well();
        assert_eq!(states().await, [State::Scheduled, State::Scheduled]);
        afterword.run_telling(&import, "KIM@example.net\n").await.well();
        assert_eq!(states().await, [State::Cancelled, State::Scheduled]);
        afterword.run_telling(&import, "address,reason\nbo@example.com,hard_bounce\n").await.well();
        assert_eq!(states().await, [State::Cancelled, State::Cancelled]);
        // No letter of ours came back: the file says that letters to the address do.
        let all = invitation::Entity::find().order_by_asc(invitation::Column::Id);
        let all = all.all(server.app.db.read()).await.expect("invitations");
        for (withdrawn, what) in all.iter().zip(["unsubscribed", "bounces"]) {
            let words = format!("An import put the address on the suppression list, as one that {what}, before the letter left.");
            assert_eq!(withdrawn.cancel_reason.as_deref(), Some(words.as_str()));
        }
    }

    async fn what_is_exported_is_imported_again(db: Database) {
        let afterword = Afterword::on(&db);
        let _served = afterword.serve().await;
        for slug in ["acme", "other"] {
            afterword.run(&["brand", "add", "--slug", slug, "--name", "A brand"]).await.well();
        }
        let export = |slug: &'static str| {
            let afterword = afterword.clone();
            async move { afterword.run(&["suppressions", "export", "--brand", slug]).await.well() }
        };
        assert_eq!(export("acme").await, "address,reason,since,source\n");
        let none = afterword.run(&["suppressions", "export", "--brand", "acme", "--json"]).await.well();
        assert_eq!(document(&none), json!([]));

        let hash = format!("hash:{}", "ab".repeat(32));
        let file = format!("kim@example.net,legal,2026-01-03T10:00:00Z\n+bo@example.com,spam,2026-01-02\n{hash},bounce,2026-01-01\n");
        afterword.run_telling(&["suppressions", "import", "--brand", "acme", "-"], &file).await.well();
        let out = export("acme").await;
        assert_eq!(
            out,
            format!("address,reason,since,source\nkim@example.net,legal,2026-01-03T10:00:00Z,import\n\
                '+bo@example.com,complaint,2026-01-02T00:00:00Z,import\n{hash},hard_bounce,2026-01-01T00:00:00Z,import\n")
        );
        assert_eq!(export("other").await.lines().count(), 1, "each brand its own");
        afterword.run_telling(&["suppressions", "import", "--brand", "other", "-"], &out).await.well();
        assert_eq!(export("other").await, out);
        let told = afterword.run(&["suppressions", "export", "--brand", "other", "--json"]).await.well();
        let first = json!({ "address": "kim@example.net", "reason": "legal", "since": "2026-01-03T10:00:00Z", "source": "import" });
        assert_eq!((&document(&told)[0], document(&told).as_array().map(Vec::len)), (&first, Some(3)));
    }

    async fn what_cannot_be_imported_is_refused_in_words(db: Database) {
        let afterword = Afterword::on(&db);
        afterword.run(&["brand", "add", "--slug", "acme", "--name", "Acme"]).await.well();
        for (arguments, input, word) in [
            (&["import", "--brand", "nope", "-"][..], "kim@example.net\n", "nope"),
            (&["export", "--brand", "nope"], "", "nope"),
            (&["import", "--brand", "acme", "nowhere.csv"], "", "`nowhere.csv` cannot be read"),
            (&["import", "--brand", "acme", "-"], " \n", "the file is empty"),
            (&["import", "--brand", "acme", "-"], "PK\u{3}\0", "UTF-8"),
            (&["import", "--brand", "acme"], "", "FILE"),
            (&["import", "-"], "", "--brand"),
        ] {
            let arguments = [&["suppressions"], arguments].concat();
            let refusal = afterword.run_telling(&arguments, input).await.refusal();
            assert!(refusal.contains(word), "{arguments:?}: {refusal}");
        }
        assert!(rows(&db).await.is_empty());
    }
}
