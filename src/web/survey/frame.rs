//! The frame of every page a customer sees: a few kilobytes, nothing from elsewhere, nothing written inline.

use maud::{DOCTYPE, Markup, html};

use super::guise::Guise;
use crate::web::assets;
use crate::words;

/// A whole page in the customer's language. `script` only where the page listens for a sign of a person.
pub fn document(guise: Guise<'_>, title: &str, script: bool, content: Markup) -> Markup {
    let language = words::shipped(guise.locale);
    html! {
        (DOCTYPE)
        html lang=(language) dir=(words::direction(&language)) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="robots" content="noindex, nofollow";
                meta name="color-scheme" content="light dark";
                title { (title) }
                link rel="icon" type="image/svg+xml" href=(assets::href("favicon.svg"));
                link rel="stylesheet" href=(sheet(guise));
                @if let Some(colours) = guise.colours() { link rel="stylesheet" href=(colours); }
                @if script {
                    script src=(assets::href("survey.js")) defer {}
                }
            }
            body {
                main { (content) }
            }
        }
    }
}

fn sheet(guise: Guise<'_>) -> String {
    let sheet = assets::href("survey.css");
    match guise.scheme {
        Some(scheme) => format!("{sheet}?scheme={}", scheme.code()),
        None => sheet,
    }
}

/// A page that says one thing.
pub fn notice<'a>(
    guise: impl Into<Guise<'a>>,
    title: &str,
    heading: &str,
    content: Markup,
) -> Markup {
    let guise = guise.into();
    document(
        guise,
        title,
        false,
        html! {
            div class="card notice" {
                (guise.sign())
                h1 { (heading) }
                (content)
            }
            footer { (guise.foot()) }
        },
    )
}
