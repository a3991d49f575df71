//! Letters that failed or came too late get another chance: one from its own page, many after a question. For managers;
//! every letter of it is in the audit.

use std::collections::BTreeMap;

use axum::{
    Form,
    extract::{Path, State},
    response::{IntoResponse, Redirect, Response},
};
use maud::{Markup, html};
use serde::Deserialize;

use super::{
    deliveries::PATH,
    error::PageError,
    frame,
    view::View,
    visitor::{Manager, Visitor},
};
use crate::{
    app::App,
    domain::{
        deliveries::{
            delivery::State as Stage,
            listing::{self, Wanted},
        },
        flow::{self, Retried},
    },
    ids::DeliveryId,
    web::ui::{badge::Tone, figure::counted, flash::flash, table::empty},
};

/// Letters retried with one press; the rest needs another.
const AT_ONCE: u64 = 2_000;
/// Letters retried in one transaction.
const TOGETHER: usize = 50;

/// Which letters a press is about.
#[derive(Debug, Deserialize)]
pub struct Press {
    #[serde(default)]
    state: String,
    #[serde(default)]
    domain: String,
}

/// Failed or expired letters of this view; none when it shows others.
fn wanted(visitor: &Visitor, state: &str, domain: &str) -> Option<Wanted> {
    let state = Stage::parse(state).filter(|state| matches!(state, Stage::Failed | Stage::Expired));
    Some(Wanted {
        brands: visitor.brand_ids(),
        state: Some(state?),
        domain: Some(domain.trim().to_owned()).filter(|domain| !domain.is_empty()),
        after: None,
    })
}

fn list(press: &Press) -> View {
    View::default()
        .with("state", press.state.trim())
        .with("domain", press.domain.trim())
}

/// The way to the question, from a list that can be retried.
pub fn offer(visitor: &Visitor, view: &View) -> Option<String> {
    let wanted = wanted(visitor, view.value("state"), view.value("domain"));
    wanted.filter(|_| visitor.member.role.manages())?;
    let (state, domain) = (view.value("state"), view.value("domain"));
    let asked = View::default().with("state", state).with("domain", domain);
    Some(asked.href("/deliveries/retry"))
}

/// `GET /deliveries/retry`: asks before many letters leave.
pub async fn sure(
    State(app): State<App>,
    Manager(visitor): Manager,
    view: View,
) -> Result<Markup, PageError> {
    let (state, domain) = (view.value("state"), view.value("domain"));
    let wanted = wanted(&visitor, state, domain).ok_or(PageError::NotFound)?;
    let found = listing::ids(app.db.read(), &wanted, AT_ONCE + 1)
        .await?
        .len() as u64;
    let press = Press {
        state: state.to_owned(),
        domain: domain.to_owned(),
    };
    let back = list(&press).href(PATH);
    let mut shell = frame::shell(&app, &visitor, "Try letters again", PATH, &View::default()).await;
    shell.crumbs = vec![("Deliveries".to_owned(), PATH.to_owned())];
    Ok(shell.render(html! {
        @if found == 0 {
            (empty("No letters to try again", html! { p { a href=(PATH) { "See all letters" } } }))
        } @else {
            section class="panel form-panel" {
                p {
                    "Try "
                    strong { @if found > AT_ONCE { "the " (AT_ONCE) " oldest letters" } @else { (counted(found, "letter", "letters")) } }
                    @if state == "failed" { " that failed" } @else { " that came too late" }
                    @if let Some(domain) = &wanted.domain { " on the way to " bdi { (domain) } }
                    " again?"
                }
                p class="hint" {
                    "Each goes back into the queue as the same letter. Left out are those whose customer has answered or must not be "
                    "written to, and those whose time to answer is over."
                }
                form method="post" action="/deliveries/retry" class="entry-actions panel-foot" {
                    input type="hidden" name="state" value=(state);
                    input type="hidden" name="domain" value=(domain);
                    button class="button" type="submit" { "Try again" }
                    a class="button button-quiet" href=(back) { "Leave them" }
                }
            }
        }
    }))
}

