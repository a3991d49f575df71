//! The program is told to stop while letters leave, or runs twice on one database: every letter arrives, and once.

use std::collections::BTreeSet;

use super::crm::Crm;
use crate::support::binary::Afterword;
use crate::support::databases::Database;
use crate::support::process::eventually;
use crate::support::smtp_server::{Letter, SmtpServer};

fn people(letters: &[Letter]) -> BTreeSet<String> {
    letters
        .iter()
        .flat_map(|letter| letter.to.clone())
        .collect()
}

fn sending_to(db: &Database, smtp: &SmtpServer) -> Afterword {
    Afterword::on(db)
        .set("AFTERWORD_SMTP_URL", &smtp.url())
        .set("AFTERWORD_MAIL_FROM", "support@acme.example")
}

fn customers(count: usize) -> Vec<String> {
    (0..count)
        .map(|n| format!("customer{n:03}@example.net"))
        .collect()
}

crate::on_both! {
    async fn a_stop_in_the_middle_of_letters_sends_none_twice_and_forgets_none(db: Database) {
        let smtp = SmtpServer::start().await;
        let afterword = sending_to(&db, &smtp);
        let mut served = afterword.serve().await;
        let crm = Crm::of(&afterword).await;
        crm.report(&served, &customers(200)).await;
        smtp.letters(5).await;
        served.process.signal("TERM");
        assert!(served.process.end().await.success());
        // What was claimed and not begun was handed back: nobody waits for a lease to run out.
        let _served = afterword.serve().await;
        let letters = smtp.letters(200).await;
        assert_eq!((letters.len(), people(&letters).len()), (200, 200));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_programs_on_one_postgres_send_every_letter_once() {
    let Some(db) = Database::postgres().await else {
        return;
    };
    let smtp = SmtpServer::start().await;
    let afterword = sending_to(&db, &smtp);
    let one = afterword.serve().await;
    let two = afterword.serve().await;
    let crm = Crm::of(&afterword).await;
    let all = customers(200);
    let (some, others) = all.split_at(100);
    tokio::join!(crm.report(&one, some), crm.report(&two, others));
    smtp.letters(200).await;
    eventually("every letter to be settled", || async {
        let scores = crm
            .ask(
                &two,
                "/api/v1/scores?metric=csat&from=2020-01-01&to=2099-12-31",
            )
            .await;
        (scores["total"]["asked"] == 200).then_some(())
    })
    .await;
    let letters = smtp.letters_so_far();
    assert_eq!((letters.len(), people(&letters).len()), (200, 200));
}
