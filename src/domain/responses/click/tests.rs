//! The one-click rule by example: every way a scanner or a person behaves, one test each.

use super::ClickKind::{Dwell, Get, Head, Input, Submit};
use super::*;

/// Letters are delivered at second 0; everything is counted from there.
pub(super) fn second(seconds: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_790_000_000 + seconds, 0).expect("a time")
}

/// Clicks from `(seconds after delivery, kind, score)`, in order of arrival; ids count from 0.
pub(super) fn clicks(events: &[(i64, ClickKind, i16)]) -> Vec<Click> {
    (0..)
        .zip(events)
        .map(|(n, (at, kind, score))| Click {
            id: Uuid::from_u128(n),
            at: second(*at),
            kind: *kind,
            score: Some(*score),
            ruling: None,
        })
        .collect()
}

fn delivered() -> Circumstances {
    Circumstances {
        accepted_at: Some(second(0)),
        ..Circumstances::default()
    }
}

#[test]
fn a_look_right_after_the_reminder_arrived_is_doubted_like_one_right_after_the_letter() {
    let reminded = Circumstances {
        reminded_at: Some(second(86_400)),
        ..delivered()
    };
    for (at, counts) in [(30, false), (3_600, true), (86_430, false), (90_000, true)] {
        let clicks = clicks(&[(at, Dwell, 4)]);
        let verdict = judge(&clicks, &reminded, &Windows::default(), second(200_000));
        assert_eq!(verdict.counted.is_some(), counts, "{at}");
    }
}

fn judged(clicks: &[Click], now: i64) -> Verdict {
    judge(clicks, &delivered(), &Windows::default(), second(now))
}

/// The score that counts and why, long after everything.
fn outcome(clicks: &[Click]) -> Option<(i16, Evidence)> {
    judged(clicks, 1_000_000)
        .counted
        .map(|counted| (counted.score, counted.evidence))
}

fn reasons(verdict: &Verdict) -> Vec<String> {
    verdict
        .suspects
        .iter()
        .map(|suspect| format!("{}: {}", suspect.score, suspect.reason))
        .collect()
}

#[test]
fn fetching_all_links_counts_nothing_and_a_later_click_does() {
    let mut events: Vec<_> = (1..=5).map(|score| (9, Head, score)).collect();
    events.extend((1..=5).map(|score| (9 + i64::from(score) / 3, Get, score)));
    let scan = clicks(&events);
    assert_eq!(outcome(&scan), None);
    let verdict = judged(&scan, 1_000_000);
    assert!(verdict.swept && verdict.suspects.is_empty());
    let swept = sweep(&scan, &delivered(), &Windows::default()).map(|reason| reason.to_string());
    assert_eq!(swept.as_deref(), Some("5 links in 1 s, 9 s after delivery"));

    events.extend([(4000, Get, 4), (4002, Dwell, 4)]);
    assert_eq!(outcome(&clicks(&events)), Some((4, Evidence::Dwell)));
}

#[test]
fn a_scanner_with_a_browser_on_every_link_counts_nothing() {
    let events: Vec<_> = (1..=5)
        .flat_map(|s| [(200, Get, s), (202, Dwell, s)])
        .collect();
    let verdict = judged(&clicks(&events), 1_000_000);
    assert_eq!(verdict.counted, None);
    assert_eq!(verdict.look_again_at, None);
    assert_eq!(
        reasons(&verdict)[0],
        "1: 5 links in 2 s, 200 s after delivery"
    );
    assert_eq!(verdict.suspects.len(), 5);
}

#[test]
fn a_scanner_with_a_browser_on_one_link_at_delivery_is_held_for_good() {
    let scan = clicks(&[(5, Get, 5), (7, Dwell, 5)]);
    let verdict = judged(&scan, 1_000_000);
    assert_eq!(verdict.counted, None);
    assert_eq!(reasons(&verdict), ["5: only looked at, 7 s after delivery"]);
    assert!(!verdict.swept);
    // even when it comes before the mail server has said yes
    let early = judged(&clicks(&[(-3, Get, 5), (-1, Dwell, 5)]), 1_000_000);
    assert_eq!(reasons(&early), ["5: only looked at, 1 s before delivery"]);
}

