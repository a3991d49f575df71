//! Rules about whom to ask: second contacts, limits, skips, and the one reminder.

use afterword::domain::{
    deliveries::{delivery, outbox, outbox::Settlement},
    flow::{self, Leave},
};
use afterword::mail::{outcome::Outcome, transport::Memory};
use chrono::TimeDelta;
use futures_util::future::join_all;
use sea_orm::DbErr;
use serde_json::{Value, json};

use super::{Answer, Api, report, with};
use crate::on_both;

/// Publishes a survey that asks at once and every time, but for what is said.
async fn publish(api: &Api, rules: Value) {
    let mut survey = json!({
        "name": "After a call", "touchpoints": ["phone-support"],
        "questions": [{ "slug": "satisfaction", "kind": "csat" }],
        "send_after_minutes": 0, "send_window": null, "quarantine_days": 0,
    });
    let all = survey.as_object_mut().expect("an object");
    all.extend(rules.as_object().expect("rules").clone());
    let answer = api.put("/api/v1/surveys/after-call", &survey).await;
    assert!(matches!(answer.status, 200 | 201), "{}", answer.body);
}

/// A contact of a customer that ends now.
fn contact(api: &Api, id: &str, customer: &str) -> Value {
    let now = api.server.app.clock.now().to_rfc3339();
    let sent = with(report(id), "/ended_at", now);
    with(sent, "/customer/email", format!("{customer}@example.net"))
}

/// `invited`, or why not.
fn decision(answer: &Answer) -> String {
    assert_eq!(answer.status, 201, "{}", answer.body);
    let decision = &answer.body["decision"];
    let reason = decision["reason"].as_str();
    reason.unwrap_or("invited").to_owned()
}

async fn tell(api: &Api, id: &str, customer: &str) -> String {
    decision(
        &api.post("/api/v1/interactions", &contact(api, id, customer))
            .await,
    )
}

async fn invitation(api: &Api, id: &str) -> Value {
    let path = format!("/api/v1/interactions?source=zendesk&external_id={id}");
    api.get(&path).await.body["invitation"].clone()
}

async fn state(api: &Api, id: &str) -> String {
    let invitation = invitation(api, id).await;
    invitation["state"].as_str().unwrap_or("none").to_owned()
}

/// The letters to a customer, the first one first.
async fn letters_to(api: &Api, customer: &str) -> Vec<delivery::Model> {
    let mut letters = api.letters().await;
    letters.retain(|letter| letter.recipient == format!("{customer}@example.net"));
    letters.sort_by_key(|letter| letter.id);
    letters
}

async fn answer(api: &Api, letter: &delivery::Model, score: &str) {
    let server = &api.server;
    let token = server.app.keys.link_token(letter.id.0);
    let sent = server
        .http
        .post(server.url(&format!("/s/{token}")))
        .form(&[("score", score)])
        .send();
    let status = sent.await.expect("an answer").status();
    assert!(status.is_success() || status.is_redirection(), "{status}");
}

/// Every letter that is due is refused by the mail server.
async fn refuse_letters(api: &Api) {
    let (keys, now) = (api.server.app.keys.clone(), api.server.app.clock.now());
    let refusing = api.server.app.db.write(move |tx| {
        Box::pin(async move {
            for letter in outbox::claim(tx, "a test", 100, now).await? {
                let leave = flow::begin_attempt(tx, &keys, letter.id, "a test", now).await?;
                if let Leave::Now { attempt, .. } = leave {
                    let reply = "550 nobody here".into();
                    let refused = Settlement::Failed { reply };
                    flow::settle(tx, letter.id, attempt, refused, now).await?;
                }
            }
            Ok(())
        })
    });
    let refused: Result<(), DbErr> = refusing.await;
    refused.expect("letters that were refused");
}

fn minutes(api: &Api, minutes: i64) {
    api.server.advance(TimeDelta::minutes(minutes));
}

