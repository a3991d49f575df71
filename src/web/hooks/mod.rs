//! Where mail services tell of bounces, complaints and who unsubscribed, one file a service. A door is there only when
//! its setting is, and opens only to what the service signed; a letter we do not know is counted and nothing else.
//! `routes` mounts it.

pub mod amazon;
mod mailgun;
mod postmark;
mod sendgrid;
mod ses;

use std::sync::Arc;

use axum::{
    Extension, Json, Router,
    extract::DefaultBodyLimit,
    middleware::from_fn,
    routing::{MethodRouter, any, post},
};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use self::amazon::Amazon;
use super::{
    api::document,
    error::{ApiError, as_problems},
};
use crate::{
    app::App,
    domain::deliveries::{
        bounce::{Inlet, Kind, Outcome, Proof, Status, Told, classify, diagnostic},
        bounce_report::Effect,
    },
    mail::bounce::taking::take,
    token::Keys,
};

/// Recipients and events one request may tell of.
const EVENTS: usize = 2_000;

/// The doors that the settings open; every other address under `/hooks` is nothing.
pub fn router(app: &App, amazon: Arc<dyn Amazon>) -> Router<App> {
    let set = &app.config.bouncing;
    let doors: [(&str, bool, MethodRouter<App>); 4] = [
        ("/hooks/ses", set.ses_topic.is_some(), post(ses::hear)),
        (
            "/hooks/postmark",
            set.postmark.is_some(),
            post(postmark::hear),
        ),
        (
            "/hooks/sendgrid",
            set.sendgrid.is_some(),
            post(sendgrid::hear),
        ),
        ("/hooks/mailgun", set.mailgun.is_some(), post(mailgun::hear)),
    ];
    let open = doors.into_iter().filter(|(_, open, _)| *open);
    open.fold(Router::new(), |routes, (path, _, door)| {
        routes.route(path, door)
    })
    .route("/hooks/{*rest}", any(|| async { ApiError::NotFound }))
    .layer(DefaultBodyLimit::max(document::BODY_LIMIT))
    .layer(Extension(amazon))
    .layer(from_fn(as_problems))
}

/// Acts on what was told, and answers with how much of it was news.
async fn act(app: &App, told: Vec<Told>) -> Result<Json<Value>, ApiError> {
    let (mut taken, mut repeated, mut unknown) = (0, 0, 0);
    for told in told {
        let told = with_wish_proven(told, &app.keys);
        let limit = app.config.bouncing.soft_limit;
        let done = take(&app.db, &app.keys, limit, told, app.clock.now()).await?;
        match done.effect {
            None => repeated += 1,
            Some(Effect::Unproven | Effect::OtherRecipient) => unknown += 1,
            Some(_) => taken += 1,
        }
    }
    Ok(Json(
        json!({ "taken": taken, "repeated": repeated, "unknown": unknown }),
    ))
}

/// The wish to be written to no more has a proof of its own, which a service never sees. Its signature was checked, so
/// that the letter it names is proof enough.
fn with_wish_proven(told: Told, keys: &Keys) -> Told {
    let is_wish = |said: &Outcome| said.kind == Kind::Unsubscribe;
    if !told.outcomes.iter().any(is_wish) {
        return told;
    }
    let letter = |proof: &Proof| match proof {
        Proof::Letter(id) => Some(*id),
        Proof::Sender(token) => keys.letter_of_bounce_token(token),
        Proof::Link(_) | Proof::Unsubscribe(_) => None,
    };
    let letters = told.proofs.iter().filter_map(letter);
    let proofs = letters
        .map(|id| Proof::Unsubscribe(keys.unsubscribe_token(id)))
        .collect();
    Told { proofs, ..told }
}

/// What a service tells of one recipient.
struct Event<'a> {
    inlet: Inlet,
    /// The service's own name of the event.
    id: &'a str,
    kind: Kind,
    status: Option<Status>,
    recipient: &'a str,
    words: &'a str,
    proofs: Vec<Proof>,
}