#[test]
fn a_scanner_with_a_browser_on_one_link_later_is_the_residual_error_and_has_its_bounds() {
    let scan = clicks(&[(300, Get, 5), (302, Dwell, 5)]);
    assert_eq!(outcome(&scan), Some((5, Evidence::Dwell)));
    for circumstances in [
        Circumstances {
            strict: true,
            ..delivered()
        },
        Circumstances {
            swept_domain: true,
            ..delivered()
        },
    ] {
        let verdict = judge(
            &scan,
            &circumstances,
            &Windows::default(),
            second(1_000_000),
        );
        assert_eq!(verdict.counted, None);
        assert_eq!(verdict.suspects.len(), 1);
        let touched = clicks(&[(300, Get, 5), (302, Dwell, 5), (303, Input, 5)]);
        let verdict = judge(&touched, &circumstances, &Windows::default(), second(304));
        assert_eq!(verdict.counted.map(|c| c.evidence), Some(Evidence::Input));
    }
}

#[test]
fn a_scanner_with_mouse_and_button_on_every_link_withdraws_its_own_votes() {
    let events: Vec<_> = (1..=5)
        .flat_map(|s| {
            let at = 200 + 4 * i64::from(s);
            [(at, Get, s), (at + 1, Input, s), (at + 2, Submit, s)]
        })
        .collect();
    // two values do not tell yet; the third does
    assert_eq!(outcome(&clicks(&events[..6])), Some((2, Evidence::Submit)));
    assert_eq!(outcome(&clicks(&events[..8])), None);
    let verdict = judged(&clicks(&events), 230);
    assert_eq!(verdict.counted, None);
    assert_eq!(verdict.suspects.len(), 10);
    assert_eq!(
        reasons(&verdict)[0],
        "1: 5 ratings pressed in 17 s, 205 s after delivery"
    );
    // a person's earlier word stands, a later one counts again
    let mut with_person = vec![(100, Submit, 3)];
    with_person.extend(&events);
    assert_eq!(outcome(&clicks(&with_person)), Some((3, Evidence::Submit)));
    with_person.push((400, Input, 4));
    assert_eq!(
        outcome(&clicks(&with_person[1..])),
        Some((4, Evidence::Input))
    );
}

#[test]
fn a_scanner_with_mouse_and_button_spread_over_time_counts_once() {
    let slow = clicks(&[(200, Submit, 1), (261, Submit, 2), (322, Submit, 3)]);
    assert_eq!(outcome(&slow), Some((3, Evidence::Submit)));
}

#[test]
fn a_person_in_the_second_of_a_sweep_is_held_until_any_touch() {
    let mut events: Vec<_> = (1..=5).map(|score| (100, Get, score)).collect();
    events.extend([(101, Get, 4), (103, Dwell, 4)]);
    let verdict = judged(&clicks(&events), 1_000_000);
    assert_eq!(verdict.counted, None);
    assert_eq!(verdict.suspects.len(), 1);
    events.push((104, Input, 4));
    assert_eq!(outcome(&clicks(&events)), Some((4, Evidence::Input)));
}

#[test]
fn a_change_of_mind_within_the_minute_is_held_until_any_input() {
    let mut events = vec![
        (100, Get, 4),
        (102, Dwell, 4),
        (130, Get, 5),
        (132, Dwell, 5),
    ];
    assert_eq!(outcome(&clicks(&events)), None);
    assert_eq!(judged(&clicks(&events), 1_000).suspects.len(), 2);
    events.push((140, Input, 5));
    assert_eq!(outcome(&clicks(&events)), Some((5, Evidence::Input)));
}

