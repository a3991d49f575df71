//! A survey's versions: who published and retired each and what it changed, and one of them as it was. Published versions
//! never change.

use axum::{
    extract::{Path, State},
    http::header,
    response::{IntoResponse, Response},
};
use maud::{Markup, html};

use super::{
    dates::{self, Clock},
    error::PageError,
    frame, outbox,
    survey_edit::brand_of,
    survey_end::differences,
    survey_form::Part,
    survey_page::{LIST, address},
    survey_preview,
    view::{View, escaped},
    visitor::{Reader, Visitor},
};
use crate::{
    app::App,
    domain::{
        organization::brand,
        surveys::{
            changes::changes,
            definition::Definition,
            draft,
            hands::{Hands, hands},
            in_words::{
                after, asked_at, click, counted, hours, kind, monthly, reminder, second_contact,
            },
            rule_lines::{limit_line, skip_line},
            survey, survey_version,
        },
    },
    web::ui::{
        badge::{Tone, badge},
        flash::flash,
        layout::Shell,
    },
    words::in_english,
};

async fn found(
    app: &App,
    brand: &brand::Model,
    slug: &str,
) -> Result<(survey::Model, Vec<survey_version::Model>), PageError> {
    let survey = survey::by_slug(app.db.read(), brand.id, slug).await?;
    let survey = survey.ok_or(PageError::NotFound)?;
    let versions = survey_version::of_survey(app.db.read(), survey.id).await?;
    Ok((survey, versions))
}

async fn shell(app: &App, visitor: &Visitor, title: &str) -> Shell {
    let mut shell = frame::shell(app, visitor, title, LIST, &View::default()).await;
    shell.crumbs = vec![("Surveys".into(), LIST.into())];
    shell
}

/// `GET /surveys/{brand}/{slug}/versions`
pub async fn list(
    State(app): State<App>,
    Reader(visitor): Reader,
    Path((brand, slug)): Path<(String, String)>,
    view: View,
) -> Result<Response, PageError> {
    let brand = brand_of(&visitor, &brand)?;
    let (survey, versions) = found(&app, brand, &slug).await?;
    let hands = hands(app.db.read(), &survey, &versions).await?;
    let drafted = draft::by_slug(app.db.read(), brand.id, &slug)
        .await?
        .is_some();
    let mut shell = shell(&app, &visitor, &survey.name).await;
    shell.lead = Some(html! {
        @if survey.retired_at.is_some() { "Retired: nobody new is asked. " } @else { "Live. " }
        "Who was asked answers the version they were sent, whatever is published later."
        @if visitor.brands.len() > 1 { " For " bdi { (brand.name) } "." }
    });
    shell.flash = match view.get("done") {
        Some("published") => Some(flash(
            Tone::Good,
            "It is published: contacts reported from now on are asked by this version.",
        )),
        Some("same") => Some(flash(
            Tone::Quiet,
            "There was nothing to publish: the draft said what the live version says.",
        )),
        Some("retired") => Some(flash(
            Tone::Good,
            "The survey is retired: nobody new is asked.",
        )),
        _ => None,
    };
    let address = address(brand, &slug);
    let page = shell.render(html! {
        (actions(&visitor, &survey, &address, drafted))
        section class="panel" {
            h2 { "Versions" }
            ol class="list" {
                @for (i, version) in versions.iter().enumerate() {
                    li {
                        p class="entry-head" {
                            strong { a href={ (address) "/versions/" (version.number) } { "Version " (version.number) } }
                            @if version.id == survey.current_version_id && survey.retired_at.is_none() { (badge(Tone::Good, "live")) }
                            span class="soft" { (published(version, hands.get(&version.id), visitor.clock(brand.id))) }
                        }
                        (since(&version.definition, versions.get(i + 1)))
                    }
                }
            }
        }
    });
    Ok(page.into_response())
}

fn actions(visitor: &Visitor, survey: &survey::Model, address: &str, drafted: bool) -> Markup {
    html! {
        div class="entry-actions survey-actions" {
            @if visitor.member.role.manages() {
                a class="button" href={ (address) "/edit" } { @if drafted { "Edit the draft" } @else { "Edit" } }
                form method="post" action={ (address) "/duplicate" } {
                    button class="button button-quiet" type="submit" { "Duplicate" }
                }
                @if survey.retired_at.is_none() { a class="button button-quiet" href={ (address) "/retire" } { "Retire…" } }
            }
            @if survey.retired_at.is_none() { a class="button button-quiet" href={ (address) "/rehearsal" } { "Rehearse" } }
            a class="button button-quiet" href={ "/surveys/" (escaped(&survey.slug)) } { "Scores" }
        }
    }
}

