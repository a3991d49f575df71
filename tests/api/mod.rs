//! The door for other systems: reporting, scores, surveys, errors.

mod agents;
mod comparing;
mod decisions;
mod description;
mod refusals;
mod reporting;
mod responses;
mod rules;
mod scores;
mod signalling;
mod surveys;
mod wall;

use afterword::{
    domain::{
        accounts::api_key::{self, Scope},
        customers::suppression,
        deliveries::{
            delivery,
            outbox::{self, Settlement},
        },
        flow::{self, Leave},
        organization::brand,
    },
    ids::{BrandId, InvitationId},
};
use chrono::{DateTime, Utc};
use reqwest::Method;
use sea_orm::{DbErr, EntityTrait};
use serde_json::{Value, json};

use crate::support::{databases::Database, server::Server};

/// A server at 2026-11-25T10:00:00Z, a Wednesday, and somebody who calls its API with one key.
struct Api {
    server: std::sync::Arc<Server>,
    key: String,
    sent_key: Option<String>,
}

/// What came back.
#[derive(Debug)]
struct Answer {
    status: u16,
    headers: reqwest::header::HeaderMap,
    body: Value,
}

impl Answer {
    fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
    }

    /// Where the faults are.
    fn pointers(&self) -> Vec<String> {
        let pointer = |fault: &Value| fault["pointer"].as_str().expect("a pointer").to_owned();
        self.body["errors"]
            .as_array()
            .map(|faults| faults.iter().map(pointer).collect())
            .unwrap_or_default()
    }
}

impl Api {
    async fn start(db: Database) -> Api {
        Self::start_with(db, &[]).await
    }

    async fn start_with(db: Database, settings: &[(&str, &str)]) -> Api {
        let server = Server::start_with(db, settings).await;
        server.app.clock.set(instant("2026-11-25T10:00:00Z"));
        let key = server.key(&[Scope::Admin]).await;
        Api {
            server: server.into(),
            sent_key: Some(format!("Bearer {key}")),
            key,
        }
    }

    /// The same server, called with another key; `Some` without a scheme is sent as a bearer key.
    fn as_key(&self, key: Option<&str>) -> Api {
        let scheme = |key: &str| {
            if key.contains(' ') {
                key.to_owned()
            } else {
                format!("Bearer {key}")
            }
        };
        Api {
            server: self.server.clone(),
            key: self.key.clone(),
            sent_key: key.map(scheme),
        }
    }

    async fn new_key(&self, scopes: &[&str], brand: Option<&str>) -> String {
        let scopes: Vec<_> = scopes
            .iter()
            .map(|scope| Scope::parse(scope).expect("a scope"))
            .collect();
        let brand = match brand {
            Some(slug) => Some(self.brand(slug).await.id),
            None => None,
        };
        self.add_key(scopes, brand, None).await
    }

    async fn add_key(
        &self,
        scopes: Vec<Scope>,
        brand: Option<BrandId>,
        expires_at: Option<DateTime<Utc>>,
    ) -> String {
        let now = self.server.app.clock.now();
        let adding = self.server.app.db.write(move |tx| {
            Box::pin(
                async move { api_key::add(tx, "another", &scopes, brand, expires_at, now).await },
            )
        });
        let added: Result<_, DbErr> = adding.await;
        added.expect("a key").1
    }

    async fn brand(&self, slug: &str) -> brand::Model {
        brand::by_slug(self.server.app.db.read(), slug)
            .await
            .expect("an answer")
            .expect("a brand")
    }

    async fn add_brand(&self, slug: &'static str) {
        let now = self.server.app.clock.now();
        let adding = self.server.app.db.write(move |tx| {
            Box::pin(async move { flow::add_brand(tx, slug, slug, chrono_tz::Tz::UTC, now).await })
        });
        let added: Result<_, DbErr> = adding.await;
        added.expect("an answer").expect("a free slug");
    }

    async fn suppress(&self, address: &'static str) {
        let (keys, brand, now) = (
            self.server.app.keys.clone(),
            self.brand("default").await.id,
            self.server.app.clock.now(),
        );
        let suppressing = self.server.app.db.write(move |tx| {
            Box::pin(async move {
                suppression::suppress(
                    tx,
                    &keys,
                    brand,
                    address,
                    suppression::Reason::Unsubscribed,
                    "a test",
                    now,
                )
                .await
            })
        });
        let suppressed: Result<bool, DbErr> = suppressing.await;
        assert!(suppressed.expect("an answer"));
    }

    fn set_clock(&self, to: &str) {
        self.server.app.clock.set(instant(to));
    }

