//! Starting points: sound surveys to begin a new one with. Pure; offered by the console.

use super::{
    definition::Definition,
    question::{Kind, Question, ShowWhen},
};

/// A survey to begin with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StartingPoint {
    Call,
    Relationship,
    Effort,
    Combined,
    Empty,
}

impl StartingPoint {
    pub const ALL: [Self; 5] = [
        Self::Call,
        Self::Relationship,
        Self::Effort,
        Self::Combined,
        Self::Empty,
    ];

    /// The name in forms.
    pub fn code(self) -> &'static str {
        match self {
            Self::Call => "call",
            Self::Relationship => "relationship",
            Self::Effort => "effort",
            Self::Combined => "combined",
            Self::Empty => "empty",
        }
    }

    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|point| point.code() == code)
    }

    /// What the survey is called until somebody names it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Call => "After a call",
            Self::Relationship => "Would you recommend us",
            Self::Effort => "How easy was it",
            Self::Combined => "After a contact, all questions",
            Self::Empty => "New survey",
        }
    }

    /// What it asks, in a sentence for managers.
    pub fn about(self) -> &'static str {
        match self {
            Self::Call => {
                "CSAT after a call: how satisfied, whether it is resolved, the reason for a low score, a comment."
            }
            Self::Relationship => {
                "NPS for the relationship: would they recommend you, and why. Asked a day later, once a quarter."
            }
            Self::Effort => {
                "CES after self-service or a support contact: was it easy, is it resolved, a comment."
            }
            Self::Combined => {
                "CSAT in the letter; effort, recommendation, resolved and a comment on the page."
            }
            Self::Empty => "No questions yet; usual times and limits.",
        }
    }

    pub fn definition(self) -> Definition {
        let question = |slug: &str, kind| Question {
            slug: slug.into(),
            kind,
            options: vec![],
            show_when: None,
        };
        let (satisfaction, resolved) = (
            question("satisfaction", Kind::Csat),
            question("resolved", Kind::Fcr),
        );
        let comment = question("comment", Kind::Comment);
        let questions = match self {
            Self::Call => {
                let reason = Question {
                    options: ["agent", "product", "policy", "wait"]
                        .map(Into::into)
                        .into(),
                    show_when: Some(ShowWhen {
                        question: "satisfaction".into(),
                        score_min: None,
                        score_max: Some(3),
                    }),
                    ..question("reason", Kind::Choice)
                };
                vec![satisfaction, resolved, reason, comment]
            }
            Self::Relationship => vec![question("recommend", Kind::Nps), comment],
            Self::Effort => vec![question("effort", Kind::Ces), resolved, comment],
            Self::Combined => {
                let further = [
                    question("effort", Kind::Ces),
                    question("recommend", Kind::Nps),
                ];
                let mut questions = vec![satisfaction, resolved];
                questions.extend(further);
                questions.push(comment);
                questions
            }
            Self::Empty => vec![],
        };
        let usual = Definition {
            name: self.name().into(),
            questions,
            ..Definition::default()
        };
        match self {
            Self::Relationship => Definition {
                send_after_minutes: 24 * 60,
                quarantine_days: 90,
                max_age_hours: 7 * 24,
                ..usual
            },
            _ => usual,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_but_the_empty_one_could_be_published_as_they_are() {
        for point in StartingPoint::ALL {
            let faults = point.definition().faults();
            let pointers: Vec<_> = faults.iter().map(|fault| fault.pointer.as_str()).collect();
            let expected: &[&str] = match point {
                StartingPoint::Empty => &["/questions"],
                _ => &[],
            };
            assert_eq!(pointers, expected, "{point:?}");
            assert_eq!(StartingPoint::parse(point.code()), Some(point));
        }
    }
}
