//! A letter that has arrived, and what can be done with its links. Made by the same events as a real one.

use crate::support::server::Server;
use afterword::domain::{
    customers::customer,
    deliveries::{delivery, outbox, outbox::Settlement},
    flow::{self, Leave},
    interactions::{interaction::Channel, report::Report},
    invitations::invitation,
    organization::{agent, brand},
    responses::{click_event, link, record::Standing, response, revision},
    scores::tally,
    surveys::{
        definition::Definition,
        question::{Kind, Question, ShowWhen},
        survey,
    },
};
use chrono::TimeDelta;
use sea_orm::{DbErr, EntityTrait};
use std::collections::BTreeMap;

/// One customer's letter.
pub struct Letter {
    pub token: String,
    delivery: delivery::Model,
}

/// Whom it goes to and about whom.
#[derive(Clone)]
pub struct Who {
    pub customer: String,
    pub agent: String,
    pub email: String,
    /// The language the CRM tells of, if it does.
    pub locale: Option<&'static str>,
}

impl Default for Who {
    fn default() -> Who {
        Who {
            customer: "Kim Lee".into(),
            agent: "Ana Reyes".into(),
            email: "kim@example.net".into(),
            locale: None,
        }
    }
}

/// Publishes the brand's survey anew.
pub async fn publish(server: &Server, definition: Definition) {
    let (brand, now) = (the_brand(server).await, server.app.clock.now());
    let publishing = server.app.db.write(move |tx| {
        Box::pin(async move {
            flow::publish_survey(tx, brand.id, survey::STARTING_SLUG, definition, "test", now).await
        })
    });
    publishing.await.expect("published");
}

pub async fn retire(server: &Server) {
    let (brand, now) = (the_brand(server).await, server.app.clock.now());
    let retiring = server.app.db.write(move |tx| {
        Box::pin(async move {
            flow::retire_survey(tx, brand.id, survey::STARTING_SLUG, "test", now).await
        })
    });
    assert!(retiring.await.expect("retired").is_some());
}

async fn the_brand(server: &Server) -> brand::Model {
    brand::all(server.app.db.read())
        .await
        .expect("brands")
        .remove(0)
}

impl Letter {
    pub async fn arrives(server: &Server) -> Letter {
        Self::arrives_for(server, Who::default()).await
    }

    /// Reported, decided, issued, and taken by a mail server just now.
    pub async fn arrives_for(server: &Server, who: Who) -> Letter {
        let (brand, keys, now) = (
            the_brand(server).await,
            server.app.keys.clone(),
            server.app.clock.now(),
        );
        let delivering = server.app.db.write(move |tx| {
            Box::pin(async move {
                flow::report(tx, &keys, &brand, report(who, now), now).await?;
                let mut due = outbox::claim(tx, "test", 1, now).await?;
                let letter = due.pop().expect("a letter is due");
                let Leave::Now {
                    delivery, attempt, ..
                } = flow::begin_attempt(tx, &keys, letter.id, "test", now).await?
                else {
                    panic!("the letter may not leave");
                };
                let sent = Settlement::Sent {
                    reply: "250 taken".into(),
                };
                flow::settle(tx, delivery.id, attempt, sent, now).await?;
                Ok::<_, DbErr>(*delivery)
            })
        });
        let delivery = delivering.await.expect("a letter");
        Letter {
            token: server.app.keys.link_token(delivery.id.0),
            delivery,
        }
    }

    pub fn path(&self, score: i16) -> String {
        format!("/s/{}?score={score}", self.token)
    }

    /// As a web page and as text, with its subject.
    pub async fn written(&self, server: &Server) -> (String, String, String) {
        let composer = server.app.composer();
        let letter = composer.letter_of(server.app.db.read(), &self.delivery);
        let letter = letter.await.expect("read");
        (letter.html(), letter.text(), letter.subject())
    }

    /// To the byte, as it would leave once more.
    pub async fn raw(&self, server: &Server) -> Vec<u8> {
        let composer = server.app.composer();
        let letter = composer.letter_of(server.app.db.read(), &self.delivery);
        let message = letter.await.expect("read").message();
        message.expect("a letter").formatted()
    }

    pub async fn open(&self, server: &Server, score: i16) -> reqwest::Response {
        server
            .http
            .get(server.url(&self.path(score)))
            .send()
            .await
            .expect("a page")
    }

