//! The form of a brand's look as it is sent: what was typed, and what of it cannot be taken and why. Called by `look`;
//! the fields themselves are `look_fields`.

use std::collections::BTreeMap;

use axum::extract::Multipart;
use url::Url;

use super::{error::PageError, upload};
use crate::domain::{
    customers::email_address::EmailAddress,
    organization::{
        colour::Colour,
        logo::Logo,
        look::Look,
        picture::{self, Fault},
    },
};
use crate::words::own::leaves_a_mark;

/// Characters: what a letter shows of a name, and of the texts below it.
const LONGEST_NAME: usize = 60;
const LONGEST_LINK: usize = 500;
const LONGEST_TEXT: usize = 500;

/// The form as it was sent.
#[derive(Debug, Default)]
pub struct Sent {
    pub typed: BTreeMap<String, String>,
    /// A file that was chosen: its content as far as it is worth reading.
    pub file: Option<Vec<u8>>,
}

impl Sent {
    pub fn get(&self, name: &str) -> &str {
        self.typed.get(name).map_or("", String::as_str)
    }

    /// # Errors
    /// When the form breaks off, or is larger than any form may be.
    pub async fn read(form: Multipart) -> Result<Self, PageError> {
        let mut sent = Self::default();
        // One byte too many says that a picture is too heavy.
        for part in upload::parts(form, picture::HEAVIEST).await? {
            match &part.file_name {
                None => {
                    sent.typed.insert(part.name.clone(), part.text());
                }
                // so browsers say that no file was chosen
                Some(name) if name.is_empty() && part.content.is_empty() => {}
                Some(_) => sent.file = Some(part.content),
            }
        }
        Ok(sent)
    }

    /// A look as the form shows it.
    pub fn of(look: &Look) -> Self {
        let accent = look.accent.map(|accent| accent.to_string());
        let logo = look.logo.as_ref().map(|logo| logo.id.to_string());
        let typed = [
            ("name", &look.name),
            ("accent", &accent),
            ("logo", &logo),
            ("sender_name", &look.sender_name),
            ("sender_address", &look.sender_address),
            ("reply_to", &look.reply_to),
            ("postal_address", &look.postal_address),
            ("privacy_link", &look.privacy_link),
            ("footer", &look.footer),
        ];
        let typed = typed.into_iter().filter_map(|(name, value)| {
            let value = value.clone()?;
            Some((name.to_owned(), value))
        });
        Self {
            typed: typed.collect(),
            file: None,
        }
    }
}

/// What is wrong, by field.
pub type Faults = BTreeMap<&'static str, String>;

/// The look that was typed, beside every fault of it: what is at fault is left out.
pub fn read(sent: &Sent, logo: Option<Logo>) -> (Look, Faults) {
    let mut faults = Faults::new();
    let mut look = Look {
        logo,
        ..Look::default()
    };
    let mut take = |name: &'static str, check: &dyn Fn(&str) -> Result<String, String>| {
        let typed = sent.get(name).trim();
        if typed.is_empty() {
            return None;
        }
        check(typed)
            .map_err(|fault| faults.insert(name, fault))
            .ok()
    };
    look.name = take("name", &|typed| a_line(typed, LONGEST_NAME));
    let accent = take("accent", &|typed| {
        let read = typed.parse::<Colour>();
        read.map(|colour| colour.to_string()).map_err(|_| {
            format!("“{typed}” is not a colour. Write # and six digits, for instance #0f6674.")
        })
    });
    look.accent = accent.and_then(|accent| accent.parse().ok());
    look.sender_name = take("sender_name", &|typed| a_line(typed, LONGEST_NAME));
    look.sender_address = take("sender_address", &an_address);
    look.reply_to = take("reply_to", &an_address);
    look.postal_address = take("postal_address", &|typed| a_text(typed, LONGEST_TEXT));
    look.privacy_link = take("privacy_link", &a_link);
    look.footer = take("footer", &|typed| a_text(typed, LONGEST_TEXT));
    (look, faults)
}

