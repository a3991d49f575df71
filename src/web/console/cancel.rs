//! A manager cancels an invitation whose letter has not left: asked once more, with a reason, and on record. Reached from
//! the ledger.

use axum::{
    Form,
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use maud::html;
use serde::Deserialize;

use super::{
    dates,
    error::PageError,
    frame, reason,
    view::{View, escaped},
    visitor::{Manager, Visitor},
};
use crate::{
    app::App,
    domain::{
        flow::{self, Cancelled},
        interactions::listing::{self, Row},
        invitations::{self, invitation, waiting},
    },
    ids::InvitationId,
    web::ui::form::wrong,
};

/// What the form sends.
#[derive(Debug, Default, Deserialize)]
pub struct Typed {
    #[serde(default)]
    reason: String,
}

/// `GET /invitations/{id}/cancel`: asks before anything is done.
pub async fn sure(
    State(app): State<App>,
    Manager(visitor): Manager,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    let (invitation, about) = find(&app, &visitor, &id).await?;
    if !waiting::can_be(app.db.read(), invitation.id).await? {
        return Ok(back(&about, why_not(&invitation)));
    }
    page(&app, &visitor, &invitation, &about, &Typed::default(), None).await
}

/// `POST /invitations/{id}/cancel`
pub async fn cancel(
    State(app): State<App>,
    Manager(visitor): Manager,
    Path(id): Path<String>,
    Form(typed): Form<Typed>,
) -> Result<Response, PageError> {
    let (invitation, about) = find(&app, &visitor, &id).await?;
    if invitation.state == invitation::State::Cancelled {
        return Ok(back(&about, why_not(&invitation)));
    }
    let why = typed.reason.trim().to_owned();
    let fault = reason::fault(&why, "Say why: whoever reads the ledger will want to know.");
    if let Some(fault) = fault {
        return page(&app, &visitor, &invitation, &about, &typed, Some(fault)).await;
    }
    let (brands, by, now) = (visitor.brand_ids(), visitor.member.id, visitor.now);
    let which = invitation.id;
    let cancelled = app.db.write(move |tx| {
        Box::pin(async move { flow::cancel_invitation(tx, &brands, which, by, &why, now).await })
    });
    match cancelled.await? {
        Some(Cancelled::Done) => Ok(back(&about, "cancelled")),
        Some(Cancelled::TooLate) => {
            // somebody else may have cancelled it since it was looked up
            let (invitation, about) = find(&app, &visitor, &id).await?;
            Ok(back(&about, why_not(&invitation)))
        }
        None => Err(PageError::NotFound),
    }
}

/// Why it cannot be cancelled, in the word the ledger's page reads.
fn why_not(invitation: &invitation::Model) -> &'static str {
    match invitation.state {
        invitation::State::Cancelled => "cancelled-already",
        _ => "late",
    }
}

fn ledger(about: &Row) -> String {
    format!("/agents/{}/ledger", escaped(&about.agent_external_id))
}

fn back(about: &Row, done: &str) -> Response {
    Redirect::to(&View::default().with("done", done).href(&ledger(about))).into_response()
}

/// The invitation and the contact it asks about, if they are the visitor's to see.
async fn find(
    app: &App,
    visitor: &Visitor,
    id: &str,
) -> Result<(invitation::Model, Row), PageError> {
    let id: InvitationId = id.parse().map_err(|_| PageError::NotFound)?;
    let (db, brands) = (app.db.read(), visitor.brand_ids());
    let invitation = invitations::listing::by_id(db, &brands, id).await?;
    let invitation = invitation.ok_or(PageError::NotFound)?;
    let mut about = listing::by_id(db, &brands, invitation.interaction_id).await?;
    let about = about.pop().ok_or(PageError::NotFound)?;
    Ok((invitation, about))
}

async fn page(
    app: &App,
    visitor: &Visitor,
    invitation: &invitation::Model,
    about: &Row,
    typed: &Typed,
    fault: Option<&str>,
) -> Result<Response, PageError> {
    let title = "Cancel an invitation";
    let mut shell = frame::shell(app, visitor, title, "/agents", &View::default()).await;
    let agent = about
        .agent_name
        .as_deref()
        .unwrap_or(&about.agent_external_id);
    shell.crumbs = vec![
        ("Agents".into(), "/agents".into()),
        (agent.to_owned(), ledger(about)),
    ];
    let customer = about
        .customer_name
        .as_deref()
        .unwrap_or(&about.customer_email);
    let clock = visitor.clock(invitation.brand_id);
    let rendered = shell.render(html! {
        section class="panel form-panel" {
            @if fault.is_some() { (wrong("Nothing is cancelled yet: see below what is missing.")) }
            p {
                "The letter to " strong { bdi { (customer) } } " about contact " bdi { (about.interaction.external_id) }
                " with " bdi { (agent) } " leaves " (dates::instant(invitation.send_at, clock)) "."
            }
            p {
                "If you cancel it, this customer is not asked about this contact. The ledger shows to everybody who cancelled it, when and why, "
                "and that cannot be undone."
            }
            form class="form panel-foot" method="post" action={ "/invitations/" (invitation.id) "/cancel" } {
                (reason::ask("reason", &typed.reason, fault))
                div class="entry-actions" {
                    button class="button" type="submit" { "Cancel the invitation" }
                    a class="button button-quiet" href=(ledger(about)) { "Let the letter leave" }
                }
            }
        }
    });
    let status = match fault {
        Some(_) => StatusCode::UNPROCESSABLE_ENTITY,
        None => StatusCode::OK,
    };
    Ok((status, rendered).into_response())
}
