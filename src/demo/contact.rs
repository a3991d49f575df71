//! Plans the contacts of a year: who with whom, about what and when, and what becomes of the letter. Pure: the same
//! year gives the same plan. `walk` then lives it.

use chrono::{DateTime, TimeDelta, Utc};
use rand::{
    RngExt, SeedableRng,
    distr::{Distribution, weighted::WeightedIndex},
    rngs::StdRng,
};
use statrs::distribution::{ContinuousCDF, Normal};

use super::{
    Year, calendar, customers,
    people::{self, Agent, BAD_FORTNIGHT_PRODUCT, BRANDS, Team},
    reaction::{self, Reaction},
    surveys::{SAMPLED_PERCENT, TOUCHPOINTS, Touchpoint},
};
use crate::domain::{
    customers::customer,
    interactions::{interaction::Channel, report::Report},
    organization::agent,
};

/// The products, the share of contacts about each, and what customers feel about it.
const PRODUCTS: [(&str, u32, f64); 4] = [
    (BAD_FORTNIGHT_PRODUCT, 40, 0.0),
    ("mobile", 32, 0.1),
    ("tv-box", 16, -0.15),
    ("smart-home", 12, 0.15),
];
/// How far moods fall while a product fails.
const FAILING: f64 = -1.35;
/// How far they fall over a wrong bill; nearly all wrong bills are about this product.
const WRONG_BILL: (&str, f64) = ("mobile", -1.25);
/// How far they fall over the other bills of those weeks.
const SUSPICIOUS: f64 = -0.3;
/// The share of contacts for which a careless agent notes no address.
const NO_ADDRESS_NOTED: f64 = 0.4;
/// Of so many contacts, one is by a customer who was in touch lately.
const RETURNING: f64 = 0.24;
/// Contacts just before the end, so that letters are still to leave.
const LAST_HOUR: u32 = 8;

/// One contact and all that will come of it.
#[derive(Clone, Debug)]
pub struct Contact {
    /// Its place in [`BRANDS`].
    pub brand: usize,
    pub reported_at: DateTime<Utc>,
    /// Complete but for its external id.
    pub report: Report,
    /// Which side of a sample it is to fall on, where its survey takes one.
    pub sampled: bool,
    pub reaction: Reaction,
}

/// What went wrong for many customers at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// The product failed.
    Outage,
    /// The bill was wrong.
    Bill,
}

/// What decides how a customer feels and what they can say.
pub struct Experience<'a> {
    pub agent: &'a Agent,
    pub product: &'static str,
    pub touchpoint: &'static Touchpoint,
    pub locale: &'a str,
    pub email: &'a str,
    /// What went wrong just then.
    pub trouble: Option<Trouble>,
    /// 0 to 1: the share of customers who feel worse, were all contacts alike.
    pub mood: f64,
}

/// A draw from the standard normal distribution.
pub fn deviation(rng: &mut StdRng) -> f64 {
    Normal::standard().inverse_cdf(rng.random_range(0.000_1..0.999_9))
}

/// Every contact of the year, in the order they are reported.
pub fn planned(year: Year) -> Vec<Contact> {
    let mut rng = StdRng::seed_from_u64(year.seed);
    let agents = people::agents(&mut rng);
    let mut moments = moments(year, &mut rng);
    moments.sort_unstable_by_key(|(ended_at, _)| *ended_at);
    // So many customers are met in about six weeks: some of those who come back have rested, some have not.
    let many = year.contacts as usize / 9;
    let mut met: [Vec<customer::Told>; BRANDS.len()] = Default::default();
    let mut contacts: Vec<_> = moments
        .into_iter()
        .enumerate()
        .map(|(number, (ended_at, brand))| {
            let known = &mut met[brand];
            let customer = if !known.is_empty() && rng.random_bool(RETURNING) {
                let lately = known.len().saturating_sub(many.max(700));
                known[rng.random_range(lately..known.len())].clone()
            } else {
                let customer = customers::somebody(&mut rng, brand, number);
                known.push(customer.clone());
                customer
            };
            contact(year, &mut rng, &agents, brand, customer, ended_at)
        })
        .collect();
    contacts.sort_by_key(|contact| contact.reported_at);
    contacts
}

/// When contacts end, and with which brand.
fn moments(year: Year, rng: &mut StdRng) -> Vec<(DateTime<Utc>, usize)> {
    let days = calendar::days(year, BRANDS[0].tz);
    let busy = days.iter().map(|day| calendar::busyness(year, *day));
    let (Ok(by_day), Ok(by_hour), Ok(by_brand)) = (
        WeightedIndex::new(busy),
        WeightedIndex::new(calendar::HOURS),
        WeightedIndex::new(BRANDS.each_ref().map(|brand| brand.share)),
    ) else {
        return Vec::new();
    };
    let begin = calendar::begin(year);
    let mut moments = Vec::with_capacity(year.contacts as usize);
    for last in 0..LAST_HOUR.min(year.contacts / 20) {
        let ago = TimeDelta::minutes(4 + 6 * i64::from(last));
        moments.push((year.until - ago, last as usize % BRANDS.len()));
    }
    while moments.len() < year.contacts as usize {
        let brand = by_brand.sample(rng);
        let hour = i64::try_from(by_hour.sample(rng)).unwrap_or(12);
        let second = hour * 3600 + rng.random_range(0..3600);
        let ended_at = calendar::instant(days[by_day.sample(rng)], second, BRANDS[brand].tz);
        if (begin..year.until).contains(&ended_at) {
            moments.push((ended_at, brand));
        }
    }
    moments
}