/// What a manager is told about a file that is no logo.
pub fn file_fault(fault: &Fault) -> String {
    match fault {
        Fault::Empty => "The file is empty. Choose it again, or another one.".into(),
        Fault::TooHeavy => "This file is larger than 1 MB. Save the logo smaller: 480 pixels of width are plenty.".into(),
        Fault::Svg => "This is an SVG drawing, whatever its name says. Drawings can carry scripts, and mail programs do not show them. Export the logo as PNG.".into(),
        Fault::OtherKind => "This file is neither a PNG nor a JPEG picture. Export the logo as one of them.".into(),
        Fault::Broken => "This picture is damaged or cut short and cannot be read. Export the logo again.".into(),
        Fault::TooSmall { width, height } => format!(
            "This picture has {width} by {height} pixels. Each side needs at least {}.",
            picture::SHORTEST_SIDE
        ),
        Fault::TooLarge { width, height } => format!(
            "This picture has {width} by {height} pixels, more than is opened here: at most {} a side, 8 million in all.",
            picture::LONGEST_SIDE
        ),
    }
}

fn a_line(typed: &str, longest: usize) -> Result<String, String> {
    if typed.contains('\n') {
        return Err("This must be one line.".into());
    }
    a_text(typed, longest)
}

fn a_text(typed: &str, longest: usize) -> Result<String, String> {
    if !typed.chars().any(leaves_a_mark) {
        return Err("Nobody would see this: it has only characters that show nothing.".into());
    }
    // Marks that turn the direction of what follows could make a letter say something else.
    let turning = |c: char| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let hidden = |c: char| c.is_control() && c != '\n' || matches!(c, '\u{2028}' | '\u{2029}');
    if let Some(mark) = typed.chars().find(|c| turning(*c) || hidden(*c)) {
        return Err(format!(
            "There is an invisible character in this (U+{:04X}). Type it anew instead of pasting it.",
            u32::from(mark)
        ));
    }
    let characters = typed.chars().count();
    if characters > longest {
        return Err(format!(
            "This has {characters} characters; there is room for {longest}."
        ));
    }
    Ok(typed.to_owned())
}

fn an_address(typed: &str) -> Result<String, String> {
    let address = EmailAddress::parse(typed);
    address.map(|address| address.to_string()).ok_or_else(|| {
        format!("“{typed}” is not an address that mail can be sent to. It needs the form name@domain.example, without accents.")
    })
}

fn a_link(typed: &str) -> Result<String, String> {
    let wrong = |why: &str| Err(format!("“{typed}” {why}"));
    let Ok(link) = Url::parse(typed) else {
        return wrong("is not a link. It begins with https:// and the name of a site.");
    };
    if link.scheme() != "https" {
        return wrong("does not begin with https://. Other links are not safe to follow.");
    }
    if !link.username().is_empty() || link.password().is_some() {
        return wrong("has a name before its @. Leave that out.");
    }
    if link.as_str().len() > LONGEST_LINK {
        return Err(format!(
            "This link is longer than {LONGEST_LINK} characters."
        ));
    }
    Ok(link.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(name: &str, value: &str) -> (Look, Faults) {
        let typed = [(name.to_owned(), value.to_owned())].into();
        read(&Sent { typed, file: None }, None)
    }

    #[test]
    fn what_is_typed_well_is_taken_and_the_rest_says_why_not() {
        for (name, value) in [
            ("name", "أكمي للاتصالات"),
            ("accent", "#0F6674"),
            ("sender_address", "care@acme.example"),
            ("postal_address", "Acme Ltd\n1 Long Lane"),
            ("privacy_link", "https://acme.example/privacy"),
        ] {
            let (look, faults) = typed(name, value);
            assert!(faults.is_empty(), "{faults:?}");
            assert_ne!(look, Look::default(), "{name}");
            assert_eq!(
                Sent::of(&look).get(name).to_lowercase(),
                value.to_lowercase()
            );
        }
        for (name, value, why) in [
            ("name", &"x".repeat(61)[..], "room for 60"),
            ("name", "Acme\u{202e}moc", "U+202E"),
            ("name", "Acme\nBcc: all", "one line"),
            ("accent", "teal", "not a colour"),
            ("reply_to", "care@acme", "not an address"),
            ("privacy_link", "http://acme.example", "https://"),
            ("privacy_link", "javascript:alert(1)", "https://"),
            (
                "privacy_link",
                "https://acme.example@evil.example",
                "before its @",
            ),
        ] {
            let (look, faults) = typed(name, value);
            assert!(faults[name].contains(why), "{faults:?}");
            assert_eq!(look, Look::default());
        }
    }
}
