//! A rehearsal tells what rules would really decide: chance's contacts are decided under some rules, other rules are
//! rehearsed on them, and then the same contacts are reported to a brand where those rules are published.

use std::collections::BTreeMap;

use crate::{
    on_both,
    support::{
        centre::{Centre, instant},
        dice::Dice,
    },
};
use afterword::{
    domain::{
        customers::{customer, suppression},
        deliveries::outbox::{self, Settlement},
        flow::{self, Leave, Reported},
        interactions::{interaction, report::Report},
        invitations::{
            eligibility::Decision,
            past,
            rehearsal::{Rehearsed, rehearse},
        },
        organization::{agent, brand},
        surveys::{
            definition::Definition,
            question::{Kind, Question},
            rules::{By, Limit, SecondContact, SkipWhen},
            send_window::SendWindow,
        },
    },
    token::Keys,
};
use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::{DbErr, EntityTrait};
use serde_json::json;

const FIRST: &str = "2026-10-20T06:00:00Z";
const CUSTOMERS: [&str; 5] = [
    "ann@a.example",
    "ben@a.example",
    "cid@a.example",
    "dan@a.example",
    "nobody",
];

fn rules(dice: &mut Dice, sample_percent: u8) -> Definition {
    let limit = |most, days, by, attribute: Option<&str>| Limit {
        most,
        days,
        by,
        attribute: attribute.map(Into::into),
    };
    let agent = limit(
        dice.below(4) as u32 + 1,
        dice.below(6) as u32 + 1,
        By::Agent,
        None,
    );
    let queue = limit(dice.below(3) as u32 + 1, 2, By::Attribute, Some("queue"));
    let team = limit(dice.below(9) as u32 + 1, 9, By::Team, None);
    Definition {
        name: "Support".into(),
        touchpoints: vec!["support".into()],
        questions: vec![Question {
            slug: "csat".into(),
            kind: Kind::Csat,
            options: vec![],
            show_when: None,
        }],
        send_after_minutes: dice.one_of(&[0, 60, 600, 2000]),
        send_window: dice.one_of(&[true, false]).then(SendWindow::default),
        quarantine_days: dice.one_of(&[0, 0, 1, 4]),
        max_age_hours: 48,
        sample_percent,
        monthly_limit: dice.one_of(&[None, Some(6), Some(15)]),
        limits: if dice.below(3) == 0 {
            vec![]
        } else {
            vec![agent, queue, team]
        },
        skip_when: vec![SkipWhen {
            attribute: "plan".into(),
            is: vec!["test".into()],
        }],
        on_second_contact: dice.one_of(&SecondContact::ALL),
        ..Definition::default()
    }
}

fn contacts(dice: &mut Dice) -> Vec<(Report, DateTime<Utc>)> {
    let mut at = instant(FIRST);
    let told = (0..70).map(|number| {
        at += TimeDelta::minutes(1 + dice.one_of(&[10, 90, 600, 900]) * dice.below(10) / 9);
        let attributes = json!({
            "plan": dice.one_of(&["gold", "gold", "gold", "test"]),
            "queue": dice.one_of(&["sales", "help"]),
        });
        let report = Report {
            source: "test".into(),
            external_id: format!("i-{number}"),
            touchpoint: dice.one_of(&["support", "support", "elsewhere"]).into(),
            product: None,
            channel: interaction::Channel::Phone,
            agent: agent::Told {
                external_id: dice.one_of(&["a-1", "a-2", "a-3"]).into(),
                ..agent::Told::default()
            },
            team: dice.one_of(&[Some("Tier 1"), None]).map(Into::into),
            customer: customer::Told {
                email: dice.one_of(&CUSTOMERS).into(),
                name: None,
                external_id: None,
                locale: None,
                time_zone: Some("Asia/Tokyo".into()),
            },
            started_at: None,
            ended_at: at - TimeDelta::hours(dice.one_of(&[0, 0, 1, 1, 47, 49])),
            handle_seconds: None,
            attributes: Some(attributes),
        };
        (report, at)
    });
    told.collect()
}

struct World {
    centre: Centre,
    keys: std::sync::Arc<Keys>,
}

impl World {
    async fn publish(&self, brand: &brand::Model, rules: Definition) {
        let id = brand.id;
        let published = self.centre.db.write(move |tx| {
            Box::pin(async move {
                flow::publish_survey(tx, id, "support", rules, "member:test", instant(FIRST)).await
            })
        });
        let published: Result<_, DbErr> = published.await;
        published.expect("a published survey");
    }