fn contact(
    year: Year,
    rng: &mut StdRng,
    agents: &[Agent],
    brand: usize,
    mut customer: customer::Told,
    ended_at: DateTime<Utc>,
) -> Contact {
    let agent = chosen(rng, agents, |agent| {
        if agent.team.brands.contains(&brand) {
            agent.pace
        } else {
            0.0
        }
    });
    let failing = calendar::is_bad(year, ended_at);
    let (product, _, liking) = *chosen(rng, &PRODUCTS, |(product, share, _)| {
        let more = if failing && *product == BAD_FORTNIGHT_PRODUCT {
            1.8
        } else {
            1.0
        };
        f64::from(*share) * more
    });
    let failing = failing && product == BAD_FORTNIGHT_PRODUCT;
    let touchpoint = chosen(rng, &TOUCHPOINTS, |touchpoint| {
        let more = if failing && touchpoint.slug == "technical-support" {
            2.0
        } else {
            1.0
        };
        f64::from(touchpoint.share) * more
    });
    let billing = touchpoint.slug == "billing" && calendar::bills_are_wrong(year, ended_at);
    let (trouble, blow) = match (failing, billing) {
        (true, _) => (Some(Trouble::Outage), FAILING),
        (_, true) if product == WRONG_BILL.0 => (Some(Trouble::Bill), WRONG_BILL.1),
        (_, true) => (None, SUSPICIOUS),
        _ => (None, 0.0),
    };
    if agent.name == people::CARELESS && rng.random_bool(NO_ADDRESS_NOTED) {
        customer.email = customers::no_address(rng);
    }
    let channel = channel(rng, agent.team);
    let feeling = deviation(rng) + agent.effect(year, ended_at) + liking + touchpoint.effect + blow;
    let experience = Experience {
        agent,
        product,
        touchpoint,
        locale: customer.locale.as_deref().unwrap_or("en"),
        email: &customer.email,
        trouble,
        mood: Normal::standard().cdf(feeling),
    };
    let reaction = reaction::planned(rng, &experience);
    let handle = handle_seconds(rng, &experience);
    // Now and then a system that was down tells of its contacts days later.
    let late = if rng.random_bool(0.007) {
        TimeDelta::hours(rng.random_range(80..130))
    } else {
        TimeDelta::seconds(rng.random_range(20..400))
    };
    let report = Report {
        source: if agent.team.writes { "helpdesk" } else { "crm" }.into(),
        external_id: String::new(),
        touchpoint: touchpoint.slug.into(),
        product: Some(product.into()),
        channel,
        agent: agent::Told {
            external_id: agent.external_id.clone(),
            name: Some(agent.name.into()),
            email: Some(agent.email.clone()),
            team_id: None,
        },
        team: Some(agent.team.name.into()),
        customer,
        started_at: Some(ended_at - TimeDelta::seconds(i64::from(handle))),
        ended_at,
        handle_seconds: Some(handle),
        attributes: None,
    };
    Contact {
        brand,
        reported_at: ended_at + late,
        report,
        sampled: rng.random_range(0..100) < SAMPLED_PERCENT,
        reaction,
    }
}

/// Most take some minutes, a few very long; trouble takes longer, and what takes long leaves people a little unhappier.
fn handle_seconds(rng: &mut StdRng, experience: &Experience) -> i32 {
    let usual = if experience.agent.team.writes {
        6.5
    } else {
        6.0
    };
    let trouble = if experience.trouble.is_some() {
        0.35
    } else {
        0.0
    };
    let unhappy = 0.35 * (0.5 - experience.mood);
    let seconds = f64::exp(usual + trouble + unhappy + 0.5 * deviation(rng));
    seconds.clamp(40.0, 7_200.0) as i32
}

fn channel(rng: &mut StdRng, team: &Team) -> Channel {
    let lot = rng.random_range(0..100);
    match (team.name, team.writes) {
        ("Field Service", _) if lot < 45 => Channel::InPerson,
        (_, true) if lot < 50 => Channel::Chat,
        (_, true) if lot < 86 => Channel::Email,
        (_, true) => Channel::Social,
        (_, false) if lot < 88 => Channel::Phone,
        (_, false) => Channel::Email,
    }
}

/// One of several, more often the heavier it is.
fn chosen<'a, T>(rng: &mut StdRng, from: &'a [T], weight: impl Fn(&T) -> f64) -> &'a T {
    WeightedIndex::new(from.iter().map(weight)).map_or(&from[0], |lots| &from[lots.sample(rng)])
}
