//! Editing a survey: `GET` shows its draft, `POST` is one of the form's buttons. Every press keeps everything typed, in
//! the draft or, where it cannot be saved, on the page that says why.

use axum::{
    Form,
    extract::{Path, Query, State},
    http::StatusCode,
    response::Response,
};
use maud::{Markup, html};
use sea_orm::DbErr;
use serde::Deserialize;

use super::{
    error::PageError,
    outbox, survey_end,
    survey_errors::Misfits,
    survey_form::{self, Look, Posted},
    survey_page::Editor,
    survey_press::Press,
    survey_stakes::Other,
    visitor::{Manager, Visitor},
};
use crate::{
    app::App,
    domain::{
        organization::{brand, touchpoint},
        responses::answer,
        surveys::{
            definition::Definition,
            draft::{self, Opened},
            faults::is_slug,
            sketch::Sketch,
            survey, survey_version,
        },
    },
    ids::SurveyVersionId,
    web::ui::{badge::Tone, flash::flash},
};

/// What an address of the editor says.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    #[serde(default)]
    done: String,
    #[serde(default)]
    see: String,
}

/// The visitor's brand of that slug.
pub fn brand_of<'a>(visitor: &'a Visitor, slug: &str) -> Result<&'a brand::Model, PageError> {
    let found = visitor.brands.iter().find(|brand| brand.slug == slug);
    found.ok_or(PageError::NotFound)
}

/// `GET /surveys/{brand}/{slug}/edit`
pub async fn show(
    State(app): State<App>,
    Manager(visitor): Manager,
    Path((brand, slug)): Path<(String, String)>,
    Query(asked): Query<Asked>,
) -> Result<Response, PageError> {
    let brand = brand_of(&visitor, &brand)?;
    let opened = draft::open(app.db.read(), brand.id, &slug).await?;
    let opened = opened.ok_or(PageError::NotFound)?;
    let desk = Desk::at(&app, &visitor, brand, &slug, &opened).await?;
    let mut editor = desk.editor(&opened.sketch, opened.revision, opened.base);
    editor.look = Look::parse(&asked.see);
    if let Some((tone, words)) = said(&asked.done, app.keeps_letters()) {
        editor.messages.insert(0, flash(tone, words));
    }
    Ok(editor.show(&app).await)
}

/// What came of a press. `kept`: letters are kept and not sent.
fn said(done: &str, kept: bool) -> Option<(Tone, Markup)> {
    let (tone, words) = match done {
        "new" => (
            Tone::Quiet,
            "This is a draft: nobody is asked until you publish it.",
        ),
        "saved" => (Tone::Good, "The draft is saved."),
        "ruled" => (
            Tone::Good,
            "The rules you rehearsed are in the draft. They count once you publish it.",
        ),
        "ruled-wrong" => (
            Tone::Watch,
            "The rules are in the draft as you typed them, but something is wrong with them: they cannot be rehearsed or published yet.",
        ),
        "added" => (
            Tone::Good,
            "The draft is saved, and the language you had typed is added to it: write its texts under “Languages”.",
        ),
        "sent" if kept => return Some((Tone::Watch, in_the_outbox())),
        "sent" => (Tone::Good, "The letter is on its way to you."),
        "many" => (
            Tone::Watch,
            "You have had ten letters of this brand within an hour. Try again later; the preview is the same letter.",
        ),
        "unrated" => (
            Tone::Watch,
            "There is no letter yet: its first question must be a rated one.",
        ),
        "rebased" => (
            Tone::Good,
            "Your draft now follows the newest version. Publish it when it is as you want it.",
        ),
        _ => return None,
    };
    Some((tone, html! { (words) }))
}

fn in_the_outbox() -> Markup {
    html! {
        "No mail is set up on this server, so the letter was not sent: it is kept in the "
        a href=(outbox::PATH) { "outbox" } ", where you can read it."
    }
}

/// What the editor's page needs besides the form.
pub struct Desk<'a> {
    pub visitor: &'a Visitor,
    pub brand: &'a brand::Model,
    pub slug: &'a str,
    pub opened: &'a Opened,
    touchpoints: Vec<String>,
    pub others: Vec<Other>,
    warnings: Vec<Markup>,
}

