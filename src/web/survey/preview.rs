//! The survey page as a customer would see it, drawn by the very functions that draw the real one, for whoever edits the
//! survey. It belongs to no link: nothing that is done on it can be recorded. Called by the console's preview.

use maud::{Markup, html};

use super::{
    answer, frame,
    page::PageView,
    view::{self, Fields},
};
use crate::domain::{
    deliveries::delivery::Facts,
    responses::submission::SCORE_FIELD,
    surveys::{definition::Definition, wording::Names},
};

/// The page behind the letter of these facts, with a score chosen as a link in it would.
pub fn page(definition: &Definition, facts: &Facts, score: Option<i16>) -> Markup {
    let locale = facts.locale.as_str();
    let names = Names {
        customer: facts.customer_name.as_deref(),
        agent: facts.agent_name.as_deref(),
        brand: &facts.brand_name,
        product: facts.product.as_deref(),
    };
    let chosen = score.map(|score| (SCORE_FIELD.to_owned(), score.to_string()));
    let typed: Fields = chosen.into_iter().collect();
    let view = PageView {
        locale: locale.to_owned(),
        sent_to: "/s/preview".into(),
        told_to: "/s/preview/beacon".into(),
        unsubscribed_at: "/u/preview".into(),
        languages: Vec::new(),
        brand: facts.brand_name.clone(),
        about: Some(answer::about(locale, &names, facts)),
        questions: view::questions(definition, locale, &names, &typed, &Fields::new()),
        answered: None,
        beacon: None,
        chosen: score.map(|score| score.to_string()),
        unsaved: false,
    };
    view.render()
}

/// What stands where there is nothing to show yet.
pub fn nothing(words: &str) -> Markup {
    frame::notice("en", "Preview", words, html! {})
}
