//! Rules tried on what happened: every contact of the last days is decided once more, in its order, by the function that
//! decides reports. Pure and in memory; nothing is written. `past` reads what it walks through.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use serde_json::Value;

use super::{
    deciding::{Waits, decide_within},
    eligibility::{Decision, Facts, Used, comes_again, decide, still_counts, withdraws},
    limits::{Counts, Keys, Traits},
};
use crate::{
    domain::{
        customers::preference,
        interactions::interaction::HeldReason,
        surveys::{definition::Definition, rules::SecondContact},
    },
    ids::{AgentId, CustomerId, InteractionId, SurveyId},
};

/// A contact as it was reported, and what was decided then.
#[derive(Clone, Debug)]
pub struct Contact {
    pub id: InteractionId,
    pub customer: CustomerId,
    /// The survey that would ask about it, as a place in [`Past::surveys`].
    pub survey: Option<usize>,
    pub traits: OwnTraits,
    pub ended_at: DateTime<Utc>,
    pub reported_at: DateTime<Utc>,
    pub sampling_point: f64,
    pub address_valid: bool,
    /// Since when its address must not be written to.
    pub suppressed_at: Option<DateTime<Utc>>,
    /// How often the customer wishes to be asked at most.
    pub wish: Option<preference::Model>,
    pub tz: Tz,
    pub really: Really,
}

/// [`Traits`] with attributes of their own.
#[derive(Clone, Debug)]
pub struct OwnTraits {
    pub of: Traits<'static>,
    pub attributes: Option<Value>,
}

impl OwnTraits {
    fn all(&self) -> Traits<'_> {
        Traits {
            attributes: self.attributes.as_ref(),
            ..self.of
        }
    }
}

/// What was decided when it was reported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Really {
    pub reason: Option<HeldReason>,
    /// When its letter left or leaves, unless it was withdrawn.
    pub send_at: Option<DateTime<Utc>>,
}

/// Everything a rehearsal looks at.
#[derive(Clone, Debug)]
pub struct Past {
    /// In the order they were decided.
    pub contacts: Vec<Contact>,
    pub surveys: Vec<(SurveyId, Definition)>,
    /// The customers' letters from before.
    pub letters: Vec<Letter>,
    /// What the limits had let through before.
    pub counts: Counts,
    /// The brand's.
    pub tz: Tz,
    /// There were more contacts than are looked at: only the newest are.
    pub cut: bool,
}

/// A letter of before the first contact.
#[derive(Clone, Copy, Debug)]
pub struct Letter {
    pub customer: CustomerId,
    pub send_at: DateTime<Utc>,
}

/// Counts of what was decided about a survey's contacts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Decided {
    /// Withdrawn letters among them.
    pub invited: u64,
    pub held: BTreeMap<&'static str, u64>,
    /// Letters withdrawn before they left. In a rehearsal because the customer contacted us again; really also because
    /// the customer wanted no more, or a manager cancelled.
    pub withdrawn: u64,
    /// By the day they leave, on the brand's clock.
    pub letters: BTreeMap<NaiveDate, u64>,
    /// Contacts of each agent that are asked about: those whose letter was withdrawn are not.
    pub agents: BTreeMap<AgentId, u64>,
}

/// What the rules would have done beside what was done.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rehearsed {
    pub contacts: u64,
    /// Contacts of each agent.
    pub agents: BTreeMap<AgentId, u64>,
    pub now: Decided,
    pub really: Decided,
    /// One by one, of every survey.
    pub decisions: Vec<(InteractionId, Decision)>,
}

/// A letter that was decided in the rehearsal or before it.
struct Asked {
    send_at: DateTime<Utc>,
    /// When the contact ended that it asks about.
    ended_at: DateTime<Utc>,
    on: SecondContact,
    keys: Keys,
    survey: Option<usize>,
    /// Of a letter from before it plays no part.
    agent: Option<AgentId>,
}

impl Decided {
    fn held(&mut self, reason: HeldReason) {
        *self.held.entry(reason.code()).or_default() += 1;
    }

    fn invited(&mut self, agent: AgentId) {
        self.invited += 1;
        *self.agents.entry(agent).or_default() += 1;
    }

    /// The letter of a contact of that agent does not leave.
    fn withdrawn(&mut self, agent: AgentId) {
        self.withdrawn += 1;
        if let Some(asked) = self.agents.get_mut(&agent) {
            *asked -= 1;
        }
    }

