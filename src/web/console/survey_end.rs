//! Ends and detours of editing a survey: discarding a draft, retiring, duplicating, and what is said when a draft cannot
//! be kept because somebody was quicker or the member is no longer signed in.

use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use maud::{Markup, html};
use sea_orm::DbErr;

use super::{
    error::PageError,
    frame,
    survey_edit::brand_of,
    survey_page::{LIST, address},
    view::{View, escaped},
    visitor::Manager,
};
use crate::{
    app::App,
    domain::{
        flow,
        surveys::{changes::changes, sketch::Sketch, survey, survey_version},
    },
    ids::BrandId,
    web::ui::{badge::Tone, flash::flash, layout},
};

/// Asks before something ends.
struct Question<'a> {
    title: &'a str,
    words: Markup,
    button: &'a str,
    /// Where both ways lead: the verb's address, and back.
    to: String,
    back: String,
}

async fn ask(app: &App, visitor: &super::visitor::Visitor, question: Question<'_>) -> Markup {
    let mut shell = frame::shell(app, visitor, question.title, LIST, &View::default()).await;
    shell.crumbs = vec![("Surveys".into(), LIST.into())];
    shell.render(html! {
        section class="panel form-panel" {
            (question.words)
            form method="post" action=(question.to) class="entry-actions panel-foot" {
                button class="button" type="submit" { (question.button) }
                a class="button button-quiet" href=(question.back) { "Go back" }
            }
        }
    })
}

/// `GET /surveys/{brand}/{slug}/retire`
pub async fn sure_to_retire(
    State(app): State<App>,
    Manager(visitor): Manager,
    Path((brand, slug)): Path<(String, String)>,
) -> Result<Markup, PageError> {
    let brand = brand_of(&visitor, &brand)?;
    let survey = survey::by_slug(app.db.read(), brand.id, &slug).await?;
    let survey = survey.ok_or(PageError::NotFound)?;
    let address = address(brand, &slug);
    let after = once_retired(&app, brand.id, &slug).await?;
    let question = Question {
        title: "Retire a survey",
        words: html! {
            p {
                "Retire " strong { bdi { (survey.name) } }
                "? Nobody new is asked by it. Who was asked can still answer, and every answer stays in every score. "
                "Publishing a draft of it makes it live again."
            }
            @if !after.is_empty() { ul { @for line in &after { li dir="auto" { (line) } } } }
        },
        button: "Retire the survey",
        to: format!("{address}/retire"),
        back: format!("{address}/versions"),
    };
    Ok(ask(&app, &visitor, question).await)
}

/// Who asks where a live survey asks, once it is retired.
async fn once_retired(app: &App, brand: BrandId, slug: &str) -> Result<Vec<String>, DbErr> {
    let live = survey::live(app.db.read(), brand).await?;
    let (own, others): (Vec<_>, Vec<_>) = live
        .into_iter()
        .partition(|(survey, _)| survey.slug == slug);
    let Some((_, own)) = own.into_iter().next() else {
        return Ok(Vec::new());
    };
    let definitions = || others.iter().map(|(_, version)| &version.definition);
    let said = |place: &str, touchpoint: &str| {
        let next = survey::asking_at(definitions(), touchpoint);
        match next.map(|at| &others[at].0.name) {
            Some(name) => format!("At {place}, “{name}” asks from then on."),
            None => format!("At {place}, nobody is asked from then on."),
        }
    };
    let touchpoints = &own.definition.touchpoints;
    if touchpoints.is_empty() {
        return Ok(vec![said("every touchpoint that no survey names", "")]);
    }
    Ok(touchpoints.iter().map(|name| said(name, name)).collect())
}

/// `POST /surveys/{brand}/{slug}/retire`
pub async fn retire(
    State(app): State<App>,
    Manager(visitor): Manager,
    Path((brand, slug)): Path<(String, String)>,
) -> Result<Response, PageError> {
    let brand = brand_of(&visitor, &brand)?;
    let (id, now) = (brand.id, visitor.now);
    let (actor, retiring) = (format!("member:{}", visitor.member.id), slug.clone());
    let retired = app.db.write(move |tx| {
        Box::pin(async move { flow::retire_survey(tx, id, &retiring, &actor, now).await })
    });
    retired.await?.ok_or(PageError::NotFound)?;
    let to = format!("{}/versions?done=retired", address(brand, &slug));
    Ok(Redirect::to(&to).into_response())
}

