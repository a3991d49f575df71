//! `POST /hooks/ses`: bounces and complaints of Amazon SES by way of a topic of Amazon SNS, whose signature is checked
//! with the certificate that Amazon publishes. Only the topic of the settings is listened to, and subscribed to.

use std::sync::Arc;

use axum::{Extension, Json, body::Bytes, extract::State};
use base64::{Engine, engine::general_purpose::STANDARD};
use rustls::pki_types::{CertificateDer, pem::PemObject};
use serde_json::{Value, json};
use webpki::EndEntityCert;

use super::{
    Event, act,
    amazon::{Amazon, is_certificate, is_topics},
    document, letter, list, permanent, text,
};
use crate::{
    app::App,
    domain::deliveries::bounce::{Inlet, Kind, Status, Told},
    mail::bounce::{links, senders},
    web::error::ApiError,
};

pub(super) async fn hear(
    State(app): State<App>,
    Extension(amazon): Extension<Arc<dyn Amazon>>,
    body: Bytes,
) -> Result<Json<Value>, ApiError> {
    let envelope = document::parse(&body)?;
    if Some(text(&envelope, "/TopicArn")) != app.config.bouncing.ses_topic.as_deref() {
        return Err(ApiError::Unsigned(
            "this topic is not the one of AFTERWORD_SES_TOPIC_ARN",
        ));
    }
    check(&envelope, &*amazon).await?;
    match text(&envelope, "/Type") {
        "SubscriptionConfirmation" => confirm(&envelope, &*amazon).await,
        "Notification" => {
            let message = document::parse(text(&envelope, "/Message").as_bytes());
            // The test message of a new topic is no document.
            act(
                &app,
                message.map(|message| told(&message)).unwrap_or_default(),
            )
            .await
        }
        other => {
            tracing::warn!(kind = other, "the topic for bounces says something else");
            Ok(Json(json!({ "taken": 0 })))
        }
    }
}

/// The signature, over what Amazon says it is over.
async fn check(envelope: &Value, amazon: &dyn Amazon) -> Result<(), ApiError> {
    const WRONG: ApiError = ApiError::Unsigned("Amazon's signature is missing or wrong");
    if text(envelope, "/SignatureVersion") != "2" {
        return Err(ApiError::Unsigned(
            "only signatures of version 2 are taken: set the topic's attribute SignatureVersion to 2",
        ));
    }
    let signature = STANDARD
        .decode(text(envelope, "/Signature"))
        .map_err(|_| WRONG)?;
    let url = is_certificate(text(envelope, "/SigningCertURL")).ok_or(WRONG)?;
    let pem = amazon.certificate(&url).await.map_err(|error| {
        tracing::warn!(
            error = format!("{error:#}"),
            "Amazon's certificate cannot be fetched"
        );
        ApiError::Unavailable("Amazon's certificate cannot be fetched".into())
    })?;
    let certificate = CertificateDer::from_pem_slice(&pem).map_err(|_| WRONG)?;
    let certificate = EndEntityCert::try_from(&certificate).map_err(|_| WRONG)?;
    let signed = signed(envelope);
    let algorithm = webpki::ring::RSA_PKCS1_2048_8192_SHA256;
    certificate
        .verify_signature(algorithm, signed.as_bytes(), &signature)
        .map_err(|_| WRONG)
}

/// Names and values, a line each, in Amazon's order.
fn signed(envelope: &Value) -> String {
    let names: &[&str] = match text(envelope, "/Type") {
        "Notification" => &[
            "Message",
            "MessageId",
            "Subject",
            "Timestamp",
            "TopicArn",
            "Type",
        ],
        _ => &[
            "Message",
            "MessageId",
            "SubscribeURL",
            "Timestamp",
            "Token",
            "TopicArn",
            "Type",
        ],
    };
    let lines = names.iter().filter_map(|name| {
        let value = envelope.get(*name)?.as_str()?;
        Some(format!("{name}\n{value}\n"))
    });
    lines.collect()
}

async fn confirm(envelope: &Value, amazon: &dyn Amazon) -> Result<Json<Value>, ApiError> {
    let url = is_topics(text(envelope, "/SubscribeURL"));
    let url = url.ok_or(ApiError::Unsigned(
        "SubscribeURL is no address of Amazon SNS",
    ))?;
    amazon.confirm(&url).await.map_err(|error| {
        tracing::warn!(
            error = format!("{error:#}"),
            "the topic could not be subscribed to"
        );
        ApiError::Unavailable("the topic could not be subscribed to".into())
    })?;
    tracing::info!("the topic for bounces is subscribed to");
    Ok(Json(json!({ "subscribed": true })))
}

/// One report for each recipient.
fn told(message: &Value) -> Vec<Told> {
    let kind = match text(message, "/notificationType") {
        "" => text(message, "/eventType"),
        kind => kind,
    };
    match kind {
        "Bounce" => list(message, "/bounce/bouncedRecipients")
            .map(|who| bounce(message, who))
            .collect(),
        "Complaint" => list(message, "/complaint/complainedRecipients")
            .map(|who| complaint(message, who))
            .collect(),
        _ => Vec::new(),
    }
}

fn bounce(message: &Value, who: &Value) -> Told {
    let words = text(who, "/diagnosticCode");
    let status = Status::parse(text(who, "/status")).map(|status| status.refined_by(words));
    let kind = match (
        text(message, "/bounce/bounceType"),
        text(message, "/bounce/bounceSubType"),
    ) {
        ("Permanent", _) => permanent(status, true),
        ("Transient", "ContentRejected" | "AttachmentRejected" | "MessageTooLarge") => Kind::Ours,
        ("Transient", _) => Kind::Soft,
        _ => permanent(status, false),
    };
    event(
        message,
        who,
        text(message, "/bounce/feedbackId"),
        kind,
        status,
        words,
    )
}

fn complaint(message: &Value, who: &Value) -> Told {
    let said = text(message, "/complaint/complaintFeedbackType");
    let kind = if said == "not-spam" {
        Kind::NotSpam
    } else {
        Kind::Complaint
    };
    event(
        message,
        who,
        text(message, "/complaint/feedbackId"),
        kind,
        None,
        said,
    )
}

fn event(
    message: &Value,
    who: &Value,
    id: &str,
    kind: Kind,
    status: Option<Status>,
    words: &str,
) -> Told {
    let mut proofs: Vec<_> = senders(text(message, "/mail/source")).collect();
    proofs.extend(letter(text(message, "/mail/commonHeaders/messageId")));
    for header in list(message, "/mail/headers") {
        let value = text(header, "/value");
        match text(header, "/name").to_ascii_lowercase().as_str() {
            "message-id" => proofs.extend(letter(value)),
            "list-unsubscribe" => proofs.extend(links(value)),
            _ => {}
        }
    }
    let event = Event {
        inlet: Inlet::Ses,
        id,
        kind,
        status,
        recipient: text(who, "/emailAddress"),
        words,
        proofs,
    };
    event.told()
}