    /// How many are asked about: invited, and the letter not withdrawn.
    pub fn asked(&self) -> u64 {
        self.invited - self.withdrawn
    }

    /// How many were held for that reason.
    pub fn held_for(&self, reason: HeldReason) -> u64 {
        self.held.get(reason.code()).copied().unwrap_or_default()
    }
}

/// Decides about every contact again and tells of those that the survey at `of` asks about. A letter counts as having
/// left once it was due.
pub fn rehearse(mut past: Past, of: usize) -> Rehearsed {
    let mut found = Rehearsed::default();
    let mut customers: HashMap<CustomerId, Vec<Asked>> = HashMap::new();
    for letter in &past.letters {
        let asked = customers.entry(letter.customer).or_default();
        asked.push(Asked {
            send_at: letter.send_at,
            ended_at: letter.send_at,
            on: SecondContact::Send,
            keys: Keys::default(),
            survey: None,
            agent: None,
        });
    }
    let tz = past.tz;
    let day_of = |at: DateTime<Utc>| at.with_timezone(&tz).date_naive();
    for contact in &past.contacts {
        let asked = customers.entry(contact.customer).or_default();
        let now = contact.reported_at;
        let waits = |letter: &Asked| {
            letter.send_at > now
                && letter.on != SecondContact::Send
                && comes_again(letter.ended_at, contact.ended_at)
        };
        let counting = asked
            .iter()
            .filter(|letter| !waits(letter) || still_counts(letter.on));
        let survey = contact.survey.map(|at| &past.surveys[at]);
        let facts = Facts {
            survey: survey.map(|(_, definition)| definition),
            address_valid: contact.address_valid,
            suppressed: contact.suppressed_at.is_some_and(|since| since <= now),
            wish: contact.wish.as_ref().filter(|wish| wish.since <= now),
            attributes: contact.traits.attributes.as_ref(),
            ended_at: contact.ended_at,
            last_invited_at: counting.map(|letter| letter.send_at).max(),
            sampling_point: contact.sampling_point,
            used: &Used::default(),
            tz: contact.tz,
        };
        let keys = match (survey, decide(&facts, now)) {
            (Some((id, definition)), Decision::Invited(_)) => {
                Keys::of(*id, definition, contact.traits.all())
            }
            _ => Keys::default(),
        };
        let waiting: Vec<_> = asked
            .iter()
            .filter(|letter| waits(letter))
            .map(|letter| Waits {
                on: letter.on,
                keys: &letter.keys,
                day: day_of(letter.send_at),
            })
            .collect();
        let decision = decide_within(&facts, &keys, &waiting, &mut past.counts, day_of, now);
        asked.retain(|letter| {
            let goes = waits(letter) && withdraws(letter.on, decision);
            if goes {
                past.counts.give_back(&letter.keys, day_of(letter.send_at));
            }
            if let Some(agent) = letter.agent.filter(|_| goes && letter.survey == Some(of)) {
                found.now.withdrawn(agent);
                if let Some(count) = found.now.letters.get_mut(&day_of(letter.send_at)) {
                    *count -= 1;
                }
            }
            !goes
        });
        if let (Decision::Invited(send_at), Some((_, definition))) = (decision, survey) {
            past.counts.take(&keys, day_of(send_at));
            asked.push(Asked {
                send_at,
                ended_at: contact.ended_at,
                on: definition.on_second_contact,
                keys,
                survey: contact.survey,
                agent: Some(contact.traits.of.agent),
            });
        }
        found.decisions.push((contact.id, decision));
        if contact.survey == Some(of) {
            found.tell(contact, decision, day_of);
        }
    }
    found.now.letters.retain(|_, count| *count > 0);
    found
}

impl Rehearsed {
    fn tell(
        &mut self,
        contact: &Contact,
        decision: Decision,
        day_of: impl Fn(DateTime<Utc>) -> NaiveDate,
    ) {
        let agent = contact.traits.of.agent;
        self.contacts += 1;
        *self.agents.entry(agent).or_default() += 1;
        match decision {
            Decision::Held(reason) => self.now.held(reason),
            Decision::Invited(send_at) => {
                self.now.invited(agent);
                *self.now.letters.entry(day_of(send_at)).or_default() += 1;
            }
        }
        match contact.really.reason {
            Some(reason) => self.really.held(reason),
            None => {
                self.really.invited(agent);
                match contact.really.send_at {
                    Some(at) => *self.really.letters.entry(day_of(at)).or_default() += 1,
                    None => self.really.withdrawn(agent),
                }
            }
        }
    }
}
