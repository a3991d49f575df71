//! Amazon SES by way of a topic of Amazon SNS: signed as Amazon signs, forged, repeated, and the subscribing.

use super::{delivery_of, on_record, recounted, sent, suppressed, webhooks::answer};
use crate::support::{databases::Database, server::Server};
use afterword::{
    domain::{
        customers::suppression::Reason,
        deliveries::{delivery, delivery::State},
    },
    web::hooks::amazon::Amazon,
};
use base64::{Engine, engine::general_purpose::STANDARD};
use futures_util::future::BoxFuture;
use reqwest::StatusCode;
use ring::{
    rand::SystemRandom,
    signature::{RSA_PKCS1_SHA256, RsaKeyPair},
};
use rustls::pki_types::{PrivatePkcs8KeyDer, pem::PemObject};
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};
use url::Url;

pub const TOPIC: &str = "arn:aws:sns:eu-west-1:123456789012:bounces";
const CERTIFICATE: &str =
    "https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-9c6465fa7f48f5ca.pem";

/// Amazon, in the test's hands.
#[derive(Default)]
struct Faked {
    asked: Mutex<Vec<String>>,
}

impl Amazon for Faked {
    fn certificate<'a>(&'a self, url: &'a Url) -> BoxFuture<'a, anyhow::Result<Vec<u8>>> {
        self.asked.lock().expect("no panic").push(url.to_string());
        Box::pin(async { Ok(include_bytes!("amazon/certificate.pem").to_vec()) })
    }

    fn confirm<'a>(&'a self, url: &'a Url) -> BoxFuture<'a, anyhow::Result<()>> {
        self.asked.lock().expect("no panic").push(url.to_string());
        Box::pin(async { Ok(()) })
    }
}

/// As Amazon signs.
fn signed_by_amazon(mut envelope: Value) -> Value {
    let names: &[&str] = if envelope["Type"] == "Notification" {
        &[
            "Message",
            "MessageId",
            "Subject",
            "Timestamp",
            "TopicArn",
            "Type",
        ]
    } else {
        &[
            "Message",
            "MessageId",
            "SubscribeURL",
            "Timestamp",
            "Token",
            "TopicArn",
            "Type",
        ]
    };
    let lines = names
        .iter()
        .filter_map(|name| Some(format!("{name}\n{}\n", envelope.get(*name)?.as_str()?)));
    let text: String = lines.collect();
    let key = PrivatePkcs8KeyDer::from_pem_slice(include_bytes!("amazon/key.pem")).expect("a key");
    let key = RsaKeyPair::from_pkcs8(key.secret_pkcs8_der()).expect("a key");
    let mut signature = vec![0; key.public().modulus_len()];
    key.sign(
        &RSA_PKCS1_SHA256,
        &SystemRandom::new(),
        text.as_bytes(),
        &mut signature,
    )
    .expect("a signature");
    envelope["Signature"] = STANDARD.encode(signature).into();
    envelope
}

fn notification(message: &Value) -> Value {
    signed_by_amazon(json!({
        "Type": "Notification", "MessageId": "22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324", "TopicArn": TOPIC,
        "Message": message.to_string(), "Timestamp": "2026-11-23T10:00:05.000Z", "SignatureVersion": "2",
        "SigningCertURL": CERTIFICATE,
    }))
}

/// As SES tells of an address that does not exist.
fn ses_bounce(server: &Server, letter: &delivery::Model) -> Value {
    let token = server.app.keys.bounce_token(letter.id.0);
    json!({
        "notificationType": "Bounce",
        "bounce": {
            "feedbackId": "0102019a1b2c3d4e-000000", "bounceType": "Permanent", "bounceSubType": "General",
            "bouncedRecipients": [{
                "emailAddress": letter.recipient, "action": "failed", "status": "5.1.1",
                "diagnosticCode": "smtp; 550 5.1.1 user unknown",
            }],
        },
        "mail": { "messageId": "0102019a1b2c3d4e-ses", "source": format!("bounce+{token}@bounce.acme.example"), "destination": [letter.recipient] },
    })
}

fn ses_complaint(letter: &delivery::Model) -> Value {
    json!({
        "eventType": "Complaint",
        "complaint": {
            "feedbackId": "0102019a1b2c3d4e-000001", "complaintFeedbackType": "abuse",
            "complainedRecipients": [{ "emailAddress": letter.recipient }],
        },
        "mail": {
            "messageId": "x", "source": "support@acme.example",
            "headers": [{ "name": "Message-ID", "value": format!("<{}@acme.example>", letter.id) }],
        },
    })
}