#[test]
fn without_a_script_one_press_counts_at_once_even_where_nothing_was_fetched() {
    let verdict = judged(&clicks(&[(90, Submit, 2)]), 90);
    let counted = verdict.counted.expect("counted");
    assert_eq!((counted.score, counted.evidence), (2, Evidence::Submit));
    assert_eq!(
        (counted.click, counted.at),
        (Uuid::from_u128(0), second(90))
    );
}

#[test]
fn a_look_counts_after_the_hold_and_not_before() {
    let look = clicks(&[(100, Get, 4), (102, Dwell, 4)]);
    let held = judged(&look, 701);
    assert_eq!(
        (held.counted, held.look_again_at),
        (None, Some(second(702)))
    );
    let ripe = judged(&look, 702);
    assert_eq!(ripe.counted.map(|c| c.score), Some(4));
    assert_eq!(ripe.look_again_at, None);
}

#[test]
fn a_forwarded_letter_ends_with_the_last_answer() {
    let two = clicks(&[(100, Submit, 2), (90_000, Submit, 5)]);
    assert_eq!(outcome(&two), Some((5, Evidence::Submit)));
}

#[test]
fn weaker_evidence_never_replaces_stronger() {
    let mut events = vec![
        (100, Submit, 2),
        (5_000, Input, 5),
        (9_000, Get, 4),
        (9_002, Dwell, 4),
    ];
    assert_eq!(outcome(&clicks(&events)), Some((2, Evidence::Submit)));
    assert_eq!(judged(&clicks(&events), 9_003).look_again_at, None);
    events.push((20_000, Submit, 3));
    assert_eq!(outcome(&clicks(&events)), Some((3, Evidence::Submit)));
}

#[test]
fn nothing_counts_once_the_survey_is_closed() {
    let c = Circumstances {
        closes_at: Some(second(1_000)),
        ..delivered()
    };
    let events = clicks(&[(900, Dwell, 4), (1_000, Submit, 1)]);
    let verdict = judge(&events, &c, &Windows::default(), second(2_000));
    assert_eq!(verdict.counted.map(|c| c.score), Some(4));
}

#[test]
fn a_manager_settles_a_suspect_and_a_later_person_still_wins() {
    let mut scan = clicks(&[(5, Get, 5), (7, Dwell, 5)]);
    scan[1].ruling = Some(Ruling::Accepted);
    assert_eq!(outcome(&scan), Some((5, Evidence::Manual)));
    assert!(judged(&scan, 1_000).suspects.is_empty());

    let mut later = clicks(&[(0, Get, 5), (7, Dwell, 5), (5_000, Dwell, 3)]);
    later[1].ruling = Some(Ruling::Accepted);
    assert_eq!(outcome(&later), Some((3, Evidence::Dwell)));

    scan[1].ruling = Some(Ruling::Dismissed);
    assert_eq!(outcome(&scan), None);
    assert!(judged(&scan, 1_000).suspects.is_empty());

    // no ruling lifts a fetch
    scan[0].ruling = Some(Ruling::Accepted);
    assert_eq!(outcome(&scan), None);
}

#[test]
fn a_window_of_zero_is_off() {
    let off = Windows {
        hold: Duration::zero(),
        burst: Duration::zero(),
        shadow: Duration::zero(),
    };
    let events = clicks(&[(0, Dwell, 1), (0, Dwell, 2), (0, Dwell, 3)]);
    let verdict = judge(&events, &delivered(), &off, second(0));
    assert_eq!(verdict.counted.map(|c| c.score), Some(3));
    assert!(!verdict.swept);
}

#[test]
fn codes_read_back() {
    for kind in ClickKind::ALL {
        assert_eq!(ClickKind::parse(kind.as_str()), Some(kind));
    }
    for evidence in [
        Evidence::Input,
        Evidence::Dwell,
        Evidence::Submit,
        Evidence::Manual,
    ] {
        assert_eq!(Evidence::parse(evidence.as_str()), Some(evidence));
    }
    for ruling in [Ruling::Accepted, Ruling::Dismissed] {
        assert_eq!(Ruling::parse(ruling.as_str()), Some(ruling));
    }
    assert_eq!(ClickKind::parse("GET"), None);
}