impl<'a> Desk<'a> {
    async fn at(
        app: &App,
        visitor: &'a Visitor,
        brand: &'a brand::Model,
        slug: &'a str,
        opened: &'a Opened,
    ) -> Result<Desk<'a>, PageError> {
        Ok(Desk {
            visitor,
            brand,
            slug,
            opened,
            touchpoints: touchpoint::names(app.db.read(), &[brand.id]).await?,
            others: survey::others(app.db.read(), brand.id, slug).await?,
            warnings: lost_options(app, opened).await?,
        })
    }

    /// The page for that sketch.
    pub fn editor<'b>(
        &'b self,
        sketch: &'b Sketch,
        seen: i32,
        base: Option<SurveyVersionId>,
    ) -> Editor<'b> {
        Editor {
            visitor: self.visitor,
            brand: self.brand,
            slug: self.slug,
            opened: self.opened,
            sketch,
            seen,
            base: base.map(|base| base.to_string()).unwrap_or_default(),
            look: Look::default(),
            misfits: Misfits::of(sketch, &sketch.read().faults),
            refused: false,
            status: StatusCode::OK,
            unsaved: false,
            messages: self.warnings.clone(),
            leaving: None,
            dropping: None,
            new_locale: String::new(),
            touchpoints: self.touchpoints.clone(),
            others: &self.others,
            losses: Vec::new(),
        }
    }
}

/// Options of the published version that the draft has no more and that customers have chosen.
async fn lost_options(app: &App, opened: &Opened) -> Result<Vec<Markup>, DbErr> {
    let (Some(survey), Some(_)) = (&opened.survey, &opened.draft) else {
        return Ok(Vec::new());
    };
    let published = survey_version::definition(app.db.read(), survey.current_version_id).await?;
    let mut lost = Vec::new();
    for question in &opened.sketch.questions {
        let Some(before) = published.question(&question.slug) else {
            continue;
        };
        for option in &before.options {
            let kept = question.options.iter().any(|kept| kept.slug == *option);
            if !kept
                && answer::is_any(app.db.read(), survey.id, &question.slug, Some(option)).await?
            {
                lost.push(flash(Tone::Watch, html! {
                    "Customers have chosen the option “" bdi { (option) } "” of " bdi { (question.slug) }
                    ", which this draft has no more. Their answers stay readable; it is only offered no more."
                }));
            }
        }
    }
    Ok(lost)
}

/// `POST /surveys/{brand}/{slug}/edit`
pub async fn press(
    State(app): State<App>,
    who: Result<Manager, PageError>,
    Path((brand, slug)): Path<(String, String)>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, PageError> {
    let visitor = match who {
        Ok(Manager(visitor)) => visitor,
        Err(PageError::SignIn { .. }) => return Ok(survey_end::signed_out(&brand, &slug, &pairs)),
        Err(refused) => return Err(refused),
    };
    let brand = brand_of(&visitor, &brand)?;
    let mut posted = survey_form::read(pairs, Definition::default());
    let opened = match draft::open(app.db.read(), brand.id, &slug).await? {
        Some(opened) => opened,
        // discarded while somebody typed: what they have can be saved anew
        None if is_slug(&slug) => Opened::gone(posted.sketch.clone()),
        None => return Err(PageError::NotFound),
    };
    let base = base(&app, &opened, &mut posted).await?;
    let desk = Desk::at(&app, &visitor, brand, &slug, &opened).await?;
    let press = Press {
        app: &app,
        desk: &desk,
        base,
    };
    press.act(posted).await
}

/// The version the form began from, with what it says beside the form's fields.
async fn base(
    app: &App,
    opened: &Opened,
    posted: &mut Posted,
) -> Result<Option<SurveyVersionId>, PageError> {
    if opened.draft.is_some() && opened.revision == posted.seen {
        posted.sketch.base = opened.sketch.base.clone();
        return Ok(opened.base);
    }
    let (Some(survey), Ok(id)) = (&opened.survey, posted.base.parse::<SurveyVersionId>()) else {
        posted.sketch.base = opened.sketch.base.clone();
        return Ok(None);
    };
    // only one of this very survey: an id alone must not open another brand's
    let versions = survey_version::of_survey(app.db.read(), survey.id).await?;
    let version = versions.into_iter().find(|version| version.id == id);
    posted.sketch.base = version.as_ref().map_or_else(
        || opened.sketch.base.clone(),
        |version| version.definition.clone(),
    );
    Ok(version.map(|version| version.id))
}
