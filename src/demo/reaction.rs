//! What becomes of a letter: it bounces, a scanner goes through it, the customer answers, changes their mind or
//! unsubscribes. Decided in advance, so that a year does not depend on the order it is lived in. Read by `contact`.

use std::collections::BTreeMap;

use chrono::TimeDelta;
use rand::{RngExt, rngs::StdRng, seq::IndexedRandom};

use super::{
    comments,
    contact::{Experience, Trouble},
    customers,
    surveys::REASONS,
};
use crate::domain::{
    responses::{
        click::{ClickKind, Ruling},
        submission::Submission,
    },
    surveys::question::Kind,
};

/// All that becomes of one letter.
#[derive(Clone, Debug, Default)]
pub struct Reaction {
    /// The mail server's words when it first puts the letter off.
    pub deferred: Option<&'static str>,
    /// Its words when it refuses the letter for good.
    pub refused: Option<&'static str>,
    /// What happens to the letter's links, by the time since it arrived.
    pub acts: Vec<(TimeDelta, Act)>,
}

/// Something that happens to an invitation.
#[derive(Clone, Debug)]
pub enum Act {
    Visit(ClickKind, i16),
    Submit(Submission),
    /// A held look has waited long enough.
    LookAgain,
    /// A manager goes through the suspects.
    Rule(Ruling),
    Unsubscribe,
}

const DEFERRED: [&str; 3] = [
    "451 4.7.1 Greylisting in action, please come back later",
    "421 4.3.2 Service not available, closing transmission channel",
    "452 4.2.2 Mailbox full, try again later",
];
const REFUSED: [&str; 5] = [
    "550 5.1.1 Recipient address rejected: User unknown in virtual mailbox table",
    "550 5.1.1 The email account that you tried to reach does not exist",
    "554 5.7.1 Message rejected by local policy",
    "550 5.2.1 The mailbox is inactive",
    "552 5.2.2 Mailbox over quota",
];

/// Shares of customers from the unhappiest score up, were all contacts alike.
const CSAT: [f64; 5] = [0.07, 0.05, 0.09, 0.25, 0.54];
const NPS: [f64; 11] = [
    0.03, 0.01, 0.02, 0.03, 0.03, 0.06, 0.06, 0.11, 0.18, 0.18, 0.29,
];
const CES: [f64; 7] = [0.06, 0.04, 0.05, 0.08, 0.14, 0.27, 0.36];

pub fn planned(rng: &mut StdRng, experience: &Experience) -> Reaction {
    let mut reaction = Reaction {
        deferred: rng
            .random_bool(0.015)
            .then(|| DEFERRED.choose(rng).copied().unwrap_or(DEFERRED[0])),
        ..Reaction::default()
    };
    if rng.random_bool(0.013) {
        reaction.refused = REFUSED.choose(rng).copied();
        return reaction;
    }
    let acts = &mut reaction.acts;
    if customers::is_scanned(experience.email) && rng.random_bool(0.35) {
        scan(rng, experience, acts);
    }
    // Those who are very happy or very unhappy answer more often.
    let moved = !(0.2..0.75).contains(&experience.mood);
    if rng.random_bool(if moved { 0.37 } else { 0.28 }) {
        answer(rng, experience, acts);
    } else if rng.random_bool(0.07) {
        // opened, and closed again
        let after = after_some_hours(rng);
        let given = score(experience, experience.mood);
        acts.push((after, Act::Visit(ClickKind::Get, given)));
    }
    if rng.random_bool(0.012) {
        acts.push((after_some_hours(rng), Act::Unsubscribe));
    }
    acts.sort_by_key(|(after, _)| *after);
    reaction
}

/// A gateway opens links as the letter comes in; days later a manager looks at what it left.
fn scan(rng: &mut StdRng, experience: &Experience, acts: &mut Vec<(TimeDelta, Act)>) {
    let Some(scale) = experience.touchpoint.metric.scale() else {
        return;
    };
    let mut after = TimeDelta::milliseconds(rng.random_range(6_000..14_000));
    let ruled_after = TimeDelta::hours(rng.random_range(30..200));
    if rng.random_bool(0.6) {
        for score in scale.scores() {
            after += TimeDelta::milliseconds(rng.random_range(120..500));
            acts.push((after, Act::Visit(ClickKind::Get, score)));
            let seen = after + TimeDelta::milliseconds(1_600);
            acts.push((seen, Act::Visit(ClickKind::Dwell, score)));
        }
        acts.push((ruled_after, Act::Rule(Ruling::Dismissed)));
    } else {
        let only = score(experience, experience.mood);
        acts.push((after, Act::Visit(ClickKind::Get, only)));
        let seen = after + TimeDelta::milliseconds(1_700);
        acts.push((seen, Act::Visit(ClickKind::Dwell, only)));
        let ruling = if rng.random_bool(0.3) {
            Ruling::Accepted
        } else {
            Ruling::Dismissed
        };
        acts.push((ruled_after, Act::Rule(ruling)));
    }
}

