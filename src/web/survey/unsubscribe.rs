//! `GET /u/{token}` asks, `POST /u/{token}` unsubscribes: by the page's button, or by a mail program's one click
//! (RFC 8058), which may send any form of body and follows no redirect.

use axum::{
    body::Bytes,
    extract::State,
    response::{IntoResponse, Response},
};

use super::{
    invitee::{Invitee, failed},
    messages,
};
use crate::{app::App, domain::flow};

pub async fn ask(invitee: Invitee) -> Response {
    let address = invitee.address("u", "");
    messages::ask_unsubscribe(invitee.guise(), &address, invitee.brand()).into_response()
}

/// However often it is asked, the answer is the same.
pub async fn act(State(app): State<App>, invitee: Invitee, body: Bytes) -> Response {
    let one_click = String::from_utf8_lossy(&body).contains("One-Click");
    let source = if one_click { "one-click" } else { "link" };
    let (keys, letter, now) = (
        app.keys.clone(),
        invitee.link.letter.clone(),
        app.clock.now(),
    );
    let done = app
        .db
        .write(move |tx| {
            Box::pin(async move { flow::unsubscribe(tx, &keys, &letter, source, now).await })
        })
        .await;
    match done {
        Ok(_) => messages::unsubscribed(invitee.guise(), invitee.brand()).into_response(),
        Err(error) => failed(invitee.locale(), &error),
    }
}
