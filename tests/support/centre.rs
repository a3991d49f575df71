//! A contact centre whose customers answer: reports, letters that left and answers, made through the product's events
//! at any instant of the test's choice.

use super::databases::Database;
use afterword::{
    db::{Db, Opening},
    domain::{
        customers::customer,
        deliveries::{
            delivery,
            outbox::{self, Settlement},
        },
        flow::{self, Leave, Reported, Word},
        interactions::{interaction::Channel, report::Report},
        organization::{agent, brand},
        responses::{
            click::{ClickKind, Ruling, Windows},
            click_event::{self, Visit},
            record::Recorded,
            submission::Submission,
        },
        surveys::{
            definition::Definition,
            question::{self, Question},
        },
    },
    token::Keys,
};
use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::{DbErr, entity::prelude::*};
use std::sync::{
    Arc,
    atomic::{AtomicU32, Ordering},
};

/// An interaction to be told of.
#[derive(Debug, Clone, Copy)]
pub struct Contact {
    pub agent: &'static str,
    pub team: Option<&'static str>,
    pub product: Option<&'static str>,
    pub touchpoint: &'static str,
    pub channel: Channel,
}

impl Default for Contact {
    fn default() -> Self {
        Contact {
            agent: "a-1",
            team: Some("Tier 1"),
            product: Some("broadband"),
            touchpoint: "support",
            channel: Channel::Phone,
        }
    }
}

/// What a customer says.
#[derive(Debug, Clone, Copy, Default)]
pub struct Says {
    pub score: i16,
    pub comment: Option<&'static str>,
    /// To "was it resolved?".
    pub resolved: Option<&'static str>,
    /// To other further questions, by their slugs.
    pub further: &'static [(&'static str, &'static str)],
}

impl From<i16> for Says {
    fn from(score: i16) -> Says {
        Says {
            score,
            ..Says::default()
        }
    }
}

/// The centre; clones share it.
#[derive(Clone)]
pub struct Centre {
    pub db: Db,
    keys: Arc<Keys>,
    customers: Arc<AtomicU32>,
}

pub fn instant(text: &str) -> DateTime<Utc> {
    text.parse().expect("an instant")
}

impl Centre {
    /// On a database of its own, without a brand.
    pub async fn open(database: &Database) -> Centre {
        let opening = Opening {
            durable: false,
            ..Opening::default()
        };
        let db = Db::open(&database.url, opening).await.expect("a database");
        db.migrate().await.expect("its tables");
        Centre::on(db)
    }

    /// Beside a product that runs on this database already.
    pub fn on(db: Db) -> Centre {
        Centre {
            db,
            keys: Arc::new(Keys::derive("a secret of the tests")),
            customers: Arc::default(),
        }
    }

    /// Leaves out the customers another centre on the same database has used.
    pub fn skip_customers(&self, number: u32) {
        self.customers.fetch_add(number, Ordering::Relaxed);
    }

    pub async fn brand(&self, slug: &'static str, time_zone: &str, now: &str) -> brand::Model {
        let (tz, now) = (time_zone.parse().expect("a time zone"), instant(now));
        let added = self.db.write(move |tx| {
            Box::pin(async move { flow::add_brand(tx, slug, slug, tz, now).await })
        });
        let added: Result<_, DbErr> = added.await;
        added.expect("room for a brand").expect("a new one")
    }

    /// A survey of these kinds of questions, each named by its kind, for one touchpoint.
    pub async fn publish(
        &self,
        brand: &brand::Model,
        touchpoint: &str,
        kinds: &[question::Kind],
        at: &str,
    ) {
        self.publish_sampled(brand, touchpoint, kinds, 100, at)
            .await;
    }

    /// The same, asking so many of a hundred.
    pub async fn publish_sampled(
        &self,
        brand: &brand::Model,
        touchpoint: &str,
        kinds: &[question::Kind],
        sample_percent: u8,
        at: &str,
    ) {
        let questions = kinds.iter().map(|kind| Question {
            slug: kind.code().into(),
            kind: *kind,
            options: vec![],
            show_when: None,
        });
        let definition = Definition {
            name: touchpoint.into(),
            touchpoints: vec![touchpoint.into()],
            questions: questions.collect(),
            send_after_minutes: 0,
            send_window: None,
            sample_percent,
            ..Definition::default()
        };
        let (brand, slug, at) = (brand.id, touchpoint.to_owned(), instant(at));
        let published = self.db.write(move |tx| {
            Box::pin(async move {
                flow::publish_survey(tx, brand, &slug, definition, "member:test", at).await
            })
        });
        let published: Result<_, DbErr> = published.await;
        published.expect("a published survey");
    }

    /// Tells of a contact with a customer of its own; the letter leaves at the same instant.
    pub async fn ask(
        &self,
        brand: &brand::Model,
        contact: Contact,
        at: DateTime<Utc>,
    ) -> delivery::Model {
        let reply = "250 taken".into();
        self.ask_and_settle(brand, contact, Settlement::Sent { reply }, at)
            .await
    }

