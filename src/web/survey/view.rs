//! From what a survey asks to what its page shows: texts, values, and which question is shown when.

use std::collections::BTreeMap;

use super::question::{Input, OptionView, QuestionView, Shown};
use crate::domain::responses::submission::{COMMENT_LENGTH, Fault, TEXT_LENGTH, field_of};
use crate::domain::surveys::definition::Definition;
use crate::domain::surveys::phrasing;
use crate::domain::surveys::question::{FCR_VALUES, Kind, Question};
use crate::domain::surveys::wording::Names;
use crate::words::{self, Voice, formats};

/// The style sheet can follow so many rated questions; what hangs on a later one is always shown.
const FOLLOWED: usize = 3;

/// Values, or what is wrong with them, by the form's field.
pub type Fields = BTreeMap<String, String>;

/// The values a question can be answered with, each with its score where it has one; none for free text.
pub fn values(question: &Question) -> Vec<(String, Option<i16>)> {
    match question.kind.scale() {
        Some(scale) => scale
            .scores()
            .map(|score| (score.to_string(), Some(score)))
            .collect(),
        None if question.kind == Kind::Fcr => FCR_VALUES
            .iter()
            .map(|(value, score)| ((*value).to_owned(), Some(*score)))
            .collect(),
        None => question
            .options
            .iter()
            .map(|option| (option.clone(), None))
            .collect(),
    }
}

/// Every question of the survey, with what is chosen or typed already and what is wrong with it.
/// `voice` speaks the language the customer wants.
pub fn questions(
    definition: &Definition,
    voice: Voice<'_>,
    names: &Names,
    typed: &Fields,
    errors: &Fields,
) -> Vec<QuestionView> {
    let rated: Vec<&str> = definition
        .questions
        .iter()
        .filter(|question| question.kind.is_metric())
        .map(|question| question.slug.as_str())
        .collect();
    definition
        .questions
        .iter()
        .enumerate()
        .map(|(position, question)| {
            let field = field_of(question, position);
            let ordinal = rated.iter().position(|slug| *slug == question.slug);
            QuestionView {
                field: field.to_owned(),
                text: phrasing::question(definition, question, voice, names, words::isolated),
                input: input(definition, question, ordinal, voice, names),
                shown: shown(definition, question, &rated),
                required: position == 0,
                value: typed.get(field).cloned(),
                error: errors.get(field).cloned(),
            }
        })
        .collect()
}

/// What is wrong, in the customer's words.
pub fn said(faults: &BTreeMap<String, Fault>, voice: Voice<'_>) -> Fields {
    let words = |fault: &Fault| match fault {
        Fault::Missing => words::text(voice, "error-score-missing", &[]),
        Fault::OffScale { min, max } => {
            let args = [("min", (*min).into()), ("max", (*max).into())];
            words::text(voice, "error-score-scale", &args)
        }
        Fault::UnknownOption => words::text(voice, "error-option", &[]),
        Fault::TooLong {
            characters,
            longest,
        } => {
            let over = characters - longest;
            let args = [
                ("count", over.into()),
                ("over", formats::number(voice.locale, over).into()),
                ("most", formats::number(voice.locale, *longest).into()),
            ];
            words::text(voice, "error-text-long", &args)
        }
    };
    faults
        .iter()
        .map(|(field, fault)| (field.clone(), words(fault)))
        .collect()
}

fn input(
    definition: &Definition,
    question: &Question,
    ordinal: Option<usize>,
    voice: Voice<'_>,
    names: &Names,
) -> Input {
    match (question.kind, question.kind.scale(), ordinal) {
        (_, Some(scale), Some(ordinal)) => {
            let options: Vec<_> = scale
                .scores()
                .map(|score| OptionView {
                    value: score.to_string(),
                    word: phrasing::rating(definition, question.kind, score, voice),
                })
                .collect();
            let worded = options.iter().all(|option| !option.word.is_empty());
            let ends = (!worded)
                .then(|| options.first().cloned().zip(options.last().cloned()))
                .flatten();
            Input::Scale {
                ordinal,
                options,
                ends,
            }
        }
        (Kind::Text, ..) => Input::Text {
            rows: 2,
            longest: TEXT_LENGTH,
            hint: false,
        },
        (Kind::Comment, ..) => Input::Text {
            rows: 4,
            longest: COMMENT_LENGTH,
            hint: true,
        },
        _ => Input::Choice {
            ordinal,
            options: values(question)
                .into_iter()
                .map(|(value, _)| OptionView {
                    word: phrasing::option(definition, question, &value, voice, names),
                    value,
                })
                .collect(),
        },
    }
}

fn shown(definition: &Definition, question: &Question, rated: &[&str]) -> Shown {
    let Some(when) = &question.show_when else {
        return Shown::Always;
    };
    let ordinal = rated.iter().position(|slug| *slug == when.question);
    match (ordinal, definition.question(&when.question)) {
        (Some(ordinal), Some(named)) if ordinal < FOLLOWED => Shown::While {
            ordinal,
            values: values(named)
                .into_iter()
                .filter(|(_, score)| when.holds(*score))
                .map(|(value, _)| value)
                .collect(),
        },
        _ => Shown::Always,
    }
}
