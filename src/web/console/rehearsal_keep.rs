//! Rules that were rehearsed become the draft's, unless somebody else has changed it since: then both are shown, and
//! whose the other's are.

use axum::{
    Form,
    extract::{Path, State},
    response::{IntoResponse, Redirect, Response},
};
use maud::{Markup, html};

use super::{
    dates,
    error::PageError,
    rehearsal::rehearsed,
    rehearsal_form::{Wanted, faults},
    survey_edit::brand_of,
    survey_end::differences,
    survey_page::address,
    visitor::{Manager, Visitor},
};
use crate::{
    app::App,
    domain::{
        accounts::actor,
        flow,
        organization::brand,
        surveys::{
            changes::changes,
            draft::{self, Change, Opened, Saved},
            hands::hands,
            survey, survey_version,
        },
    },
    web::ui::{badge::Tone, flash::flash},
};

/// `POST /surveys/{brand}/{slug}/rehearsal`: the rules tried become the draft's; what else the draft says stays.
pub async fn keep(
    State(app): State<App>,
    Manager(visitor): Manager,
    Path((brand, slug)): Path<(String, String)>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, PageError> {
    let brand = brand_of(&visitor, &brand)?;
    let wanted = Wanted::of(pairs);
    let mut opened = open(&app, brand, &slug).await?;
    if wanted.seen().is_none_or(|seen| seen.is(&opened)) {
        let sketch = wanted.rules(&opened.sketch);
        let wrong = !faults(sketch.read().faults).is_empty();
        let change = Change {
            brand: brand.id,
            slug: slug.clone(),
            sketch,
            base: opened.base,
            seen: opened.revision,
            by: visitor.member.id,
        };
        let now = visitor.now;
        let saving = app
            .db
            .write(move |tx| Box::pin(async move { flow::save_draft(tx, change, now).await }));
        let saved: Result<_, sea_orm::DbErr> = saving.await;
        if let Saved::Kept(_) = saved? {
            let done = if wrong { "ruled-wrong" } else { "ruled" };
            let to = format!("{}/edit?done={done}#when-heading", address(brand, &slug));
            return Ok(Redirect::to(&to).into_response());
        }
        opened = open(&app, brand, &slug).await?;
    }
    let words = overtaken(&app, &visitor, brand, &slug, &opened, &wanted).await?;
    rehearsed(&app, &visitor, brand, &slug, &opened, &wanted, Some(words)).await
}

async fn open(app: &App, brand: &brand::Model, slug: &str) -> Result<Opened, PageError> {
    let opened = draft::open(app.db.read(), brand.id, slug).await?;
    opened.ok_or(PageError::NotFound)
}

/// Who was quicker, and what the rules would change in what is there now.
async fn overtaken(
    app: &App,
    visitor: &Visitor,
    brand: &brand::Model,
    slug: &str,
    opened: &Opened,
    wanted: &Wanted,
) -> Result<Markup, PageError> {
    let who = match (&opened.draft, &opened.survey) {
        (Some(draft), _) => saved(app, visitor, draft).await?,
        (None, Some(survey)) => published(app, visitor, survey, wanted).await?,
        (None, None) => return Err(PageError::NotFound),
    };
    let rules = wanted.rules(&opened.sketch).read().definition;
    let differs = changes(&opened.sketch.read().definition, &rules);
    let address = format!("{}/rehearsal", address(brand, slug));
    Ok(flash(
        Tone::Bad,
        html! {
            p {
                strong { "Not kept: " }
                (who)
                " The rules you typed are below, rehearsed beside what is there now. Keep them again to put them in its place, or "
                @if opened.draft.is_some() { a href={ (address) "?draft=1" } { "go on from the draft’s rules" } }
                @else { a href=(address) { "go on from the published rules" } }
                "."
            }
            @if differs.is_empty() { p { "Both say the same." } }
            @else { p { "What yours would change:" } (differences(&differs)) }
        },
    ))
}

async fn saved(app: &App, visitor: &Visitor, draft: &draft::Model) -> Result<Markup, PageError> {
    let by = format!("member:{}", draft.changed_by);
    let names = actor::named(app.db.read(), [by.as_str()]).await?;
    let name = names.get(&by).map(actor::Actor::spoken).unwrap_or_default();
    let at = dates::instant(draft.changed_at, visitor.clock(draft.brand_id));
    Ok(html! { bdi { (name) } " saved the draft " (at) ", and these rules were typed without it." })
}

async fn published(
    app: &App,
    visitor: &Visitor,
    survey: &survey::Model,
    wanted: &Wanted,
) -> Result<Markup, PageError> {
    let current = survey.current_version_id.to_string();
    let base = wanted.seen().and_then(|seen| seen.base);
    if base.is_none_or(|base| base == current) {
        return Ok(
            html! { "the draft you saw is gone: it was discarded, or published without a change." },
        );
    }
    let versions = survey_version::of_survey(app.db.read(), survey.id).await?;
    let hands = hands(app.db.read(), survey, &versions).await?;
    let number = versions.first().map(|newest| newest.number);
    let by = hands.get(&survey.current_version_id);
    let by = by.and_then(|hands| hands.published.as_ref());
    let at = dates::instant(survey.published_at, visitor.clock(survey.brand_id));
    Ok(html! {
        "version " (number.unwrap_or_default()) " was published " (at)
        @if let Some(by) = by { " by " bdi { (by.spoken()) } }
        " since you opened this."
    })
}