on_both! {
    async fn a_second_contact_leaves_withdraws_or_replaces_the_waiting_letter(db: Database) {
        let api = Api::start(db).await;
        let rules = |on: &str| json!({ "send_after_minutes": 60, "quarantine_days": 30, "on_second_contact": on });
        publish(&api, rules("send")).await;
        assert_eq!(tell(&api, "s1", "sam").await, "invited");
        minutes(&api, 10);
        assert_eq!(tell(&api, "s2", "sam").await, "quarantine");
        assert_eq!(state(&api, "s1").await, "scheduled");

        publish(&api, rules("cancel")).await;
        assert_eq!(tell(&api, "c1", "cora").await, "invited");
        minutes(&api, 10);
        assert_eq!(tell(&api, "c2", "cora").await, "quarantine");
        let withdrawn = invitation(&api, "c1").await;
        assert_eq!(withdrawn["state"], "cancelled");
        assert_eq!(withdrawn["cancelled_at"], "2026-11-25T10:20:00Z");
        let reason = withdrawn["cancel_reason"].as_str().expect("a reason");
        assert!(reason.contains("contacted us again") && reason.contains("zendesk c2"), "{reason}");
        // Nobody wrote to them, so the next contact may be asked about.
        minutes(&api, 600);
        assert_eq!(tell(&api, "c3", "cora").await, "invited");

        publish(&api, rules("later")).await;
        assert_eq!(tell(&api, "l1", "lou").await, "invited");
        minutes(&api, 10);
        assert_eq!(tell(&api, "l2", "lou").await, "invited");
        assert_eq!(state(&api, "l1").await, "cancelled");
        // A contact that is not asked about replaces nothing.
        let old = with(contact(&api, "l3", "lou"), "/ended_at", "2026-11-20T10:00:00Z");
        assert_eq!(decision(&api.post("/api/v1/interactions", &old).await), "too_old");
        assert_eq!(state(&api, "l2").await, "scheduled");
        minutes(&api, 60);
        api.server.run_due().await;
        assert_eq!(state(&api, "l2").await, "sent");
        // What has left is never taken back.
        assert_eq!(tell(&api, "l4", "lou").await, "quarantine");
        assert_eq!(state(&api, "l2").await, "sent");
        let sent = letters_to(&api, "lou").await;
        let sent: Vec<_> = sent.iter().map(|letter| letter.state).collect();
        assert_eq!(sent, [delivery::State::Cancelled, delivery::State::Sent]);
        assert_eq!(letters_to(&api, "cora").await.len(), 2);
    }

    async fn a_letter_tried_before_does_not_leave_once_its_customer_wants_fewer(db: Database) {
        let api = Api::start(db).await;
        publish(&api, json!({})).await;
        let memory = Memory::default();
        assert_eq!(tell(&api, "1", "kim").await, "invited");
        api.server.send_due(&memory).await;
        let words = "451 4.7.1 Greylisted".into();
        memory.answer_to("kim@example.net", Outcome::Deferred { words, ambiguous: false });
        assert_eq!(tell(&api, "2", "kim").await, "invited");
        api.server.send_due(&memory).await;
        let token = api.server.app.keys.link_token(letters_to(&api, "kim").await[0].id.0);
        let wish = api.server.http.post(api.server.url(&format!("/u/{token}"))).form(&[("choice", "fewer"), ("months", "12")]);
        assert!(wish.send().await.expect("an answer").status().is_success());
        memory.take_all();
        minutes(&api, 30);
        api.server.send_due(&memory).await;
        assert_eq!((state(&api, "2").await.as_str(), memory.letters().len()), ("cancelled", 1));
        crate::bounces::recounted(&api.server.app).await;
    }

    async fn a_contact_of_before_is_no_further_one(db: Database) {
        let api = Api::start(db).await;
        for on in ["cancel", "later"] {
            publish(&api, json!({ "send_after_minutes": 60, "quarantine_days": 30, "on_second_contact": on })).await;
            let (first, before) = (format!("{on}-1"), format!("{on}-2"));
            assert_eq!(tell(&api, &first, on).await, "invited");
            // Reported late: it had ended before the one that is asked about.
            let ended_at = (api.server.app.clock.now() - TimeDelta::minutes(30)).to_rfc3339();
            minutes(&api, 10);
            let told = with(contact(&api, &before, on), "/ended_at", ended_at);
            assert_eq!(decision(&api.post("/api/v1/interactions", &told).await), "quarantine");
            assert_eq!(state(&api, &first).await, "scheduled");
            minutes(&api, 60);
            api.server.run_due().await;
            assert_eq!(state(&api, &first).await, "sent");
        }
    }

    async fn a_month_has_its_letters_and_the_next_one_new_ones(db: Database) {
        let api = Api::start(db).await;
        publish(&api, json!({ "monthly_limit": 2, "send_after_minutes": 60 })).await;
        api.set_clock("2026-11-30T22:00:00Z");
        assert_eq!(tell(&api, "1", "ann").await, "invited");
        assert_eq!(tell(&api, "2", "ben").await, "invited");
        assert_eq!(tell(&api, "3", "cid").await, "monthly_limit");
        // An hour later it is December: the letter that leaves then is one of December's.
        api.set_clock("2026-11-30T23:30:00Z");
        assert_eq!(tell(&api, "4", "dan").await, "invited");
        api.set_clock("2026-12-01T10:00:00Z");
        assert_eq!(tell(&api, "5", "eve").await, "invited");
        assert_eq!(tell(&api, "6", "fay").await, "monthly_limit");
        // More room from the next version on, counted with what left before.
        publish(&api, json!({ "monthly_limit": 3 })).await;
        assert_eq!(tell(&api, "7", "gus").await, "invited");
        assert_eq!(tell(&api, "8", "hal").await, "monthly_limit");
    }

    async fn twenty_reports_at_once_do_not_pass_a_limit(db: Database) {
        let api = Api::start(db).await;
        publish(&api, json!({ "limits": [
            { "most": 5, "days": 1, "by": "attribute", "attribute": "queue" },
            { "most": 18, "days": 7, "by": "agent" },
        ] })).await;
        let queue = |id: String, queue: &str| {
            with(contact(&api, &id, &id), "/attributes", json!({ "queue": queue }))
        };
        let mut told: Vec<_> = (0..20).map(|n| queue(format!("s{n}"), "sales")).collect();
        told.extend((0..3).map(|n| queue(format!("h{n}"), "help")));
        told.extend((0..4).map(|n| with(contact(&api, &format!("n{n}"), &format!("n{n}")), "/attributes", json!({}))));
        let answers = join_all(told.iter().map(|sent| api.post("/api/v1/interactions", sent))).await;
        let invited = |part: std::ops::Range<usize>| answers[part].iter().filter(|answer| decision(answer) == "invited").count();
        assert_eq!((invited(0..20), invited(20..23), invited(23..27)), (5, 3, 4));
        assert!(answers.iter().all(|answer| ["invited", "limit"].contains(&decision(answer).as_str())));
        // A rule that is new counts what there was before it: twelve of the team's thirteen.
        publish(&api, json!({ "limits": [{ "most": 13, "days": 7, "by": "team" }] })).await;
        assert_eq!(tell(&api, "x1", "x1").await, "invited");
        assert_eq!(tell(&api, "x2", "x2").await, "limit");
        api.server.advance(TimeDelta::days(7));
        assert_eq!(tell(&api, "x3", "x3").await, "invited");
    }

    async fn an_attribute_can_keep_a_contact_from_being_asked_about(db: Database) {
        let api = Api::start(db).await;
        publish(&api, json!({ "skip_when": [{ "attribute": "plan", "is": ["internal", "test"] }] })).await;
        let plan = |id: &str, plan: &str| with(contact(&api, id, id), "/attributes", json!({ "plan": plan }));
        assert_eq!(decision(&api.post("/api/v1/interactions", &plan("1", "test")).await), "skipped");
        assert_eq!(decision(&api.post("/api/v1/interactions", &plan("2", "gold")).await), "invited");
        let broken = json!({
            "questions": [{ "slug": "satisfaction", "kind": "csat" }],
            "send_window": { "days": [], "from": "20:00", "to": "08:00" },
            "skip_when": [{ "attribute": "plan", "is": [] }],
            "limits": [{ "most": 0, "days": 400, "by": "queue" }, { "most": 1, "days": 1, "by": "attribute" }],
            "on_second_contact": "forget", "remind_after_days": 28, "monthly_limit": 0,
        });
        let answer = api.put("/api/v1/surveys/after-call", &broken).await;
        assert_eq!(answer.status, 422);
        let mut found = answer.pointers();
        found.sort();
        found.dedup();
        for pointer in [
            "/limits/0/by", "/limits/0/days", "/limits/0/most", "/monthly_limit", "/on_second_contact",
            "/remind_after_days", "/send_window/days", "/send_window/to", "/skip_when/0/is",
        ] {
            assert!(found.iter().any(|at| at == pointer), "{pointer} in {found:?}");
        }
    }

    async fn who_has_not_answered_is_reminded_once_and_nobody_else(db: Database) {
        let api = Api::start(db).await;
        publish(&api, json!({
            "remind_after_days": 3, "expires_after_days": 10,
            "send_window": { "days": ["mon", "tue", "wed", "thu", "fri", "sat", "sun"], "from": "08:00", "to": "20:00" },
        })).await;
        assert_eq!(tell(&api, "bounced", "bo").await, "invited");
        refuse_letters(&api).await;
        for customer in ["ann", "una", "ned"] {
            assert_eq!(tell(&api, customer, customer).await, "invited");
        }
        api.server.run_due().await;
        answer(&api, &letters_to(&api, "ann").await[0], "5").await;
        assert_eq!(state(&api, "ann").await, "answered");
        api.suppress("una@example.net").await;

        // Three days later it is night; the reminder waits for the morning.
        api.set_clock("2026-11-28T21:30:00Z");
        api.server.run_due().await;
        assert_eq!(api.letters().await.len(), 4);
        api.set_clock("2026-11-29T08:00:00Z");
        api.server.run_due().await;
        let numbers = ["bo", "ann", "una", "ned"].map(|customer| letters_to(&api, customer));
        let numbers: Vec<_> = join_all(numbers).await.iter().map(Vec::len).collect();
        assert_eq!(numbers, [1, 1, 1, 2]);
        let reminded = invitation(&api, "ned").await;
        assert_eq!(reminded["state"], "sent");
        assert_eq!(reminded["sent_at"], "2026-11-25T10:00:00Z");
        assert_eq!(reminded["reminded_at"], "2026-11-29T08:00:00Z");
        assert_eq!(reminded["expires_at"], "2026-12-05T10:00:00Z");

        // Its own token leads to the one invitation, and so does the first letter's.
        let letters = letters_to(&api, "ned").await;
        assert_eq!(letters[1].kind, delivery::Kind::Reminder);
        assert_ne!(letters[0].token_hash, letters[1].token_hash);
        let (db, composer) = (api.server.app.db.read(), api.server.app.composer());
        let [first, second] = [0, 1].map(|at| composer.letter_of(db, &letters[at]));
        let (first, second) = (first.await.expect("a letter").subject(), second.await.expect("a letter").subject());
        assert_eq!(second, format!("Erinnerung: {first}"));
        answer(&api, &letters[1], "4").await;
        assert_eq!(state(&api, "ned").await, "answered");
        crate::bounces::recounted(&api.server.app).await;
        answer(&api, &letters[0], "2").await;
        let responses = api.get("/api/v1/responses").await.body["data"].as_array().expect("a list").len();
        assert_eq!(responses, 2, "one of ann, one of ned");
        api.set_clock("2026-12-03T10:00:00Z");
        api.server.run_due().await;
        assert_eq!(api.letters().await.len(), 5);
        let scores = api.get("/api/v1/scores?metric=csat&from=2026-11-01&to=2026-12-31").await;
        let total = &scores.body["total"];
        assert_eq!((&total["asked"], &total["delivered"], &total["responses"]), (&json!(4), &json!(3), &json!(2)), "{}", scores.body);
    }

    async fn a_reminder_that_is_not_needed_any_more_when_it_leaves_does_not_leave(db: Database) {
        let api = Api::start(db).await;
        publish(&api, json!({ "remind_after_days": 3 })).await;
        tell(&api, "1", "kim").await;
        tell(&api, "2", "lee").await;
        api.server.run_due().await;
        api.server.advance(TimeDelta::days(3));
        for id in ["1", "2"] {
            let id = invitation(&api, id).await["id"].as_str().expect("an id").parse().expect("an id");
            let (keys, now) = (api.server.app.keys.clone(), api.server.app.clock.now());
            let reminding = api.server.app.db.write(move |tx| Box::pin(async move { flow::remind(tx, &keys, id, now).await }));
            let reminded: Result<bool, DbErr> = reminding.await;
            assert!(reminded.expect("a reminder"));
        }
        let kim = letters_to(&api, "kim").await;
        assert_eq!(kim[1].state, delivery::State::Queued);
        answer(&api, &kim[0], "5").await;
        refuse_letters(&api).await;
        assert_eq!(letters_to(&api, "kim").await[1].state, delivery::State::Cancelled);
        assert_eq!(state(&api, "1").await, "answered");
        // The first letter had arrived: that its reminder was refused changes nothing.
        assert_eq!(letters_to(&api, "lee").await[1].state, delivery::State::Failed);
        assert_eq!(state(&api, "2").await, "sent");
        crate::bounces::recounted(&api.server.app).await;
    }
}
