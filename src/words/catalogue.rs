//! Every built-in text as it is written, language by language, in the order and under the headings of the English
//! files. Shown to managers beside the fields for their own.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::LazyLock,
};

use fluent_syntax::{
    ast::{Entry, Message, Resource},
    parser, serializer,
};
use rust_embed::RustEmbed;

use super::own::{self, Made};

#[derive(RustEmbed)]
#[folder = "locales/"]
struct Sources;

/// Where order and headings are taken from.
const MODEL: &str = "en";
/// A language is called what it is called.
const NOT_A_BRANDS: [&str; 2] = ["language-name", "language-english"];

/// One text of one language.
#[derive(Clone, Debug)]
pub struct BuiltIn {
    pub key: String,
    /// The file it is in: `letter` or `survey`.
    pub file: String,
    /// The heading above it in the English file; may be empty.
    pub area: String,
    /// As it is written, with its names and choices.
    pub text: String,
    pub made: Made,
    /// Every name that may be put in.
    pub known: BTreeSet<String>,
}

static ALL: LazyLock<BTreeMap<String, Vec<BuiltIn>>> = LazyLock::new(read);

/// The texts of a shipped language.
pub fn texts(language: &str) -> &'static [BuiltIn] {
    ALL.get(language).map(Vec::as_slice).unwrap_or_default()
}

fn read() -> BTreeMap<String, Vec<BuiltIn>> {
    let mut files: Vec<String> = Sources::iter().map(|path| path.to_string()).collect();
    files.sort();
    let mut model: Vec<BuiltIn> = Vec::new();
    let mut written: BTreeMap<String, BTreeMap<String, (String, Made)>> = BTreeMap::new();
    for path in files {
        let Some((language, file)) = path.split_once('/') else {
            continue;
        };
        let file = file.trim_end_matches(".ftl");
        let mut area = String::new();
        for entry in entries(&path) {
            match entry {
                Entry::GroupComment(heading) => area = heading.content.join(" "),
                Entry::Message(message) if !NOT_A_BRANDS.contains(&message.id.name.as_str()) => {
                    let (key, made) = (message.id.name.clone(), made(&message));
                    let text = source(message);
                    if language == MODEL {
                        model.push(BuiltIn {
                            key: key.clone(),
                            file: file.to_owned(),
                            area: area.clone(),
                            text: text.clone(),
                            known: made.placed.union(&made.choosing).cloned().collect(),
                            made: made.clone(),
                        });
                    }
                    let texts = written.entry(language.to_owned()).or_default();
                    texts.insert(key, (text, made));
                }
                _ => {}
            }
        }
    }
    let in_language = |texts: &BTreeMap<String, (String, Made)>| -> Vec<BuiltIn> {
        let said = |built_in: &BuiltIn| {
            let (text, made) = texts.get(&built_in.key)?.clone();
            let named = made.placed.union(&made.choosing).cloned();
            Some(BuiltIn {
                known: built_in.known.iter().cloned().chain(named).collect(),
                text,
                made,
                ..built_in.clone()
            })
        };
        model.iter().filter_map(said).collect()
    };
    let all = written.iter();
    all.map(|(language, texts)| (language.clone(), in_language(texts)))
        .collect()
}

fn entries(path: &str) -> Vec<Entry<String>> {
    let file = Sources::get(path).map(|file| file.data.into_owned());
    let source = String::from_utf8(file.unwrap_or_default()).unwrap_or_default();
    match parser::parse(source) {
        Ok(resource) | Err((resource, _)) => resource.body,
    }
}

fn made(message: &Message<String>) -> Made {
    message.value.as_ref().map(own::made).unwrap_or_default()
}

/// What stands behind the equals sign, as somebody would type it.
fn source(mut message: Message<String>) -> String {
    message.comment = None;
    let start = format!("{} =", message.id.name);
    let body = vec![Entry::Message(message)];
    let whole = serializer::serialize(&Resource { body });
    let text = whole.strip_prefix(&start).unwrap_or(&whole).trim();
    let lines = text
        .lines()
        .map(|line| line.strip_prefix("    ").unwrap_or(line));
    lines.collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::LANGUAGES;

    #[test]
    fn every_built_in_text_can_be_typed_as_it_is_shown() {
        let keys: Vec<_> = texts("en").iter().map(|text| &text.key).collect();
        assert!(keys.len() > 60, "{keys:?}");
        for language in LANGUAGES.iter() {
            let shown = texts(&language.tag);
            assert_eq!(
                shown.iter().map(|text| &text.key).collect::<Vec<_>>(),
                keys,
                "{}",
                language.tag
            );
            for text in shown {
                let missing = own::check(&text.text, &text.made, &text.known);
                assert_eq!(missing, Ok(vec![]), "{} {}", language.tag, text.text);
                assert_eq!(own::read(&text.text), Ok(text.made.clone()));
            }
        }
    }

    #[test]
    fn a_choice_is_shown_as_it_would_be_written() {
        let german = texts("de");
        let found = german
            .iter()
            .find(|text| text.key == "letter-contact-agent");
        let text = found.unwrap();
        assert_eq!(text.file, "letter");
        assert!(text.area.starts_with("What the customer is asked about"));
        assert!(
            text.text.starts_with(
                "{ $channel ->\n    [phone] Sie haben am { $day } mit { $agent } telefoniert.\n"
            ),
            "{}",
            text.text
        );
        assert!(text.made.choosing.contains("channel") && text.known.contains("agent"));
    }
}
