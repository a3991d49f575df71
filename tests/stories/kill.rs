//! The program is killed, as by a power cut, while letters leave and answers come in: nothing acknowledged is lost.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::{ConnectionTrait, Statement};
use tokio::task::JoinSet;

use super::crm::Crm;
use crate::support::binary::{Afterword, Served};
use crate::support::databases::Database;
use crate::support::process::eventually;
use crate::support::smtp_server::{Letter, SmtpServer};

/// Contacts reported before each cut.
const CONTACTS: usize = 150;

/// Threads that send, the setting's default: so many letters may be in flight when the program dies.
const WORKERS: usize = 4;

/// The token in a letter's links.
fn token(letter: &Letter) -> String {
    let text = letter.text();
    let (_, after) = text.split_once("/s/").expect("a link");
    after.split('?').next().expect("a token").to_owned()
}

/// Answers every letter that has arrived and is not in `asked` yet, all at once.
fn answer_all(
    served: &Served,
    smtp: &SmtpServer,
    asked: &mut BTreeSet<String>,
    answering: &mut JoinSet<Option<(String, usize)>>,
) {
    for letter in smtp.letters_so_far() {
        let token = token(&letter);
        if !asked.insert(token.clone()) {
            continue;
        }
        let score = asked.len() % 5 + 1;
        let url = served.url(&format!("/s/{token}"));
        let comment = format!("answer of {}", letter.to[0]);
        answering.spawn(async move {
            let form = [("score", score.to_string()), ("comment", comment)];
            let client = reqwest::Client::builder()
                .redirect(reqwest::redirect::Policy::none())
                .build()
                .ok()?;
            let answer = client.post(url).form(&form).send().await.ok()?;
            let acknowledged = answer.status().is_success() || answer.status().is_redirection();
            acknowledged.then(|| (letter.to[0].clone(), score))
        });
    }
}

/// On PostgreSQL another process might still have the letters; ten minutes later it is clear that none has.
async fn ten_minutes_later(db: &Database) {
    if !db.is_postgres() {
        return;
    }
    let connection = sea_orm::Database::connect(&db.url)
        .await
        .expect("a connection");
    let past = "UPDATE deliveries SET claimed_until = claimed_until - interval '11 minutes' WHERE claimed_until IS NOT NULL";
    let past = Statement::from_string(connection.get_database_backend(), past);
    connection.execute_raw(past).await.expect("it is written");
    connection.close().await.expect("a clean goodbye");
}

crate::on_both! {
    async fn a_power_cut_loses_no_acknowledged_answer_and_no_letter(db: Database) {
        let smtp = SmtpServer::start().await;
        let afterword = Afterword::on(&db)
            .set("AFTERWORD_SMTP_URL", &smtp.url())
            .set("AFTERWORD_MAIL_FROM", "support@acme.example")
            .set("AFTERWORD_MAIL_WORKERS", &WORKERS.to_string())
            .set("AFTERWORD_PUBLIC_URL", "https://feedback.acme.example");
        let mut served = afterword.serve().await;
        let crm = Crm::of(&afterword).await;
        let (mut acknowledged, mut asked) = (BTreeMap::new(), BTreeSet::new());
        for cut in 1..=2 {
            let customers: Vec<_> = (0..CONTACTS).map(|n| format!("customer{n:03}of{cut}@example.net")).collect();
            crm.report(&served, &customers).await;
            // Answers come in while letters leave, until the cut.
            let mut answering = JoinSet::new();
            let mut answered = 0;
            eventually("answers to come in while letters leave", || {
                answer_all(&served, &smtp, &mut asked, &mut answering);
                while let Some(answer) = answering.try_join_next() {
                    acknowledged.extend(answer.expect("no panic"));
                    answered += 1;
                }
                std::future::ready((answered >= 5).then_some(()))
            })
            .await;
            answer_all(&served, &smtp, &mut asked, &mut answering);
            served.process.kill();
            while let Some(answer) = answering.join_next().await {
                acknowledged.extend(answer.expect("no panic"));
            }
            ten_minutes_later(&db).await;
            served = afterword.serve().await;
        }

        // Every letter arrives; a few twice, and then as the same letter.
        let letters = eventually("every letter", || {
            let letters = smtp.letters_so_far();
            let people: BTreeSet<_> = letters.iter().flat_map(|letter| letter.to.clone()).collect();
            std::future::ready((people.len() == 2 * CONTACTS).then_some(letters))
        })
        .await;
        assert!(letters.len() <= 2 * CONTACTS + 2 * WORKERS, "{} letters", letters.len());
        let mut ids = BTreeMap::new();
        for letter in &letters {
            let id = letter.parsed().message_id().expect("a Message-ID").to_owned();
            let first = ids.entry(letter.to[0].clone()).or_insert_with(|| id.clone());
            assert_eq!(*first, id, "the second copy is another letter");
        }
        eventually("every letter to be settled", || {
            let asking = crm.ask(&served, "/api/v1/scores?metric=csat&from=2020-01-01&to=2099-12-31");
            async move { (asking.await["total"]["asked"] == 2 * CONTACTS).then_some(()) }
        })
        .await;

        // Every answer that was acknowledged is there, as it was given.
        let kept = crm.ask(&served, "/api/v1/responses?limit=500").await;
        let kept: BTreeMap<_, _> = kept["data"].as_array().expect("a list").iter()
            .map(|response| (response["customer"]["email"].as_str().unwrap_or_default().to_owned(), response.clone()))
            .collect();
        for (customer, score) in &acknowledged {
            let response = kept.get(customer).unwrap_or_else(|| panic!("the answer of {customer} is lost"));
            assert_eq!(response["score"], *score);
            assert_eq!(response["comment"], format!("answer of {customer}"));
        }
        let verified = afterword.run(&["scores", "verify"]).await;
        verified.well();
    }
}
