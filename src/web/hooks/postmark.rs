//! `POST /hooks/postmark`: bounces, spam complaints and unsubscribes of Postmark, which proves itself by user name and
//! password. It returns the letter's name that we gave it in `X-PM-Metadata-letter`.

use axum::{
    Json,
    body::Bytes,
    extract::State,
    http::{HeaderMap, HeaderValue, header},
    response::{IntoResponse, Response},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use secrecy::ExposeSecret;
use serde_json::Value;

use super::{Event, act, document, named, permanent, text};
use crate::{
    app::App,
    domain::deliveries::bounce::{Inlet, Kind, Status, Told},
    token,
    web::error::ApiError,
};

pub(super) async fn hear(
    State(app): State<App>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Json<Value>, Response> {
    if !knows_password(&app, &headers) {
        let mut refusal =
            ApiError::Unsigned("the user name or the password is wrong").into_response();
        let challenge = HeaderValue::from_static("Basic realm=\"afterword\"");
        refusal
            .headers_mut()
            .insert(header::WWW_AUTHENTICATE, challenge);
        return Err(refusal);
    }
    let document = document::parse(&body).map_err(IntoResponse::into_response)?;
    let told = told(&document).into_iter().collect();
    act(&app, told).await.map_err(IntoResponse::into_response)
}

fn knows_password(app: &App, headers: &HeaderMap) -> bool {
    let sent = headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok()?.strip_prefix("Basic "))
        .and_then(|value| STANDARD.decode(value).ok());
    let ours = app.config.bouncing.postmark.as_ref();
    matches!((sent, ours), (Some(sent), Some(ours)) if token::same(&sent, ours.expose_secret().as_bytes()))
}

fn told(document: &Value) -> Option<Told> {
    let words = text(document, "/Details");
    let status = Status::find(words);
    let kind = match (text(document, "/RecordType"), text(document, "/Type")) {
        ("SpamComplaint", _) | ("Bounce", "SpamComplaint") => Kind::Complaint,
        ("Bounce", "HardBounce" | "BadEmailAddress") => permanent(status, true),
        (
            "Bounce",
            "SoftBounce"
            | "Transient"
            | "DnsError"
            | "ManuallyDeactivated"
            | "Undeliverable"
            | "Unknown",
        ) => {
            match permanent(status, false) {
                // Postmark looked at more than the status.
                Kind::Hard => Kind::Soft,
                kind => kind,
            }
        }
        (
            "Bounce",
            "SpamNotification"
            | "Blocked"
            | "DMARCPolicy"
            | "SMTPApiError"
            | "TemplateRenderingFailed",
        ) => Kind::Ours,
        ("Bounce", _) => Kind::Noted,
        ("SubscriptionChange", _) => return subscription_change(document),
        _ => return None,
    };
    let id = document.get("ID").map(Value::to_string).unwrap_or_default();
    let event = Event {
        inlet: Inlet::Postmark,
        id: &id,
        kind,
        status,
        recipient: text(document, "/Email"),
        words,
        proofs: vec![named(text(document, "/Metadata/letter"))],
    };
    Some(event.told())
}

/// Postmark writes to this recipient no more. Of a bounce it tells by itself, too.
fn subscription_change(document: &Value) -> Option<Told> {
    let ended = document.get("SuppressSending").and_then(Value::as_bool);
    let kind = match text(document, "/SuppressionReason") {
        _ if ended != Some(true) => return None,
        "HardBounce" => return None,
        "SpamComplaint" => Kind::Complaint,
        _ => Kind::Unsubscribe,
    };
    // It has no id of its own.
    let id = format!(
        "{} {}",
        text(document, "/MessageID"),
        text(document, "/ChangedAt")
    );
    let event = Event {
        inlet: Inlet::Postmark,
        id: &id,
        kind,
        status: None,
        recipient: text(document, "/Recipient"),
        words: "",
        proofs: vec![named(text(document, "/Metadata/letter"))],
    };
    Some(event.told())
}