    /// Letters leave when they are due, contacts are reported, one customer is suppressed half-way.
    async fn live(
        &self,
        brand: &brand::Model,
        told: &[(Report, DateTime<Utc>)],
    ) -> BTreeMap<String, Decision> {
        let mut decided = BTreeMap::new();
        for (number, (report, at)) in told.iter().enumerate() {
            let (keys, brand, report, at) = (self.keys.clone(), brand.clone(), report.clone(), *at);
            let living = self.centre.db.write(move |tx| {
                Box::pin(async move {
                    for letter in outbox::claim(tx, "test", 1_000, at).await? {
                        if let Leave::Now { attempt, .. } =
                            flow::begin_attempt(tx, &keys, letter.id, "test", letter.due_at).await?
                        {
                            let sent = Settlement::Sent {
                                reply: "250 taken".into(),
                            };
                            flow::settle(tx, letter.id, attempt, sent, letter.due_at).await?;
                        }
                    }
                    if number == 35 {
                        let reason = suppression::Reason::Legal;
                        suppression::suppress(
                            tx,
                            &keys,
                            brand.id,
                            CUSTOMERS[3],
                            reason,
                            "test",
                            at,
                        )
                        .await?;
                    }
                    flow::report(tx, &keys, &brand, report, at).await
                })
            });
            let reported: Result<Reported, DbErr> = living.await;
            let reported = reported.expect("a report on record");
            let decision = match (reported.interaction.reason, reported.send_at) {
                (Some(reason), _) => Decision::Held(reason),
                (None, Some(send_at)) => Decision::Invited(send_at),
                (None, None) => panic!("neither held nor invited"),
            };
            decided.insert(reported.interaction.external_id, decision);
        }
        decided
    }

    async fn rehearse(
        &self,
        brand: &brand::Model,
        rules: Definition,
        now: DateTime<Utc>,
    ) -> (Rehearsed, BTreeMap<String, Decision>) {
        let db = self.centre.db.read();
        let from = now - TimeDelta::days(past::DAYS.into());
        let (past, of) = past::read(db, &self.keys, brand, "support", rules, from, now)
            .await
            .expect("a past");
        let found = rehearse(past, of);
        let known = interaction::Entity::find()
            .all(db)
            .await
            .expect("interactions");
        let names: BTreeMap<_, _> = known
            .into_iter()
            .map(|known| (known.id, known.external_id))
            .collect();
        let decisions = found
            .decisions
            .iter()
            .map(|(id, decision)| (names[id].clone(), *decision));
        let decisions = decisions.collect();
        (found, decisions)
    }
}

on_both! {
    async fn what_is_rehearsed_is_what_the_same_rules_decide(db: Database) {
        let centre = Centre::open(&db).await;
        let world = World { centre, keys: Keys::derive("a secret of the tests").into() };
        let opened = "2026-10-01T00:00:00Z";
        let mut seen: BTreeMap<String, usize> = BTreeMap::new();
        for seed in 0..10 {
            let mut dice = Dice(seed);
            let (slug, twin) = (format!("one-{seed}"), format!("two-{seed}"));
            let one = world.centre.brand(slug.leak(), "Europe/Berlin", opened).await;
            let two = world.centre.brand(twin.leak(), "Europe/Berlin", opened).await;
            let told = contacts(&mut dice);
            let now = told.last().expect("contacts").1 + TimeDelta::minutes(1);
            // A sample falls differently for every brand, so that only one brand's own can be held beside itself.
            let (before, after) = (rules(&mut dice, 60), rules(&mut dice, 100));
            world.publish(&one, before.clone()).await;
            let really = world.live(&one, &told).await;
            let (same, again) = world.rehearse(&one, before, now).await;
            assert_eq!(again, really, "seed {seed}: the published rules");
            assert_eq!((same.now.invited, &same.now.held), (same.really.invited, &same.really.held));
            // Some more were cancelled because their address was suppressed before they left.
            assert!(same.now.withdrawn <= same.really.withdrawn, "seed {seed}");
            for side in [&same.now, &same.really] {
                assert_eq!(side.agents.values().sum::<u64>(), side.asked(), "seed {seed}: withdrawn letters ask nobody");
                assert_eq!(side.letters.values().sum::<u64>(), side.asked(), "seed {seed}");
                assert_eq!(side.asked() + side.withdrawn, side.invited, "seed {seed}");
            }
            assert!(same.really.agents.iter().all(|(agent, asked)| *asked <= same.now.agents[agent]), "seed {seed}");

            let (changed, rehearsed) = world.rehearse(&one, after.clone(), now).await;
            world.publish(&two, after).await;
            let then = world.live(&two, &told).await;
            assert_eq!(rehearsed, then, "seed {seed}: the changed rules");
            for decision in really.values().chain(then.values()) {
                let what = match decision {
                    Decision::Held(reason) => reason.code(),
                    Decision::Invited(_) => "invited",
                };
                *seen.entry(what.into()).or_default() += 1;
            }
            *seen.entry("withdrawn".into()).or_default() += (same.now.withdrawn + changed.now.withdrawn) as usize;
        }
        for what in ["invited", "quarantine", "limit", "monthly_limit", "skipped", "sampled_out", "too_old", "suppressed", "invalid_address", "withdrawn"] {
            assert!(seen.get(what).is_some_and(|times| *times > 0), "{what} never happened: {seen:?}");
        }
    }
}
