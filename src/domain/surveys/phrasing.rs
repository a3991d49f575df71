//! What a survey says to a customer: its own wording where it has one, then the brand's texts, then the built-in words.
//! The letter and the survey's pages both take their questions from here, so that they never differ.

use super::definition::Definition;
use super::question::{Kind, Question};
use super::wording::{self, Names};
use crate::words::{self, Voice};

/// The question itself. `voice` speaks the language the customer wants, here and below; the built-in words speak the
/// survey's own language to who wants one that is not shipped. `mark` is done to each name before the built-in words
/// take it: a page marks its direction.
pub fn question<'a>(
    definition: &Definition,
    question: &Question,
    voice: impl Into<Voice<'a>>,
    names: &Names,
    mark: impl Fn(&str) -> String,
) -> String {
    let voice = voice.into();
    if let Some(own) = own(definition, &question.slug, voice.locale, names) {
        return own;
    }
    let kind = question.kind.code();
    let agent = names.agent.and_then(wording::first_name);
    let args = [
        ("brand", mark(names.brand).into()),
        ("agent_first_name", mark(agent.unwrap_or_default()).into()),
    ];
    let spoken = words::spoken(voice.locale, &definition.default_locale);
    let spoken = voice.in_language(&spoken);
    let personal =
        agent.and_then(|_| words::lookup(spoken, &format!("question-{kind}-agent"), &args));
    personal.unwrap_or_else(|| words::text(spoken, &format!("question-{kind}"), &args))
}

/// A text of the survey's own besides its questions, `subject` for instance.
pub fn own(definition: &Definition, key: &str, locale: &str, names: &Names) -> Option<String> {
    wording::own_text(definition, locale, key).map(|text| wording::fill(text, names))
}

/// The word for a value of a rated question; empty between the ends of a long scale.
pub fn rating<'a>(
    definition: &Definition,
    kind: Kind,
    score: i16,
    voice: impl Into<Voice<'a>>,
) -> String {
    let voice = voice.into();
    let spoken = words::spoken(voice.locale, &definition.default_locale);
    let key = format!("{}-{score}", kind.code());
    words::lookup(voice.in_language(&spoken), &key, &[]).unwrap_or_default()
}

/// An option of a `choice` or `fcr` question; an option nobody has words for is shown as the survey spells it.
pub fn option<'a>(
    definition: &Definition,
    question: &Question,
    option: &str,
    voice: impl Into<Voice<'a>>,
    names: &Names,
) -> String {
    let voice = voice.into();
    let kind = question.kind.code();
    own(
        definition,
        &format!("{}.{option}", question.slug),
        voice.locale,
        names,
    )
    .or_else(|| {
        let spoken = words::spoken(voice.locale, &definition.default_locale);
        words::lookup(voice.in_language(&spoken), &format!("{kind}-{option}"), &[])
    })
    .unwrap_or_else(|| option.replace(['-', '_'], " "))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAMES: Names = Names {
        customer: None,
        agent: Some("Ana Reyes"),
        brand: "Acme",
        product: None,
    };

    #[test]
    fn the_survey_speaks_for_itself_and_the_built_in_words_for_the_rest() {
        let mut survey = Definition::starting();
        let asked = |survey: &Definition, at: usize, locale: &str| {
            question(survey, &survey.questions[at], locale, &NAMES, str::to_owned)
        };
        assert_eq!(
            asked(&survey, 0, "en"),
            "How satisfied were you with Ana’s help?"
        );
        assert_eq!(asked(&survey, 1, "de-AT"), "Wurde Ihr Anliegen gelöst?");
        assert_eq!(asked(&survey, 1, "sv"), "Was your question resolved?");
        survey.default_locale = "fr".into();
        assert_eq!(
            asked(&survey, 1, "sv"),
            "Votre demande a-t-elle été résolue\u{a0}?"
        );
        survey.wording.insert(
            "en".into(),
            [("resolved".into(), "Did {agent_name} sort it out?".into())].into(),
        );
        assert_eq!(asked(&survey, 1, "en-GB"), "Did Ana Reyes sort it out?");
    }

    #[test]
    fn every_value_has_the_words_it_needs() {
        for kind in Kind::ALL {
            let asked = Question {
                slug: "q".into(),
                kind,
                options: vec![],
                show_when: None,
            };
            let text = question(
                &Definition::default(),
                &asked,
                "en",
                &NAMES,
                words::isolated,
            );
            assert!(text.contains(' '), "{kind:?} is asked {text}");
            let Some(scale) = kind.scale() else { continue };
            for score in scale.scores() {
                let inside = kind == Kind::Nps && score != scale.min && score != scale.max;
                assert_eq!(
                    rating(&Definition::default(), kind, score, "en").is_empty(),
                    inside,
                    "{kind:?} {score}"
                );
            }
        }
    }

    #[test]
    fn options_are_said_in_words() {
        let survey = Definition::starting();
        let fcr = &survey.questions[1];
        assert_eq!(
            option(&survey, fcr, "not_applicable", "en", &NAMES),
            "There was nothing to resolve"
        );
        let choice = Question {
            slug: "why".into(),
            kind: Kind::Choice,
            options: vec![],
            show_when: None,
        };
        assert_eq!(
            option(&survey, &choice, "wait", "en", &NAMES),
            "The waiting time"
        );
        assert_eq!(
            option(&survey, &choice, "hold-music", "en", &NAMES),
            "hold music"
        );
    }
}
