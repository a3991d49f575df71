//! How fast letters may leave: in all, to one recipient's domain, and for a while not at all. One for each process, held
//! by the app: the sending job asks and tells it, the console shows it. Time comes in as an argument.

use std::collections::BTreeMap;
use std::num::NonZeroU32;

use chrono::{DateTime, TimeDelta, Utc};
use governor::clock::{Clock, Reference};

mod objections;
mod rate;
pub mod senders;

use self::objections::Objections;
use self::rate::{Bucket, Told};
use self::senders::Senders;
use super::pause::Pause;

/// How long a domain is left alone that asked us to slow down, or objects to us; for the latter twice as long each time.
const COOLING: TimeDelta = TimeDelta::minutes(15);
const LONGEST_COOLING: TimeDelta = TimeDelta::hours(4);
/// A slowed domain gets twice its rate back after so long without complaint.
const EASING: TimeDelta = TimeDelta::hours(1);
/// Where no rate is set, a slowed domain is taken to have had this one.
const ASSUMED_PER_MINUTE: u32 = 60;
/// So many domains that object one after the other, with no letter taken between, mean that everybody does.
const EVERYBODY: usize = 3;
/// Letters of a domain that are kept at hand for each that may be under way.
const AHEAD: usize = 8;
/// Letters put off are spread over no more than this, lest a domain that recovers waits for them.
const FURTHEST: TimeDelta = TimeDelta::minutes(15);
/// Domains remembered before those that went quiet are forgotten.
const REMEMBERED: usize = 10_000;
/// Longer than any rate reaches back.
const QUIET: TimeDelta = TimeDelta::minutes(2);
/// The distance between letters put off for another reason than a rate.
const CLOSE: TimeDelta = TimeDelta::milliseconds(50);

/// What the settings allow. None: as fast as the mail server takes them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Limits {
    pub per_second: Option<NonZeroU32>,
    pub per_domain_per_minute: Option<NonZeroU32>,
    /// Letters on their way to one domain at once.
    pub per_domain_at_once: Option<NonZeroU32>,
}

/// Whether a claimed letter may go to a carrier.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Admission {
    Go,
    /// Not before; until then the letter is nobody's.
    Wait(DateTime<Utc>),
    /// No letter may leave just now, wherever it goes.
    Full,
}

/// Why a domain is left alone or slowed, as the console shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DomainTrouble {
    pub domain: String,
    pub since: DateTime<Utc>,
    /// When it is tried again.
    pub until: DateTime<Utc>,
    /// The domain objects to us, and somebody has to do something.
    pub ours: bool,
    pub words: String,
    pub per_minute: Option<u32>,
}

/// The pace of all sending of this process.
#[derive(Debug, Default)]
pub struct Pace {
    limits: Limits,
    clock: Told,
    total: Option<Bucket>,
    pause: Pause,
    senders: Senders,
    domains: BTreeMap<String, Domain>,
    objections: Objections,
}

#[derive(Debug, Default)]
struct Domain {
    bucket: Option<Bucket>,
    /// Letters at hand, and those of them under way.
    at_hand: usize,
    under_way: usize,
    /// Where the next letter put off is put.
    next_place: Option<DateTime<Utc>>,
    /// When a letter was last to go there.
    seen: Option<DateTime<Utc>>,
    trouble: Option<Trouble>,
}

#[derive(Debug)]
struct Trouble {
    since: DateTime<Utc>,
    until: DateTime<Utc>,
    cooling: TimeDelta,
    ours: bool,
    words: String,
    /// Lowered by half each time the domain asked for it.
    per_minute: Option<NonZeroU32>,
    /// When the rate was last changed.
    changed: DateTime<Utc>,
    /// Nothing was taken since: one letter is enough to see whether it is over.
    probing: bool,
}

impl Pace {
    pub fn new(limits: Limits) -> Self {
        let clock = Told::default();
        Self {
            limits,
            total: limits.per_second.map(|rate| rate::per_second(rate, &clock)),
            clock,
            ..Self::default()
        }
    }

    /// Tells the time. What buckets remember of a time to come would keep letters until then.
    fn tell(&mut self, now: DateTime<Utc>) {
        if !self.clock.tell(now) {
            return;
        }
        let in_all = self.limits.per_second;
        self.total = in_all.map(|rate| rate::per_second(rate, &self.clock));
        for known in self.domains.values_mut() {
            let slowed = known
                .trouble
                .as_ref()
                .and_then(|trouble| trouble.per_minute);
            let rate = slowed.or(self.limits.per_domain_per_minute);
            known.bucket = rate.map(|rate| rate::per_minute(rate, &self.clock));
        }
    }