async fn with_amazon(db: Database) -> (Server, Arc<Faked>) {
    let amazon = Arc::new(Faked::default());
    let server =
        Server::start_asking(db, &[("AFTERWORD_SES_TOPIC_ARN", TOPIC)], amazon.clone()).await;
    (server, amazon)
}

crate::on_both! {
    async fn amazon_is_believed_by_its_signature(db: Database) {
        let (server, amazon) = with_amazon(db).await;
        let app = &server.app;
        let letter = sent(app, "kim@example.net").await;
        let hook = || server.http.post(server.url("/hooks/ses")).header("content-type", "text/plain; charset=UTF-8");
        let real = notification(&ses_bounce(&server, &letter));
        let mut forgeries = Vec::new();
        for (name, value) in [
            ("Message", ses_complaint(&letter).to_string()), ("TopicArn", "arn:aws:sns:eu-west-1:999999999999:theirs".into()),
            ("Signature", "AAAA".into()), ("Signature", String::new()), ("SignatureVersion", "1".into()),
            ("SigningCertURL", "https://evil.example/SimpleNotificationService-9c6465fa7f48f5ca.pem".into()),
        ] {
            let mut forged = real.clone();
            forged[name] = value.into();
            forgeries.push(forged);
        }
        forgeries.push(json!({}));
        forgeries.push(json!([]));
        for forged in forgeries {
            let (status, problem) = answer(hook().body(forged.to_string())).await;
            assert_eq!(status, StatusCode::UNAUTHORIZED, "{forged}");
            assert_eq!(problem["type"], "urn:afterword:problem:not-signed");
        }
        assert!(amazon.asked.lock().expect("no panic").iter().all(|url| url == CERTIFICATE), "nobody else is asked");
        assert!(on_record(app).await.is_empty());

        let (status, said) = answer(hook().body(real.to_string())).await;
        assert_eq!((status, said), (StatusCode::OK, json!({ "taken": 1, "repeated": 0, "unknown": 0 })));
        assert_eq!(suppressed(app, "kim@example.net").await, Some(Reason::HardBounce));
        assert_eq!(delivery_of(app, &letter).await.state, State::Bounced);
        let (_, said) = answer(hook().body(real.to_string())).await;
        assert_eq!(said, json!({ "taken": 0, "repeated": 1, "unknown": 0 }));
        let (_, said) = answer(hook().body(notification(&ses_complaint(&letter)).to_string())).await;
        assert_eq!(said["taken"], 1);
        assert_eq!(suppressed(app, "kim@example.net").await, Some(Reason::Complaint));
        recounted(app).await;

        // What Amazon says to a new topic, and of things nobody asked about.
        for message in [json!("Successfully validated SNS topic"), json!({ "notificationType": "Delivery" }), json!(7)] {
            let (status, said) = answer(hook().body(notification(&message).to_string())).await;
            assert_eq!((status, &said["taken"]), (StatusCode::OK, &json!(0)), "{message}");
        }
    }

    async fn only_the_topic_of_the_settings_is_subscribed_to(db: Database) {
        let (server, amazon) = with_amazon(db).await;
        let subscribe = "https://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription&Token=abc";
        let confirmation = |topic: &str, url: &str| signed_by_amazon(json!({
            "Type": "SubscriptionConfirmation", "MessageId": "1", "Token": "abc", "TopicArn": topic, "Message": "You have chosen …",
            "SubscribeURL": url, "Timestamp": "2026-11-23T10:00:05.000Z", "SignatureVersion": "2", "SigningCertURL": CERTIFICATE,
        }));
        for (topic, url) in [("arn:aws:sns:eu-west-1:1:theirs", subscribe), (TOPIC, "https://169.254.169.254/latest"), (TOPIC, "http://sns.eu-west-1.amazonaws.com/")] {
            let (status, _) = answer(server.http.post(server.url("/hooks/ses")).json(&confirmation(topic, url))).await;
            assert_eq!(status, StatusCode::UNAUTHORIZED, "{topic} {url}");
        }
        assert!(!amazon.asked.lock().expect("no panic").iter().any(|asked| asked != CERTIFICATE));
        let (status, said) = answer(server.http.post(server.url("/hooks/ses")).json(&confirmation(TOPIC, subscribe))).await;
        assert_eq!((status, said), (StatusCode::OK, json!({ "subscribed": true })));
        assert_eq!(amazon.asked.lock().expect("no panic").last().map(String::as_str), Some(subscribe));
    }
}
