//! Whether and when an interaction is asked about. Pure: named steps in a fixed order, the first that holds wins.

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;
use serde_json::Value;

use crate::domain::{
    customers::preference,
    interactions::interaction::HeldReason,
    surveys::{definition::Definition, rules::SecondContact},
};

/// What the decision looks at.
#[derive(Clone, Copy, Debug)]
pub struct Facts<'a> {
    /// The survey of the touchpoint, if any.
    pub survey: Option<&'a Definition>,
    /// The address is one a letter can reach.
    pub address_valid: bool,
    /// The address must not be written to.
    pub suppressed: bool,
    pub attributes: Option<&'a Value>,
    pub ended_at: DateTime<Utc>,
    /// How often the customer wishes to be asked at most, where the customer said so.
    pub wish: Option<&'a preference::Model>,
    /// When the customer's newest letter that [`still_counts`] leaves or left.
    pub last_invited_at: Option<DateTime<Utc>>,
    /// 0.00 to 99.99, fixed by the interaction.
    pub sampling_point: f64,
    /// What the survey's limits have let through.
    pub used: &'a Used,
    /// The customer's time zone, else the brand's.
    pub tz: Tz,
}

/// Letters decided before that the survey's limits count together with this one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Used {
    /// One for each limit, in the survey's order; none is nothing.
    pub limits: Vec<u32>,
    pub this_month: u32,
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
    let rests_until = |last| {
        let wished = facts.wish.map(|wish| wish.rests_until(last));
        usual_rest(survey, last).max(wished)
    };
    let mut limits = survey.limits.iter().zip(&facts.used.limits);
    let steps = [
        (HeldReason::InvalidAddress, !facts.address_valid),
        (HeldReason::Suppressed, facts.suppressed),
        (
            HeldReason::TooOld,
            now - facts.ended_at > TimeDelta::hours(survey.max_age_hours.into()),
        ),
        (
            HeldReason::Skipped,
            survey
                .skip_when
                .iter()
                .any(|skip| skip.holds(facts.attributes)),
        ),
        (
            HeldReason::SampledOut,
            facts.sampling_point >= survey.sample_percent.into(),
        ),
        (
            HeldReason::Quarantine,
            facts
                .last_invited_at
                .and_then(rests_until)
                .is_some_and(|until| send_at < until),
        ),
        (
            HeldReason::Limit,
            limits.any(|(limit, used)| *used >= limit.most),
        ),
        (
            HeldReason::MonthlyLimit,
            survey
                .monthly_limit
                .is_some_and(|most| facts.used.this_month >= most),
        ),
    ];
    match steps.into_iter().find(|(_, holds)| *holds) {
        Some((reason, _)) => Decision::Held(reason),
        None => Decision::Invited(send_at),
    }
}

/// Whether a contact is a further one beside the contact that is asked about: reports come in any order.
pub fn comes_again(asked_about: DateTime<Utc>, ended_at: DateTime<Utc>) -> bool {
    ended_at > asked_about
}

/// The months of the customer's wish, where it is what holds the contact: it rests longer than the survey does.
pub fn held_by_wish(facts: &Facts, decision: Decision) -> Option<i16> {
    let (survey, wish, last) = (facts.survey?, facts.wish?, facts.last_invited_at?);
    let longer = Some(wish.rests_until(last)) > usual_rest(survey, last);
    let rests = decision == Decision::Held(HeldReason::Quarantine);
    (rests && longer).then_some(wish.months)
}

/// Until when a survey leaves a customer alone whose last letter left then.
fn usual_rest(survey: &Definition, last: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let days = survey.quarantine_days;
    (days > 0).then(|| last + TimeDelta::days(days.into()))
}

/// Whether a letter that has not left still counts when its customer contacts us again, by what its survey says.
pub fn still_counts(on: SecondContact) -> bool {
    on != SecondContact::Later
}

/// Whether such a letter is withdrawn, once the further contact is decided about.
pub fn withdraws(on: SecondContact, decision: Decision) -> bool {
    match on {
        SecondContact::Send => false,
        SecondContact::Cancel => true,
        SecondContact::Later => matches!(decision, Decision::Invited(_)),
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
    survey.opening(earliest, tz)
}

#[cfg(test)]
mod tests;
