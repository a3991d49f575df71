//! What a survey's letter and page look like: drawn by the functions that draw the real ones, about an invented contact,
//! in frames that only our own pages may show. Nothing here can record anything: no script, no form, no link's token.

use axum::{
    Form,
    extract::{Path, Query, State},
    http::{HeaderMap, HeaderValue, header},
    response::{IntoResponse, Response},
};
use maud::{Markup, PreEscaped, html};
use serde::Deserialize;

use super::{
    error::PageError,
    survey_edit::brand_of,
    survey_errors::Misfits,
    survey_fields::{pick, press, radio},
    survey_form::{self, Look},
    view::escaped,
    visitor::{Manager, Reader},
};
use crate::{
    app::App,
    domain::{
        deliveries::{delivery, trial},
        organization::{brand, look},
        surveys::{definition::Definition, draft, survey_version},
    },
    web::{
        survey::preview::{self, Purpose},
        ui::form::Choice,
    },
    words::{LANGUAGES, in_english},
};

/// The letter brings its own styles; the page's are ours. Neither runs or sends anything.
const LETTER_POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; form-action 'none'; base-uri 'none'; \
     frame-ancestors 'self'; sandbox allow-same-origin",
);
const PAGE_POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'none'; base-uri 'none'; \
     frame-ancestors 'self'; sandbox allow-same-origin",
);

/// Which preview is wanted.
#[derive(Debug, Default, Deserialize)]
pub struct Wanted {
    #[serde(default)]
    locale: String,
    /// The score a link of the letter chose.
    score: Option<i16>,
    /// A published version; else the draft, else the current one.
    version: Option<i32>,
}

/// `GET /surveys/{brand}/{slug}/preview/letter`
pub async fn letter(
    State(app): State<App>,
    Reader(visitor): Reader,
    Path((brand, slug)): Path<(String, String)>,
    Query(wanted): Query<Wanted>,
) -> Result<Response, PageError> {
    let brand = brand_of(&visitor, &brand)?;
    let definition = definition(&app, brand, &slug, wanted.version).await?;
    letter_page(&app, brand, &slug, &definition, &wanted.locale).await
}

/// `GET /surveys/{brand}/{slug}/preview/page`
pub async fn page(
    State(app): State<App>,
    Reader(visitor): Reader,
    Path((brand, slug)): Path<(String, String)>,
    Query(wanted): Query<Wanted>,
    headers: HeaderMap,
) -> Result<Response, PageError> {
    let brand = brand_of(&visitor, &brand)?;
    let definition = definition(&app, brand, &slug, wanted.version).await?;
    let purpose = preview::purpose(&headers);
    survey_page(&app, brand, &slug, &definition, (&wanted, purpose)).await
}

