//! The brand's own texts in place of the built-in ones, language by language: shown beside what is built in, checked and
//! published here, by managers. Written as the built-in ones are (Fluent), so that choices and plurals work.

use std::collections::BTreeMap;

use axum::{
    Form,
    extract::{Path, Query, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use maud::{Markup, html};
use serde::Deserialize;

use super::{
    error::PageError,
    frame,
    look::{self, language, page_of},
    look_clash,
    text_faults::{alike, own_text, said},
    view::{View, escaped},
    visitor::{Manager, Visitor},
};
use crate::{
    app::App,
    domain::{
        flow,
        organization::{
            brand,
            look::{self as looks, Publication},
        },
    },
    web::ui::{
        badge::Tone,
        figure::counted,
        flash::flash,
        form::{Choice, Field, Filters, field, filters, select, wrong},
    },
    words::{
        self, LANGUAGES,
        catalogue::{self, BuiltIn},
        own::{self, Texts},
    },
};

/// What stands before a text's key in the form's field.
const FIELD: &str = "text.";

/// What the address asks for.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    pub language: Option<String>,
    /// A word to look for.
    pub q: Option<String>,
    /// `own`: only texts the brand has changed.
    pub show: Option<String>,
    done: Option<String>,
}

/// `GET /brands/{key}/texts`
pub async fn show(
    State(app): State<App>,
    Manager(visitor): Manager,
    Path(key): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, PageError> {
    let brand = visitor.brand(&key).ok_or(PageError::NotFound)?;
    let look = looks::look(app.db.read(), brand.current_look_id).await?;
    let page = Page {
        visitor: &visitor,
        brand,
        language: language(asked.language.as_deref()),
        texts: &look.texts,
        asked: &asked,
        typed: &BTreeMap::new(),
        faults: BTreeMap::new(),
        base: look_clash::name(brand.current_look_id),
        clash: None,
    };
    page.show(&app).await
}

/// `POST /brands/{key}/texts`: publishes the texts that were shown, or says what is wrong with them.
pub async fn save(
    State(app): State<App>,
    Manager(visitor): Manager,
    Path(key): Path<String>,
    Query(asked): Query<Asked>,
    Form(sent): Form<BTreeMap<String, String>>,
) -> Result<Response, PageError> {
    let brand = visitor.brand(&key).ok_or(PageError::NotFound)?;
    let language = language(asked.language.as_deref());
    let base = sent.get("base").cloned().unwrap_or_default();
    let typed: BTreeMap<String, String> = sent
        .into_iter()
        .filter_map(|(field, text)| {
            let text = text.replace("\r\n", "\n").replace('\0', "");
            Some((field.strip_prefix(FIELD)?.to_owned(), text))
        })
        .collect();
    let built_in = catalogue::texts(&language);
    let meant: Vec<_> = built_in
        .iter()
        .filter_map(|built_in| Some((built_in, typed.get(&built_in.key)?)))
        .collect();
    let faults: BTreeMap<_, _> = meant
        .iter()
        .filter_map(|(built_in, text)| {
            let own = own_text(built_in, text)?;
            let fault = own::check(own, &built_in.made, &built_in.known).err()?;
            Some((built_in.key.as_str(), said(&fault, built_in)))
        })
        .collect();
    let present = looks::look(app.db.read(), brand.current_look_id).await?;
    let mut faults = faults;
    for (key, fault) in alike(&language, built_in, &typed, &present.texts) {
        faults.entry(key).or_insert(fault);
    }
    if !faults.is_empty() {
        let look = present;
        let page = Page {
            visitor: &visitor,
            brand,
            language,
            texts: &look.texts,
            asked: &asked,
            typed: &typed,
            faults,
            base,
            clash: None,
        };
        return page.show(&app).await;
    }
    let from = look_clash::base(&app, brand, &base).await?;
    let changes: Vec<(String, Option<String>)> = meant
        .iter()
        .map(|(built_in, text)| {
            let own = own_text(built_in, text).map(str::to_owned);
            (built_in.key.clone(), own)
        })
        .collect();
    let (id, now) = (brand.id, visitor.now);
    let actor = format!("member:{}", visitor.member.id);
    let to = address(brand, &language, &asked);
    let of_language = language.clone();
    let publishing = app.db.write(move |tx| {
        Box::pin(async move {
            let put_in = |look: looks::Look| look.with_texts(&from, &of_language, &changes);
            flow::publish_look(tx, id, put_in, &actor, now).await
        })
    });
    let done = match publishing.await? {
        Publication::Done(_) => "published",
        Publication::Same => "same",
        Publication::Clashes(keys, present) => {
            let look = looks::look(app.db.read(), present).await?;
            let clashing = built_in.iter().filter(|text| keys.contains(&text.key));
            let what: Vec<_> = clashing
                .clone()
                .map(|text| format!("“{}”", text.text))
                .collect();
            let theirs = |text: &BuiltIn| match look.texts.get(&language, &text.key) {
                Some(own) => format!("Now it says: “{own}”"),
                None => "Now it is the built-in text again.".to_owned(),
            };
            let page = Page {
                visitor: &visitor,
                brand,
                texts: &look.texts,
                asked: &asked,
                typed: &typed,
                faults: clashing
                    .map(|text| (text.key.as_str(), theirs(text)))
                    .collect(),
                base: look_clash::name(present),
                clash: Some(look_clash::told(&app, brand, present, &what).await?),
                language: language.clone(),
            };
            return page.show(&app).await;
        }
    };
    Ok(Redirect::to(&format!("{to}&done={done}")).into_response())
}

fn address(brand: &brand::Model, language: &str, asked: &Asked) -> String {
    let mut address = format!("/brands/{}/texts?language={language}", escaped(&brand.slug));
    for (name, value) in [("q", &asked.q), ("show", &asked.show)] {
        if let Some(value) = value.as_ref().filter(|value| !value.is_empty()) {
            address.push_str(&format!("&{name}={}", escaped(value)));
        }
    }
    address
}

struct Page<'a> {
    visitor: &'a Visitor,
    brand: &'a brand::Model,
    language: String,
    texts: &'a Texts,
    asked: &'a Asked,
    typed: &'a BTreeMap<String, String>,
    faults: BTreeMap<&'a str, String>,
    /// The look that the form was made from.
    base: String,
    /// What somebody else changed meanwhile.
    clash: Option<Markup>,
}

impl Page<'_> {
    async fn show(self, app: &App) -> Result<Response, PageError> {
        let view = View::default();
        let title = format!("Texts of {}", self.brand.name);
        let mut shell = frame::shell(app, self.visitor, &title, look::PATH, &view).await;
        shell.crumbs = vec![(format!("Look of {}", self.brand.name), page_of(self.brand))];
        shell.lead = Some(html! {
            "Every built-in text that customers read. A survey’s own wording goes before these, these go before the built-in text."
        });
        shell.flash = match self.asked.done.as_deref() {
            Some("published") => Some(flash(
                Tone::Good,
                "Published: letters enqueued from now on speak like this.",
            )),
            Some("same") => Some(flash(
                Tone::Quiet,
                "Nothing was changed: the texts are like this already.",
            )),
            _ => None,
        };
        shell.filters = Some(self.filters());
        let shown: Vec<_> = catalogue::texts(&self.language)
            .iter()
            .filter(|text| self.wanted(text))
            .collect();
        let faulty = !self.faults.is_empty() && self.clash.is_none();
        let page = shell.render(html! {
            section class="panel texts" aria-label="Texts" {
                @if faulty { (wrong("Nothing is changed yet: see below what to mend.")) }
                @if let Some(clash) = &self.clash { (clash) }
                @if shown.is_empty() {
                    p class="soft" { "No text is like that." }
                } @else {
                    (self.form(&shown))
                }
            }
        });
        let status = if faulty {
            StatusCode::UNPROCESSABLE_ENTITY
        } else if self.clash.is_some() {
            StatusCode::CONFLICT
        } else {
            StatusCode::OK
        };
        Ok((status, page).into_response())
    }

    fn filters(&self) -> Markup {
        let languages = LANGUAGES.iter().map(|language| {
            let own = self.texts.written().get(&language.tag);
            let label = match own.map(BTreeMap::len) {
                Some(own) => format!("{} ({own} changed)", language.english),
                None => language.english.clone(),
            };
            Choice::new(&language.tag, label)
        });
        let languages: Vec<_> = languages.collect();
        let which = [Choice::new("", "All"), Choice::new("own", "Changed ones")];
        let word = field(&Field {
            name: "q",
            label: "With the word",
            kind: "text",
            value: self.asked.q.as_deref().unwrap_or_default(),
            ..Field::default()
        });
        filters(&Filters {
            action: format!("/brands/{}/texts", escaped(&self.brand.slug)),
            first: vec![
                select("language", "Language", &languages, &self.language),
                word,
                select(
                    "show",
                    "Texts",
                    &which,
                    self.asked.show.as_deref().unwrap_or_default(),
                ),
            ],
            ..Filters::default()
        })
    }

    /// With a fault, what is at fault is in sight whatever was looked for.
    fn wanted(&self, text: &BuiltIn) -> bool {
        if self.faults.contains_key(text.key.as_str()) {
            return true;
        }
        let own = self.texts.get(&self.language, &text.key);
        let looked_for = self
            .asked
            .q
            .as_deref()
            .unwrap_or_default()
            .trim()
            .to_lowercase();
        let says = |text: &str| text.to_lowercase().contains(&looked_for);
        let found = says(&text.text) || says(&text.key) || own.is_some_and(says);
        found && (own.is_some() || self.asked.show.as_deref() != Some("own"))
    }

    fn form(&self, shown: &[&'static BuiltIn]) -> Markup {
        let lang = self.language.as_str();
        let mut areas: Vec<(&str, Vec<&BuiltIn>)> = Vec::new();
        for text in shown.iter().copied() {
            let area = heading(text);
            match areas.last_mut() {
                Some((last, texts)) if *last == area => texts.push(text),
                _ => areas.push((area, vec![text])),
            }
        }
        html! {
            form class="form" method="post" action=(address(self.brand, lang, self.asked)) {
                input type="hidden" name="base" value=(self.base);
                p class="hint" {
                    (counted(shown.len() as u64, "text", "texts"))
                    ". Leave a field empty for the built-in text above it. Names stand in braces with a dollar sign and are put in as they are; choices are written as the built-in text writes them."
                }
                @for (area, texts) in &areas {
                    h2 { (area) }
                    @for text in texts { (self.field(text)) }
                }
                div class="entry-actions" { button class="button" type="submit" { "Publish" } }
            }
        }
    }

    fn field(&self, text: &BuiltIn) -> Markup {
        let id = format!("{FIELD}{}", text.key);
        let own = self.texts.get(&self.language, &text.key);
        let value = self
            .typed
            .get(&text.key)
            .map(String::as_str)
            .or(own)
            .unwrap_or_default();
        let error = self.faults.get(text.key.as_str());
        let missing = own_text(text, value)
            .and_then(|own| own::check(own, &text.made, &text.known).ok())
            .filter(|missing| !missing.is_empty());
        let (lang, dir) = (
            &self.language,
            words::direction(&words::shipped(&self.language)),
        );
        let note = (error.is_some() || missing.is_some()).then(|| format!("{id}-note"));
        let rows = value
            .lines()
            .count()
            .max(text.text.lines().count())
            .clamp(1, 12);
        html! {
            div class={ "field" @if error.is_some() { " field-wrong" } } {
                label for=(id) lang=(lang) dir=(dir) { (text.text) }
                textarea id=(id) name=(id) rows=(rows) lang=(lang) dir=(dir) aria-describedby=[note.as_ref()]
                    aria-invalid=[error.map(|_| "true")] { "\n" (value) }
                @if let (Some(error), Some(id)) = (error, &note) { p class="error" id=(id) { (error) } }
                @if let (Some(missing), Some(id)) = (&missing, &note) {
                    p class="hint" id=(id) {
                        "This leaves out what the built-in text says: "
                        @for (at, name) in missing.iter().enumerate() { @if at > 0 { ", " } code { "{ $" (name) " }" } } "."
                    }
                }
            }
        }
    }
}

/// Where a text is read, in the words of the files.
fn heading(text: &BuiltIn) -> &str {
    match (text.area.as_str(), text.file.as_str()) {
        ("", "letter") => "The letter’s greeting",
        ("", _) => "Pages",
        (area, _) => area,
    }
}
