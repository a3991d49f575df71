//! `POST /hooks/mailgun`: failures, complaints and unsubscribes of Mailgun. Its signature covers a time and a token but
//! not the event, so the time must be near and the token is taken once.

use axum::{Json, body::Bytes, extract::State};
use chrono::{DateTime, TimeDelta, Utc};
use hmac::{Hmac, KeyInit, Mac};
use secrecy::ExposeSecret;
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::{Event, act, document, letter, named, permanent, text};
use crate::{
    app::App,
    domain::deliveries::bounce::{Inlet, Kind, Status, Told},
    mail::bounce::senders,
    web::error::ApiError,
};

/// Mailgun repeats for eight hours what was not taken.
const OLDEST: TimeDelta = TimeDelta::hours(12);

/// Clocks differ.
const AHEAD: TimeDelta = TimeDelta::minutes(5);

pub(super) async fn hear(State(app): State<App>, body: Bytes) -> Result<Json<Value>, ApiError> {
    let document = document::parse(&body)?;
    if !is_signed(&app, &document) {
        return Err(ApiError::Unsigned(
            "Mailgun's signature is missing or wrong",
        ));
    }
    let signed_at = text(&document, "/signature/timestamp").parse().ok();
    let signed_at = signed_at.and_then(|seconds| DateTime::<Utc>::from_timestamp(seconds, 0));
    let age = signed_at.map(|at| app.clock.now() - at);
    if !age.is_some_and(|age| age <= OLDEST && age >= -AHEAD) {
        return Err(ApiError::Unsigned(
            "Mailgun's signature is too old, or this server's clock is wrong",
        ));
    }
    act(&app, told(&document).into_iter().collect()).await
}

fn is_signed(app: &App, document: &Value) -> bool {
    let Some(key) = &app.config.bouncing.mailgun else {
        return false;
    };
    let Ok(mut code) = Hmac::<Sha256>::new_from_slice(key.expose_secret().as_bytes()) else {
        return false;
    };
    code.update(text(document, "/signature/timestamp").as_bytes());
    code.update(text(document, "/signature/token").as_bytes());
    let sent = hex::decode(text(document, "/signature/signature"));
    sent.is_ok_and(|sent| code.verify_slice(&sent).is_ok())
}

fn told(document: &Value) -> Option<Told> {
    let event = document.get("event-data")?;
    let words = match text(event, "/delivery-status/message") {
        "" => text(event, "/delivery-status/description"),
        words => words,
    };
    let status = Status::parse(text(event, "/delivery-status/enhanced-code"))
        .or_else(|| Status::find(words));
    let no_such = matches!(text(event, "/reason"), "bounce" | "suppress-bounce");
    let code = event
        .pointer("/delivery-status/code")
        .and_then(Value::as_i64);
    let kind = match (text(event, "/event"), text(event, "/severity")) {
        ("complained", _) => Kind::Complaint,
        ("unsubscribed", _) => Kind::Unsubscribe,
        ("failed", _) if text(event, "/reason") == "suppress-complaint" => Kind::Complaint,
        ("failed", "permanent") => permanent(status, no_such && matches!(code, Some(550 | 605))),
        // Mailgun goes on trying.
        ("failed", _) => Kind::Noted,
        _ => return None,
    };
    let proofs = letter(text(event, "/message/headers/message-id"))
        .into_iter()
        .chain(senders(text(event, "/envelope/sender")))
        .chain([named(text(event, "/user-variables/letter"))]);
    let heard = Event {
        inlet: Inlet::Mailgun,
        id: text(event, "/id"),
        kind,
        status,
        recipient: text(event, "/recipient"),
        words,
        proofs: proofs.collect(),
    };
    let token = Sha256::digest(text(document, "/signature/token"));
    Some(Told {
        once: Some(format!("mailgun {}", hex::encode(token))),
        ..heard.told()
    })
}
