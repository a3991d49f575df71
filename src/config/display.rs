//! The settings that say how much is shown of a score and who is ranked and marked. Read by `config`.

use std::ops::RangeInclusive;

use super::{Error, Values};
use crate::domain::scores::showing::{DisplayRules, Steps};

/// A score of one or two answers would tell on those who gave them.
const FEWEST_ANSWERS: u64 = 3;

impl Values {
    /// Where only an earlier step is moved up, the later ones move with it.
    pub(super) fn display(&self) -> Result<DisplayRules, Error> {
        let usual = DisplayRules::default();
        let score_from = self.whole(
            "score_from",
            "a number of answers from 3 on: with fewer, a score tells who answered what",
            usual.steps.score_from,
            FEWEST_ANSWERS,
        )?;
        let later =
            |name, wanted, usual: u64| self.whole(name, wanted, usual.max(score_from), score_from);
        Ok(DisplayRules {
            steps: Steps {
                score_from,
                full_from: later(
                    "full_from",
                    "a number of answers as high as AFTERWORD_SCORE_FROM or higher: before a score is shown, it cannot be shown without reserve",
                    usual.steps.full_from,
                )?,
            },
            rank_reliability: self.share(
                "rank_reliability",
                "a reliability from 0.5 to 0.99, such as 0.7: with less, a rank is chance more than anything else",
                usual.rank_reliability,
                0.5..=0.99,
            )?,
            false_discovery: self.share(
                "flag_false_discovery",
                "a share from 0.001 to 0.2, such as 0.05: of more marks than that, too many would be chance",
                usual.false_discovery,
                0.001..=0.2,
            )?,
            flag_from: later(
                "flag_from",
                "a number of answers as high as AFTERWORD_SCORE_FROM or higher: a mark would say what the score may not",
                usual.flag_from,
            )?,
        })
    }

    fn share(
        &self,
        name: &str,
        wanted: &'static str,
        default: f64,
        within: RangeInclusive<f64>,
    ) -> Result<f64, Error> {
        let parse = |value: &str| value.parse().ok().filter(|share| within.contains(share));
        self.parsed(name, wanted, default, parse)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;
    use crate::config::Config;

    fn read(settings: &[(&str, &str)]) -> Result<DisplayRules, String> {
        let always = ("AFTERWORD_SECRET", "a secret of sixteen characters");
        let all = settings.iter().chain([&always]);
        let environment: HashMap<String, String> = all
            .map(|(name, value)| ((*name).into(), (*value).into()))
            .collect();
        let read = Config::from(None, Some(environment));
        read.map(|config| config.display)
            .map_err(|error| error.to_string())
    }

    #[test]
    fn what_is_not_set_is_as_usual_and_never_below_what_is() {
        assert_eq!(read(&[]), Ok(DisplayRules::default()));
        let moved = read(&[("AFTERWORD_SCORE_FROM", "40")]).map(|rules| {
            let Steps {
                score_from,
                full_from,
            } = rules.steps;
            (score_from, full_from, rules.flag_from)
        });
        assert_eq!(moved, Ok((40, 40, 40)));
        let own = read(&[
            ("AFTERWORD_SCORE_FROM", "3"),
            ("AFTERWORD_FULL_FROM", "12"),
            ("AFTERWORD_RANK_RELIABILITY", "0.8"),
            ("AFTERWORD_FLAG_FALSE_DISCOVERY", "0.1"),
            ("AFTERWORD_FLAG_FROM", "4"),
        ]);
        let expected = DisplayRules {
            steps: Steps {
                score_from: 3,
                full_from: 12,
            },
            rank_reliability: 0.8,
            false_discovery: 0.1,
            flag_from: 4,
        };
        assert_eq!(own, Ok(expected));
    }

    #[test]
    fn a_step_below_the_one_before_it_is_named_with_the_reason() {
        let refused = read(&[("AFTERWORD_SCORE_FROM", "10"), ("AFTERWORD_FULL_FROM", "9")]);
        let sentence = refused.unwrap_err();
        assert!(sentence.starts_with("AFTERWORD_FULL_FROM is \"9\", which is not a number"));
        assert!(
            sentence.contains("AFTERWORD_SCORE_FROM or higher: before"),
            "{sentence}"
        );
    }
}