/// `POST /deliveries/retry`
pub async fn retry_all(
    State(app): State<App>,
    Manager(visitor): Manager,
    Form(press): Form<Press>,
) -> Result<Response, PageError> {
    let wanted = wanted(&visitor, &press.state, &press.domain).ok_or(PageError::NotFound)?;
    let ids = listing::ids(app.db.read(), &wanted, AT_ONCE).await?;
    let results = retry(&app, &visitor, ids).await?;
    let counts = CODES.map(|(code, _)| {
        let count = results.iter().filter(|result| self::code(**result) == code);
        format!("{code}{}", count.count())
    });
    let done = list(&press).with("done", &format!("retried-{}", counts.join("-")));
    Ok(Redirect::to(&done.href(PATH)).into_response())
}

/// `POST /deliveries/{id}/retry`
pub async fn retry_one(
    State(app): State<App>,
    Manager(visitor): Manager,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    let id: DeliveryId = id.parse().map_err(|_| PageError::NotFound)?;
    let result = retry(&app, &visitor, vec![id]).await?;
    let result = result.first().copied().unwrap_or(Retried::NotThere);
    if result == Retried::NotThere {
        return Err(PageError::NotFound);
    }
    let done = View::default().with("done", &format!("retried-{}1", code(result)));
    Ok(Redirect::to(&done.href(&format!("{PATH}/{id}"))).into_response())
}

async fn retry(
    app: &App,
    visitor: &Visitor,
    letters: Vec<DeliveryId>,
) -> Result<Vec<Retried>, PageError> {
    let mut results = Vec::with_capacity(letters.len());
    for some in letters.chunks(TOGETHER) {
        let (keys, brands, some) = (app.keys.clone(), visitor.brand_ids(), some.to_vec());
        let (actor, now) = (format!("member:{}", visitor.member.id), visitor.now);
        let retried = app.db.write(move |tx| {
            Box::pin(async move {
                let mut results = Vec::with_capacity(some.len());
                for id in some {
                    results.push(flow::retry_letter(tx, &keys, &brands, id, &actor, now).await?);
                }
                Ok::<_, sea_orm::DbErr>(results)
            })
        });
        results.extend(retried.await?);
    }
    app.letters_waiting.notify_one();
    Ok(results)
}

/// What came of a press, short enough for an address, and in words.
const CODES: [(char, &str); 5] = [
    ('q', "in the queue again"),
    ('s', "not tried: the address must not be written to"),
    ('a', "not tried: the customer has answered"),
    ('c', "not tried: the time to answer is over"),
    ('n', "not tried: neither failed nor too late any more"),
];

fn code(result: Retried) -> char {
    match result {
        Retried::Queued => 'q',
        Retried::Suppressed => 's',
        Retried::Answered => 'a',
        Retried::Closed => 'c',
        Retried::NotDead | Retried::NotThere => 'n',
    }
}

/// What came of it, where the address says so.
pub fn done(view: &View) -> Option<Markup> {
    let told = view.get("done")?.strip_prefix("retried-")?;
    let counts: BTreeMap<char, u64> = told
        .split('-')
        .filter_map(|part| {
            let code = part.chars().next()?;
            Some((code, part.strip_prefix(code)?.parse().ok()?))
        })
        .collect();
    let said: Vec<_> = CODES
        .iter()
        .filter_map(|(code, words)| {
            let count = counts.get(code).copied().filter(|count| *count > 0)?;
            Some(format!("{} {words}", counted(count, "letter", "letters")))
        })
        .collect();
    let tone = if counts
        .iter()
        .all(|(code, count)| *code == 'q' || *count == 0)
    {
        Tone::Good
    } else {
        Tone::Watch
    };
    (!said.is_empty()).then(|| flash(tone, format!("{}.", said.join("; "))))
}
