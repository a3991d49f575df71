//! The pace, with time moved by hand.

use super::*;

fn at(seconds: i64) -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + TimeDelta::seconds(1_800_000_000 + seconds)
}

fn limits(per_second: u32, per_minute: u32, at_once: u32) -> Limits {
    Limits {
        per_second: NonZeroU32::new(per_second),
        per_domain_per_minute: NonZeroU32::new(per_minute),
        per_domain_at_once: NonZeroU32::new(at_once),
    }
}

/// How many letters to a domain get through in so many seconds, asked for once a second, each taken at once.
fn through(pace: &mut Pace, domain: &str, from: i64, seconds: i64) -> usize {
    let mut through = 0;
    for second in from..from + seconds {
        for _ in 0..100 {
            if pace.admit(domain, at(second)) == Admission::Go {
                through += 1;
                pace.let_go(domain, false);
            }
        }
    }
    through
}

#[test]
fn without_limits_everything_goes_and_nothing_is_remembered() {
    let mut pace = Pace::new(Limits::default());
    assert_eq!(through(&mut pace, "example.net", 0, 3), 300);
    assert!(pace.domains.is_empty());
}

#[test]
fn the_total_is_kept_whatever_the_domain() {
    let mut pace = Pace::new(limits(5, 0, 0));
    for second in 0..4 {
        let domains = (0..100).map(|n| format!("d{n}.example"));
        let went = domains.filter(|domain| pace.admit(domain, at(second)) == Admission::Go);
        assert_eq!(went.count(), 5);
    }
}

#[test]
fn letters_that_wait_for_their_domain_use_up_nothing_of_the_total() {
    let mut pace = Pace::new(limits(2, 0, 0));
    pace.slowed("slow.example", "421", at(0));
    for _ in 0..100 {
        assert!(matches!(
            pace.admit("slow.example", at(1)),
            Admission::Wait(_)
        ));
    }
    assert_eq!(pace.admit("other.example", at(1)), Admission::Go);
}

#[test]
fn domains_that_went_quiet_are_forgotten() {
    let mut pace = Pace::new(limits(0, 60, 0));
    for n in 0..REMEMBERED {
        let domain = format!("d{n}.example");
        assert_eq!(pace.admit(&domain, at(0)), Admission::Go);
        pace.let_go(&domain, false);
    }
    assert_eq!(pace.admit("one-more.example", at(600)), Admission::Go);
    assert_eq!(pace.domains.len(), 1);
}

#[test]
fn one_domains_limit_is_nobody_elses() {
    let mut pace = Pace::new(limits(0, 60, 0));
    assert!((60..=62).contains(&through(&mut pace, "slow.example", 0, 60)));
    assert_eq!(pace.admit("other.example", at(0)), Admission::Go);
}

#[test]
fn letters_put_off_come_back_one_after_the_other() {
    let mut pace = Pace::new(limits(0, 30, 0));
    let mut places = Vec::new();
    for _ in 0..5 {
        if let Admission::Wait(until) = pace.admit("slow.example", at(0)) {
            places.push((until - at(0)).num_seconds());
        }
    }
    assert_eq!(places, [2, 4, 6, 8]);
    // and never further away than a domain may need to recover
    for _ in 0..10_000 {
        if let Admission::Wait(until) = pace.admit("slow.example", at(0)) {
            assert!(until - at(0) <= FURTHEST + TimeDelta::seconds(2));
        }
    }
}

#[test]
fn no_more_than_two_to_one_domain_are_under_way() {
    let mut pace = Pace::new(limits(0, 0, 2));
    let admitted = (0..100).filter(|_| pace.admit("a.example", at(0)) == Admission::Go);
    assert_eq!(admitted.count(), 2 * AHEAD);
    assert!(pace.begin("a.example") && pace.begin("a.example"));
    assert!(!pace.begin("a.example") && pace.begin("b.example"));
    pace.let_go("a.example", true);
    assert!(pace.begin("a.example"));
}

#[test]
fn a_domain_that_asks_for_it_is_left_alone_then_written_to_at_half_the_rate() {
    let mut pace = Pace::new(limits(0, 120, 0));
    let until = pace.slowed("slow.example", "421 too fast", at(0));
    assert_eq!(until, at(900));
    assert_eq!(
        pace.slowed("slow.example", "421 too fast", at(1)),
        until,
        "one complaint"
    );
    assert_eq!(through(&mut pace, "slow.example", 0, 900), 0);
    assert_eq!(through(&mut pace, "other.example", 0, 2), 6);
    // one letter shows whether it is over
    assert_eq!(pace.admit("slow.example", at(900)), Admission::Go);
    assert!(matches!(
        pace.admit("slow.example", at(910)),
        Admission::Wait(_)
    ));
    pace.let_go("slow.example", false);
    pace.taken("slow.example", at(0));
    assert!((60..=63).contains(&through(&mut pace, "slow.example", 910, 60)));
    assert_eq!(pace.troubles()[0].per_minute, Some(60));
    // an hour of peace gives it back
    assert!((118..=124).contains(&through(&mut pace, "slow.example", 4_600, 60)));
    assert!(pace.troubles().is_empty());
}