/// When and by whom a version was published, and retired where it was.
fn published(version: &survey_version::Model, hands: Option<&Hands>, clock: Clock) -> Markup {
    let hands = hands.cloned().unwrap_or_default();
    html! {
        "Published " (dates::instant(version.published_at, clock))
        @match &hands.published {
            Some(actor) => { " by " bdi { (actor.spoken()) } },
            None if version.number == 1 => ", with its brand",
            None => "; by whom is not on record",
        }
        @if let Some((actor, at)) = &hands.retired {
            ". Retired " (dates::instant(*at, clock)) " by " bdi { (actor.spoken()) }
        }
    }
}

fn since(definition: &Definition, before: Option<&survey_version::Model>) -> Markup {
    let said = before.map(|before| changes(&before.definition, definition));
    html! {
        @match said {
            None => p class="soft" { "The first version." },
            Some(said) if said.is_empty() => p class="soft" { "It asks as the version before did." },
            Some(said) => (differences(&said)),
        }
    }
}

/// `GET /surveys/{brand}/{slug}/versions/{number}`
pub async fn one(
    State(app): State<App>,
    Reader(visitor): Reader,
    Path((brand, slug, number)): Path<(String, String, String)>,
) -> Result<Response, PageError> {
    let number: i32 = number.parse().map_err(|_| PageError::NotFound)?;
    let brand = brand_of(&visitor, &brand)?;
    let (survey, versions) = found(&app, brand, &slug).await?;
    let at = versions.iter().position(|version| version.number == number);
    let at = at.ok_or(PageError::NotFound)?;
    let version = &versions[at];
    let hands = hands(app.db.read(), &survey, &versions).await?;
    let told = published(version, hands.get(&version.id), visitor.clock(brand.id));
    let address = address(brand, &slug);
    let mut shell = shell(&app, &visitor, &format!("Version {number}")).await;
    shell
        .crumbs
        .push((survey.name.clone(), format!("{address}/versions")));
    shell.lead = Some(html! { (told) ". It never changes." });
    let definition = &version.definition;
    let shown = [Part::Letter, Part::Page];
    let page = shell.render(html! {
        div class="stack" {
            section class="panel" { h2 { "What it changed" } (since(definition, versions.get(at + 1))) }
            section class="panel" { h2 { "Questions" } (questions(definition)) }
            section class="panel" { h2 { "Whom and when" } (facts(definition)) }
            @if !definition.wording.is_empty() { section class="panel" { h2 { "Texts of its own" } (texts(definition)) } }
            section class="panel" {
                h2 { "Letter and page" }
                (survey_preview::frames(&address, &shown, &definition.default_locale, Some(number)))
            }
        }
    });
    let policy = (header::CONTENT_SECURITY_POLICY, outbox::FRAMING_POLICY);
    Ok(([policy], page).into_response())
}

fn questions(definition: &Definition) -> Markup {
    html! {
        ol class="worked" {
            @for question in &definition.questions {
                li {
                    strong { (question.slug) } ": " (kind(question.kind))
                    @if !question.options.is_empty() { " (" bdi { (question.options.join(", ")) } ")" }
                    @if let Some(when) = &question.show_when {
                        ", only when the score of " (when.question) " is from "
                        (when.score_min.map_or("the lowest".into(), |score| score.to_string())) " to "
                        (when.score_max.map_or("the highest".into(), |score| score.to_string()))
                    }
                }
            }
        }
    }
}

fn facts(definition: &Definition) -> Markup {
    let facts = [
        ("Asks at", asked_at(&definition.touchpoints)),
        ("Letters leave", after(definition.send_after_minutes)),
        ("Hours", hours(definition.send_window.as_ref())),
        ("Reminder", reminder(definition.remind_after_days)),
        (
            "Answers are taken for",
            counted(definition.expires_after_days, "day"),
        ),
        (
            "Rest after being asked",
            counted(definition.quarantine_days, "day"),
        ),
        (
            "Of a hundred contacts",
            definition.sample_percent.to_string(),
        ),
        ("Oldest contact", counted(definition.max_age_hours, "hour")),
        (
            "Letters in a calendar month",
            monthly(definition.monthly_limit),
        ),
        (
            "Limits",
            lines(definition.limits.iter().map(limit_line).collect()),
        ),
        (
            "Never asks about",
            lines(definition.skip_when.iter().map(skip_line).collect()),
        ),
        (
            "A letter not yet sent, when the customer contacts us again",
            second_contact(definition.on_second_contact),
        ),
        ("A click counts", click(definition.one_click)),
        (
            "First language",
            in_english(&definition.default_locale).to_owned(),
        ),
    ];
    html! {
        dl class="facts" { @for (what, value) in facts { div { dt { (what) } dd dir="auto" { (value) } } } }
    }
}

fn lines(rules: Vec<String>) -> String {
    if rules.is_empty() {
        "none".into()
    } else {
        rules.join("; ")
    }
}

fn texts(definition: &Definition) -> Markup {
    html! {
        @for (locale, texts) in &definition.wording {
            h3 { (in_english(locale)) }
            dl class="texts" lang=(locale) {
                @for (key, text) in texts { div { dt dir="ltr" lang="en" { (key) } dd dir="auto" { (text) } } }
            }
        }
    }
}
