//! The hatches for mail services over real HTTP: signed as the services sign, forged, repeated, malformed, unknown.

use super::amazon::TOPIC;
use super::{delivery_of, on_record, product, recounted, rows, sent, suppressed};
use crate::support::server::Server;
use afterword::domain::{
    customers::suppression::Reason,
    deliveries::{delivery, delivery::State},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use chrono::TimeDelta;
use hmac::{Hmac, KeyInit, Mac};
use reqwest::{RequestBuilder, StatusCode};
use ring::{
    rand::SystemRandom,
    signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair},
};
use serde_json::{Value, json};
use sha2::Sha256;

const MAILGUN: &str = "key-0123456789abcdef";
const POSTMARK: &str = "postmark:a long password of ours";

/// The status and the document of an answer; a refusal must be a problem document.
pub async fn answer(request: RequestBuilder) -> (StatusCode, Value) {
    let answer = request.send().await.expect("an answer");
    let (status, kind) = (
        answer.status(),
        answer.headers().get("content-type").cloned(),
    );
    if !status.is_success() {
        assert_eq!(
            kind.as_ref().map(|kind| kind.as_bytes()),
            Some(&b"application/problem+json"[..]),
            "{status}"
        );
    }
    (status, answer.json().await.expect("a document"))
}

/// One event of Postmark, SendGrid or Mailgun that says: there is no such address.
fn postmark_bounce(server: &Server, letter: &delivery::Model) -> Value {
    json!({
        "RecordType": "Bounce", "ID": 4_323_372_036_854_775_807i64, "Type": "HardBounce", "TypeCode": 1,
        "MessageID": "883953f4-6105-42a2-a16a-77a8eac79483", "Email": letter.recipient, "BouncedAt": "2026-11-23T10:00:05Z",
        "Details": "smtp;550 5.1.1 The email account that you tried to reach does not exist.",
        "Metadata": { "letter": server.app.keys.bounce_token(letter.id.0) },
    })
}

fn sendgrid_bounce(letter: &delivery::Model) -> Value {
    json!([
        { "event": "delivered", "email": letter.recipient, "sg_event_id": "a", "timestamp": 1_764_000_000 },
        {
            "event": "bounce", "type": "bounce", "email": letter.recipient, "sg_event_id": "b", "status": "5.0.0",
            "bounce_classification": "Invalid Address", "reason": "550 no such user", "smtp-id": format!("<{}@acme.example>", letter.id),
        },
    ])
}

fn mailgun_event(
    server: &Server,
    letter: &delivery::Model,
    id: &str,
    token: &str,
    event: Value,
) -> Value {
    let timestamp = server.app.clock.now().timestamp().to_string();
    let mut code = Hmac::<Sha256>::new_from_slice(MAILGUN.as_bytes()).expect("a key");
    code.update(timestamp.as_bytes());
    code.update(token.as_bytes());
    let mut data = json!({
        "id": id, "recipient": letter.recipient,
        "message": { "headers": { "message-id": format!("{}@acme.example", letter.id) } },
    });
    for (name, value) in event.as_object().expect("fields") {
        data[name] = value.clone();
    }
    let signature = hex::encode(code.finalize().into_bytes());
    json!({ "signature": { "timestamp": timestamp, "token": token, "signature": signature }, "event-data": data })
}

fn failed() -> Value {
    json!({ "event": "failed", "severity": "permanent", "reason": "bounce", "delivery-status": { "code": 550, "message": "5.1.1 no such user" } })
}

