//! The plan of a year: what must be seen in it, whatever the seed.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, TimeDelta, Utc};

use super::{
    BAD_FORTNIGHT_PRODUCT, GETTING_BETTER, Year, calendar,
    contact::{Contact, planned},
    reaction::Act,
    surveys::TOUCHPOINTS,
};
use crate::domain::{responses::submission::Submission, surveys::question::Kind};

fn year(seed: u64) -> Year {
    Year {
        until: "2026-11-23T10:00:00Z".parse().unwrap(),
        seed,
        contacts: 14_000,
    }
}

/// The forms sent after contacts of a metric.
fn forms(plan: &[Contact], metric: Kind) -> impl Iterator<Item = (&Contact, &Submission)> {
    let asks = move |contact: &&Contact| {
        let asked = TOUCHPOINTS
            .iter()
            .find(|touchpoint| touchpoint.slug == contact.report.touchpoint);
        asked.is_some_and(|touchpoint| touchpoint.metric == metric)
    };
    plan.iter().filter(asks).flat_map(|contact| {
        let acts = contact.reaction.acts.iter();
        acts.filter_map(move |(_, act)| match act {
            Act::Submit(form) => Some((contact, form)),
            _ => None,
        })
    })
}

fn mean(plan: &[Contact], of: impl Fn(&Contact) -> bool) -> f64 {
    let scores: Vec<_> = forms(plan, Kind::Csat)
        .filter(|(contact, _)| of(contact))
        .map(|(_, form)| f64::from(form.score))
        .collect();
    assert!(scores.len() >= 20, "{} forms tell nothing", scores.len());
    scores.iter().sum::<f64>() / scores.len() as f64
}

#[test]
fn one_agent_gets_better_and_one_product_has_a_bad_fortnight() {
    for seed in [1, 2] {
        let year = year(seed);
        let plan = planned(year);
        let half: DateTime<Utc> = year.until - TimeDelta::days(182);
        let theirs = |contact: &Contact, late: bool| {
            contact.report.agent.name.as_deref() == Some(GETTING_BETTER)
                && (contact.report.ended_at > half) == late
        };
        assert!(mean(&plan, |c| theirs(c, true)) > mean(&plan, |c| theirs(c, false)) + 0.5);
        let of_it = |contact: &Contact, during: bool| {
            contact.report.product.as_deref() == Some(BAD_FORTNIGHT_PRODUCT)
                && calendar::is_bad(year, contact.report.ended_at) == during
        };
        assert!(mean(&plan, |c| of_it(c, true)) < mean(&plan, |c| of_it(c, false)) - 0.9);
    }
}

#[test]
fn no_remark_stands_under_a_good_and_under_a_bad_score() {
    let plan = planned(year(1));
    for (metric, low, high) in [(Kind::Csat, 2, 4), (Kind::Nps, 6, 9), (Kind::Ces, 3, 6)] {
        let mut said: BTreeMap<&str, BTreeSet<i16>> = BTreeMap::new();
        for (_, form) in forms(&plan, metric) {
            if let Some(comment) = &form.comment {
                assert!(!comment.contains(['{', '}']), "{comment}");
                said.entry(comment).or_default().insert(form.score);
            }
        }
        assert!(said.len() > 50, "{} different comments", said.len());
        for (comment, scores) in said {
            let (least, most) = (scores.first().copied(), scores.last().copied());
            let between = least > Some(low) && most < Some(high);
            assert!(
                most <= Some(low) || least >= Some(high) || between,
                "{comment}: {scores:?}"
            );
        }
    }
}

#[test]
fn sixty_people_work_by_day_and_less_on_sundays() {
    let plan = planned(year(1));
    let people: BTreeSet<_> = plan
        .iter()
        .map(|c| c.report.agent.external_id.as_str())
        .collect();
    let teams: BTreeSet<_> = plan
        .iter()
        .filter_map(|c| c.report.team.as_deref())
        .collect();
    assert_eq!((people.len(), teams.len()), (60, 6));
    let on = |weekday: &str| {
        let then = |c: &&Contact| c.report.ended_at.format("%a").to_string() == weekday;
        plan.iter().filter(then).count()
    };
    assert!(on("Mon") > 3 * on("Sun"));
    let night = |c: &&Contact| (0..4).contains(&chrono::Timelike::hour(&c.report.ended_at));
    assert!(plan.iter().filter(night).count() < 20);
}