    /// The pause of all sending.
    pub fn pause(&mut self) -> &mut Pause {
        &mut self.pause
    }

    /// The senders that are refused.
    pub fn senders(&mut self) -> &mut Senders {
        &mut self.senders
    }

    /// Whether a claimed letter may go to a carrier now. One that may is at hand until it is [`Pace::let_go`].
    pub fn admit(&mut self, domain: &str, now: DateTime<Utc>) -> Admission {
        self.tell(now);
        let (limits, clock) = (self.limits, self.clock.clone());
        if self.domains.len() >= REMEMBERED {
            self.domains.retain(|_, known| !known.is_quiet(now));
        }
        let known = self
            .domains
            .entry(domain.to_owned())
            .or_insert_with(|| Domain {
                bucket: limits
                    .per_domain_per_minute
                    .map(|rate| rate::per_minute(rate, &clock)),
                ..Domain::default()
            });
        known.seen = Some(now);
        known.ease(limits, &clock, now);
        if let Some(until) = known.rests_until(now) {
            return Admission::Wait(known.place(until, limits));
        }
        let probing = known
            .trouble
            .as_ref()
            .is_some_and(|trouble| trouble.probing);
        let room = limits
            .per_domain_at_once
            .map(|most| most.get() as usize * AHEAD);
        let room = if probing { Some(1) } else { room };
        if room.is_some_and(|room| known.at_hand >= room) {
            return Admission::Wait(known.place(now + TimeDelta::seconds(1), limits));
        }
        if let Some(Err(wait)) = known.bucket.as_ref().map(Bucket::check) {
            let wait = wait.earliest_possible().duration_since(clock.now());
            let wait = TimeDelta::from_std(wait.into()).unwrap_or(COOLING);
            return Admission::Wait(known.place(now + wait, limits));
        }
        let used_up = |total: &Bucket| total.check().is_err();
        if self.total.as_ref().is_some_and(used_up) {
            return Admission::Full;
        }
        known.at_hand += 1;
        Admission::Go
    }

    /// Whether a letter at hand may get under way; one that may is so until it is [`Pace::let_go`].
    pub fn begin(&mut self, domain: &str) -> bool {
        let most = self.limits.per_domain_at_once;
        let known = self.domains.entry(domain.to_owned()).or_default();
        let free = most.is_none_or(|most| known.under_way < most.get() as usize);
        known.under_way += usize::from(free);
        free
    }

    /// A letter is no longer at hand, nor under way where it had begun.
    pub fn let_go(&mut self, domain: &str, begun: bool) {
        if let Some(known) = self.domains.get_mut(domain) {
            known.at_hand = known.at_hand.saturating_sub(1);
            known.under_way = known.under_way.saturating_sub(usize::from(begun));
            let plain = known.trouble.is_none() && known.bucket.is_none();
            if plain && known.at_hand == 0 && known.under_way == 0 {
                self.domains.remove(domain);
            }
        }
    }

    /// Until when a domain is left alone, where it is.
    pub fn rests(&self, domain: &str, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        self.domains.get(domain)?.rests_until(now)
    }

    /// A letter was taken: nothing is wrong with us, nor with this domain.
    pub fn taken(&mut self, domain: &str, now: DateTime<Utc>) {
        self.pause.over();
        self.objections.taken(domain, now);
        if let Some(known) = self.domains.get_mut(domain)
            && let Some(trouble) = &mut known.trouble
        {
            (trouble.probing, trouble.ours) = (false, false);
            if trouble.per_minute.is_none() {
                known.trouble = None;
            }
        }
    }

    /// A domain asked us to slow down: half its rate, and a rest. Returns the end of the rest.
    pub fn slowed(&mut self, domain: &str, words: &str, now: DateTime<Utc>) -> DateTime<Utc> {
        self.tell(now);
        let (limits, clock) = (self.limits, self.clock.clone());
        let known = self.domains.entry(domain.to_owned()).or_default();
        // Several letters under way meet it together: that is one complaint.
        if let Some(until) = known.rests_until(now) {
            return until;
        }
        let before = known.trouble.take();
        let rate = before
            .as_ref()
            .and_then(|trouble| trouble.per_minute)
            .or(limits.per_domain_per_minute)
            .map_or(ASSUMED_PER_MINUTE, NonZeroU32::get);
        let rate = NonZeroU32::new(rate / 2).unwrap_or(NonZeroU32::MIN);
        known.bucket = Some(rate::per_minute(rate, &clock));
        known.trouble = Some(Trouble {
            since: before.map_or(now, |trouble| trouble.since),
            until: now + COOLING,
            cooling: COOLING,
            ours: false,
            words: words.to_owned(),
            per_minute: Some(rate),
            changed: now,
            probing: true,
        });
        now + COOLING
    }

