//! A decision beside what was decided before: the customer's letters that have not left, and what the survey's limits let
//! through. Pure; a report and a rehearsal decide by the same function.

use chrono::{DateTime, NaiveDate, Utc};

use super::{
    eligibility::{Decision, Facts, decide, still_counts},
    limits::{Counts, Keys},
};
use crate::domain::surveys::rules::SecondContact;

/// A letter to the customer that has not left and whose survey may withdraw it.
#[derive(Clone, Copy, Debug)]
pub struct Waits<'a> {
    pub on: SecondContact,
    /// What it is counted in, on the day it is to leave.
    pub keys: &'a Keys,
    pub day: NaiveDate,
}

/// Decides with the limits. `counts` knows every count that `keys` and the waiting letters have, and is not changed.
pub fn decide_within(
    facts: &Facts,
    keys: &Keys,
    waiting: &[Waits],
    counts: &mut Counts,
    day_of: impl Fn(DateTime<Utc>) -> NaiveDate,
    now: DateTime<Utc>,
) -> Decision {
    let (Some(survey), Decision::Invited(send_at)) = (facts.survey, decide(facts, now)) else {
        return decide(facts, now);
    };
    // Instead of these the new letter would leave: their places are free for it.
    let replaced = || waiting.iter().filter(|letter| !still_counts(letter.on));
    replaced().for_each(|letter| counts.give_back(letter.keys, letter.day));
    let used = counts.used(keys, survey, day_of(send_at));
    replaced().for_each(|letter| counts.take(letter.keys, letter.day));
    let facts = Facts {
        used: &used,
        ..*facts
    };
    decide(&facts, now)
}