    /// Every letter there is, in whatever state.
    async fn letters(&self) -> Vec<delivery::Model> {
        delivery::Entity::find()
            .all(self.server.app.db.read())
            .await
            .expect("letters")
    }

    /// Every letter that is due leaves, and the mail server takes it.
    async fn settle_letters(&self) {
        let (keys, now) = (self.server.app.keys.clone(), self.server.app.clock.now());
        let settling = self.server.app.db.write(move |tx| {
            Box::pin(async move {
                for letter in outbox::claim(tx, "a test", 100, now).await? {
                    if let Leave::Now { attempt, .. } =
                        flow::begin_attempt(tx, &keys, letter.id, "a test", now).await?
                    {
                        let taken = Settlement::Sent {
                            reply: "250 taken".into(),
                        };
                        flow::settle(tx, letter.id, attempt, taken, now).await?;
                    }
                }
                Ok(())
            })
        });
        let settled: Result<(), DbErr> = settling.await;
        settled.expect("letters that left");
    }

    /// The customer answers by the form that the letter about this interaction leads to.
    async fn answer(&self, interaction: &str, form: &[(&str, &str)]) {
        let shown = self
            .get(&format!("/api/v1/interactions/{interaction}"))
            .await;
        let invitation = shown.body["invitation"]["id"]
            .as_str()
            .expect("an invitation")
            .parse()
            .expect("an id");
        let letters = self.letters().await;
        let letter = letters
            .iter()
            .find(|letter| letter.invitation_id == Some(InvitationId(invitation)));
        let token = self
            .server
            .app
            .keys
            .link_token(letter.expect("a letter").id.0);
        let sending = self
            .server
            .http
            .post(self.server.url(&format!("/s/{token}")))
            .form(form)
            .send();
        let answer = sending.await.expect("an answer");
        assert!(
            answer.status().is_success() || answer.status().is_redirection(),
            "{answer:?}"
        );
    }

    /// When a key was last used.
    async fn last_use(&self, key: &str) -> Option<DateTime<Utc>> {
        let now = self.server.app.clock.now();
        let found = api_key::find(self.server.app.db.read(), key, now)
            .await
            .expect("an answer");
        found.expect("a key").last_used_at
    }

    async fn send(
        &self,
        method: Method,
        path: &str,
        body: Option<String>,
        headers: &[(&str, &str)],
    ) -> Answer {
        let mut request = self.server.http.request(method, self.server.url(path));
        if let Some(key) = &self.sent_key {
            request = request.header("authorization", key);
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if let Some(body) = body {
            request = request.body(body);
        }
        let answer = request.send().await.expect("an answer");
        let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
        let text = answer.text().await.expect("text");
        Answer {
            status,
            headers,
            body: serde_json::from_str(&text).unwrap_or(Value::String(text)),
        }
    }

    async fn with_json(&self, method: Method, path: &str, body: &Value) -> Answer {
        self.send(
            method,
            path,
            Some(body.to_string()),
            &[("content-type", "application/json")],
        )
        .await
    }

    async fn get(&self, path: &str) -> Answer {
        self.send(Method::GET, path, None, &[]).await
    }

    async fn post(&self, path: &str, body: &Value) -> Answer {
        self.with_json(Method::POST, path, body).await
    }

    async fn put(&self, path: &str, body: &Value) -> Answer {
        self.with_json(Method::PUT, path, body).await
    }

    async fn delete(&self, path: &str) -> Answer {
        self.send(Method::DELETE, path, None, &[]).await
    }
}

fn instant(text: &str) -> DateTime<Utc> {
    text.parse().expect("an instant")
}

/// A report with everything in it, of a contact that ended half an hour ago.
fn report(external_id: &str) -> Value {
    json!({
        "source": "zendesk", "external_id": external_id, "touchpoint": "phone-support",
        "product": "broadband", "channel": "phone",
        "agent": { "external_id": "a-17", "name": "Ana Reyes", "email": "ana@example.com", "team": "Tier 1" },
        "customer": { "email": "kim@example.net", "name": "Kim Lee", "external_id": "c-99", "locale": "de" },
        "started_at": "2022-11-25T09:12:00Z", "ended_at": "2026-11-25T09:30:00Z", "handle_seconds": 412,
        "attributes": { "plan": "gold", "seats": 3, "vip": true }
    })
}

/// The same with another value somewhere.
fn with(mut sent: Value, pointer: &str, value: impl Into<Value>) -> Value {
    let (parent, field) = pointer.rsplit_once('/').expect("a pointer");
    sent.pointer_mut(parent).expect("an object")[field] = value.into();
    sent
}