    /// A domain objects to us, and rests. Returns the end of its rest, and whether everybody seems to object: one that
    /// does so again tells nothing about that.
    pub fn barred(
        &mut self,
        domain: &str,
        words: &str,
        now: DateTime<Utc>,
    ) -> (DateTime<Utc>, bool) {
        let known = self.domains.entry(domain.to_owned()).or_default();
        let resting = known.rests_until(now);
        let objected = known.trouble.as_ref().filter(|trouble| trouble.ours);
        let cooling = objected.map_or(COOLING, |trouble| {
            (trouble.cooling * 2).min(LONGEST_COOLING)
        });
        let objecting = self.objections.met(domain);
        let everybody = objected.is_none() && objecting >= EVERYBODY;
        if let Some(until) = resting {
            return (until, everybody);
        }
        let before = known.trouble.take();
        known.trouble = Some(Trouble {
            since: before.as_ref().map_or(now, |trouble| trouble.since),
            until: now + cooling,
            cooling,
            ours: true,
            words: words.to_owned(),
            per_minute: before.and_then(|trouble| trouble.per_minute),
            changed: now,
            probing: true,
        });
        (now + cooling, everybody)
    }

    /// Whether a domain that objected has taken a letter after `since`: it objects to a letter then, not to us.
    pub fn took_since(&self, domain: &str, since: DateTime<Utc>) -> bool {
        self.objections.took_since(domain, since)
    }

    /// Domains in trouble, by name.
    pub fn troubles(&self) -> Vec<DomainTrouble> {
        let told = |(domain, known): (&String, &Domain)| {
            let trouble = known.trouble.as_ref()?;
            Some(DomainTrouble {
                domain: domain.clone(),
                since: trouble.since,
                until: trouble.until,
                ours: trouble.ours,
                words: trouble.words.clone(),
                per_minute: trouble.per_minute.map(NonZeroU32::get),
            })
        };
        self.domains.iter().filter_map(told).collect()
    }
}

impl Domain {
    /// A clock set back does not make a rest longer than the longest.
    fn rests_until(&self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let until = self.trouble.as_ref()?.until;
        (now < until && until - now <= LONGEST_COOLING).then_some(until)
    }

    fn is_quiet(&self, now: DateTime<Utc>) -> bool {
        let idle = self.at_hand == 0 && self.under_way == 0 && self.trouble.is_none();
        idle && self.seen.is_none_or(|seen| now - seen > QUIET)
    }

    /// Gives a domain its rate back, step by step, when it has not complained for long.
    fn ease(&mut self, limits: Limits, clock: &Told, now: DateTime<Utc>) {
        let Some(trouble) = &mut self.trouble else {
            return;
        };
        let usual = limits.per_domain_per_minute;
        let most = usual.map_or(ASSUMED_PER_MINUTE, NonZeroU32::get);
        while let Some(rate) = trouble.per_minute
            && !trouble.probing
            && now - trouble.changed >= EASING
        {
            trouble.changed += EASING;
            let doubled = rate.saturating_mul(NonZeroU32::MIN.saturating_add(1));
            let eased = (doubled.get() < most).then_some(doubled);
            trouble.per_minute = eased;
            self.bucket = eased.or(usual).map(|rate| rate::per_minute(rate, clock));
        }
        if trouble.per_minute.is_none() && !trouble.probing {
            self.trouble = None;
        }
    }

    /// When the next letter that is put off is due: one after the other, so that they do not return together.
    fn place(&mut self, earliest: DateTime<Utc>, limits: Limits) -> DateTime<Utc> {
        let rate = self.trouble.as_ref().and_then(|trouble| trouble.per_minute);
        let step = match rate.or(limits.per_domain_per_minute) {
            Some(rate) => TimeDelta::milliseconds(60_000 / i64::from(rate.get())),
            None => CLOSE,
        };
        let place = self
            .next_place
            .filter(|place| (earliest..earliest + FURTHEST).contains(place))
            .unwrap_or(earliest);
        self.next_place = Some(place + step);
        place
    }
}

/// The domain of an address, as far as rates are concerned.
pub fn domain_of(address: &str) -> String {
    let domain = address
        .rsplit_once('@')
        .map_or(address, |(_, domain)| domain);
    domain.to_ascii_lowercase()
}

#[cfg(test)]
mod tests;
