//! A question: its kind, its scale, and when it is shown. Pure.

use serde::{Deserialize, Serialize};

/// What a question asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Satisfaction, 1 to 5.
    Csat,
    /// Likelihood to recommend, 0 to 10.
    Nps,
    /// Agreement that it was easy, 1 to 7.
    Ces,
    /// Was it resolved: `yes`, `partly`, `no`, `not_applicable`.
    Fcr,
    /// One of the question's own options.
    Choice,
    /// A short free text.
    Text,
    /// The comment; at most one a survey.
    Comment,
}

impl Kind {
    pub const ALL: [Self; 7] = [
        Self::Csat,
        Self::Nps,
        Self::Ces,
        Self::Fcr,
        Self::Choice,
        Self::Text,
        Self::Comment,
    ];

    /// The name in the API and at rest; for a metric also the metric's.
    pub fn code(self) -> &'static str {
        match self {
            Self::Csat => "csat",
            Self::Nps => "nps",
            Self::Ces => "ces",
            Self::Fcr => "fcr",
            Self::Choice => "choice",
            Self::Text => "text",
            Self::Comment => "comment",
        }
    }

    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// Its scale, where it is rated by a number.
    pub fn scale(self) -> Option<Scale> {
        match self {
            Self::Csat => Some(Scale { min: 1, max: 5 }),
            Self::Nps => Some(Scale { min: 0, max: 10 }),
            Self::Ces => Some(Scale { min: 1, max: 7 }),
            _ => None,
        }
    }

    /// Whether its answers make a score: `csat nps ces fcr`.
    pub fn is_metric(self) -> bool {
        self.scale().is_some() || self == Self::Fcr
    }
}

/// The numbers a rated question can be answered with, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scale {
    pub min: i16,
    pub max: i16,
}

impl Scale {
    pub fn contains(self, score: i16) -> bool {
        (self.min..=self.max).contains(&score)
    }

    pub fn scores(self) -> impl DoubleEndedIterator<Item = i16> + Clone {
        self.min..=self.max
    }
}

/// The words `fcr` is answered with, and the score each is kept as. `not_applicable` is no answer in any score.
pub const FCR_VALUES: [(&str, i16); 4] =
    [("yes", 2), ("partly", 1), ("no", 0), ("not_applicable", -1)];

/// One question of a survey.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    /// Its name in the form, the API and the wording.
    pub slug: String,
    pub kind: Kind,
    /// For `choice` only.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub show_when: Option<ShowWhen>,
}

/// A question is shown only while an earlier rated one has a score from `score_min` to `score_max`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShowWhen {
    pub question: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub score_min: Option<i16>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub score_max: Option<i16>,
}

impl ShowWhen {
    /// Whether a score of the named question lets this one be shown.
    pub fn holds(&self, score: Option<i16>) -> bool {
        score.is_some_and(|score| {
            self.score_min.is_none_or(|min| score >= min)
                && self.score_max.is_none_or(|max| score <= max)
        })
    }
}
