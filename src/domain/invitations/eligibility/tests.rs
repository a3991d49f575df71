//! Every reason, their order, and that nothing but the facts decides. Called by nobody but `cargo test`.

use proptest::prelude::*;
use sea_orm::prelude::Uuid;
use serde_json::json;

use super::*;
use crate::domain::surveys::{
    rules::{By, Limit, SkipWhen},
    send_window::SendWindow,
};
use crate::ids::BrandId;

/// The order in which reasons are looked at: of several that hold, the first is told.
const ORDER: [HeldReason; 9] = [
    HeldReason::NoSurvey,
    HeldReason::InvalidAddress,
    HeldReason::Suppressed,
    HeldReason::TooOld,
    HeldReason::Skipped,
    HeldReason::SampledOut,
    HeldReason::Quarantine,
    HeldReason::Limit,
    HeldReason::MonthlyLimit,
];

fn now() -> DateTime<Utc> {
    "2026-11-20T12:00:00Z".parse().unwrap()
}

/// A survey with every rule, none of which holds by itself.
fn survey() -> Definition {
    Definition {
        send_after_minutes: 60,
        sample_percent: 50,
        monthly_limit: Some(100),
        limits: vec![
            Limit {
                most: 3,
                days: 7,
                by: By::Agent,
                attribute: None,
            },
            Limit {
                most: 9,
                days: 1,
                by: By::Attribute,
                attribute: Some("queue".into()),
            },
        ],
        skip_when: vec![SkipWhen {
            attribute: "plan".into(),
            is: vec!["internal".into(), "test".into()],
        }],
        ..Definition::starting()
    }
}

/// Facts in which exactly these reasons hold.
struct Case {
    survey: Definition,
    attributes: serde_json::Value,
    used: Used,
    holding: Vec<HeldReason>,
}

impl Case {
    fn of(holding: &[HeldReason]) -> Self {
        let holds = |reason| holding.contains(&reason);
        let plan = if holds(HeldReason::Skipped) {
            "test"
        } else {
            "gold"
        };
        Self {
            survey: survey(),
            attributes: json!({ "plan": plan, "queue": "sales" }),
            used: Used {
                limits: vec![2, if holds(HeldReason::Limit) { 9 } else { 8 }],
                this_month: if holds(HeldReason::MonthlyLimit) {
                    100
                } else {
                    99
                },
            },
            holding: holding.to_vec(),
        }
    }

    fn facts(&self) -> Facts<'_> {
        let holds = |reason| self.holding.contains(&reason);
        let age = if holds(HeldReason::TooOld) {
            TimeDelta::hours(73)
        } else {
            TimeDelta::minutes(5)
        };
        let rest = if holds(HeldReason::Quarantine) {
            29
        } else {
            31
        };
        Facts {
            survey: (!holds(HeldReason::NoSurvey)).then_some(&self.survey),
            address_valid: !holds(HeldReason::InvalidAddress),
            suppressed: holds(HeldReason::Suppressed),
            wish: None,
            attributes: Some(&self.attributes),
            ended_at: now() - age,
            last_invited_at: Some(now() - TimeDelta::days(rest)),
            sampling_point: if holds(HeldReason::SampledOut) {
                50.0
            } else {
                49.99
            },
            used: &self.used,
            tz: Tz::UTC,
        }
    }

    fn decision(&self) -> Decision {
        decide(&self.facts(), now())
    }
}

#[test]
fn a_customers_wish_and_the_surveys_rest_both_hold() {
    let wish = |months| preference::Model {
        brand_id: BrandId(Uuid::nil()),
        address_hash: Vec::new(),
        months,
        source: "link".into(),
        since: now(),
    };
    let decided = |quarantine_days, months: Option<i16>, days_ago| {
        let wish = months.map(wish);
        let case = Case::of(&[]);
        let survey = Definition {
            quarantine_days,
            ..case.survey.clone()
        };
        let facts = Facts {
            survey: Some(&survey),
            wish: wish.as_ref(),
            last_invited_at: Some(now() - TimeDelta::days(days_ago)),
            ..case.facts()
        };
        let decision = decide(&facts, now());
        (decision, held_by_wish(&facts, decision))
    };
    let held = Decision::Held(HeldReason::Quarantine);
    // Which of the two rests longer is what holds.
    assert_eq!(decided(0, Some(1), 10), (held, Some(1)));
    assert_eq!(decided(30, Some(1), 10), (held, None));
    assert_eq!(decided(30, Some(6), 10), (held, Some(6)));
    assert_eq!(decided(30, Some(3), 40), (held, Some(3)));
    assert_eq!(decided(90, Some(1), 40), (held, None));
    assert_eq!(decided(30, None, 10), (held, None));
    for (quarantine_days, months, days_ago) in [(0, None, 1), (0, Some(1), 32), (30, Some(3), 93)] {
        let (decision, by_wish) = decided(quarantine_days, months, days_ago);
        assert!(matches!(decision, Decision::Invited(_)), "{decision:?}");
        assert_eq!(by_wish, None);
    }
}

