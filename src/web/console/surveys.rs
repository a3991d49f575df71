//! All surveys: what asks customers now, what is being drafted, what was retired. Their addresses are listed here.

use axum::{
    Router,
    extract::State,
    response::{IntoResponse, Response},
    routing::get,
};
use maud::{Markup, html};

use super::{
    dates,
    error::PageError,
    frame, survey_edit, survey_end, survey_new,
    survey_page::{LIST, address},
    survey_preview, survey_versions,
    view::{View, escaped},
    visitor::{Reader, Visitor},
};
use crate::{
    app::App,
    domain::{
        organization::{brand, listing::Part},
        surveys::{
            definition::Definition, draft, in_words::asked_at, replacing::replaced, survey,
            survey_version,
        },
    },
    ids::BrandId,
    web::ui::{
        badge::{Tone, badge},
        flash::flash,
        table::{Column, empty, table},
    },
};

/// Surveys on the page at most.
const MOST: u64 = 500;

/// The addresses of surveys.
pub fn routes() -> Router<App> {
    Router::new()
        .route(LIST, get(show))
        .route(
            survey_new::PATH,
            get(survey_new::show).post(survey_new::begin),
        )
        .route(
            "/surveys/{key}/{slug}/edit",
            get(survey_edit::show).post(survey_edit::press),
        )
        .route(
            "/surveys/{key}/{slug}/preview/{part}",
            get(survey_preview::kept).post(survey_preview::typed),
        )
        .route("/surveys/{key}/{slug}/versions", get(survey_versions::list))
        .route(
            "/surveys/{key}/{slug}/versions/{number}",
            get(survey_versions::one),
        )
        .route(
            "/surveys/{key}/{slug}/discard",
            get(survey_end::sure_to_discard).post(survey_end::discard),
        )
        .route(
            "/surveys/{key}/{slug}/retire",
            get(survey_end::sure_to_retire).post(survey_end::retire),
        )
        .route(
            "/surveys/{key}/{slug}/duplicate",
            axum::routing::post(survey_end::duplicate),
        )
}

/// `GET /surveys`
async fn show(
    State(app): State<App>,
    Reader(visitor): Reader,
    view: View,
) -> Result<Response, PageError> {
    let part = Part {
        brands: visitor.brand_ids(),
        after: None,
        limit: MOST,
    };
    let surveys = survey::list(app.db.read(), &part).await?;
    let drafts = draft::list(app.db.read(), &part.brands).await?;
    let (retired, live): (Vec<_>, Vec<_>) = surveys
        .iter()
        .partition(|survey| survey.retired_at.is_some());
    let known = |draft: &draft::Model| {
        surveys
            .iter()
            .any(|survey| survey.brand_id == draft.brand_id && survey.slug == draft.slug)
    };
    let new: Vec<_> = drafts.iter().filter(|draft| !known(draft)).collect();
    let mut shell = frame::shell(&app, &visitor, "Surveys", LIST, &View::default()).await;
    shell.lead = Some(html! { "What customers are asked, and what is being drafted." });
    if view.get("done") == Some("discarded") {
        shell.flash = Some(flash(Tone::Good, "The draft is discarded."));
    }
    let manages = visitor.member.role.manages();
    let live_rows = rows(&app, &visitor, &live, &drafts).await?;
    let retired_rows = rows(&app, &visitor, &retired, &drafts).await?;
    let page = shell.render(html! {
        p class="tools" {
            @if manages { a class="button" href=(survey_new::PATH) { "New survey" } }
            a href="/survey-scores" { "Scores of surveys side by side" }
        }
        div class="stack" {
            section class="panel" {
                @if live.is_empty() {
                    (empty("No survey asks anybody", html! { p { "Publish one, and the next contact it covers is asked about." } }))
                } @else {
                    (table("Live: these ask customers.", &columns(&visitor), &live_rows))
                }
            }
            @if !new.is_empty() {
                section class="panel" { (table("Drafts of new surveys: nobody is asked yet.", &draft_columns(), &draft_rows(&visitor, &new))) }
            }
            @if !retired.is_empty() {
                section class="panel" { (table("Retired: nobody new is asked.", &columns(&visitor), &retired_rows)) }
            }
        }
    });
    Ok(page.into_response())
}

