//! The survey page as a customer would see it, drawn by the very functions that draw the real one, for whoever edits the
//! survey or tries a look. It belongs to no link: nothing that is done on it can be recorded. Called by the console's
//! previews.

use std::sync::Arc;

use axum::http::HeaderMap;
use maud::{Markup, html};

pub use super::page::Purpose;
use super::{
    about, frame,
    guise::Guise,
    messages,
    page::PageView,
    view::{self, Fields},
};
use crate::{
    domain::{
        deliveries::delivery::Facts,
        organization::look::Look,
        responses::submission::SCORE_FIELD,
        surveys::{definition::Definition, phrasing, wording::Names},
    },
    web::scheme::Scheme,
    words::{self, Voice},
};

/// What a preview is opened for: the browser says whether it shows it in a frame.
pub fn purpose(headers: &HeaderMap) -> Purpose {
    match headers.get("sec-fetch-dest") {
        Some(place) if place == "iframe" => Purpose::Preview,
        _ => Purpose::Trial,
    }
}

/// The page behind the letter of these facts, with a score chosen as a link in it would, in one scheme or in the
/// browser's.
pub fn page(
    purpose: Purpose,
    definition: &Definition,
    facts: &Facts,
    look: Arc<Look>,
    scheme: Option<Scheme>,
    score: Option<i16>,
) -> Markup {
    let locale = words::spoken(&facts.locale, &definition.default_locale);
    let brand = look.name(&facts.brand_name).to_owned();
    let names = names(facts, &brand);
    // As on the real page: what the survey says in a language that is not shipped is said in it.
    let voice = Voice {
        locale: &facts.locale,
        texts: Some(&look.texts),
    };
    let chosen = score.map(|score| (SCORE_FIELD.to_owned(), score.to_string()));
    let typed: Fields = chosen.into_iter().collect();
    let view = PageView {
        purpose,
        sent_to: String::new(),
        told_to: String::new(),
        unsubscribed_at: String::new(),
        languages: Vec::new(),
        about: Some(about::sentence(voice, &names, facts)),
        questions: view::questions(definition, voice, &names, &typed, &Fields::new()),
        answered: None,
        beacon: None,
        chosen: score.map(|score| score.to_string()),
        unsaved: false,
        scheme,
        brand: brand.clone(),
        look: look.clone(),
        locale: locale.clone(),
    };
    view.render()
}

fn names<'a>(facts: &'a Facts, brand: &'a str) -> Names<'a> {
    Names {
        customer: facts.customer_name.as_deref(),
        agent: facts.agent_name.as_deref(),
        brand,
        product: facts.product.as_deref(),
    }
}

/// The thanks for the highest score. `back`: where the answer could be changed.
pub fn thanks(definition: &Definition, facts: &Facts, look: &Look, back: &str) -> Markup {
    let locale = words::spoken(&facts.locale, &definition.default_locale);
    let brand = look.name(&facts.brand_name);
    let guise = Guise {
        locale: &locale,
        of: Some((brand, look)),
        scheme: None,
    };
    let scale = definition.first().kind.scale();
    let value = scale.map(|scale| scale.max.to_string());
    let own = phrasing::own(definition, "thanks", &facts.locale, &names(facts, brand));
    messages::thanks(
        guise,
        back,
        brand,
        &value.unwrap_or_default(),
        own.as_deref(),
    )
}

/// What stands where there is nothing to show yet.
pub fn nothing(words: &str) -> Markup {
    frame::notice("en", "Preview", words, html! {})
}
