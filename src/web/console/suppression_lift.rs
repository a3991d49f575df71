//! A suppression is lifted, or its address forgotten: asked once more, by managers, and on record.

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
    suppression_words::{address, words},
    suppressions::PATH,
    view::View,
    visitor::{Manager, Visitor},
};
use crate::{
    app::App,
    domain::{
        customers::{
            suppression::{Model, Reason},
            suppression_list,
        },
        flow::{self, Lifted},
    },
    ids::SuppressionId,
    web::ui::form::wrong,
};

/// What the form sends.
#[derive(Debug, Default, Deserialize)]
pub struct Typed {
    #[serde(default)]
    why: String,
}

/// `GET /suppressions/{id}/lift`: asks before anything is done.
pub async fn sure(
    State(app): State<App>,
    Manager(visitor): Manager,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    let row = find(&app, &visitor, &id).await?;
    lifting(&app, &visitor, &row, &Typed::default(), None).await
}

/// `POST /suppressions/{id}/lift`
pub async fn lift(
    State(app): State<App>,
    Manager(visitor): Manager,
    Path(id): Path<String>,
    Form(typed): Form<Typed>,
) -> Result<Response, PageError> {
    let row = find(&app, &visitor, &id).await?;
    let why = typed.why.trim().to_owned();
    let fault = reason::fault(&why, "Say why: the customer may ask.");
    if fault.is_some() || !row.reason.may_be_lifted() {
        return lifting(&app, &visitor, &row, &typed, fault).await;
    }
    let (brands, by, now) = (visitor.brand_ids(), visitor.member.id, visitor.now);
    let id = row.id;
    let lifting = app.db.write(move |tx| {
        Box::pin(async move { flow::lift_suppression(tx, &brands, id, by, &why, now).await })
    });
    let done = match lifting.await?.ok_or(PageError::NotFound)? {
        Lifted::Done(Some(_)) => "lifted-in-part",
        Lifted::Done(None) | Lifted::Never => "lifted",
    };
    let view = View::default().with("done", done);
    let view = match &row.email {
        Some(email) => view.with("search", email),
        None => view,
    };
    Ok(Redirect::to(&view.href(PATH)).into_response())
}

/// `GET /suppressions/{id}/forget`: asks before anything is done.
pub async fn sure_to_forget(
    State(app): State<App>,
    Manager(visitor): Manager,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    let row = find(&app, &visitor, &id).await?;
    let mut shell = frame::shell(&app, &visitor, "Forget an address", PATH, &View::default()).await;
    shell.crumbs = vec![("Suppressions".into(), PATH.into())];
    let rendered = shell.render(html! {
        section class="panel form-panel" {
            p { strong { (address(&row)) } ", " (words(row.reason).to_lowercase()) "." }
            p {
                "This list keeps only a keyed hash of the address: nobody can read it here any more, and no letter leaves for it. Who knows "
                "the whole address can still find it. Letters sent before still name it. That cannot be undone."
            }
            form class="form panel-foot" method="post" action={ (PATH) "/" (row.id) "/forget" } {
                div class="entry-actions" {
                    button class="button" type="submit" { "Forget the address" }
                    a class="button button-quiet" href=(PATH) { "Keep it" }
                }
            }
        }
    });
    Ok(rendered.into_response())
}

/// `POST /suppressions/{id}/forget`
pub async fn forget(
    State(app): State<App>,
    Manager(visitor): Manager,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    let row = find(&app, &visitor, &id).await?;
    let (brands, by, now) = (visitor.brand_ids(), visitor.member.id, visitor.now);
    let forgetting = app.db.write(move |tx| {
        Box::pin(async move { flow::forget_address(tx, &brands, row.id, by, now).await })
    });
    forgetting.await?.ok_or(PageError::NotFound)?;
    let view = View::default().with("done", "forgotten");
    Ok(Redirect::to(&view.href(PATH)).into_response())
}

async fn find(app: &App, visitor: &Visitor, id: &str) -> Result<Model, PageError> {
    let id: SuppressionId = id.parse().map_err(|_| PageError::NotFound)?;
    let found = suppression_list::by_id(app.db.read(), &visitor.brand_ids(), id).await?;
    found.ok_or(PageError::NotFound)
}

async fn lifting(
    app: &App,
    visitor: &Visitor,
    row: &Model,
    typed: &Typed,
    fault: Option<&str>,
) -> Result<Response, PageError> {
    let mut shell = frame::shell(app, visitor, "Lift a suppression", PATH, &View::default()).await;
    shell.crumbs = vec![("Suppressions".into(), PATH.into())];
    let since = dates::instant(row.created_at, visitor.clock(row.brand_id));
    let rendered = shell.render(html! {
        section class="panel form-panel" {
            @if fault.is_some() { (wrong("Nothing is lifted yet: see below what is missing.")) }
            p { strong { (address(row)) } ", " (words(row.reason).to_lowercase()) " since " (since) "." }
            p { (warning(row.reason)) }
            @if row.reason.may_be_lifted() {
                @if let Some(beneath) = row.beneath {
                    p { "There is another reason besides: " (words(beneath).to_lowercase()) ". That one stands then, until it is lifted too." }
                }
                form class="form panel-foot" method="post" action={ (PATH) "/" (row.id) "/lift" } {
                    (reason::ask("why", &typed.why, fault))
                    div class="entry-actions" {
                        button class="button" type="submit" { "Lift the suppression" }
                        a class="button button-quiet" href=(PATH) { "Keep it" }
                    }
                }
            } @else {
                p { a href=(PATH) { "Back to all suppressions" } }
            }
        }
    });
    let status = match fault.is_some() || !row.reason.may_be_lifted() {
        true => StatusCode::UNPROCESSABLE_ENTITY,
        false => StatusCode::OK,
    };
    Ok((status, rendered).into_response())
}

fn warning(reason: Reason) -> &'static str {
    match reason {
        Reason::Unsubscribed => {
            "The customer asked for no more letters. Lift this only if they asked you to write again; they can do so themselves \
             by the link in any of their letters."
        }
        Reason::HardBounce => {
            "A mail server said that this address does not exist. If it still does not, the next letter comes back and the \
             sender's reputation suffers."
        }
        Reason::SoftBounces => {
            "Several letters could not be delivered. If they still cannot, they are counted anew."
        }
        Reason::Legal => {
            "Somebody decided that this address must not be written to. Make sure that the cause is gone."
        }
        Reason::Complaint => {
            "The customer marked a letter as spam, and their mail provider told us. Nobody can lift that: writing again would \
             cost every other letter its place in the inbox."
        }
    }
}
