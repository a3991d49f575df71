//! The frame of every page a customer sees: a few kilobytes, nothing from elsewhere, nothing written inline.

use maud::{DOCTYPE, Markup, html};

use crate::web::assets;
use crate::words;

/// A whole page in the customer's language. `script` only where the page listens for a sign of a person.
pub fn document(locale: &str, title: &str, script: bool, content: Markup) -> Markup {
    let language = words::shipped(locale);
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
                link rel="stylesheet" href=(assets::href("survey.css"));
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

/// A page that says one thing.
pub fn notice(locale: &str, title: &str, heading: &str, content: Markup) -> Markup {
    document(
        locale,
        title,
        false,
        html! {
            div class="card notice" {
                h1 { (heading) }
                (content)
            }
        },
    )
}
