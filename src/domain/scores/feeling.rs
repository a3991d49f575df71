//! Unhappy and happy answers of each metric: the two groups whose comments are compared.

use super::metric::{FCR_NO, FCR_YES, Metric};

/// Which end of its metric an answer is at. What is between the two (a 3 of 5, a passive) is neither.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Feeling {
    Unhappy,
    Happy,
}

impl Feeling {
    pub const ALL: [Feeling; 2] = [Feeling::Unhappy, Feeling::Happy];

    /// The name in URLs.
    pub fn code(self) -> &'static str {
        match self {
            Feeling::Unhappy => "unhappy",
            Feeling::Happy => "happy",
        }
    }

    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|feeling| feeling.code() == code)
    }

    /// The answers that are so: satisfied and dissatisfied, promoters and detractors, easy and difficult, resolved and not.
    pub fn answers(self, metric: Metric) -> &'static [i32] {
        match (self, metric) {
            (Feeling::Unhappy, Metric::Csat) => &[1, 2],
            (Feeling::Unhappy, Metric::Nps) => &[0, 1, 2, 3, 4, 5, 6],
            (Feeling::Unhappy, Metric::Ces) => &[1, 2, 3],
            (Feeling::Unhappy, Metric::Fcr) => &[FCR_NO],
            (Feeling::Happy, Metric::Csat) => &[4, 5],
            (Feeling::Happy, Metric::Nps) => &[9, 10],
            (Feeling::Happy, Metric::Ces) => &[5, 6, 7],
            (Feeling::Happy, Metric::Fcr) => &[FCR_YES],
        }
    }

    /// How an answer feels; `None` in the middle.
    pub fn of(metric: Metric, answer: i32) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|feeling| feeling.answers(metric).contains(&answer))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ends_are_the_formulas_and_the_middle_is_neither() {
        let feelings = |metric: Metric| -> String {
            let letter = |value: &i32| match Feeling::of(metric, *value) {
                Some(Feeling::Unhappy) => 'u',
                Some(Feeling::Happy) => 'h',
                None => '-',
            };
            metric.values().iter().map(letter).collect()
        };
        assert_eq!(
            Metric::ALL.map(feelings),
            ["uu-hh", "uuuuuuu--hh", "uuu-hhh", "u-h"]
        );
    }
}