fn answer(rng: &mut StdRng, experience: &Experience, acts: &mut Vec<(TimeDelta, Act)>) {
    let after = after_some_hours(rng);
    let given = score(experience, experience.mood);
    acts.push((after, Act::Visit(ClickKind::Get, given)));
    let read = after + TimeDelta::seconds(rng.random_range(8..90));
    match rng.random_range(0..100) {
        0..58 => {
            let form = form(rng, experience, experience.mood);
            acts.push((read, Act::Submit(form)));
        }
        58..88 => acts.push((
            after + TimeDelta::seconds(2),
            Act::Visit(ClickKind::Input, given),
        )),
        _ => {
            let seen = after + TimeDelta::milliseconds(1_500);
            acts.push((seen, Act::Visit(ClickKind::Dwell, given)));
            acts.push((seen + TimeDelta::seconds(601), Act::LookAgain));
        }
    }
    if rng.random_bool(0.04) {
        // Second thoughts, mostly kinder: somebody called back.
        let shift = if rng.random_bool(0.7) { 0.35 } else { -0.3 };
        let mood = (experience.mood + shift).clamp(0.01, 0.99);
        let later = read + TimeDelta::minutes(rng.random_range(3..2_000));
        acts.push((
            later,
            Act::Visit(ClickKind::Get, score(experience, experience.mood)),
        ));
        let form = form(rng, experience, mood);
        acts.push((later + TimeDelta::seconds(40), Act::Submit(form)));
    }
}

fn form(rng: &mut StdRng, experience: &Experience, mood: f64) -> Submission {
    let metric = experience.touchpoint.metric;
    let score = score(experience, mood);
    let mut answers = BTreeMap::new();
    if metric != Kind::Nps && rng.random_bool(0.92) {
        answers.insert("resolved".to_owned(), resolved(rng, mood).to_owned());
    }
    if metric == Kind::Csat && score <= 3 && rng.random_bool(0.8) {
        let reason = match experience.trouble {
            Some(Trouble::Outage) if rng.random_bool(0.8) => "product",
            Some(Trouble::Bill) if rng.random_bool(0.7) => "policy",
            _ if experience.agent.skill < -0.4 && rng.random_bool(0.55) => "agent",
            _ => REASONS.choose(rng).copied().unwrap_or(REASONS[0]),
        };
        answers.insert("reason".to_owned(), reason.to_owned());
    }
    let talkative = if (0.2..0.8).contains(&mood) {
        0.34
    } else {
        0.52
    };
    let comment = rng
        .random_bool(talkative)
        .then(|| comments::fitting(rng, experience, metric, score));
    Submission {
        score,
        comment,
        answers,
        locale: None,
    }
}

/// Whether it was resolved goes with the mood, but not always.
fn resolved(rng: &mut StdRng, mood: f64) -> &'static str {
    match mood + rng.random_range(-0.12..0.12) {
        _ if rng.random_bool(0.03) => "not_applicable",
        ..0.13 => "no",
        ..0.24 => "partly",
        _ => "yes",
    }
}

/// The score a mood is given on the touchpoint's scale.
fn score(experience: &Experience, mood: f64) -> i16 {
    let (shares, lowest): (&[f64], i16) = match experience.touchpoint.metric {
        Kind::Nps => (&NPS, 0),
        Kind::Ces => (&CES, 1),
        _ => (&CSAT, 1),
    };
    let mut below = 0.0;
    let place = shares.iter().position(|share| {
        below += share;
        mood < below
    });
    let place = place.unwrap_or(shares.len() - 1);
    lowest + i16::try_from(place).unwrap_or_default()
}

/// Most answer within hours, a few after days.
fn after_some_hours(rng: &mut StdRng) -> TimeDelta {
    let lot: f64 = rng.random_range(0.02..0.97);
    let hours = 3.5 * -(1.0 - lot).ln() / lot.max(0.15);
    TimeDelta::minutes(2) + TimeDelta::seconds((hours * 3600.0) as i64 % (12 * 86_400))
}
