//! What a survey's letters and pages look like: drawn by the functions that draw the real ones, about an invented contact,
//! in frames that only our own pages may show. Nothing here can record anything: no script, no form, no link's token.

use axum::{
    Form,
    extract::{Path, Query, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use maud::{Markup, PreEscaped, html};
use sea_orm::DbErr;
use serde::Deserialize;

use super::{
    error::PageError,
    survey_edit::brand_of,
    survey_envelope,
    survey_errors::Misfits,
    survey_fields::{pick, press, radio},
    survey_form::{self, Look, Part},
    survey_page::address,
    view::escaped,
    visitor::{Manager, Reader},
};
use crate::{
    app::App,
    domain::{
        deliveries::{
            delivery::{self, Kind},
            trial,
        },
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

/// `GET /surveys/{brand}/{slug}/preview/{part}`: as it is kept.
pub async fn kept(
    State(app): State<App>,
    Reader(visitor): Reader,
    Path((brand, slug, part)): Path<(String, String, String)>,
    Query(wanted): Query<Wanted>,
    headers: HeaderMap,
) -> Result<Response, PageError> {
    let brand = brand_of(&visitor, &brand)?;
    let part = Part::parse(&part).ok_or(PageError::NotFound)?;
    let Some(definition) = definition(&app, brand, &slug, wanted.version).await? else {
        // a page that a frame may show, beside what its author still has of the survey
        let words = "There is no such survey any more.";
        return Ok((StatusCode::NOT_FOUND, nothing(words)).into_response());
    };
    let preview = Preview {
        app: &app,
        brand,
        slug: &slug,
        definition: &definition,
        locale: &wanted.locale,
        purpose: preview::purpose(&headers),
        score: wanted.score,
    };
    preview.of(part).await
}

/// `POST /surveys/{brand}/{slug}/preview/{part}`: of what is typed; nothing is kept.
pub async fn typed(
    State(app): State<App>,
    Manager(visitor): Manager,
    Path((brand, slug, part)): Path<(String, String, String)>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, PageError> {
    let brand = brand_of(&visitor, &brand)?;
    let part = Part::parse(&part).ok_or(PageError::NotFound)?;
    let mut posted = survey_form::read(pairs, Definition::default());
    posted.sketch.name_the_nameless();
    let preview = Preview {
        app: &app,
        brand,
        slug: &slug,
        definition: &posted.sketch.read().definition,
        locale: &posted.look.locale,
        purpose: Purpose::Preview,
        score: None,
    };
    preview.of(part).await
}

/// The draft or the version that is wanted, where there is one.
async fn definition(
    app: &App,
    brand: &brand::Model,
    slug: &str,
    version: Option<i32>,
) -> Result<Option<Definition>, DbErr> {
    let Some(opened) = draft::open(app.db.read(), brand.id, slug).await? else {
        return Ok(None);
    };
    let Some(number) = version else {
        return Ok(Some(opened.sketch.read().definition));
    };
    let Some(survey) = opened.survey else {
        return Ok(None);
    };
    let versions = survey_version::of_survey(app.db.read(), survey.id).await?;
    let found = versions
        .into_iter()
        .find(|version| version.number == number);
    Ok(found.map(|version| version.definition))
}

/// A survey to be looked at in a language.
struct Preview<'a> {
    app: &'a App,
    brand: &'a brand::Model,
    slug: &'a str,
    definition: &'a Definition,
    /// Empty: the survey's first.
    locale: &'a str,
    purpose: Purpose,
    score: Option<i16>,
}

impl Preview<'_> {
    async fn of(&self, part: Part) -> Result<Response, PageError> {
        let first = self.definition.questions.first();
        let rated = first.is_some_and(|first| first.kind.scale().is_some());
        let never = self.definition.remind_after_days.is_none();
        match part {
            Part::Page if first.is_none() => {
                Ok(nothing("The page shows the questions once there is one."))
            }
            Part::Page => self.page().await,
            _ if !rated => Ok(nothing(
                "The letter shows the first question once it is a rated one.",
            )),
            Part::Reminder if never => {
                Ok(nothing("Nobody is reminded: “Remind after” is left empty."))
            }
            Part::Letter => self.letter(Kind::Trial).await,
            Part::Reminder => self.letter(Kind::Reminder).await,
            Part::Thanks => self.thanks().await,
        }
    }

    /// The letter as it would be enqueued, to nobody.
    fn invented(&self) -> delivery::Model {
        let locale = match self.locale {
            "" => self.definition.default_locale.as_str(),
            locale => locale,
        };
        let (keys, now) = (&self.app.keys, self.app.clock.now());
        let to = ("kim@example.net", locale);
        trial::letter(keys, self.brand, self.slug, self.definition, to, now)
    }

    async fn letter(&self, kind: Kind) -> Result<Response, PageError> {
        let delivery = delivery::Model {
            kind,
            ..self.invented()
        };
        let look = look::look(self.app.db.read(), delivery.facts.look_id).await?;
        let composer = self.app.composer();
        let letter = composer.letter(&delivery, self.definition, look);
        let page = PreEscaped(survey_envelope::above(&letter));
        Ok(([(header::CONTENT_SECURITY_POLICY, LETTER_POLICY)], page).into_response())
    }

    async fn page(&self) -> Result<Response, PageError> {
        let facts = self.invented().facts;
        let look = look::look(self.app.db.read(), facts.look_id).await?;
        let (purpose, definition, score) = (self.purpose, self.definition, self.score);
        let page = preview::page(purpose, definition, &facts, look, None, score);
        Ok(([(header::CONTENT_SECURITY_POLICY, PAGE_POLICY)], page).into_response())
    }

    async fn thanks(&self) -> Result<Response, PageError> {
        let facts = self.invented().facts;
        let look = look::look(self.app.db.read(), facts.look_id).await?;
        let back = format!(
            "{}/preview/page?locale={}",
            address(self.brand, self.slug),
            escaped(&facts.locale)
        );
        let page = preview::thanks(self.definition, &facts, &look, &back);
        Ok(([(header::CONTENT_SECURITY_POLICY, PAGE_POLICY)], page).into_response())
    }
}

fn nothing(words: &str) -> Response {
    let policy = (header::CONTENT_SECURITY_POLICY, PAGE_POLICY);
    ([policy], preview::nothing(words)).into_response()
}

/// The panel beside the form: a frame for each part, and how to look at them. `languages`: those with own texts, the first first.
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
                div class="ticks preview-parts" role="group" aria-label="What to see" {
                    @for part in Part::ALL { (radio("see.what", part.code(), named(part), look.part == part)) }
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
            (frames(base, &Part::ALL, locale, None))
            p class="hint" { "An invented contact of Kim Lee with Ana Reyes. Nothing in a preview counts." }
        }
    }
}

fn named(part: Part) -> &'static str {
    match part {
        Part::Letter => "Letter",
        Part::Reminder => "Reminder",
        Part::Page => "Page",
        Part::Thanks => "Thanks",
    }
}

/// A frame for each of these.
pub fn frames(base: &str, parts: &[Part], locale: &str, version: Option<i32>) -> Markup {
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
            @for part in parts {
                @let what = part.code();
                div class={ "preview-stage preview-" (what) } {
                    iframe title={ "Preview of the " (what) } src=(of(what)) data-frame=(format!("{base}/preview/{what}"))
                        loading=[matches!(part, Part::Reminder | Part::Thanks).then_some("lazy")] sandbox="allow-same-origin" {}
                }
            }
        }
    }
}