    pub async fn send(&self, server: &Server, fields: &[(&str, &str)]) -> reqwest::Response {
        let url = server.url(&format!("/s/{}", self.token));
        server
            .http
            .post(url)
            .form(fields)
            .send()
            .await
            .expect("an answer")
    }

    /// The answer that counts.
    pub async fn standing(&self, server: &Server) -> Option<Standing> {
        let db = server.app.db.read();
        let hash = afterword::token::hash(&self.token);
        let link = link::behind(db, &hash)
            .await
            .expect("read")
            .expect("a link");
        link.standing(db).await.expect("read")
    }

    /// The score that counts and why.
    pub async fn counts(&self, server: &Server) -> Option<(i16, String)> {
        self.standing(server)
            .await
            .map(|standing| (standing.content.score, standing.response.evidence))
    }

    pub async fn history(&self, server: &Server) -> Vec<revision::Model> {
        let id = self.delivery.invitation_id.expect("an invitation");
        revision::of_invitation(server.app.db.read(), id)
            .await
            .expect("read")
    }

    pub async fn clicks(&self, server: &Server) -> Vec<click_event::Model> {
        let id = self.delivery.invitation_id.expect("an invitation");
        click_event::of_invitation(server.app.db.read(), id)
            .await
            .expect("read")
    }

    /// The clicks of one kind, by the score they chose.
    pub async fn scores_of(&self, server: &Server, kind: &str) -> Vec<Option<i16>> {
        let clicks = self.clicks(server).await;
        clicks
            .into_iter()
            .filter(|click| click.kind == kind)
            .map(|click| click.score)
            .collect()
    }

    pub async fn invitation(&self, server: &Server) -> invitation::Model {
        let id = self.delivery.invitation_id.expect("an invitation");
        let found = invitation::Entity::find_by_id(id)
            .one(server.app.db.read())
            .await;
        found.expect("read").expect("an invitation")
    }

    /// What the timetable does when a held click has waited long enough.
    pub async fn weighed_again(&self, server: &Server) {
        let (keys, windows, now) = (
            server.app.keys.clone(),
            server.app.config.windows,
            server.app.clock.now(),
        );
        let id = self.delivery.invitation_id.expect("an invitation");
        let looking = server.app.db.write(move |tx| {
            Box::pin(async move { flow::look_again(tx, &keys, id, windows, now).await })
        });
        looking.await.expect("weighed");
    }
}

/// Every answer in the tallies: metric and score, with how many.
pub async fn tallied(server: &Server) -> BTreeMap<(String, i16), i64> {
    let rows = tally::Entity::find()
        .all(server.app.db.read())
        .await
        .expect("read");
    let mut sums = BTreeMap::new();
    for row in rows
        .into_iter()
        .filter(|row| row.kind == tally::Kind::Answered && row.count != 0)
    {
        *sums.entry((row.metric, row.score)).or_default() += row.count;
    }
    sums.retain(|_, count| *count != 0);
    sums
}

pub async fn responses(server: &Server) -> Vec<response::Model> {
    response::Entity::find()
        .all(server.app.db.read())
        .await
        .expect("read")
}

fn report(who: Who, now: chrono::DateTime<chrono::Utc>) -> Report {
    Report {
        source: "api".into(),
        external_id: who.email.clone(),
        touchpoint: "phone-support".into(),
        product: Some("broadband".into()),
        channel: Channel::Phone,
        agent: agent::Told {
            external_id: "a-17".into(),
            name: Some(who.agent),
            email: None,
            team_id: None,
        },
        team: Some("Tier 1".into()),
        customer: customer::Told {
            email: who.email,
            name: Some(who.customer),
            external_id: None,
            locale: who.locale.map(str::to_owned),
            time_zone: None,
        },
        started_at: None,
        ended_at: now - TimeDelta::minutes(5),
        handle_seconds: None,
        attributes: None,
    }
}

/// The starting survey, and a question that only a low score raises.
pub fn with_conditions() -> Definition {
    let reason = Question {
        slug: "reason".into(),
        kind: Kind::Choice,
        options: ["agent", "product", "policy", "wait"]
            .map(str::to_owned)
            .to_vec(),
        show_when: Some(ShowWhen {
            question: "satisfaction".into(),
            score_min: None,
            score_max: Some(3),
        }),
    };
    let mut definition = Definition::starting();
    definition.questions.insert(2, reason);
    definition
}
