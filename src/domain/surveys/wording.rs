//! The texts of a survey: a survey's own where it has them, with names filled in. Pure.
//! Where it has none, the doors take the built-in wording of `words`.

use super::definition::Definition;

/// What a placeholder stands for. A name that is not known leaves nothing behind.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Names<'a> {
    pub customer: Option<&'a str>,
    pub agent: Option<&'a str>,
    pub brand: &'a str,
    pub product: Option<&'a str>,
}

/// The names that may stand in a text, in braces, and what each stands for.
pub const PLACEHOLDERS: [(&str, &str); 6] = [
    ("customer_first_name", "the customer’s first name"),
    ("customer_name", "the customer’s whole name"),
    ("agent_first_name", "the agent’s first name"),
    ("agent_name", "the agent’s whole name"),
    ("brand", "the brand’s name"),
    ("product", "the product"),
];

impl Names<'_> {
    fn get(&self, placeholder: &str) -> Option<&str> {
        match placeholder {
            "customer_first_name" => self.customer.and_then(first_name),
            "customer_name" => self.customer,
            "agent_first_name" => self.agent.and_then(first_name),
            "agent_name" => self.agent,
            "brand" => Some(self.brand),
            "product" => self.product,
            _ => None,
        }
    }
}

/// The first word of a name.
pub fn first_name(name: &str) -> Option<&str> {
    name.split_whitespace().next()
}

/// The longest language tag that is taken; registered ones are far shorter.
const LONGEST_TAG: usize = 35;

/// A language tag in its usual spelling; languages of two or three letters, as all registered ones have. `None` for
/// what is no tag, a word such as `Klingon` among it.
pub fn language_tag(typed: &str) -> Option<String> {
    let tag: unic_langid::LanguageIdentifier = typed.parse().ok()?;
    let named = matches!(tag.language.as_str().len(), 2 | 3) && tag.language.as_str() != "und";
    Some(tag.to_string()).filter(|tag| named && tag.len() <= LONGEST_TAG)
}

/// The survey's own text for `key`: in the very language, in its parent (`fr` for `fr-CA`), in another of its kinds
/// (`zh-Hans` for `zh-CN`), or in the survey's default.
pub fn own_text<'a>(definition: &'a Definition, locale: &str, key: &str) -> Option<&'a str> {
    let language = |locale: &'_ str| locale.split(['-', '_']).next().unwrap_or("").to_owned();
    let spoken = language(locale);
    let exactly = |wanted: &str| {
        let (_, texts) = definition
            .wording
            .iter()
            .find(|(locale, _)| locale.eq_ignore_ascii_case(wanted))?;
        texts.get(key)
    };
    let akin = || {
        let mut akin = definition.wording.iter();
        akin.find_map(|(locale, texts)| texts.get(key).filter(|_| language(locale) == spoken))
    };
    exactly(locale)
        .or_else(|| exactly(&spoken))
        .or_else(akin)
        .or_else(|| exactly(&definition.default_locale))
        .map(String::as_str)
}

/// `text` with its placeholders filled. A name is put in as it is, never read as a text with placeholders itself.
pub fn fill(text: &str, names: &Names) -> String {
    let mut filled = String::with_capacity(text.len() + 32);
    let mut rest = text;
    while let Some((before, placeholder, after)) = next_placeholder(rest) {
        filled.push_str(before);
        filled.push_str(names.get(placeholder).unwrap_or_default());
        rest = after;
    }
    filled.push_str(rest);
    tidy(&filled)
}

/// Placeholders in `text` that stand for nothing.
pub fn unknown_placeholders(text: &str) -> Vec<&str> {
    let mut unknown = Vec::new();
    let mut rest = text;
    while let Some((_, placeholder, after)) = next_placeholder(rest) {
        if !PLACEHOLDERS.iter().any(|(known, _)| *known == placeholder) {
            unknown.push(placeholder);
        }
        rest = after;
    }
    unknown
}

fn next_placeholder(text: &str) -> Option<(&str, &str, &str)> {
    let open = text.find('{')?;
    let close = open + text[open..].find('}')?;
    Some((&text[..open], &text[open + 1..close], &text[close + 1..]))
}

/// Mends what a missing name leaves: "How did we do, ?" reads "How did we do?".
fn tidy(text: &str) -> String {
    let words: Vec<_> = text.split_whitespace().collect();
    let mut text = words.join(" ");
    for (gap, mended) in [
        (" ,", ","),
        (", ?", "?"),
        (", !", "!"),
        (", .", "."),
        (",?", "?"),
        (",!", "!"),
        (" ?", "?"),
    ] {
        text = text.replace(gap, mended);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_filled_in_once_and_missing_ones_leave_no_hole() {
        let names = Names {
            customer: Some("Kim {agent_name} Lee"),
            agent: Some("Ana Reyes"),
            brand: "Acme",
            product: None,
        };
        assert_eq!(
            fill(
                "How did {agent_first_name} do, {customer_first_name}?",
                &names
            ),
            "How did Ana do, Kim?"
        );
        assert_eq!(fill("{customer_name}", &names), "Kim {agent_name} Lee");
        assert_eq!(
            fill(
                "How did we do, {customer_first_name}?",
                &Names {
                    brand: "Acme",
                    ..Default::default()
                }
            ),
            "How did we do?"
        );
        assert_eq!(
            unknown_placeholders("Dear {customer}, {brand}"),
            ["customer"]
        );
    }

    #[test]
    fn a_language_tag_names_a_language() {
        for (typed, tag) in [("pt_br", "pt-BR"), ("tlh", "tlh"), ("ZH-hans", "zh-Hans")] {
            assert_eq!(language_tag(typed).as_deref(), Some(tag));
        }
        for none in ["", "Klingon", "und", "english!", "x"] {
            assert_eq!(language_tag(none), None, "{none}");
        }
    }

    #[test]
    fn the_nearest_own_text_is_taken() {
        let mut survey = Definition::starting();
        for (locale, text) in [("en", "Hello"), ("fr", "Bonjour"), ("zh-Hans", "您好")] {
            survey.wording.insert(
                locale.into(),
                [("subject".to_owned(), text.to_owned())].into(),
            );
        }
        assert_eq!(own_text(&survey, "fr-CA", "subject"), Some("Bonjour"));
        assert_eq!(own_text(&survey, "zh-CN", "subject"), Some("您好"));
        assert_eq!(own_text(&survey, "pl", "subject"), Some("Hello"));
        assert_eq!(own_text(&survey, "fr", "thanks"), None);
    }
}