    /// The same with another end of the letter.
    pub async fn ask_and_settle(
        &self,
        brand: &brand::Model,
        contact: Contact,
        settlement: Settlement,
        at: DateTime<Utc>,
    ) -> delivery::Model {
        let number = self.customers.fetch_add(1, Ordering::Relaxed);
        let report = report(contact, number, at);
        let (keys, brand) = (self.keys.clone(), brand.clone());
        let letter = self.db.write(move |tx| {
            Box::pin(async move {
                let reported = flow::report(tx, &keys, &brand, report, at).await?;
                let invitation = reported.interaction.invitation_id.expect("an invitation");
                outbox::claim(tx, "test", 1_000, at).await?;
                let letter = delivery::Entity::find()
                    .filter(delivery::Column::InvitationId.eq(invitation))
                    .one(tx)
                    .await?
                    .expect("a letter");
                let leave = flow::begin_attempt(tx, &keys, letter.id, "test", at).await?;
                let Leave::Now { attempt, .. } = leave else {
                    panic!("the letter did not leave: {leave:?}")
                };
                flow::settle(tx, letter.id, attempt, settlement, at).await?;
                Ok::<_, DbErr>(letter)
            })
        });
        letter.await.expect("a letter")
    }

    /// Where a contact falls in a sample that is told of after so many others.
    pub fn draw(&self, brand: &brand::Model, others: u32) -> f64 {
        let number = self.customers.load(Ordering::Relaxed) + others;
        let report = report(Contact::default(), number, instant("2026-11-20T10:00:00Z"));
        report.sampling_point(&self.keys, brand.id)
    }

    /// A CRM tells of contacts with customers of these addresses, all in one batch; no letter leaves yet.
    pub async fn tell(
        &self,
        told: &[(&brand::Model, Contact, &str)],
        at: DateTime<Utc>,
    ) -> Vec<Reported> {
        let reports = told.iter().map(|(brand, contact, email)| {
            let number = self.customers.fetch_add(1, Ordering::Relaxed);
            let mut report = report(*contact, number, at);
            report.customer.email = (*email).to_owned();
            ((*brand).clone(), report)
        });
        let (keys, reports) = (self.keys.clone(), reports.collect());
        let reported = self.db.write(move |tx| {
            Box::pin(async move { flow::report_all(tx, &keys, reports, at).await })
        });
        reported.await.expect("reports on record")
    }

    /// The customer fills the form in and sends it.
    pub async fn answer(
        &self,
        letter: &delivery::Model,
        says: impl Into<Says>,
        at: DateTime<Utc>,
    ) -> Recorded {
        let (keys, letter, says) = (self.keys.clone(), letter.clone(), says.into());
        let visit = Visit {
            kind: ClickKind::Submit,
            score: Some(says.score),
            network_hash: None,
            agent_class: "browser",
        };
        let submission = Submission {
            score: says.score,
            comment: says.comment.map(str::to_owned),
            answers: says
                .resolved
                .map(|word| ("resolved", word))
                .into_iter()
                .chain(says.further.iter().copied())
                .map(|(question, value)| (question.to_owned(), value.to_owned()))
                .collect(),
            locale: None,
        };
        let recorded = self.db.write(move |tx| {
            Box::pin(async move {
                flow::submit(
                    tx,
                    &keys,
                    &letter,
                    visit,
                    submission,
                    Windows::default(),
                    at,
                )
                .await
            })
        });
        let recorded: Result<_, DbErr> = recorded.await;
        recorded.expect("an answer on record")
    }

    /// A contact that is answered an hour later.
    pub async fn contact(
        &self,
        brand: &brand::Model,
        contact: Contact,
        says: impl Into<Says>,
        at: &str,
    ) -> delivery::Model {
        let at = instant(at);
        let letter = self.ask(brand, contact, at - TimeDelta::hours(1)).await;
        self.answer(&letter, says, at).await;
        letter
    }

    /// A manager rules that the first press of the button under this letter was no person's.
    pub async fn dismiss(&self, letter: &delivery::Model, at: DateTime<Utc>) -> Recorded {
        let pressed = click_event::Column::DeliveryId.eq(letter.id);
        let click = click_event::Entity::find()
            .filter(pressed)
            .one(self.db.read())
            .await
            .expect("clicks")
            .expect("one");
        let word = Word {
            click: click.id,
            ruling: Ruling::Dismissed,
            actor: "member:test".into(),
            brands: vec![letter.brand_id],
        };
        let keys = self.keys.clone();
        let ruled = self.db.write(move |tx| {
            Box::pin(async move { flow::rule(tx, &keys, word, Windows::default(), at).await })
        });
        let ruled: Result<_, DbErr> = ruled.await;
        ruled.expect("a ruling").expect("a click of the brand")
    }
}

fn report(contact: Contact, number: u32, at: DateTime<Utc>) -> Report {
    Report {
        source: "test".into(),
        external_id: format!("i-{number}"),
        touchpoint: contact.touchpoint.into(),
        product: contact.product.map(str::to_owned),
        channel: contact.channel,
        agent: agent::Told {
            external_id: contact.agent.into(),
            ..agent::Told::default()
        },
        team: contact.team.map(str::to_owned),
        customer: customer::Told {
            email: format!("customer-{number}@example.net"),
            name: None,
            external_id: None,
            locale: None,
            time_zone: None,
        },
        started_at: None,
        ended_at: at,
        handle_seconds: None,
        attributes: None,
    }
}
