//! The buttons of the editor's form: each changes what was typed, keeps it as the draft, and says what came of it.

use axum::{
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use sea_orm::DbErr;

use super::{
    error::PageError, survey_edit::Desk, survey_end, survey_errors::Misfits, survey_form::Posted,
    survey_page::address, survey_stakes::losses,
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
        let row = posted.position(&about);
        let mut anchor = String::new();
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
                let mut editor = self.desk.editor(&posted.sketch, posted.seen, self.base);
                editor.leaving = Some(i);
                editor.look = posted.look.clone();
                return Ok(editor.show(self.app).await);
            }
            ("remove" | "remove-anyway", Some(i)) => {
                posted.sketch.questions.remove(i);
                anchor = "questions-heading".into();
            }
            ("option", Some(i)) => anchor = format!("q{i}"),
            ("language", _) => match language_tag(&posted.new_locale) {
                Some(tag) => {
                    anchor = format!("language.{tag}");
                    if !posted.sketch.languages().contains(&tag) {
                        posted.sketch.locales.push(tag.clone());
                    }
                    posted.look.locale = tag;
                }
                None => return Ok(self.no_language(&posted).await),
            },
            ("drop-language", _) => {
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
        match verb.as_str() {
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

    async fn no_language(&self, posted: &Posted) -> Response {
        let mut editor = self.desk.editor(&posted.sketch, posted.seen, self.base);
        let detail = format!(
            "“{}” is not a language tag such as de or pt-BR",
            posted.new_locale
        );
        editor.misfits.add("new_locale", "Add a language:", detail);
        editor.new_locale.clone_from(&posted.new_locale);
        editor.refused = true;
        editor.status = StatusCode::UNPROCESSABLE_ENTITY;
        editor.look = posted.look.clone();
        editor.show(self.app).await
    }

    /// Another survey would give way: that is said before it happens.
    async fn ask_first(&self, posted: &Posted, losses: Vec<String>) -> Response {
        let mut editor = self.desk.editor(&posted.sketch, posted.seen, self.base);
        editor.look = posted.look.clone();
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
        let ours = posted.sketch.read().definition;
        let differs = theirs.map(|theirs| changes(&theirs.sketch.read().definition, &ours));
        let message = survey_end::newer_draft(differs, &address(self.desk.brand, self.desk.slug));
        editor.messages.insert(0, message);
        editor.show(self.app).await
    }
}

fn drop_language(sketch: &mut Sketch, locale: &str) {
    sketch.locales.retain(|known| known != locale);
    for texts in sketch.texts_mut() {
        texts.remove(locale);
    }
}