/// `POST /surveys/{brand}/{slug}/preview/letter`: of what is typed; nothing is kept.
pub async fn typed_letter(
    State(app): State<App>,
    Manager(visitor): Manager,
    Path((brand, slug)): Path<(String, String)>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, PageError> {
    let brand = brand_of(&visitor, &brand)?;
    let (definition, look) = typed(pairs);
    letter_page(&app, brand, &slug, &definition, &look.locale).await
}

/// `POST /surveys/{brand}/{slug}/preview/page`: of what is typed; nothing is kept.
pub async fn typed_page(
    State(app): State<App>,
    Manager(visitor): Manager,
    Path((brand, slug)): Path<(String, String)>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, PageError> {
    let brand = brand_of(&visitor, &brand)?;
    let (definition, look) = typed(pairs);
    let wanted = Wanted {
        locale: look.locale,
        ..Wanted::default()
    };
    survey_page(&app, brand, &slug, &definition, (&wanted, Purpose::Preview)).await
}

fn typed(pairs: Vec<(String, String)>) -> (Definition, Look) {
    let mut posted = survey_form::read(pairs, Definition::default());
    posted.sketch.name_the_nameless();
    (posted.sketch.read().definition, posted.look)
}

async fn definition(
    app: &App,
    brand: &brand::Model,
    slug: &str,
    version: Option<i32>,
) -> Result<Definition, PageError> {
    let opened = draft::open(app.db.read(), brand.id, slug).await?;
    let opened = opened.ok_or(PageError::NotFound)?;
    let Some(number) = version else {
        return Ok(opened.sketch.read().definition);
    };
    let survey = opened.survey.ok_or(PageError::NotFound)?;
    let versions = survey_version::of_survey(app.db.read(), survey.id).await?;
    let found = versions
        .into_iter()
        .find(|version| version.number == number);
    Ok(found.ok_or(PageError::NotFound)?.definition)
}

/// The letter as it would be enqueued, to nobody.
fn invented(
    app: &App,
    brand: &brand::Model,
    slug: &str,
    definition: &Definition,
    locale: &str,
) -> delivery::Model {
    let locale = match locale {
        "" => definition.default_locale.as_str(),
        locale => locale,
    };
    let to = ("kim@example.net", locale);
    trial::letter(&app.keys, brand, slug, definition, to, app.clock.now())
}

async fn letter_page(
    app: &App,
    brand: &brand::Model,
    slug: &str,
    definition: &Definition,
    locale: &str,
) -> Result<Response, PageError> {
    let rated = definition
        .questions
        .first()
        .and_then(|first| first.kind.scale());
    let policy = (header::CONTENT_SECURITY_POLICY, LETTER_POLICY);
    if rated.is_none() {
        let words = "The letter shows the first question once it is a rated one.";
        return Ok(nothing(words));
    }
    let delivery = invented(app, brand, slug, definition, locale);
    let look = look::look(app.db.read(), delivery.facts.look_id).await?;
    let letter = app.composer().letter(&delivery, definition, look);
    Ok(([policy], PreEscaped(letter.html())).into_response())
}

async fn survey_page(
    app: &App,
    brand: &brand::Model,
    slug: &str,
    definition: &Definition,
    (wanted, purpose): (&Wanted, Purpose),
) -> Result<Response, PageError> {
    if definition.questions.is_empty() {
        return Ok(nothing("The page shows the questions once there is one."));
    }
    let delivery = invented(app, brand, slug, definition, &wanted.locale);
    let look = look::look(app.db.read(), delivery.facts.look_id).await?;
    let page = preview::page(
        purpose,
        definition,
        &delivery.facts,
        look,
        None,
        wanted.score,
    );
    Ok(([(header::CONTENT_SECURITY_POLICY, PAGE_POLICY)], page).into_response())
}

fn nothing(words: &str) -> Response {
    let policy = (header::CONTENT_SECURITY_POLICY, PAGE_POLICY);
    ([policy], preview::nothing(words)).into_response()
}

/// The panel beside the form: both frames, and how to look at them. `languages`: those with own texts, the first first.
pub fn panel(base: &str, look: &Look, languages: &[String]) -> Markup {
    let mut offered: Vec<_> = languages
        .iter()
        .map(|locale| Choice::new(locale, in_english(locale)))
        .collect();
    let built_in = LANGUAGES
        .iter()
        .filter(|known| !languages.contains(&known.tag));
    offered.extend(built_in.map(|known| {
        Choice::new(
            &known.tag,
            format!("{}, nothing written yet", known.english),
        )
    }));
    let locale = match look.locale.as_str() {
        "" => languages.first().map_or("en", String::as_str),
        locale => locale,
    };
    html! {
        aside class="preview" aria-labelledby="preview-heading" id="preview" {
            h2 id="preview-heading" { "Preview" }
            div class="preview-tools" {
                (pick("see.locale", "Language", &offered, locale, &Misfits::default()))
                div class="ticks" role="group" aria-label="What to see" {
                    (radio("see.what", "letter", "Letter", !look.page))
                    (radio("see.what", "page", "Page", look.page))
                }
                div class="ticks" role="group" aria-label="Width" {
                    (radio("see.width", "narrow", "Phone", !look.wide))
                    (radio("see.width", "wide", "Wide", look.wide))
                }
                div class="ticks" role="group" aria-label="Colours" {
                    (radio("see.scheme", "light", "Light", look.scheme != "dark"))
                    (radio("see.scheme", "dark", "Dark", look.scheme == "dark"))
                }
                (press("refresh", "Refresh preview"))
            }
            (frames(base, locale, None))
            p class="hint" { "An invented contact of Kim Lee with Ana Reyes. Nothing in a preview counts." }
        }
    }
}

/// The two frames.
pub fn frames(base: &str, locale: &str, version: Option<i32>) -> Markup {
    let of = |what: &str| {
        let version = version.map(|number| format!("&version={number}"));
        let locale = escaped(locale);
        format!(
            "{base}/preview/{what}?locale={locale}{}",
            version.unwrap_or_default()
        )
    };
    html! {
        div class="preview-frames" {
            @for (what, title) in [("letter", "Preview of the letter"), ("page", "Preview of the page")] {
                div class={ "preview-stage preview-" (what) } {
                    iframe title=(title) src=(of(what)) data-frame=(format!("{base}/preview/{what}")) sandbox="allow-same-origin" {}
                }
            }
        }
    }
}
