//! What a customer sends with the form, read against the survey's version. Pure.

use std::collections::BTreeMap;

use crate::domain::surveys::{
    definition::Definition,
    question::{FCR_VALUES, Kind, Question},
};

/// Longest comment, in characters.
pub const COMMENT_LENGTH: usize = 10_000;
/// Longest answer to a text question, in characters.
pub const TEXT_LENGTH: usize = 2_000;
/// The field of the first question.
pub const SCORE_FIELD: &str = "score";
/// The field of the comment.
pub const COMMENT_FIELD: &str = "comment";

/// A form that fits its survey.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Submission {
    pub score: i16,
    pub comment: Option<String>,
    /// Further questions that were shown and answered: slug → value as given.
    pub answers: BTreeMap<String, String>,
    /// The language it was answered in, where the customer chose one.
    pub locale: Option<String>,
}

/// What is wrong with one field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The first question has no answer.
    Missing,
    /// Not a number of the question's scale.
    OffScale {
        min: i16,
        max: i16,
    },
    /// Not one of the question's options.
    UnknownOption,
    TooLong {
        characters: usize,
        longest: usize,
    },
}

/// Reads the fields of the form. Answers to questions that are not shown for the score are left out, as are empty ones
/// and fields the survey does not know.
///
/// # Errors
/// Every field that does not fit, by name.
pub fn read(
    definition: &Definition,
    fields: &BTreeMap<String, String>,
) -> Result<Submission, BTreeMap<String, Fault>> {
    let mut faults = BTreeMap::new();
    let mut scores = BTreeMap::new();
    let mut answers = BTreeMap::new();
    let mut comment = None;
    let mut first_score = None;
    for (i, question) in definition.questions.iter().enumerate() {
        let field = field_of(question, i);
        let shown = question
            .show_when
            .as_ref()
            .is_none_or(|when| when.holds(scores.get(&when.question).copied()));
        // Line ends as browsers send them would count double and differ from those of other clients.
        let value = fields
            .get(field)
            .map(|value| value.replace("\r\n", "\n").trim().to_owned())
            .unwrap_or_default();
        if value.is_empty() || !shown {
            if i == 0 {
                faults.insert(field.to_owned(), Fault::Missing);
            }
            continue;
        }
        match check(question, &value) {
            Err(fault) => {
                faults.insert(field.to_owned(), fault);
            }
            Ok(score) => {
                if let Some(score) = score {
                    scores.insert(question.slug.clone(), score);
                }
                match question.kind {
                    _ if i == 0 => first_score = score,
                    Kind::Comment => comment = Some(value),
                    _ => {
                        answers.insert(question.slug.clone(), value);
                    }
                }
            }
        }
    }
    match first_score {
        Some(score) if faults.is_empty() => Ok(Submission {
            score,
            comment,
            answers,
            locale: None,
        }),
        _ => Err(faults),
    }
}

/// The form field a question is answered in.
pub fn field_of(question: &Question, index: usize) -> &str {
    match (index, question.kind) {
        (0, _) => SCORE_FIELD,
        (_, Kind::Comment) => COMMENT_FIELD,
        _ => &question.slug,
    }
}

/// The score a value is kept as, where the question has one.
pub fn score_of(question: &Question, value: &str) -> Option<i16> {
    match question.kind {
        Kind::Fcr => FCR_VALUES
            .iter()
            .find(|(name, _)| *name == value)
            .map(|(_, score)| *score),
        kind => kind.scale().and_then(|_| value.parse().ok()),
    }
}

fn check(question: &Question, value: &str) -> Result<Option<i16>, Fault> {
    let longest = |longest| {
        let characters = value.chars().count();
        if characters > longest {
            Err(Fault::TooLong {
                characters,
                longest,
            })
        } else {
            Ok(None)
        }
    };
    match question.kind {
        Kind::Comment => longest(COMMENT_LENGTH),
        Kind::Text => longest(TEXT_LENGTH),
        Kind::Choice if question.options.iter().any(|option| option == value) => Ok(None),
        Kind::Choice => Err(Fault::UnknownOption),
        Kind::Fcr => score_of(question, value)
            .map(Some)
            .ok_or(Fault::UnknownOption),
        Kind::Csat | Kind::Nps | Kind::Ces => {
            let Some(scale) = question.kind.scale() else {
                return Ok(None);
            };
            let score = score_of(question, value).filter(|score| scale.contains(*score));
            score.map(Some).ok_or(Fault::OffScale {
                min: scale.min,
                max: scale.max,
            })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::surveys::question::ShowWhen;

    fn survey() -> Definition {
        let mut survey = Definition::starting();
        survey.questions.insert(
            1,
            Question {
                slug: "reason".into(),
                kind: Kind::Choice,
                options: vec!["agent".into(), "wait".into()],
                show_when: Some(ShowWhen {
                    question: "satisfaction".into(),
                    score_min: None,
                    score_max: Some(3),
                }),
            },
        );
        survey
    }

    fn form(fields: &[(&str, &str)]) -> BTreeMap<String, String> {
        fields
            .iter()
            .map(|(name, value)| ((*name).into(), (*value).into()))
            .collect()
    }

    #[test]
    fn keeps_what_was_shown_and_answered() {
        let sent = form(&[
            ("score", "2"),
            ("reason", "wait"),
            ("resolved", ""),
            ("comment", " Slow\r\nvery "),
            ("other", "x"),
        ]);
        let read_back = read(&survey(), &sent).unwrap();
        assert_eq!(read_back.score, 2);
        assert_eq!(read_back.comment.as_deref(), Some("Slow\nvery"));
        assert_eq!(read_back.answers, form(&[("reason", "wait")]));
        let happy = read(&survey(), &form(&[("score", "5"), ("reason", "wait")])).unwrap();
        assert_eq!(happy.answers, form(&[]));
    }

    #[test]
    fn names_every_fault() {
        let long = "x".repeat(COMMENT_LENGTH + 1);
        let faults = read(
            &survey(),
            &form(&[("score", "6"), ("resolved", "perhaps"), ("comment", &long)]),
        )
        .unwrap_err();
        assert_eq!(faults["score"], Fault::OffScale { min: 1, max: 5 });
        assert_eq!(faults["resolved"], Fault::UnknownOption);
        assert_eq!(
            faults["comment"],
            Fault::TooLong {
                characters: COMMENT_LENGTH + 1,
                longest: COMMENT_LENGTH
            }
        );
        assert_eq!(
            read(&survey(), &form(&[])).unwrap_err()["score"],
            Fault::Missing
        );
    }
}