#[test]
fn asks_after_the_delay_when_nothing_holds() {
    assert_eq!(
        Case::of(&[]).decision(),
        Decision::Invited(now() + TimeDelta::minutes(55))
    );
}

#[test]
fn every_reason_alone_holds_and_of_all_combinations_the_first_is_told() {
    assert_eq!(ORDER.len(), HeldReason::ALL.len());
    for bits in 0..1_u32 << ORDER.len() {
        let holding: Vec<_> = (0..ORDER.len())
            .filter(|at| bits & (1 << at) != 0)
            .map(|at| ORDER[at])
            .collect();
        let decision = Case::of(&holding).decision();
        match holding.first() {
            Some(first) => assert_eq!(decision, Decision::Held(*first), "{holding:?}"),
            None => assert!(matches!(decision, Decision::Invited(_))),
        }
    }
}

#[test]
fn each_edge_is_on_its_side() {
    let base = Case::of(&[]);
    let at = |change: fn(&mut Facts)| {
        let mut facts = base.facts();
        change(&mut facts);
        matches!(decide(&facts, now()), Decision::Invited(_))
    };
    assert!(at(|f| f.ended_at = now() - TimeDelta::hours(72)));
    assert!(!at(
        |f| f.ended_at = now() - TimeDelta::hours(72) - TimeDelta::seconds(1)
    ));
    // The rest is counted to when the letter leaves: in 55 minutes.
    let rest = TimeDelta::days(30) - TimeDelta::minutes(55);
    let last = Some(now() - rest);
    assert!(matches!(
        decide(
            &Facts {
                last_invited_at: last,
                ..base.facts()
            },
            now()
        ),
        Decision::Invited(_)
    ));
    let last = Some(now() - rest + TimeDelta::seconds(1));
    assert_eq!(
        decide(
            &Facts {
                last_invited_at: last,
                ..base.facts()
            },
            now()
        ),
        Decision::Held(HeldReason::Quarantine)
    );
    assert!(at(|f| f.last_invited_at = None));
}

#[test]
fn a_survey_without_quarantine_limits_and_sample_asks_whatever_was_asked_before() {
    let bare = Definition {
        quarantine_days: 0,
        ..Definition::starting()
    };
    let used = Used {
        limits: vec![1_000],
        this_month: 1_000_000,
    };
    let case = Case::of(&[]);
    let facts = Facts {
        survey: Some(&bare),
        used: &used,
        last_invited_at: Some(now()),
        ..case.facts()
    };
    assert_eq!(decide(&facts, now()), Decision::Invited(now()));
}

#[test]
fn a_further_contact_does_to_a_waiting_letter_what_its_survey_says() {
    let (invited, held) = (
        Decision::Invited(now()),
        Decision::Held(HeldReason::SampledOut),
    );
    let all = SecondContact::ALL.map(|on| {
        (
            still_counts(on),
            withdraws(on, invited),
            withdraws(on, held),
        )
    });
    assert_eq!(
        all,
        [
            (true, false, false),
            (true, true, true),
            (false, true, false)
        ]
    );
}

proptest! {
    /// Told twice, decided twice the same; a letter leaves inside its window and never before its delay.
    #[test]
    fn the_same_facts_are_always_decided_alike(
        ended in 0_i64..200_000,
        last in prop::option::of(0_i64..200_000),
        point in 0_u32..10_000,
        quarantine_days in 0_u32..60,
        sample_percent in 0_u8..=100,
        used in prop::collection::vec(0_u32..12, 2),
        this_month in 0_u32..120,
        zone in prop::sample::select(vec![Tz::UTC, Tz::Europe__Berlin, Tz::Asia__Tokyo, Tz::America__New_York]),
    ) {
        let survey = Definition {
            quarantine_days,
            sample_percent,
            send_window: Some(SendWindow::default()),
            ..survey()
        };
        let used = Used { limits: used, this_month };
        let facts = Facts {
            survey: Some(&survey),
            address_valid: true,
            suppressed: false,
            wish: None,
            attributes: None,
            ended_at: now() - TimeDelta::seconds(ended),
            last_invited_at: last.map(|seconds| now() - TimeDelta::seconds(seconds)),
            sampling_point: f64::from(point) / 100.0,
            used: &used,
            tz: zone,
        };
        let decision = decide(&facts, now());
        prop_assert_eq!(decision, decide(&facts, now()));
        if let Decision::Invited(at) = decision {
            prop_assert!(at >= now() && at >= facts.ended_at + TimeDelta::minutes(60));
            prop_assert!(SendWindow::default().is_open(at, zone));
            prop_assert!(used.limits[0] < 3 && used.limits[1] < 9 && this_month < 100);
            // One letter fewer before never makes it a no.
            let fewer = Used { limits: used.limits.iter().map(|n| n.saturating_sub(1)).collect(), this_month: 0 };
            prop_assert_eq!(decide(&Facts { used: &fewer, last_invited_at: None, ..facts }, now()), decision);
        }
    }
}
