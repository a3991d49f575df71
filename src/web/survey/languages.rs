//! The menu of languages. Each is a button of a form of the page, so that what is chosen and typed goes along, with and
//! without scripts. Rendered by `page` and `offers`.

use maud::{Markup, html};

use super::invitee::{Invitee, LANGUAGE_FIELD};
use crate::words::{self, LANGUAGES, Language, Voice};

/// A language the page is not in, and where the form goes to be shown in it.
#[derive(Clone, Debug)]
pub struct Other {
    pub language: Language,
    pub address: String,
}

/// Every shipped language but that of the page.
pub fn others(invitee: &Invitee) -> Vec<Other> {
    let spoken = words::shipped(invitee.locale()).to_string();
    let others = LANGUAGES.iter().filter(|language| language.tag != spoken);
    others
        .map(|language| Other {
            language: language.clone(),
            address: invitee.address_in(&language.tag),
        })
        .collect()
}

/// The menu of the survey page, inside its one form.
pub fn menu(voice: Voice<'_>, others: &[Other]) -> Markup {
    let buttons = html! {
        @for other in others {
            // the browser need not find the form complete
            button lang=(other.language.tag) formaction=(other.address) formnovalidate { (other.language.name) }
        }
    };
    closed(voice, others, &buttons)
}

/// The menu of a page with several forms, or none: it opens the page anew, with what is chosen in the form of that id.
pub fn menu_opening(voice: Voice<'_>, others: &[Other], form: &str) -> Markup {
    let buttons = html! {
        @for other in others {
            button lang=(other.language.tag) form=(form) formmethod="get" name=(LANGUAGE_FIELD) value=(other.language.tag) {
                (other.language.name)
            }
        }
    };
    closed(voice, others, &buttons)
}

/// Closed it shows the page's own language; open, each other one in its own name.
fn closed(voice: Voice<'_>, others: &[Other], buttons: &Markup) -> Markup {
    let own = words::text(voice, "language-name", &[]);
    let label = words::text(voice, "survey-language", &[]);
    html! { @if !others.is_empty() {
        details class="languages" aria-label=(label) {
            summary aria-label={ (label) ": " (own) } {
                svg viewBox="0 0 24 24" aria-hidden="true" {
                    path d="M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18M3 12h18M12 3c-5 5-5 13 0 18 5-5 5-13 0-18" {}
                }
                (own)
            }
            div { (buttons) }
        }
    } }
}