impl Event<'_> {
    fn told(self) -> Told {
        let mut hash = Sha256::new();
        hash.update(self.id);
        hash.update([0]);
        hash.update(self.recipient);
        Told {
            key: format!("{} {}", self.inlet.code(), hex::encode(hash.finalize())),
            once: None,
            inlet: self.inlet,
            proofs: self.proofs,
            outcomes: vec![Outcome {
                kind: self.kind,
                status: self.status.map(|status| status.to_string()),
                recipients: vec![self.recipient.to_owned()],
                diagnostic: diagnostic(self.words),
            }],
            kept: None,
        }
    }
}

/// The letter whose Message-ID this is.
fn letter(message_id: &str) -> Option<Proof> {
    let (id, _) = message_id.trim().trim_start_matches('<').split_once('@')?;
    Uuid::parse_str(id).ok().map(Proof::Letter)
}

/// The letter a service was given with it, as we name letters to services.
fn named(token: &str) -> Proof {
    Proof::Sender(token.to_ascii_lowercase())
}

/// What a failure for good means: the status where it says enough, else what the service makes of it.
fn permanent(status: Option<Status>, no_such_address: bool) -> Kind {
    match status.map(|status| classify("failed", status)) {
        Some(Kind::Soft) | None if no_such_address && !status.is_some_and(is_full) => Kind::Hard,
        Some(kind) => kind,
        None => Kind::Soft,
    }
}

fn is_full(status: Status) -> bool {
    (status.subject, status.detail) == (2, 2)
}

/// A text of a document, empty where there is none.
fn text<'a>(document: &'a Value, pointer: &str) -> &'a str {
    document
        .pointer(pointer)
        .and_then(Value::as_str)
        .unwrap_or_default()
}

fn list<'a>(document: &'a Value, pointer: &str) -> impl Iterator<Item = &'a Value> {
    let list = document.pointer(pointer).and_then(Value::as_array);
    list.into_iter().flatten().take(EVENTS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_status_comes_before_what_a_service_makes_of_it() {
        let kind = |status: &str, no_such| permanent(Status::parse(status), no_such);
        assert_eq!(kind("5.1.1", false), Kind::Hard);
        assert_eq!(kind("5.7.1", true), Kind::Ours);
        assert_eq!(kind("5.2.2", true), Kind::Soft);
        assert_eq!(kind("5.0.0", true), Kind::Hard);
        assert_eq!(kind("5.0.0", false), Kind::Soft);
        assert_eq!(kind("", true), Kind::Hard);
        assert_eq!(kind("", false), Kind::Soft);
    }

    #[test]
    fn a_wish_is_proven_by_the_letter_and_nothing_else_is() {
        let (keys, id) = (Keys::derive("secret"), Uuid::from_u128(7));
        let told = |kind, proofs| {
            let event = Event {
                inlet: Inlet::Mailgun,
                id: "e",
                kind,
                status: None,
                recipient: "kim@example.net",
                words: "",
                proofs,
            };
            with_wish_proven(event.told(), &keys).proofs
        };
        let proven = vec![Proof::Unsubscribe(keys.unsubscribe_token(id))];
        let named = Proof::Sender(keys.bounce_token(id));
        assert_eq!(told(Kind::Unsubscribe, vec![Proof::Letter(id)]), proven);
        assert_eq!(told(Kind::Unsubscribe, vec![named.clone()]), proven);
        assert_eq!(told(Kind::Hard, vec![named.clone()]), [named]);
        let forged = vec![Proof::Sender("forged".into()), Proof::Link("x".into())];
        assert!(told(Kind::Unsubscribe, forged).is_empty());
    }

    #[test]
    fn only_our_own_message_ids_name_a_letter() {
        let id = "01934f6e-9c1a-7000-8d2f-51c377aa9e04";
        let known = Some(Proof::Letter(Uuid::parse_str(id).expect("an id")));
        assert_eq!(letter(&format!(" <{id}@acme.example>")), known);
        assert_eq!(letter(&format!("{id}@acme.example")), known);
        for other in ["", "@", "<a@b>", id] {
            assert_eq!(letter(other), None, "{other}");
        }
    }
}
