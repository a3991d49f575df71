//! `POST /hooks/sendgrid`: the signed event webhook of SendGrid. Its `smtp-id` is our Message-ID.

use axum::{
    Json,
    body::Bytes,
    extract::State,
    http::{HeaderMap, HeaderName},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use ring::signature::{ECDSA_P256_SHA256_ASN1, UnparsedPublicKey};
use serde_json::Value;

use super::{Event, act, document, letter, list, named, permanent, text};
use crate::{
    app::App,
    domain::deliveries::bounce::{Inlet, Kind, Status, Told},
    web::error::ApiError,
};

const SIGNATURE: HeaderName = HeaderName::from_static("x-twilio-email-event-webhook-signature");
const TIMESTAMP: HeaderName = HeaderName::from_static("x-twilio-email-event-webhook-timestamp");

pub(super) async fn hear(
    State(app): State<App>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Json<Value>, ApiError> {
    if !is_signed(&app, &headers, &body) {
        return Err(ApiError::Unsigned(
            "SendGrid's signature is missing or wrong",
        ));
    }
    let document = document::parse(&body)?;
    act(&app, list(&document, "").filter_map(told).collect()).await
}

fn is_signed(app: &App, headers: &HeaderMap, body: &[u8]) -> bool {
    let Some(key) = &app.config.bouncing.sendgrid else {
        return false;
    };
    let header = |name| headers.get(name).map(|value| value.as_bytes());
    let signature = header(SIGNATURE).and_then(|value| STANDARD.decode(value).ok());
    let (Some(signature), Some(timestamp)) = (signature, header(TIMESTAMP)) else {
        return false;
    };
    let signed = [timestamp, body].concat();
    UnparsedPublicKey::new(&ECDSA_P256_SHA256_ASN1, key)
        .verify(&signed, &signature)
        .is_ok()
}

fn told(event: &Value) -> Option<Told> {
    let words = text(event, "/reason");
    let status = Status::parse(text(event, "/status"));
    let status = status
        .map(|status| status.refined_by(words))
        .or_else(|| Status::find(words));
    let class = text(event, "/bounce_classification");
    let kind = match (text(event, "/event"), text(event, "/type")) {
        ("bounce", "blocked")
            if matches!(class, "Content" | "Reputation" | "Technical Failure") =>
        {
            Kind::Ours
        }
        ("bounce", "blocked") => Kind::Soft,
        ("bounce", _) => permanent(status, class == "Invalid Address"),
        ("dropped", _) if words == "Bounced Address" => Kind::Hard,
        ("dropped", _) if words == "Spam Reporting Address" => Kind::Complaint,
        ("dropped", _) => Kind::Noted,
        ("spamreport", _) => Kind::Complaint,
        ("unsubscribe" | "group_unsubscribe", _) => Kind::Unsubscribe,
        _ => return None,
    };
    let proofs = letter(text(event, "/smtp-id")).into_iter();
    let event = Event {
        inlet: Inlet::Sendgrid,
        id: text(event, "/sg_event_id"),
        kind,
        status,
        recipient: text(event, "/email"),
        words,
        proofs: proofs.chain([named(text(event, "/letter"))]).collect(),
    };
    Some(event.told())
}