fn columns(visitor: &Visitor) -> Vec<Column> {
    let mut columns = vec![Column::text("Survey")];
    if visitor.brands.len() > 1 {
        columns.push(Column::text("Brand"));
    }
    columns.extend(["Asks at", "Published", "Scores"].map(Column::text));
    if visitor.member.role.manages() {
        columns.push(Column::text("Change"));
    }
    columns
}

async fn rows(
    app: &App,
    visitor: &Visitor,
    surveys: &[&survey::Model],
    drafts: &[draft::Model],
) -> Result<Vec<Vec<Markup>>, PageError> {
    let mut asking = Vec::with_capacity(surveys.len());
    for survey in surveys {
        let asks = survey_version::definition(app.db.read(), survey.current_version_id).await?;
        asking.push((*survey, asks));
    }
    let mut rows = Vec::with_capacity(surveys.len());
    for (survey, asks) in &asking {
        let Some(brand) = of(visitor, survey.brand_id) else {
            continue;
        };
        let address = address(brand, &survey.slug);
        let drafted = drafts
            .iter()
            .any(|draft| draft.brand_id == survey.brand_id && draft.slug == survey.slug);
        let mut row = vec![html! {
            a href={ (address) "/versions" } dir="auto" { (survey.name) }
            @if drafted { " " (badge(Tone::Watch, "draft")) }
            span class="sub" { (survey.slug) }
        }];
        if visitor.brands.len() > 1 {
            row.push(html! { bdi { (brand.name) } });
        }
        row.push(html! {
            bdi { (asked_at(&asks.touchpoints)) }
            @for words in gives_way(survey, asks, &asking) { span class="sub" dir="auto" { (words) } }
        });
        row.push(dates::instant(survey.published_at, visitor.clock(brand.id)));
        row.push(html! { a href={ "/surveys/" (escaped(&survey.slug)) } { "Scores" span class="sr-only" { " of " (survey.name) } } });
        if visitor.member.role.manages() {
            row.push(html! {
                a href={ (address) "/edit" } {
                    @if drafted { "Edit draft" } @else { "Edit" }
                    span class="sr-only" { ": " (survey.name) }
                }
            });
        }
        rows.push(row);
    }
    Ok(rows)
}

/// Where surveys published later ask instead of a live one.
fn gives_way(
    survey: &survey::Model,
    asks: &Definition,
    all: &[(&survey::Model, Definition)],
) -> Vec<String> {
    if survey.retired_at.is_some() {
        return Vec::new();
    }
    let place = |survey: &survey::Model| (survey.published_at, survey.id);
    let mut newer: Vec<_> = all
        .iter()
        .filter(|(other, _)| other.brand_id == survey.brand_id && place(other) > place(survey))
        .collect();
    newer.sort_by_key(|(other, _)| std::cmp::Reverse(place(other)));
    let newer = newer
        .iter()
        .map(|(other, asks)| (other.name.as_str(), &asks.touchpoints[..]));
    let taken = replaced(newer, &asks.touchpoints);
    let told = taken.iter().map(|(touchpoint, by)| match touchpoint {
        Some(touchpoint) => format!("not at {touchpoint}: “{by}” was published there later"),
        None => format!("nowhere: “{by}” was published for all of them later"),
    });
    told.collect()
}

fn draft_columns() -> Vec<Column> {
    ["Draft", "Brand", "Saved"].map(Column::text).into()
}

fn draft_rows(visitor: &Visitor, drafts: &[&draft::Model]) -> Vec<Vec<Markup>> {
    let manages = visitor.member.role.manages();
    let row = |draft: &&draft::Model| {
        let brand = of(visitor, draft.brand_id)?;
        let name = html! { bdi { (draft.shown_name()) } };
        Some(vec![
            html! {
                @if manages { a href={ (address(brand, &draft.slug)) "/edit" } { (name) } } @else { (name) }
                span class="sub" { (draft.slug) }
            },
            html! { bdi { (brand.name) } },
            dates::instant(draft.changed_at, visitor.clock(brand.id)),
        ])
    };
    drafts.iter().filter_map(row).collect()
}

fn of(visitor: &Visitor, id: BrandId) -> Option<&brand::Model> {
    visitor.brands.iter().find(|brand| brand.id == id)
}
