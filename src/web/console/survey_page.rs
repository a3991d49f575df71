//! The editor's page: the form of a draft with what is wrong with it, and the preview beside it.

use axum::{
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use maud::{Markup, html};

use super::{
    dates::{self, Clock},
    frame, outbox,
    survey_errors::Misfits,
    survey_fields::{hinted, press, text, tick},
    survey_form::Look,
    survey_preview, survey_questions,
    survey_stakes::{self, Other},
    survey_when, survey_wording,
    view::View,
    visitor::Visitor,
};
use crate::{
    app::App,
    domain::{
        organization::brand,
        surveys::{draft::Opened, sketch::Sketch},
    },
    web::{assets, ui::form::Field},
};

/// Where surveys are listed.
pub const LIST: &str = "/surveys";

const RETIRED: &str =
    "This survey is retired: nobody is asked by it. Publishing makes it live again.";

/// All the page shows.
pub struct Editor<'a> {
    pub visitor: &'a Visitor,
    pub brand: &'a brand::Model,
    pub slug: &'a str,
    /// What is there: the draft as it is kept, the survey as it is published.
    pub opened: &'a Opened,
    /// What is in the form.
    pub sketch: &'a Sketch,
    /// The revision and the base the form was made from.
    pub seen: i32,
    pub base: String,
    pub look: Look,
    pub misfits: Misfits,
    /// Somebody was just refused for these faults.
    pub refused: bool,
    pub status: StatusCode,
    /// What is in the form is kept nowhere yet.
    pub unsaved: bool,
    /// What just happened, and what should be known.
    pub messages: Vec<Markup>,
    /// The question whose removal waits for a second word.
    pub leaving: Option<usize>,
    /// The language whose removal does.
    pub dropping: Option<String>,
    pub new_locale: String,
    /// The brand's touchpoints.
    pub touchpoints: Vec<String>,
    /// The other surveys that ask, the one published last first.
    pub others: &'a [Other],
    /// What publishing would take from them, where that is asked about.
    pub losses: Vec<String>,
}

impl Editor<'_> {
    /// The whole page.
    pub async fn show(self, app: &App) -> Response {
        let title = self.sketch.shown_name(self.slug);
        let mut shell = frame::shell(
            app,
            self.visitor,
            &format!("Edit {title}"),
            LIST,
            &View::default(),
        )
        .await;
        shell.crumbs = vec![("Surveys".into(), LIST.into())];
        if self.opened.survey.is_some() {
            shell
                .crumbs
                .push((title, format!("{}/versions", self.address())));
        }
        shell.lead = Some(self.standing(self.visitor.clock(self.brand.id)));
        let page = shell.render(html! {
            @for message in &self.messages { (message) }
            (self.misfits.summary(self.refused))
            (self.form())
            script src=(assets::href("editor.js")) defer {}
        });
        let policy = (header::CONTENT_SECURITY_POLICY, outbox::FRAMING_POLICY);
        (self.status, [policy], page).into_response()
    }

    /// The address of everything about this survey.
    fn address(&self) -> String {
        address(self.brand, self.slug)
    }

    fn standing(&self, clock: Clock) -> Markup {
        let survey = self.opened.survey.as_ref();
        let retired = survey.is_some_and(|survey| survey.retired_at.is_some());
        html! {
            @match (&self.opened.draft, &self.opened.survey) {
                (Some(draft), survey) => {
                    "A draft, saved " (dates::instant(draft.changed_at, clock)) ". "
                    @if retired { (RETIRED) }
                    @else if survey.is_some() { "Customers are asked the published version until it is published." }
                    @else { "Nobody is asked until it is published." }
                }
                (None, _) if retired => (RETIRED),
                (None, None) => "This draft was discarded. What you typed is here until you leave the page.",
                (None, Some(_)) => "As it is published. What you change is a draft until you publish it; what was sent stays as it was.",
            }
            @if self.visitor.brands.len() > 1 { " For " bdi { (self.brand.name) } "." }
        }
    }

    fn form(&self) -> Markup {
        let languages = self.sketch.languages();
        html! {
            form class="editor" id="editor" method="post" action={ (self.address()) "/edit" } data-editor data-unsaved[self.unsaved] {
                // the Enter key presses the first button of a form
                button class="sr-only" type="submit" name="press" value="save" tabindex="-1" aria-hidden="true" { "Save draft" }
                input type="hidden" name="seen" value=(self.seen);
                input type="hidden" name="base" value=(self.base);
                @for locale in &languages { input type="hidden" name="locale" value=(locale); }
                div class="stack" {
                    @if !self.losses.is_empty() { (survey_stakes::question(&self.losses)) }
                    (self.about())
                    (survey_questions::questions(self.sketch, self.leaving, &self.misfits))
                    (survey_wording::first_language(self.sketch, &self.misfits))
                    (survey_wording::further_languages(self.sketch, &self.new_locale, self.dropping.as_deref(), &self.misfits))
                    (survey_when::whom_and_when(self.sketch, &self.misfits))
                    (survey_stakes::panel(self.sketch, self.opened.survey.is_some(), self.others))
                }
                (survey_preview::panel(&self.address(), &self.look, &languages))
                div class="editor-bar" {
                    button class="button" type="submit" name="press" value="publish" { "Publish" }
                    (press("save", "Save draft"))
                    (press("send", "Send it to me"))
                    @if self.opened.draft.is_some() { a class="button button-quiet" href={ (self.address()) "/discard" } { "Discard…" } }
                }
            }
        }
    }

    fn about(&self) -> Markup {
        let sketch = self.sketch;
        let chosen = |slug: &String| sketch.touchpoints.contains(slug);
        let unknown = sketch
            .touchpoints
            .iter()
            .filter(|slug| !self.touchpoints.contains(slug));
        let all: Vec<_> = self.touchpoints.iter().chain(unknown).collect();
        html! {
            section class="panel form" aria-labelledby="about-heading" {
                h2 id="about-heading" { "The survey" }
                (text("name", "Name, for your colleagues", &sketch.name, "", &self.misfits))
                fieldset class="group" {
                    legend { "Ask at these touchpoints" }
                    p class="hint" { "None ticked: every touchpoint that no other survey names." }
                    @if !all.is_empty() {
                        div class="ticks" {
                            @for slug in all { (tick("touchpoint", slug, slug, chosen(slug))) }
                        }
                    }
                    (crate::web::ui::form::field(&Field {
                        name: "touchpoint",
                        id: Some("another-touchpoint"),
                        label: "Another touchpoint",
                        kind: "text",
                        hint: Some("As your CRM names it, for instance phone-support."),
                        error: self.misfits.at("another-touchpoint").as_deref(),
                        autocomplete: Some("off"),
                        ..Field::default()
                    }))
                }
                (hinted("default_locale", "First language", &sketch.default_locale,
                    "Used where the customer’s own language is not known or has no words: en, de, pt-BR.", &self.misfits))
            }
        }
    }
}

/// The address of everything about a survey.
pub fn address(brand: &brand::Model, slug: &str) -> String {
    format!("{LIST}/{}/{slug}", brand.slug)
}