/// `GET /surveys/{brand}/{slug}/discard`
pub async fn sure_to_discard(
    State(app): State<App>,
    Manager(visitor): Manager,
    Path((brand, slug)): Path<(String, String)>,
) -> Result<Markup, PageError> {
    let brand = brand_of(&visitor, &brand)?;
    let address = address(brand, &slug);
    let question = Question {
        title: "Discard a draft",
        words: html! {
            p { "Throw the draft of " strong { (slug) } " away? What is published stays as it is; what the draft changed is lost." }
        },
        button: "Discard the draft",
        to: format!("{address}/discard"),
        back: format!("{address}/edit"),
    };
    Ok(ask(&app, &visitor, question).await)
}

/// `POST /surveys/{brand}/{slug}/discard`
pub async fn discard(
    State(app): State<App>,
    Manager(visitor): Manager,
    Path((brand, slug)): Path<(String, String)>,
) -> Result<Response, PageError> {
    let id = brand_of(&visitor, &brand)?.id;
    let gone = app
        .db
        .write(move |tx| Box::pin(async move { flow::discard_draft(tx, id, &slug).await }));
    if gone.await? {
        Ok(Redirect::to("/surveys?done=discarded").into_response())
    } else {
        Err(PageError::NotFound)
    }
}

/// `POST /surveys/{brand}/{slug}/duplicate`
pub async fn duplicate(
    State(app): State<App>,
    Manager(visitor): Manager,
    Path((brand, slug)): Path<(String, String)>,
) -> Result<Response, PageError> {
    let brand = brand_of(&visitor, &brand)?;
    let (id, by, now) = (brand.id, visitor.member.id, visitor.now);
    let copied = app.db.write(move |tx| {
        Box::pin(async move { flow::duplicate_survey(tx, id, &slug, by, now).await })
    });
    let slug = copied.await?.ok_or(PageError::NotFound)?;
    Ok(Redirect::to(&format!("{}/edit?done=new", address(brand, &slug))).into_response())
}

/// Sentences of what differs.
pub fn differences(said: &[String]) -> Markup {
    html! {
        ul class="faults" { @for sentence in said { li dir="auto" { (sentence) } } }
    }
}

/// Another version was published since the draft was begun.
pub fn newer_version(version: &survey_version::Model, ours: &Sketch, address: &str) -> Markup {
    let published = changes(&ours.base, &version.definition);
    let would = changes(&version.definition, &ours.read().definition);
    let number = version.number;
    flash(
        Tone::Bad,
        html! {
            p {
                strong { "Nothing was published: " }
                "version " a href={ (address) "/versions/" (number) } { (number) }
                " was published after this draft was begun. Your draft is kept."
            }
            p { "What that version changed:" }
            (differences(&published))
            p { "What your draft would change in it:" }
            (differences(&would))
            p class="entry-actions" {
                button class="button button-quiet" type="submit" form="editor" name="press" value="rebase" {
                    "Go on from version " (number)
                }
            }
        },
    )
}

/// Somebody else saved the draft. `differs`: from theirs to ours.
pub fn newer_draft(differs: &[String], address: &str) -> Markup {
    flash(
        Tone::Bad,
        html! {
            p {
                strong { "Not saved: " }
                "somebody else has saved this draft since you opened it. What you typed is below. "
                "Save again to put yours in its place, or "
                a href={ (address) "/edit" } { "take theirs" } "."
            }
            @if differs.is_empty() { p { "Both say the same." } }
            @else { p { "What yours has otherwise:" } (differences(differs)) }
        },
    )
}

/// The draft is no longer there. `published`: its survey is.
pub fn gone_draft(published: bool) -> Markup {
    flash(
        Tone::Bad,
        html! {
            p {
                strong { "Not saved: " }
                @if published { "this draft was published or discarded meanwhile. " }
                @else { "this draft was discarded meanwhile. " }
                "What you typed is below; save again to make it a new draft."
            }
        },
    )
}

/// The member's session ended while they typed: the page holds everything until they are signed in again.
pub fn signed_out(brand: &str, slug: &str, pairs: &[(String, String)]) -> Response {
    let to = format!("{LIST}/{}/{}/edit", escaped(brand), escaped(slug));
    let page = layout::alone(
        "You have been signed out",
        &[],
        html! {
            p { "Nothing is lost: what you typed is on this page. Sign in in a new tab, come back here, and go on." }
            p { a class="button button-quiet" href="/sign-in" target="_blank" rel="noopener" { "Sign in in a new tab" } }
            form method="post" action=(to) {
                @for (name, value) in pairs { input type="hidden" name=(name) value=(value); }
                button class="button" type="submit" { "I am signed in: go on" }
            }
        },
    );
    (StatusCode::UNAUTHORIZED, page).into_response()
}
