//! How a brand looks to its customers: set, tried and published here, by managers. The preview beside the form is what
//! customers get, made by the same functions.

use axum::{
    extract::{Multipart, Path, Query, State},
    http::{StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use maud::{Markup, html};
use sea_orm::DbErr;
use serde::Deserialize;

use super::{
    error::PageError,
    frame, look_clash,
    look_fields::Form,
    look_form::{Faults, Sent, file_fault, read},
    look_preview::frames,
    outbox::FRAMING_POLICY,
    view::{View, escaped},
    visitor::{Manager, Visitor},
};
use crate::{
    app::App,
    domain::{
        flow,
        organization::{
            brand,
            logo::{self, Logo},
            look::{self, Look, Publication},
            picture,
        },
    },
    ids::LookId,
    web::ui::{badge::Tone, flash::flash, form::wrong},
    words,
};

pub const PATH: &str = "/look";

/// What the address asks for.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    /// A look that was tried and not published.
    pub tried: Option<String>,
    pub language: Option<String>,
    /// The look that the form with the tried one was made from.
    base: Option<String>,
    done: Option<String>,
}

/// The page of one brand's look.
pub fn page_of(brand: &brand::Model) -> String {
    format!("/brands/{}/look", escaped(&brand.slug))
}

/// `GET /look`: the brand's own page, or a choice of them.
pub async fn choose(
    State(app): State<App>,
    Manager(visitor): Manager,
) -> Result<Response, PageError> {
    if let [only] = visitor.brands.as_slice() {
        return Ok(Redirect::to(&page_of(only)).into_response());
    }
    let view = View::default();
    let mut shell = frame::shell(&app, &visitor, "Look and texts", PATH, &view).await;
    shell.lead = Some(html! { "Each brand has its own name, logo, colour, sender and texts." });
    let page = shell.render(html! {
        section class="panel" aria-label="Brands" {
            ul class="list" { @for brand in &visitor.brands {
                li {
                    a href=(page_of(brand)) { bdi { (brand.name) } }
                    @if brand.current_look_id.is_none() { " " span class="soft" { "looks as Afterword does by itself" } }
                }
            } }
        }
    });
    Ok(page.into_response())
}

/// `GET /brands/{key}/look`
pub async fn show(
    State(app): State<App>,
    Manager(visitor): Manager,
    Path(key): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, PageError> {
    let brand = visitor.brand(&key).ok_or(PageError::NotFound)?;
    let (look, tried) = wanted(&app, brand, asked.tried.as_deref()).await?;
    let page = Page {
        visitor: &visitor,
        brand,
        sent: Sent::of(&look),
        faults: Faults::new(),
        logo: look.logo.clone(),
        shown: Some(look),
        tried,
        language: language(asked.language.as_deref()),
        base: asked
            .base
            .clone()
            .unwrap_or_else(|| look_clash::name(brand.current_look_id)),
        clash: None,
        done: asked.done.as_deref(),
    };
    page.show(&app).await
}

/// `POST /brands/{key}/look`: keeps the look to be looked at, or publishes it.
pub async fn press(
    State(app): State<App>,
    Manager(visitor): Manager,
    Path(key): Path<String>,
    form: Multipart,
) -> Result<Response, PageError> {
    let brand = visitor.brand(&key).ok_or(PageError::NotFound)?;
    let sent = Sent::read(form).await?;
    let (logo, file) = logo_of(&app, brand, &sent, &visitor).await?;
    let (mut look, mut faults) = read(&sent, logo.clone());
    if let Some(fault) = file {
        faults.insert("file", fault);
    }
    let language = language(Some(sent.get("language")));
    let base = sent.get("base").to_owned();
    // What is shown again with all that was typed, where it cannot be taken.
    let again = |sent, faults, base, clash| Page {
        visitor: &visitor,
        brand,
        sent,
        faults,
        logo,
        shown: None,
        tried: None,
        language: language.clone(),
        base,
        clash,
        done: None,
    };
    if !faults.is_empty() {
        return again(sent, faults, base, None).show(&app).await;
    }
    let (id, now) = (brand.id, visitor.now);
    let to = page_of(brand);
    if sent.get("press") == "publish" {
        let actor = format!("member:{}", visitor.member.id);
        let from = look_clash::base(&app, brand, &base).await?;
        let publishing = app.db.write(move |tx| {
            Box::pin(async move {
                let change = move |present: Look| look.together(&from, &present);
                flow::publish_look(tx, id, change, &actor, now).await
            })
        });
        let done = match publishing.await? {
            Publication::Done(_) => "published",
            Publication::Same => "same",
            Publication::Clashes(clashes, present) => {
                let what: Vec<_> = clashes.iter().map(|name| spoken(name).to_owned()).collect();
                let told = look_clash::told(&app, brand, present, &what).await?;
                let page = again(sent, faults, look_clash::name(present), Some(told));
                return page.show(&app).await;
            }
        };
        return Ok(Redirect::to(&format!("{to}?done={done}&language={language}")).into_response());
    }
    let present = look::look(app.db.read(), brand.current_look_id).await?;
    look.texts = present.texts.clone();
    let tried = app
        .db
        .write(move |tx| Box::pin(async move { flow::try_look(tx, id, look, now).await }))
        .await?;
    let base = escaped(&base);
    let to = format!("{to}?tried={tried}&language={language}&base={base}");
    Ok(Redirect::to(&to).into_response())
}

/// A field of the form by its label.
fn spoken(name: &str) -> &str {
    match name {
        "name" => "the name",
        "accent" => "the colour",
        "logo" => "the logo",
        "sender_name" => "the sender’s name",
        "sender_address" => "the sender’s address",
        "reply_to" => "where answers go",
        "postal_address" => "the postal address",
        "privacy_link" => "the privacy link",
        "footer" => "the footer",
        other => other,
    }
}

/// The logo the form means, and what is wrong with the file in it. A new one is kept at once: no browser fills a file's
/// field in again when something else has to be mended.
async fn logo_of(
    app: &App,
    brand: &brand::Model,
    sent: &Sent,
    visitor: &Visitor,
) -> Result<(Option<Logo>, Option<String>), PageError> {
    let db = app.db.read();
    let present = match sent.get("logo").parse() {
        Ok(id) if sent.get("remove_logo").is_empty() => logo::of_brand(db, brand.id, id).await?,
        _ => None,
    };
    let Some(file) = sent.file.clone() else {
        return Ok((present, None));
    };
    let read = tokio::task::spawn_blocking(move || picture::read(&file)).await;
    match read.map_err(|error| PageError::Surprise(error.into()))? {
        Err(fault) => Ok((present, Some(file_fault(&fault)))),
        Ok(picture) => {
            let (id, now) = (brand.id, visitor.now);
            let keeping = app.db.write(move |tx| {
                Box::pin(async move { flow::keep_logo(tx, id, picture, now).await })
            });
            let kept: Result<_, DbErr> = keeping.await;
            Ok((Some(kept?), None))
        }
    }
}

/// The look that was tried, or the brand's present one.
pub async fn wanted(
    app: &App,
    brand: &brand::Model,
    tried: Option<&str>,
) -> Result<(Look, Option<LookId>), PageError> {
    let Some(tried) = tried else {
        let present = look::look(app.db.read(), brand.current_look_id).await?;
        return Ok((Look::clone(&present), None));
    };
    let id: LookId = tried.parse().map_err(|_| PageError::NotFound)?;
    let found = look::of_brand(app.db.read(), brand.id, id).await?;
    let found = found.ok_or(PageError::NotFound)?;
    Ok((found.document, Some(id)))
}

/// A shipped language, the wanted one where there is one.
pub fn language(wanted: Option<&str>) -> String {
    let closest = wanted.and_then(words::closest);
    closest.map_or("en".into(), |language| language.to_string())
}

struct Page<'a> {
    visitor: &'a Visitor,
    brand: &'a brand::Model,
    sent: Sent,
    faults: Faults,
    logo: Option<Logo>,
    /// What the preview shows; with faults there is none.
    shown: Option<Look>,
    tried: Option<LookId>,
    language: String,
    /// The look that the form was made from.
    base: String,
    /// What somebody else changed meanwhile.
    clash: Option<Markup>,
    done: Option<&'a str>,
}

impl Page<'_> {
    async fn show(self, app: &App) -> Result<Response, PageError> {
        let view = View::default();
        let title = format!("Look of {}", self.brand.name);
        let mut shell = frame::shell(app, self.visitor, &title, PATH, &view).await;
        shell.lead = Some(html! {
            "How letters and survey pages look to customers. Their words: "
            a href={ "/brands/" (escaped(&self.brand.slug)) "/texts" } { "texts" } "."
        });
        shell.flash = match self.done {
            Some("published") => Some(flash(
                Tone::Good,
                "Published: letters enqueued from now on look like this.",
            )),
            Some("same") => Some(flash(
                Tone::Quiet,
                "Nothing was changed: it looks like this already.",
            )),
            _ => None,
        };
        let faulty = !self.faults.is_empty();
        let page = shell.render(html! {
            div class="look" {
                section class="panel" aria-label="The look" {
                    @if faulty { (wrong("Nothing is changed yet: see below what to mend.")) }
                    @if let Some(clash) = &self.clash { (clash) }
                    (self.form(app))
                }
                (self.preview())
            }
        });
        let status = if faulty {
            StatusCode::UNPROCESSABLE_ENTITY
        } else if self.clash.is_some() {
            StatusCode::CONFLICT
        } else {
            StatusCode::OK
        };
        let policy = [(header::CONTENT_SECURITY_POLICY, FRAMING_POLICY)];
        Ok((status, policy, page).into_response())
    }

    fn form(&self, app: &App) -> Markup {
        let form = Form {
            action: page_of(self.brand),
            sent: &self.sent,
            faults: &self.faults,
            logo: self.logo.as_ref(),
            accent: self.sent.get("accent").parse().ok(),
            brand: &self.brand.name,
            from: &app.config.mail_from,
            language: &self.language,
            base: &self.base,
        };
        form.show()
    }

    fn preview(&self) -> Markup {
        html! {
            @if self.shown.is_some() {
                section class="panel" id="preview" {
                    h2 {
                        @if self.tried.is_some() { "Preview, not published" } @else { "What customers get now" }
                    }
                    (frames(self.brand, self.tried, &self.language))
                }
            }
        }
    }
}