crate::on_both! {
    async fn a_hatch_that_is_not_set_is_not_there(db: Database) {
        let server = product(db, &[]).await;
        for service in ["ses", "postmark", "sendgrid", "mailgun", "other"] {
            let path = format!("/hooks/{service}");
            let (status, problem) = answer(server.http.post(server.url(&path)).json(&json!({}))).await;
            assert_eq!((status, &problem["status"]), (StatusCode::NOT_FOUND, &json!(404)), "{service}");
        }
    }

    async fn postmark_needs_its_password(db: Database) {
        let server = product(db, &[("AFTERWORD_POSTMARK_WEBHOOK", POSTMARK)]).await;
        let app = &server.app;
        let letter = sent(app, "kim@example.net").await;
        let message = app.composer().letter_of(app.db.read(), &letter).await.expect("a letter").message().expect("a message");
        let message = String::from_utf8(message.formatted()).expect("text");
        assert!(message.contains(&format!("X-PM-Metadata-letter: {}", app.keys.bounce_token(letter.id.0))), "{message}");
        let bounce = postmark_bounce(&server, &letter);
        let hook = || server.http.post(server.url("/hooks/postmark"));
        for forged in [
            hook().json(&bounce), hook().json(&bounce).bearer_auth("a long password of ours"),
            hook().json(&bounce).basic_auth("postmark", Some("a long password of theirs")), hook().json(&bounce).basic_auth("postmark", None::<&str>),
        ] {
            assert_eq!(answer(forged).await.0, StatusCode::UNAUTHORIZED);
        }
        assert!(on_record(app).await.is_empty());
        let signed = |body: &Value| hook().json(body).basic_auth("postmark", Some("a long password of ours"));
        assert_eq!(answer(signed(&bounce)).await, (StatusCode::OK, json!({ "taken": 1, "repeated": 0, "unknown": 0 })));
        assert_eq!(answer(signed(&bounce)).await.1["repeated"], 1);
        assert_eq!(suppressed(app, "kim@example.net").await, Some(Reason::HardBounce));
        let complaint = json!({
            "RecordType": "SpamComplaint", "ID": 7, "Email": "kim@example.net", "Metadata": bounce["Metadata"], "Type": "SpamComplaint",
        });
        assert_eq!(answer(signed(&complaint)).await.1["taken"], 1);
        assert_eq!(suppressed(app, "kim@example.net").await, Some(Reason::Complaint));
        let mut unknown = bounce.clone();
        (unknown["ID"], unknown["Metadata"]) = (json!(8), json!({}));
        assert_eq!(answer(signed(&unknown)).await, (StatusCode::OK, json!({ "taken": 0, "repeated": 0, "unknown": 1 })));
        assert_eq!(answer(signed(&json!({ "RecordType": "Open" }))).await.1["taken"], 0);
    }

    async fn sendgrid_signs_with_a_key_on_a_curve(db: Database) {
        let random = SystemRandom::new();
        let pair = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, &random).expect("a key");
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, pair.as_ref(), &random).expect("a key");
        let shown = hex::decode("3059301306072a8648ce3d020106082a8648ce3d030107034200").expect("bytes");
        let shown = STANDARD.encode([&shown[..], pair.public_key().as_ref()].concat());
        let server = product(db, &[("AFTERWORD_SENDGRID_PUBLIC_KEY", &shown)]).await;
        let app = &server.app;
        let letter = sent(app, "kim@example.net").await;
        let post = |body: String, timestamp: &str, signature: String| {
            let request = server.http.post(server.url("/hooks/sendgrid")).body(body);
            request.header("X-Twilio-Email-Event-Webhook-Timestamp", timestamp).header("X-Twilio-Email-Event-Webhook-Signature", signature)
        };
        let sign = |body: &str, timestamp: &str| {
            STANDARD.encode(pair.sign(&random, format!("{timestamp}{body}").as_bytes()).expect("a signature"))
        };
        let body = sendgrid_bounce(&letter).to_string();
        let signature = sign(&body, "1764000000");
        for forged in [
            post(body.clone(), "1764000001", signature.clone()),
            post(body.replace("kim@", "lee@"), "1764000000", signature.clone()),
            post(body.clone(), "1764000000", "AAAA".into()),
            server.http.post(server.url("/hooks/sendgrid")).body(body.clone()),
        ] {
            assert_eq!(answer(forged).await.0, StatusCode::UNAUTHORIZED);
        }
        assert!(on_record(app).await.is_empty());
        let (status, said) = answer(post(body.clone(), "1764000000", signature.clone())).await;
        assert_eq!((status, &said["taken"]), (StatusCode::OK, &json!(1)));
        assert_eq!(answer(post(body, "1764000000", signature)).await.1["repeated"], 1);
        assert_eq!(suppressed(app, "kim@example.net").await, Some(Reason::HardBounce));

        let lee = sent(app, "lee@example.net").await;
        let left = json!([{
            "event": "group_unsubscribe", "email": "lee@example.net", "sg_event_id": "g", "smtp-id": format!("<{}@acme.example>", lee.id),
        }]).to_string();
        let signature = sign(&left, "1");
        assert_eq!(answer(post(left, "1", signature)).await.1["taken"], 1);
        assert_eq!(suppressed(app, "lee@example.net").await, Some(Reason::Unsubscribed));

        // Signed, and of nobody we know; signed, and no document.
        let unknown = json!([{ "event": "spamreport", "email": "x@example.net", "sg_event_id": "z", "smtp-id": "<1@x>" }]).to_string();
        let signature = sign(&unknown, "1");
        assert_eq!(answer(post(unknown, "1", signature)).await.1["unknown"], 1);
        for (body, status) in [("{", StatusCode::BAD_REQUEST), ("", StatusCode::BAD_REQUEST)] {
            assert_eq!(answer(post(body.into(), "1", sign(body, "1"))).await.0, status, "{body}");
        }
        let large = "x".repeat(2_000_000);
        let refused = answer(post(large.clone(), "1", sign(&large, "1"))).await;
        assert_eq!(refused.0, StatusCode::PAYLOAD_TOO_LARGE);
    }

    async fn mailgun_is_believed_once_and_not_for_long(db: Database) {
        let server = product(db, &[("AFTERWORD_MAILGUN_SIGNING_KEY", MAILGUN)]).await;
        let app = &server.app;
        let (kim, lee) = (sent(app, "kim@example.net").await, sent(app, "lee@example.net").await);
        let post = |body: &Value| server.http.post(server.url("/hooks/mailgun")).json(body);
        let real = mailgun_event(&server, &kim, "e-1", "token-1", failed());
        for (pointer, value) in [("/signature/token", "token-2"), ("/signature/timestamp", "1"), ("/signature/signature", "00"), ("/signature/signature", "")] {
            let mut forged = real.clone();
            *forged.pointer_mut(pointer).expect("it is there") = value.into();
            assert_eq!(answer(post(&forged)).await.0, StatusCode::UNAUTHORIZED, "{pointer}");
        }
        assert!(on_record(app).await.is_empty());
        let (status, said) = answer(post(&real)).await;
        assert_eq!((status, &said["taken"]), (StatusCode::OK, &json!(1)));
        assert_eq!(suppressed(app, "kim@example.net").await, Some(Reason::HardBounce));
        assert_eq!(answer(post(&real)).await.1["repeated"], 1);

        // Its signature does not cover the event: an event of one's own under a signature seen elsewhere is no event.
        let mut replayed = mailgun_event(&server, &lee, "e-2", "token-1", failed());
        replayed["signature"] = real["signature"].clone();
        assert_eq!(answer(post(&replayed)).await.1["repeated"], 1);
        assert_eq!(suppressed(app, "lee@example.net").await, None);

        // Nor is an old one.
        let old = mailgun_event(&server, &lee, "e-3", "token-3", failed());
        server.advance(TimeDelta::hours(13));
        assert_eq!(answer(post(&old)).await.0, StatusCode::UNAUTHORIZED);
        assert_eq!(suppressed(app, "lee@example.net").await, None);

        let again = json!({ "event": "failed", "severity": "temporary", "delivery-status": { "code": 450, "message": "4.2.2 full" } });
        assert_eq!(answer(post(&mailgun_event(&server, &lee, "e-4", "token-4", again))).await.1["taken"], 1);
        assert_eq!(delivery_of(app, &lee).await.state, State::Sent, "Mailgun goes on trying");
        assert_eq!(answer(post(&mailgun_event(&server, &lee, "e-5", "token-5", json!({ "event": "complained" })))).await.1["taken"], 1);
        assert_eq!(suppressed(app, "lee@example.net").await, Some(Reason::Complaint));
        let mut stranger = lee.clone();
        stranger.recipient = "boss@example.net".into();
        let about_another = mailgun_event(&server, &stranger, "e-6", "token-6", failed());
        assert_eq!(answer(post(&about_another)).await.1["unknown"], 1);
        assert_eq!(suppressed(app, "boss@example.net").await, None);
        recounted(app).await;
    }

    async fn services_tell_who_unsubscribed(db: Database) {
        let server = product(db, &[("AFTERWORD_MAILGUN_SIGNING_KEY", MAILGUN), ("AFTERWORD_POSTMARK_WEBHOOK", POSTMARK)]).await;
        let app = &server.app;
        let (kim, lee) = (sent(app, "kim@example.net").await, sent(app, "lee@example.net").await);
        let event = mailgun_event(&server, &kim, "u-1", "token-1", json!({ "event": "unsubscribed" }));
        let mailgun = |body: &Value| server.http.post(server.url("/hooks/mailgun")).json(body);
        assert_eq!(answer(mailgun(&event)).await.1["taken"], 1);
        assert_eq!(suppressed(app, "kim@example.net").await, Some(Reason::Unsubscribed));
        assert_eq!(delivery_of(app, &kim).await.state, State::Sent, "it arrived");
        let mut stranger = lee.clone();
        stranger.recipient = "boss@example.net".into();
        let forged = mailgun_event(&server, &stranger, "u-2", "token-2", json!({ "event": "unsubscribed" }));
        assert_eq!(answer(mailgun(&forged)).await.1["unknown"], 1);
        assert_eq!(suppressed(app, "boss@example.net").await, None);

        let change = |suppress: bool, reason: &str, letter: &str| json!({
            "RecordType": "SubscriptionChange", "MessageID": "883953f4-6105-42a2-a16a-77a8eac79483", "ChangedAt": letter,
            "Recipient": "lee@example.net", "Origin": "Recipient", "SuppressSending": suppress, "SuppressionReason": reason,
            "Metadata": { "letter": letter },
        });
        let postmark = |body: &Value| {
            server.http.post(server.url("/hooks/postmark")).json(body).basic_auth("postmark", Some("a long password of ours"))
        };
        let token = app.keys.bounce_token(lee.id.0);
        for (body, unknown) in [
            (change(false, "ManualSuppression", &token), 0), (change(true, "HardBounce", &token), 0), (change(true, "ManualSuppression", "x"), 1),
        ] {
            assert_eq!(answer(postmark(&body)).await.1, json!({ "taken": 0, "repeated": 0, "unknown": unknown }));
        }
        assert_eq!(suppressed(app, "lee@example.net").await, None);
        let real = change(true, "ManualSuppression", &token);
        assert_eq!(answer(postmark(&real)).await.1["taken"], 1);
        assert_eq!(answer(postmark(&real)).await.1["repeated"], 1);
        assert_eq!(suppressed(app, "lee@example.net").await, Some(Reason::Unsubscribed));
        recounted(app).await;
    }

    async fn malformed_bodies_are_refused_in_words(db: Database) {
        let server = product(db, &[("AFTERWORD_MAILGUN_SIGNING_KEY", MAILGUN), ("AFTERWORD_SES_TOPIC_ARN", TOPIC)]).await;
        for door in ["/hooks/mailgun", "/hooks/ses"] {
            for (body, status) in [
                (b"{".to_vec(), 400), (b"\xff\xfe".to_vec(), 400), (vec![b'['; 100_000], 400), (vec![b' '; 3_000_000], 413),
            ] {
                let begun = format!("{door} {:?}", &body[..1]);
                let (answered, problem) = answer(server.http.post(server.url(door)).body(body)).await;
                assert!(answered.as_u16() == status || (status == 400 && answered == 422), "{begun}: {answered}");
                assert!(problem["detail"].as_str().is_some_and(|detail| !detail.is_empty()), "{begun}: {problem}");
            }
            assert_eq!(server.http.get(server.url(door)).send().await.expect("an answer").status(), StatusCode::METHOD_NOT_ALLOWED);
        }
        assert!(rows(&server.app).await.is_empty());
    }
}
