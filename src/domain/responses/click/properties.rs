//! What the one-click rule keeps to for any run of events.

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

use super::ClickKind::{Dwell, Get, Head, Input, Submit};
use super::tests::{clicks, second};
use super::*;

fn any_kind() -> impl Strategy<Value = ClickKind> {
    prop::sample::select(ClickKind::ALL.to_vec())
}

/// Events close enough together that all windows matter, arriving in any order.
fn any_clicks(kinds: impl Strategy<Value = ClickKind>) -> impl Strategy<Value = Vec<Click>> {
    let ruling = prop_oneof![8 => Just(None), 1 => Just(Some(Ruling::Accepted)), 1 => Just(Some(Ruling::Dismissed))];
    let event = (
        -100..3_000i64,
        kinds,
        option::weighted(0.95, 1..=5i16),
        ruling,
    );
    vec(event, 0..24).prop_map(|events| {
        (0..)
            .zip(events)
            .map(|(n, (at, kind, score, ruling))| Click {
                id: Uuid::from_u128(n),
                at: second(at),
                kind,
                score,
                ruling,
            })
            .collect()
    })
}

fn any_circumstances() -> impl Strategy<Value = Circumstances> {
    (
        any::<bool>(),
        any::<bool>(),
        any::<bool>(),
        option::of(0..4_000i64),
    )
        .prop_map(|(sent, strict, swept_domain, closes)| Circumstances {
            accepted_at: sent.then(|| second(0)),
            reminded_at: None,
            strict,
            swept_domain,
            closes_at: closes.map(second),
        })
}

fn any_windows() -> impl Strategy<Value = Windows> {
    (0..900i64, 0..200i64, 0..200i64).prop_map(|(hold, burst, shadow)| Windows {
        hold: Duration::seconds(hold),
        burst: Duration::seconds(burst),
        shadow: Duration::seconds(shadow),
    })
}

proptest! {
    #[test]
    fn fetches_alone_never_count(
        events in any_clicks(prop::sample::select(vec![Head, Get])),
        c in any_circumstances(), w in any_windows(), now in 0..9_000i64,
    ) {
        let verdict = judge(&events, &c, &w, second(now));
        prop_assert_eq!(verdict.counted, None);
        prop_assert_eq!(verdict.look_again_at, None);
        prop_assert!(verdict.suspects.is_empty());
    }

    #[test]
    fn the_counted_answer_is_one_of_the_events_and_no_suspect(
        events in any_clicks(any_kind()),
        c in any_circumstances(), w in any_windows(), now in 0..9_000i64,
    ) {
        let verdict = judge(&events, &c, &w, second(now));
        if let Some(counted) = verdict.counted {
            let click = events.iter().find(|click| click.id == counted.click).expect("stored");
            prop_assert_eq!(click.score, Some(counted.score));
            prop_assert!(click.kind.tier() >= 1);
            prop_assert_ne!(click.ruling, Some(Ruling::Dismissed));
            prop_assert!(verdict.suspects.iter().all(|suspect| suspect.click != counted.click));
        }
    }

    #[test]
    fn a_later_scan_never_changes_a_counted_answer(
        events in any_clicks(any_kind()), c in any_circumstances(), w in any_windows(),
        now in 3_000..9_000i64, scan in vec((1..600i64, 1..=5i16), 0..12),
    ) {
        let before = judge(&events, &c, &w, second(now));
        if before.counted.is_none() {
            return Ok(());
        }
        let mut more = events.clone();
        more.extend(scan.into_iter().map(|(after, score)| Click {
            id: Uuid::nil(), at: second(now + after), kind: Get, score: Some(score), ruling: None,
        }));
        let after = judge(&more, &c, &w, second(now));
        prop_assert_eq!(before.counted, after.counted);
    }

    #[test]
    fn looks_and_fetches_never_change_a_touched_or_sent_answer(
        events in any_clicks(any_kind()), c in any_circumstances(), w in any_windows(),
        scan in any_clicks(prop::sample::select(vec![Head, Get, Dwell])),
    ) {
        let before = judge(&events, &c, &w, second(9_000)).counted;
        if before.as_ref().is_none_or(|counted| counted.evidence.guard() == 1) {
            return Ok(());
        }
        let mut more = events.clone();
        more.extend(scan.into_iter().map(|click| Click { ruling: None, ..click }));
        prop_assert_eq!(before, judge(&more, &c, &w, second(9_000)).counted);
    }

    #[test]
    fn a_sweep_counts_nothing(
        spread in vec(0..60i64, 5), start in 0..500i64, tier in 0..4usize, sent in any::<bool>(),
    ) {
        let mut events = Vec::new();
        for (score, after) in (1..).zip(&spread) {
            for kind in [Get, Dwell, Input, Submit].into_iter().take(tier + 1) {
                events.push((start + after, kind, score));
            }
        }
        let c = Circumstances { accepted_at: sent.then(|| second(0)), ..Circumstances::default() };
        let verdict = judge(&clicks(&events), &c, &Windows::default(), second(99_000));
        prop_assert_eq!(verdict.counted, None);
        prop_assert!(verdict.swept);
    }

    #[test]
    fn when_fetches_arrived_among_the_rest_does_not_matter(
        events in any_clicks(any_kind()), c in any_circumstances(), w in any_windows(), now in 0..9_000i64,
    ) {
        let (mut fetched, rest): (Vec<_>, Vec<_>) =
            events.iter().cloned().partition(|click| click.kind.tier() == 0);
        fetched.extend(rest);
        prop_assert_eq!(judge(&events, &c, &w, second(now)), judge(&fetched, &c, &w, second(now)));
    }

    #[test]
    fn time_alone_only_ripens_what_was_announced(
        events in any_clicks(any_kind()), c in any_circumstances(), w in any_windows(),
        now in 0..9_000i64, wait in 1..9_000i64,
    ) {
        let before = judge(&events, &c, &w, second(now));
        let later = second(now + wait);
        let after = judge(&events, &c, &w, later);
        prop_assert_eq!(&before.suspects, &after.suspects);
        if before.look_again_at.is_none_or(|look| later < look) {
            prop_assert_eq!(before, after);
        } else {
            prop_assert!(after.counted.is_some());
        }
    }
}
