//! An email address a letter can be sent to. Pure.

use std::fmt;

use validator::ValidateEmail;

/// An address that passed [`EmailAddress::parse`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EmailAddress(String);

impl EmailAddress {
    /// `text` when it is an address our letters can reach: ASCII (our relay may not speak SMTPUTF8), at most 254
    /// characters, and a domain with a dot.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        // RFC 5322 has no dot at the ends of a name, nor two together; the check of HTML forms takes both.
        let (name, domain) = text.rsplit_once('@')?;
        let dotted = domain.contains('.')
            && !name.starts_with('.')
            && !name.ends_with('.')
            && !name.contains("..");
        (dotted && text.is_ascii() && text.len() <= 254 && text.validate_email())
            .then(|| Self(text.into()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for EmailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The form under which two spellings of an address are the same customer.
pub fn normalise(text: &str) -> String {
    text.trim().to_lowercase()
}

/// The domain of an address, normalised; the whole text where there is none.
pub fn domain(text: &str) -> String {
    let text = normalise(text);
    text.rsplit_once('@')
        .map_or(text.clone(), |(_, domain)| domain.to_owned())
}

/// An address for those who need not know it: its first letter and its domain.
pub fn masked(text: &str) -> String {
    let text = text.trim();
    let first = text.chars().next().filter(|first| *first != '@');
    let first: String = first.into_iter().collect();
    match text.rsplit_once('@') {
        Some((_, domain)) => format!("{first}…@{domain}"),
        None => format!("{first}…"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_what_a_letter_can_reach_and_nothing_else() {
        for good in [
            "kim@example.net",
            " Kim.Lee+crm@mail.example.co.uk ",
            "o'neil@example.org",
        ] {
            assert!(EmailAddress::parse(good).is_some(), "{good}");
        }
        for bad in [
            "",
            "kim",
            "kim@",
            "@example.net",
            "kim@localhost",
            "kim lee@example.net",
            "kim@exämple.net",
            "a@b@c.example",
            "kim@example..net",
            ".kim@example.net",
            "kim.@example.net",
            "kim..lee@example.net",
        ] {
            assert!(EmailAddress::parse(bad).is_none(), "{bad}");
        }
    }

    #[test]
    fn a_masked_address_keeps_one_letter_of_the_name() {
        let masked: Vec<_> = ["kim.lee@example.net", "none", "@x", "", "é@y"]
            .map(masked)
            .into();
        assert_eq!(masked, ["k…@example.net", "n…", "…@x", "…", "é…@y"]);
    }

    #[test]
    fn spelling_does_not_make_another_customer() {
        assert_eq!(normalise(" Kim@Example.NET"), normalise("kim@example.net"));
        assert_eq!(domain("Kim@Example.NET"), "example.net");
    }
}
