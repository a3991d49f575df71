//! How a page speaks and looks: the customer's language, the brand's texts and its look. Every page of this door takes
//! one; a page for nobody known has a language alone.

use maud::{Markup, html};

use crate::{
    domain::organization::look::Look,
    web::{dress, scheme::Scheme},
    words::{self, Voice},
};

/// Of one page.
#[derive(Clone, Copy, Debug)]
pub struct Guise<'a> {
    /// A shipped language, or one that leads to one.
    pub locale: &'a str,
    /// The brand's name, and its look.
    pub of: Option<(&'a str, &'a Look)>,
    /// For a preview: this scheme, whatever the browser prefers.
    pub scheme: Option<Scheme>,
}

impl<'a> From<&'a str> for Guise<'a> {
    fn from(locale: &'a str) -> Self {
        Self {
            locale,
            of: None,
            scheme: None,
        }
    }
}

impl<'a> From<Guise<'a>> for Voice<'a> {
    fn from(guise: Guise<'a>) -> Self {
        Self {
            locale: guise.locale,
            texts: guise.of.map(|(_, look)| &look.texts),
        }
    }
}

impl Guise<'_> {
    /// The style sheet with the brand's colours.
    pub fn colours(self) -> Option<String> {
        let accent = self.of?.1.accent?;
        Some(dress::accent_path(accent, self.scheme))
    }

    /// Whose page it is: the logo, or the name.
    pub fn sign(self) -> Markup {
        html! {
            @if let Some((brand, look)) = self.of {
                p class="brand" {
                    @if let Some(logo) = &look.logo {
                        img class="logo" src=(dress::logo_path(logo)) width=(logo.width) height=(logo.height) alt=(brand);
                    } @else { bdi { (brand) } }
                }
            }
        }
    }

    /// What the brand has to say below every page, a paragraph each.
    pub fn foot(self) -> Markup {
        let Some((_, look)) = self.of else {
            return Markup::default();
        };
        let texts = [&look.footer, &look.postal_address].into_iter().flatten();
        html! {
            @for text in texts {
                p dir="auto" {
                    @for (at, line) in text.lines().enumerate() { @if at > 0 { br; } (line) }
                }
            }
            @if let Some(address) = &look.privacy_link {
                p { a href=(address) rel="noopener noreferrer" { (words::text(self, "survey-privacy-link", &[])) } }
            }
        }
    }
}
