//! How many of those asked answered, step by step from eligible to complete.
//! Scores show the rate of the period beside the score; a survey's page shows every step.

use super::distribution::Score;
use super::interval::{Interval, share};

/// Counts of the survey's way, each one a part of the one before (partial and completed together are the responses).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Funnel {
    pub eligible: u64,
    pub sent: u64,
    /// Sent minus bounced and failed.
    pub delivered: u64,
    pub partial: u64,
    pub completed: u64,
}

/// The rates of a funnel in percent; none where the divisor is 0.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rates {
    pub responses: u64,
    pub response_rate: Option<f64>,
    pub interval: Option<Interval>,
    pub response_rate_sent: Option<f64>,
    pub response_rate_eligible: Option<f64>,
    pub survey_coverage: Option<f64>,
    pub delivery_rate: Option<f64>,
    pub completion_rate: Option<f64>,
}

impl Funnel {
    /// Surveys with the rating answered, complete or not.
    pub fn responses(self) -> u64 {
        self.partial + self.completed
    }

    pub fn rates(self, level: f64) -> Rates {
        let of = |part, whole| percent(part, whole).map(Score::value);
        let responses = self.responses();
        Rates {
            responses,
            response_rate: of(responses, self.delivered),
            interval: share(responses, self.delivered, level),
            response_rate_sent: of(responses, self.sent),
            response_rate_eligible: of(responses, self.eligible),
            survey_coverage: of(self.sent, self.eligible),
            delivery_rate: of(self.delivered, self.sent),
            completion_rate: of(self.completed, responses),
        }
    }
}

/// `part` of `whole` in percent. Above 100 where a period's answers belong to letters of an earlier one.
pub fn percent(part: u64, whole: u64) -> Option<Score> {
    Score::ratio(100 * i128::from(part), whole)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::scores::interval::LEVEL;
    use proptest::prelude::*;

    #[test]
    fn nobody_asked_has_no_rates() {
        let rates = Funnel::default().rates(LEVEL);
        assert_eq!(rates.responses, 0);
        let all = [
            rates.response_rate,
            rates.response_rate_sent,
            rates.response_rate_eligible,
            rates.survey_coverage,
            rates.delivery_rate,
            rates.completion_rate,
        ];
        assert_eq!(all, [None; 6]);
        assert_eq!(rates.interval, None);
    }

    #[test]
    fn answers_to_earlier_letters_still_give_a_rate() {
        let funnel = Funnel {
            eligible: 2,
            sent: 2,
            delivered: 2,
            partial: 0,
            completed: 3,
        };
        let rates = funnel.rates(LEVEL);
        assert_eq!(rates.response_rate, Some(150.0));
        assert!(rates.interval.is_some_and(|i| i.high == 100.0));
    }

    proptest! {
        #[test]
        fn every_rate_is_a_percentage(steps in prop::collection::vec(0..1_000_000_u64, 5)) {
            let mut steps = steps;
            steps.sort_unstable();
            let funnel = Funnel {
                eligible: steps[4],
                sent: steps[3],
                delivered: steps[2],
                partial: steps[0],
                completed: steps[1] - steps[0],
            };
            let rates = funnel.rates(LEVEL);
            let all = [
                rates.response_rate, rates.response_rate_sent, rates.response_rate_eligible,
                rates.survey_coverage, rates.delivery_rate, rates.completion_rate,
            ];
            for rate in all.into_iter().flatten() {
                prop_assert!((0.0..=100.0).contains(&rate));
            }
            if let (Some(rate), Some(interval)) = (rates.response_rate, rates.interval) {
                prop_assert!(interval.low <= rate && rate <= interval.high);
            }
        }
    }
}
