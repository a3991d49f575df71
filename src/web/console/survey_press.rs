//! The buttons of the editor's form: each changes what was typed, keeps it as the draft, and says what came of it.

use axum::{
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use maud::html;
use sea_orm::DbErr;

use super::{
    error::PageError,
    survey_edit::Desk,
    survey_end,
    survey_errors::Misfits,
    survey_form::Posted,
    survey_page::{Editor, address},
    survey_stakes::losses,
};
use crate::{
    app::App,
    domain::{
        flow::{self, Trial},
        responses::{answer, response},
        surveys::{
            changes::changes,
            draft::{self, Change, Saved},
            sketch::{QuestionSketch, Sketch},
            survey, survey_version,
            wording::language_tag,
        },
    },
    ids::SurveyVersionId,
    web::ui::{badge::Tone, flash::flash},
    words::in_english,
};

/// One press of a button.
pub struct Press<'a> {
    pub app: &'a App,
    pub desk: &'a Desk<'a>,
    /// The version the form began from.
    pub base: Option<SurveyVersionId>,
}

impl Press<'_> {
    /// Does what the button says.
    pub async fn act(mut self, mut posted: Posted) -> Result<Response, PageError> {
        let (verb, about) = posted.verb();
        let (verb, about) = (verb.to_owned(), about.to_owned());
        let publishing = verb.starts_with("publish");
        let row = posted.position(&about);
        let mut anchor = String::new();
        // a language that stands in its field is meant, whichever button is pressed
        let mut added = None;
        if verb == "language" || !posted.new_locale.is_empty() {
            let Some(tag) = language_tag(&posted.new_locale) else {
                return Ok(self.no_language(&posted, publishing).await);
            };
            if verb == "language" {
                anchor = format!("language.{tag}");
                posted.look.locale.clone_from(&tag);
            }
            posted.new_locale.clear();
            if !posted.sketch.languages().contains(&tag) {
                posted.sketch.locales.push(tag.clone());
                added = Some(tag);
            }
        }
        match (verb.as_str(), row) {
            ("add", _) => {
                anchor = format!("q{}", posted.sketch.questions.len());
                let kind = std::mem::take(&mut posted.new_kind);
                posted.sketch.questions.push(QuestionSketch {
                    kind,
                    ..QuestionSketch::default()
                });
            }
            ("up", Some(i)) if i > 0 => {
                posted.sketch.questions.swap(i, i - 1);
                anchor = format!("q{}", i - 1);
            }
            ("down", Some(i)) if i + 1 < posted.sketch.questions.len() => {
                posted.sketch.questions.swap(i, i + 1);
                anchor = format!("q{}", i + 1);
            }
            ("remove", Some(i)) if self.answered(&posted.sketch.questions[i]).await? => {
                let mut editor = self.unsaved(&posted);
                editor.leaving = Some(i);
                return Ok(editor.show(self.app).await);
            }
            ("remove" | "remove-anyway", Some(i)) => {
                posted.sketch.questions.remove(i);
                anchor = "questions-heading".into();
            }
            ("option", Some(i)) => anchor = format!("q{i}"),
            ("drop-language", _) if written(&mut posted.sketch, &about) > 0 => {
                let mut editor = self.unsaved(&posted);
                editor.dropping = Some(about);
                return Ok(editor.show(self.app).await);
            }
            ("drop-language" | "drop-language-anyway", _) => {
                drop_language(&mut posted.sketch, &about);
                anchor = "languages-heading".into();
            }
            ("rebase", _) => {
                if let Some(survey) = &self.desk.opened.survey {
                    let current = survey.current_version_id;
                    let now = survey_version::definition(self.app.db.read(), current).await?;
                    (self.base, posted.sketch.base) = (Some(current), now);
                }
            }
            _ => {}
        }
        posted.sketch.name_the_nameless();
        if let Some(tag) = added.as_deref().filter(|_| publishing) {
            return Ok(self.wordless(&posted, tag).await);
        }
        match verb.as_str() {
            "save" if added.is_some() => self.save(posted, "added", &anchor).await,
            "publish" => {
                let losses = losses(&self.desk.others, &posted.sketch.touchpoints);
                // what is wrong with it comes first
                if losses.is_empty() || !posted.sketch.read().faults.is_empty() {
                    self.publish(posted).await
                } else {
                    Ok(self.ask_first(&posted, losses).await)
                }
            }
            "publish-anyway" => self.publish(posted).await,
            verb => self.save(posted, verb, &anchor).await,
        }
    }

    /// Whether customers of the survey have answered that question.
    async fn answered(&self, question: &QuestionSketch) -> Result<bool, DbErr> {
        let Some(survey) = &self.desk.opened.survey else {
            return Ok(false);
        };
        let db = self.app.db.read();
        if question.kind().is_metric()
            && response::is_any(db, survey.id, question.kind().code()).await?
        {
            return Ok(true);
        }
        answer::is_any(db, survey.id, &question.slug, None).await
    }

    /// The page of what was typed and is not kept.
    fn unsaved<'b>(&'b self, posted: &'b Posted) -> Editor<'b> {
        let mut editor = self.desk.editor(&posted.sketch, posted.seen, self.base);
        editor.look = posted.look.clone();
        editor.new_locale.clone_from(&posted.new_locale);
        editor.unsaved = true;
        editor
    }

    async fn no_language(&self, posted: &Posted, publishing: bool) -> Response {
        let mut editor = self.unsaved(posted);
        let detail = format!(
            "“{}” is not a language tag such as de or pt-BR",
            posted.new_locale
        );
        editor.misfits.add("new_locale", "Add a language:", detail);
        editor.refused = publishing;
        editor.status = StatusCode::UNPROCESSABLE_ENTITY;
        let words = html! {
            strong { "Not saved: " }
            "what stands in " a href="#new_locale" { "Add a language" } " is no language. Correct it, or empty the field."
        };
        editor.messages.insert(0, flash(Tone::Bad, words));
        editor.show(self.app).await
    }

    /// A language that was typed and not added has no texts yet: that is said before anything is published.
    async fn wordless(&self, posted: &Posted, tag: &str) -> Response {
        let mut editor = self.unsaved(posted);
        let words = html! {
            strong { "Nothing is published yet: " }
            bdi { (in_english(tag)) } " was typed under “Languages” and not added. It is "
            a href={ "#language." (tag) } { "added now" } ": write its texts, or publish without any."
        };
        editor.messages.insert(0, flash(Tone::Watch, words));
        editor.show(self.app).await
    }

    /// Another survey would give way: that is said before it happens.
    async fn ask_first(&self, posted: &Posted, losses: Vec<String>) -> Response {
        let mut editor = self.unsaved(posted);
        editor.losses = losses;
        editor.show(self.app).await
    }

    fn change(&self, posted: &Posted) -> Change {
        Change {
            brand: self.desk.brand.id,
            slug: self.desk.slug.to_owned(),
            sketch: posted.sketch.clone(),
            base: self.base,
            seen: posted.seen,
            by: self.desk.visitor.member.id,
        }
    }

    async fn save(&self, posted: Posted, verb: &str, anchor: &str) -> Result<Response, PageError> {
        let (change, now) = (self.change(&posted), self.desk.visitor.now);
        let saved = self
            .app
            .db
            .write(move |tx| Box::pin(async move { flow::save_draft(tx, change, now).await }));
        if let Saved::Overtaken(theirs) = saved.await? {
            return Ok(self.overtaken(&posted, theirs.as_deref()).await);
        }
        let done = match verb {
            "send" => self.send(&posted).await?,
            "save" => "saved",
            "rebase" => "rebased",
            "added" => "added",
            _ => "",
        };
        let anchor = match (verb, anchor) {
            ("refresh", _) => "#preview".to_owned(),
            (_, "") => String::new(),
            (_, anchor) => format!("#{anchor}"),
        };
        let address = address(self.desk.brand, self.desk.slug);
        if verb == "rehearse" {
            let to = format!("{address}/rehearsal?draft=1");
            return Ok(Redirect::to(&to).into_response());
        }
        let see = posted.look.code();
        let to = format!("{address}/edit?done={done}&see={see}{anchor}");
        Ok(Redirect::to(&to).into_response())
    }

    async fn send(&self, posted: &Posted) -> Result<&'static str, PageError> {
        let (app, desk) = (self.app, self.desk);
        let definition = posted.sketch.read().definition;
        let locale = match posted.look.locale.as_str() {
            "" => definition.default_locale.clone(),
            locale => locale.to_owned(),
        };
        let (keys, brand, slug) = (app.keys.clone(), desk.brand.clone(), desk.slug.to_owned());
        let (to, now) = (desk.visitor.member.email.clone(), desk.visitor.now);
        let sent = app.db.write(move |tx| {
            Box::pin(async move {
                let (of, to) = ((slug.as_str(), &definition), (to.as_str(), locale.as_str()));
                flow::send_trial(tx, &keys, &brand, of, to, now).await
            })
        });
        let sent: Trial = sent.await.map_err(|error: DbErr| PageError::from(error))?;
        app.letters_waiting.notify_one();
        Ok(match sent {
            Trial::Sent => "sent",
            Trial::TooMany => "many",
            Trial::NoLetter => "unrated",
        })
    }

    async fn publish(&self, posted: Posted) -> Result<Response, PageError> {
        let (change, visitor) = (self.change(&posted), self.desk.visitor);
        let (actor, now) = (format!("member:{}", visitor.member.id), visitor.now);
        let published = self.app.db.write(move |tx| {
            Box::pin(async move {
                let (brand, slug) = (change.brand, change.slug.clone());
                match flow::save_draft(tx, change, now).await? {
                    Saved::Overtaken(theirs) => Ok(Err(theirs)),
                    Saved::Kept(_) => flow::publish_draft(tx, brand, &slug, &actor, now)
                        .await
                        .map(Ok),
                }
            })
        });
        let published: Result<_, DbErr> = published.await;
        let published = match published? {
            Ok(published) => published,
            Err(theirs) => return Ok(self.overtaken(&posted, theirs.as_deref()).await),
        };
        let address = address(self.desk.brand, self.desk.slug);
        let mut editor = self.desk.editor(&posted.sketch, posted.seen + 1, self.base);
        editor.look = posted.look.clone();
        match published {
            flow::Published::Now(published) => {
                let done = match published {
                    survey::Published::Same(_) => "same",
                    survey::Published::First(_) | survey::Published::Next(_) => "published",
                };
                let to = format!("{address}/versions?done={done}");
                return Ok(Redirect::to(&to).into_response());
            }
            flow::Published::NoDraft => return Err(PageError::NotFound),
            flow::Published::Faulty(faults) => {
                editor.misfits = Misfits::of(&posted.sketch, &faults);
                editor.refused = true;
                editor.status = StatusCode::UNPROCESSABLE_ENTITY;
            }
            flow::Published::Overtaken(version) => {
                editor.status = StatusCode::CONFLICT;
                let message = survey_end::newer_version(&version, &posted.sketch, &address);
                editor.messages.insert(0, message);
            }
        }
        Ok(editor.show(self.app).await)
    }

    /// Somebody else saved, published or discarded the draft meanwhile: both are there to choose from.
    async fn overtaken(&self, posted: &Posted, theirs: Option<&draft::Model>) -> Response {
        let seen = theirs.map_or(0, |theirs| theirs.revision);
        let base = theirs.map_or(self.base, |theirs| theirs.base_version_id);
        let mut editor = self.desk.editor(&posted.sketch, seen, base);
        editor.status = StatusCode::CONFLICT;
        editor.look = posted.look.clone();
        editor.unsaved = true;
        let message = match theirs {
            Some(theirs) => {
                let ours = posted.sketch.read().definition;
                let differs = changes(&theirs.sketch.read().definition, &ours);
                let address = address(self.desk.brand, self.desk.slug);
                survey_end::newer_draft(&differs, &address)
            }
            None => survey_end::gone_draft(self.desk.opened.survey.is_some()),
        };
        editor.messages.insert(0, message);
        editor.show(self.app).await
    }
}

/// How many texts are written in that language.
fn written(sketch: &mut Sketch, locale: &str) -> usize {
    let own = sketch.texts_mut().filter_map(|texts| texts.get(locale));
    own.filter(|text| !text.trim().is_empty()).count()
}

fn drop_language(sketch: &mut Sketch, locale: &str) {
    sketch.locales.retain(|known| known != locale);
    for texts in sketch.texts_mut() {
        texts.remove(locale);
    }
}
