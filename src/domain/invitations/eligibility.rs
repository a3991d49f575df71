//! Whether and when an interaction is asked about. Pure: named steps in a fixed order, the first that holds wins.

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;

use crate::domain::{interactions::interaction::HeldReason, surveys::definition::Definition};

/// What the decision looks at.
#[derive(Clone, Copy, Debug)]
pub struct Facts<'a> {
    /// The survey of the touchpoint, if any.
    pub survey: Option<&'a Definition>,
    /// The address is one a letter can reach.
    pub address_valid: bool,
    /// The address must not be written to.
    pub suppressed: bool,
    pub ended_at: DateTime<Utc>,
    /// When the customer's newest letter leaves or left.
    pub last_invited_at: Option<DateTime<Utc>>,
    /// 0.00 to 99.99, fixed by the interaction.
    pub sampling_point: f64,
    /// The customer's time zone, else the brand's.
    pub tz: Tz,
}

/// What is decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// Asked, by a letter that leaves at this instant.
    Invited(DateTime<Utc>),
    Held(HeldReason),
}

/// Decides about one interaction, reported at `now`.
pub fn decide(facts: &Facts, now: DateTime<Utc>) -> Decision {
    let Some(survey) = facts.survey else {
        return Decision::Held(HeldReason::NoSurvey);
    };
    let send_at = send_at(survey, facts.ended_at, facts.tz, now);
    let rested = |last| send_at >= last + TimeDelta::days(survey.quarantine_days.into());
    let steps = [
        (HeldReason::InvalidAddress, !facts.address_valid),
        (HeldReason::Suppressed, facts.suppressed),
        (
            HeldReason::TooOld,
            now - facts.ended_at > TimeDelta::hours(survey.max_age_hours.into()),
        ),
        (
            HeldReason::SampledOut,
            facts.sampling_point >= survey.sample_percent.into(),
        ),
        (
            HeldReason::Quarantine,
            survey.quarantine_days > 0 && !facts.last_invited_at.is_none_or(rested),
        ),
    ];
    match steps.into_iter().find(|(_, holds)| *holds) {
        Some((reason, _)) => Decision::Held(reason),
        None => Decision::Invited(send_at),
    }
}

/// When the letter leaves: after the survey's delay, never before `now`, inside its window.
fn send_at(
    survey: &Definition,
    ended_at: DateTime<Utc>,
    tz: Tz,
    now: DateTime<Utc>,
) -> DateTime<Utc> {
    let earliest = Ord::max(
        now,
        ended_at + TimeDelta::minutes(survey.send_after_minutes.into()),
    );
    survey
        .send_window
        .as_ref()
        .map_or(earliest, |window| window.next_opening(earliest, tz))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts(survey: &Definition) -> Facts<'_> {
        Facts {
            survey: Some(survey),
            address_valid: true,
            suppressed: false,
            ended_at: now() - TimeDelta::minutes(5),
            last_invited_at: None,
            sampling_point: 99.99,
            tz: Tz::UTC,
        }
    }

    fn now() -> DateTime<Utc> {
        "2026-11-20T12:00:00Z".parse().unwrap()
    }

    #[test]
    fn asks_after_the_delay_and_holds_for_each_reason() {
        let survey = Definition {
            send_after_minutes: 60,
            ..Definition::starting()
        };
        let asked = facts(&survey);
        assert_eq!(
            decide(&asked, now()),
            Decision::Invited(now() + TimeDelta::minutes(55))
        );
        let half = Definition {
            sample_percent: 50,
            ..survey.clone()
        };
        for (held, reason) in [
            (
                Facts {
                    survey: None,
                    ..asked
                },
                HeldReason::NoSurvey,
            ),
            (
                Facts {
                    address_valid: false,
                    ..asked
                },
                HeldReason::InvalidAddress,
            ),
            (
                Facts {
                    suppressed: true,
                    ..asked
                },
                HeldReason::Suppressed,
            ),
            (
                Facts {
                    ended_at: now() - TimeDelta::hours(73),
                    ..asked
                },
                HeldReason::TooOld,
            ),
            (
                Facts {
                    last_invited_at: Some(now() - TimeDelta::days(29)),
                    ..asked
                },
                HeldReason::Quarantine,
            ),
            (
                Facts {
                    survey: Some(&half),
                    sampling_point: 50.0,
                    ..asked
                },
                HeldReason::SampledOut,
            ),
        ] {
            assert_eq!(decide(&held, now()), Decision::Held(reason));
        }
        let rested = Facts {
            last_invited_at: Some(now() - TimeDelta::days(30)),
            ..asked
        };
        assert!(matches!(decide(&rested, now()), Decision::Invited(_)));
    }
}
