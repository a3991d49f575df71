//! `POST /s/{token}/beacon`: the page's script saw a sign of a person. Answers with what to tell them, if anything.

use axum::{
    extract::{Form, State},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
};
use serde::Deserialize;

use super::{
    invitee::{Invitee, failed},
    nonce,
    page::Beacon,
};
use crate::{
    app::App,
    domain::{flow, responses::click::ClickKind, surveys::phrasing},
    words,
};

/// A page elsewhere cannot send this header without asking first, and is refused then.
const MARK: &str = "x-afterword-beacon";

#[derive(Deserialize)]
pub struct Sign {
    kind: String,
    score: i16,
    issued: i64,
    nonce: String,
}

pub async fn notice(
    State(app): State<App>,
    headers: HeaderMap,
    invitee: Invitee,
    Form(sign): Form<Sign>,
) -> Response {
    let now = app.clock.now();
    let kind = match sign.kind.as_str() {
        "dwell" => ClickKind::Dwell,
        "input" => ClickKind::Input,
        _ => return StatusCode::UNPROCESSABLE_ENTITY.into_response(),
    };
    let shown = Beacon {
        score: sign.score,
        issued_ms: sign.issued,
        nonce: sign.nonce,
    };
    let marked = headers.get(MARK).is_some_and(|mark| mark == "1");
    if !marked || !nonce::holds(&app.keys, &invitee.hash, &shown, now) {
        return StatusCode::FORBIDDEN.into_response();
    }
    if !invitee.link.invitation.is_open(now) {
        return StatusCode::GONE.into_response();
    }
    let visit = invitee.visit(&app, kind, Some(shown.score));
    let (keys, letter, windows) = (
        app.keys.clone(),
        invitee.link.letter.clone(),
        app.config.windows,
    );
    let recorded = app
        .db
        .write(move |tx| {
            Box::pin(async move { flow::visit(tx, &keys, &letter, visit, windows, now).await })
        })
        .await;
    match recorded {
        Ok(recorded)
            if recorded
                .now()
                .is_some_and(|standing| standing.content.score == shown.score) =>
        {
            saved(&invitee, shown.score).into_response()
        }
        Ok(_) => StatusCode::NO_CONTENT.into_response(),
        Err(error) => failed(invitee.locale(), &error),
    }
}

fn saved(invitee: &Invitee, score: i16) -> String {
    let voice = invitee.guise();
    let definition = &invitee.link.definition;
    let word = phrasing::rating(definition, definition.first().kind, score, invitee.voice());
    let key = if word.is_empty() {
        "survey-saved"
    } else {
        "survey-saved-word"
    };
    let args = [("value", score.to_string().into()), ("word", word.into())];
    let saved = words::text(voice, key, &args);
    format!("{saved} {}", words::text(voice, "survey-saved-more", &[]))
}