#[test]
fn a_domain_that_asks_again_is_halved_again() {
    let mut pace = Pace::new(Limits::default());
    let mut rates = Vec::new();
    for round in 0..7 {
        pace.slowed("slow.example", "450 4.7.1 too much", at(round * 1_000));
        rates.push(pace.troubles()[0].per_minute.unwrap());
    }
    assert_eq!(rates, [30, 15, 7, 3, 1, 1, 1]);
    assert_eq!(pace.troubles()[0].since, at(0));
}

#[test]
fn a_domain_that_objects_rests_longer_each_time_until_it_takes_a_letter() {
    let mut pace = Pace::new(Limits::default());
    let (mut now, mut rests) = (at(0), Vec::new());
    for _ in 0..6 {
        let (until, _) = pace.barred("strict.example", "550 5.7.1 no", now);
        rests.push((until - now).num_minutes());
        assert!(
            matches!(pace.admit("strict.example", now), Admission::Wait(place) if place >= until)
        );
        now = until;
    }
    assert_eq!(rests, [15, 30, 60, 120, 240, 240]);
    assert!(pace.troubles()[0].ours);
    assert_eq!(pace.admit("strict.example", now), Admission::Go);
    pace.taken("strict.example", at(0));
    assert!(pace.troubles().is_empty());
}

#[test]
fn when_one_domain_after_the_other_objects_everybody_does() {
    let mut pace = Pace::new(Limits::default());
    assert!(!pace.barred("a.example", "no", at(0)).1);
    assert!(!pace.barred("b.example", "no", at(0)).1);
    pace.taken("c.example", at(0));
    assert!(!pace.barred("a.example", "no", at(1)).1);
    assert!(!pace.barred("b.example", "no", at(1)).1);
    assert!(pace.barred("d.example", "no", at(1)).1);
}

#[test]
fn a_domain_known_to_object_tells_nothing_new_about_the_others() {
    let mut pace = Pace::new(Limits::default());
    let objecting = ["a.example", "b.example", "d.example"];
    let met = objecting.map(|domain| pace.barred(domain, "no", at(0)));
    assert_eq!(met, [(at(900), false), (at(900), false), (at(900), true)]);
    let met = objecting.map(|domain| pace.barred(domain, "no", at(900)));
    assert_eq!(met, [(at(2700), false); 3], "each rests longer, for itself");
    assert!(pace.barred("e.example", "no", at(900)).1, "a new one does");
}

#[test]
fn a_clock_set_back_does_not_stop_the_mail() {
    let mut pace = Pace::new(Limits::default());
    pace.slowed("a.example", "421", at(1_000_000));
    assert_eq!(pace.rests("a.example", at(0)), None);
}

#[test]
fn a_clock_set_back_does_not_stop_what_has_a_rate() {
    let mut pace = Pace::new(limits(5, 6, 0));
    let day = 24 * 60 * 60;
    assert_eq!(pace.admit("a.example", at(day)), Admission::Go);
    assert!(matches!(
        pace.admit("a.example", at(day)),
        Admission::Wait(_)
    ));
    assert_eq!(pace.admit("a.example", at(0)), Admission::Go);
    let domains = (0..10).map(|n| format!("d{n}.example"));
    let went = domains.filter(|domain| pace.admit(domain, at(0)) == Admission::Go);
    assert_eq!(went.count(), 4, "five in this second");
    // Threads that overtake each other are no clock set back.
    assert!(matches!(
        pace.admit("a.example", at(-1)),
        Admission::Wait(_)
    ));
}

#[test]
fn a_domain_is_one_in_whatever_case() {
    assert_eq!(domain_of("Kim@Example.NET"), "example.net");
    assert_eq!(domain_of("\"a@b\"@example.net"), "example.net");
}

#[test]
fn a_domain_that_takes_others_objects_to_a_letter() {
    let mut pace = Pace::new(Limits::default());
    pace.barred("big.example", "550 5.7.1 members only", at(0));
    assert!(!pace.took_since("big.example", at(0)), "nobody knows yet");
    pace.taken("other.example", at(1));
    assert!(!pace.took_since("big.example", at(0)));
    pace.taken("big.example", at(1000));
    assert!(pace.took_since("big.example", at(0)) && !pace.took_since("big.example", at(1000)));
    assert!(!pace.took_since("never-objected.example", at(0)));
}
