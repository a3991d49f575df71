//! The fields of a brand's look, each with what is used where it is left empty, and what becomes of a colour that
//! cannot be read. Shown by `look`.

use maud::{Markup, html};

use super::look_form::{Faults, Sent, file_fault};
use crate::{
    domain::{
        customers::email_address::{self, EmailAddress},
        organization::{
            colour::{Colour, ENOUGH, Shades},
            logo::Logo,
            picture,
        },
    },
    web::{
        dress,
        ui::{
            form::{Choice, Field, field, select},
            icon::Icon,
        },
    },
    words::LANGUAGES,
};

/// All of them.
pub struct Form<'a> {
    pub action: String,
    pub sent: &'a Sent,
    pub faults: &'a Faults,
    /// The logo in it.
    pub logo: Option<&'a Logo>,
    pub accent: Option<Colour>,
    /// What the brand is called else.
    pub brand: &'a str,
    /// The sender of all letters that have none of their own.
    pub from: &'a lettre::message::Mailbox,
    /// The language of the preview.
    pub language: &'a str,
    /// The look it is made from.
    pub base: &'a str,
}

impl Form<'_> {
    pub fn show(&self) -> Markup {
        let name = format!("What customers read. Empty: {}.", self.brand);
        let sender_name = match &self.from.name {
            Some(name) => format!("Empty: {name}."),
            None => "Empty: the name above.".to_owned(),
        };
        let sender_address = format!("Empty: {}.", self.from.email);
        html! {
            // The server says in words what is wrong, of all fields at once.
            form class="form" method="post" action=(self.action) enctype="multipart/form-data" novalidate {
                input type="hidden" name="base" value=(self.base);
                (self.line("name", "Name", "text", Some(&name)))
                (self.logo())
                (self.colour())
                (self.line("sender_name", "Sender’s name", "text", Some(&sender_name)))
                (self.line("sender_address", "Sender’s address", "email", Some(&sender_address)))
                (self.domain())
                (self.line("reply_to", "Replies go to", "email", Some("Empty: the sender’s address.")))
                (self.text("postal_address", "Postal address", "Below every letter and page; many countries ask for it. Empty: nothing is shown."))
                (self.line("privacy_link", "Link to your privacy notice", "url", Some("Begins with https://. Empty: no link.")))
                (self.text("footer", "More below letters and pages", "For instance your register entry. Empty: nothing."))
                (select("language", "Language of the preview", &languages(), self.language))
                div class="entry-actions" {
                    button class="button" type="submit" name="press" value="publish" { "Publish" }
                    button class="button button-quiet" type="submit" name="press" value="try" { "Preview" }
                }
                p class="hint" { "Letters that are waiting to leave keep the look they have. Preview keeps nothing for customers." }
            }
        }
    }

    /// Without a word on autocompletion: with "off", going back in the browser would show the field empty.
    fn line(&self, name: &str, label: &str, kind: &str, hint: Option<&str>) -> Markup {
        field(&Field {
            name,
            label,
            kind,
            value: self.sent.get(name),
            hint,
            error: self.faults.get(name).map(String::as_str),
            ..Field::default()
        })
    }

    fn text(&self, name: &str, label: &str, hint: &str) -> Markup {
        let error = self.faults.get(name);
        let (hint_id, error_id) = (format!("{name}-hint"), format!("{name}-error"));
        let described = match error {
            Some(_) => format!("{hint_id} {error_id}"),
            None => hint_id.clone(),
        };
        html! {
            div class={ "field" @if error.is_some() { " field-wrong" } } {
                label for=(name) { (label) }
                textarea id=(name) name=(name) rows="3" dir="auto" aria-describedby=(described)
                    aria-invalid=[error.map(|_| "true")] { "\n" (self.sent.get(name)) }
                p class="hint" id=(hint_id) { (hint) }
                @if let Some(error) = error { p class="error" id=(error_id) { (error) } }
            }
        }
    }

    fn logo(&self) -> Markup {
        let error = self.faults.get("file");
        let described = match error {
            Some(_) => "file-hint file-error",
            None => "file-hint",
        };
        html! {
            div class={ "field" @if error.is_some() { " field-wrong" } } {
                label for="file" { "Logo" }
                @if let Some(logo) = self.logo {
                    input type="hidden" name="logo" value=(logo.id);
                    img class="logo-shown" src=(dress::logo_path(logo)) width=(logo.width) height=(logo.height) alt="The logo that is set";
                    div class="checks" { label {
                        input type="checkbox" name="remove_logo" value="yes";
                        "Do without this logo"
                    } }
                }
                input type="file" id="file" name="file" accept="image/png,image/jpeg" aria-describedby=(described)
                    aria-invalid=[error.map(|_| "true")]
                    data-most=(picture::HEAVIEST) data-too-large=(file_fault(&picture::Fault::TooHeavy));
                p class="hint" id="file-hint" {
                    "PNG or JPEG, at most 1 MB. Shown at most " (picture::WIDTH) " by " (picture::HEIGHT)
                    " pixels, on white. Empty: " @if self.logo.is_some() { "this one stays." } @else { "the name stands there." }
                }
                @if let Some(error) = error { p class="error" id="file-error" { (error) } }
            }
        }
    }

    fn colour(&self) -> Markup {
        html! {
            div class="colour" data-colour="accent" {
                (self.line("accent", "Colour", "text", Some("Of buttons, links and ratings, for instance #0f6674. Empty: Afterword’s blue in letters, its green on pages.")))
                @if let Some(accent) = self.accent { (shades(accent)) }
            }
        }
    }

    /// Others' domains need more than a form.
    fn domain(&self) -> Markup {
        let own = self.from.email.domain();
        let typed = EmailAddress::parse(self.sent.get("sender_address"));
        let domain = typed.map(|address| email_address::domain(address.as_str()));
        html! {
            @if let Some(domain) = domain.filter(|domain| !domain.eq_ignore_ascii_case(own)) {
                div class="flash flash-watch" role="note" {
                    (Icon::Warning.draw())
                    div {
                        "Letters so far leave from " bdi { (own) } ". For " bdi { (domain) } ", your mail server must be allowed to send, and the domain needs SPF and DKIM records that say so; else letters end as spam. "
                        a href="/mail" { "Check the sender’s domain" } " before you publish."
                    }
                }
            }
        }
    }
}

fn languages() -> Vec<Choice> {
    let all = LANGUAGES.iter();
    all.map(|language| Choice::new(&language.tag, &language.english))
        .collect()
}

/// What becomes of a colour in the light and in the dark.
fn shades(accent: Colour) -> Markup {
    let Shades { light, dark } = Shades::of(accent);
    let (on_light, on_dark) = accent.contrasts();
    html! {
        ul class="shades" {
            (shade("In the light", accent, light.accent, on_light))
            (shade("In the dark", accent, dark.accent, on_dark))
        }
    }
}

fn shade(scheme: &str, accent: Colour, used: Colour, contrast: f64) -> Markup {
    html! {
        li {
            svg viewBox="0 0 20 20" aria-hidden="true" { rect width="20" height="20" rx="4" fill=(used.to_string()) {} }
            span {
                (scheme) ": "
                @if used == accent {
                    code { (used) } " as it is."
                } @else {
                    strong { code { (used) } " is used instead of " code { (accent) } }
                    ", whose contrast is " (format!("{:.1}", (contrast * 10.0).floor() / 10.0)) " to 1; text needs " (ENOUGH) "."
                }
            }
        }
    }
}
