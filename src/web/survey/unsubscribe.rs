//! `GET /u/{token}` asks and changes nothing. `POST /u/{token}` unsubscribes: by the page's button, or by a mail program's
//! one click (RFC 8058), which may send any form of body and follows no redirect. The page's other buttons ask for less or
//! take it back. Its menu of languages opens it anew.

use axum::{
    body::Bytes,
    extract::{Query, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use sea_orm::DbErr;

use super::{
    invitee::{Invitee, failed},
    offers::{self, Standing},
};
use crate::{
    app::App,
    domain::{
        customers::{
            preference::MONTHS,
            suppression::{self, Reason},
        },
        flow::{self, Wished},
    },
};

/// What was pressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Pressed {
    None,
    Fewer(i16),
    Again,
    /// None of the offers.
    Unknown,
}

/// `months`: what was chosen and not yet pressed when another language was.
pub async fn ask(
    State(app): State<App>,
    invitee: Invitee,
    Query(query): Query<Vec<(String, String)>>,
) -> Response {
    let mut chosen = query.iter().rev().filter(|(name, _)| name == "months");
    let chosen = chosen.find_map(|(_, months)| offered(months));
    shown(&app, &invitee, chosen, false).await
}

/// However often the same is asked, the answer is the same.
pub async fn act(State(app): State<App>, invitee: Invitee, body: Bytes) -> Response {
    let (pressed, source) = read(&body);
    let (keys, letter, now) = (
        app.keys.clone(),
        invitee.link.letter.clone(),
        app.clock.now(),
    );
    let done: Result<Option<Wished>, DbErr> = app
        .db
        .write(move |tx| {
            Box::pin(async move {
                Ok(Some(match pressed {
                    Pressed::None => {
                        flow::unsubscribe(tx, &keys, &letter, source, now).await?;
                        let (brand, email) = (letter.brand_id, &letter.recipient);
                        let row = suppression::of(tx, &keys, brand, email).await?;
                        match row.filter(|row| row.reason != Reason::Unsubscribed) {
                            // No offer could be kept.
                            Some(row) => Wished::Suppressed(row.reason),
                            None => Wished::Done,
                        }
                    }
                    Pressed::Fewer(months) => {
                        flow::ask_less_often(tx, &keys, &letter, months, source, now).await?
                    }
                    Pressed::Again => flow::ask_again(tx, &keys, &letter, source, now).await?,
                    Pressed::Unknown => return Ok(None),
                }))
            })
        })
        .await;
    match (done, pressed) {
        (Err(error), _) => failed(invitee.locale(), &error),
        (Ok(None), _) => {
            let page = shown(&app, &invitee, None, true).await;
            (StatusCode::UNPROCESSABLE_ENTITY, page).into_response()
        }
        // Why it stays as it is stands on the page.
        (Ok(Some(Wished::Suppressed(_))), _) => shown(&app, &invitee, None, false).await,
        (_, Pressed::Fewer(months)) => offers::less_often(&invitee, months).into_response(),
        (_, Pressed::Again) => offers::asked_again(&invitee).into_response(),
        _ => offers::none(&invitee).into_response(),
    }
}

async fn shown(app: &App, invitee: &Invitee, chosen: Option<i16>, fault: bool) -> Response {
    match Standing::of(app.db.read(), &app.keys, invitee).await {
        Ok(standing) => offers::page(invitee, &standing, chosen, fault).into_response(),
        Err(error) => failed(invitee.locale(), &error),
    }
}

/// What was pressed, and by which way. A body without a choice is that of a mail program, or of a page of before there
/// was one: both mean "none".
fn read(body: &[u8]) -> (Pressed, &'static str) {
    if String::from_utf8_lossy(body).contains("One-Click") {
        return (Pressed::None, "one-click");
    }
    let fields: Vec<_> = url::form_urlencoded::parse(body).collect();
    let field = |wanted: &str| {
        let mut found = fields.iter().rev().filter(|(name, _)| name == wanted);
        found.next().map(|(_, value)| value.as_ref())
    };
    let pressed = match field("choice") {
        None | Some("none") => Pressed::None,
        Some("again") => Pressed::Again,
        Some("fewer") => field("months")
            .and_then(offered)
            .map_or(Pressed::Unknown, Pressed::Fewer),
        Some(_) => Pressed::Unknown,
    };
    (pressed, "link")
}

fn offered(months: &str) -> Option<i16> {
    let months = months.parse().ok()?;
    MONTHS.contains(&months).then_some(months)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_body_means_what_its_sender_means() {
        for (body, pressed, source) in [
            ("List-Unsubscribe=One-Click", Pressed::None, "one-click"),
            (
                "--b\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\nOne-Click\r\n--b--\r\n",
                Pressed::None,
                "one-click",
            ),
            ("", Pressed::None, "link"),
            ("choice=none", Pressed::None, "link"),
            ("choice=fewer&months=6", Pressed::Fewer(6), "link"),
            ("months=12&choice=fewer", Pressed::Fewer(12), "link"),
            ("choice=again", Pressed::Again, "link"),
            ("choice=fewer", Pressed::Unknown, "link"),
            ("choice=fewer&months=2", Pressed::Unknown, "link"),
            ("choice=all", Pressed::Unknown, "link"),
        ] {
            assert_eq!(read(body.as_bytes()), (pressed, source), "{body}");
        }
    }
}
