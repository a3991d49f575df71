//! Lives the newest part of the planned year: one event after the other through `domain::flow`, a day of them in one write.
//! Called by `demo::fill`.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::Arc,
};

use chrono::{DateTime, DurationRound, TimeDelta, Utc};
use sea_orm::{DatabaseTransaction, DbErr, EntityTrait};

use super::{
    Summary, Year, calendar,
    contact::Contact,
    people::BRANDS,
    reaction::{Act, Reaction},
    surveys::{self, SAMPLED_PERCENT},
};
use crate::{
    db::Db,
    domain::{
        deliveries::{
            backoff, delivery,
            outbox::{self, Settlement},
        },
        flow::{self, Leave, ThemeRefused, Word},
        interactions::interaction::HeldReason,
        organization::brand,
        responses::{
            click::{ClickKind, Windows},
            click_event::{self, Visit},
            record::Recorded,
            theme::Draft,
        },
    },
    ids::InvitationId,
    token::Keys,
};

/// Who sends the letters, and who rules on suspects, in attempts and audit.
pub const WORKER: &str = "demo";
pub const MANAGER: &str = "member:demo";
/// Letters leave together so often.
const MAIL_EVERY: TimeDelta = TimeDelta::minutes(10);
/// The number before the first interaction's.
const FIRST_NUMBER: u64 = 480_000;

/// The brands with their surveys, opened on the eve of the year.
pub async fn open_doors(db: &Db, year: Year) -> anyhow::Result<Vec<brand::Model>> {
    let eve = calendar::begin(year) - TimeDelta::days(1);
    let opened = db.write(move |tx| Box::pin(open(tx, eve))).await?;
    anyhow::ensure!(
        opened.len() == BRANDS.len(),
        "this database has the demo's brands already"
    );
    Ok(opened)
}

async fn open(tx: &DatabaseTransaction, eve: DateTime<Utc>) -> Result<Vec<brand::Model>, DbErr> {
    let mut brands = Vec::new();
    for brand in &BRANDS {
        let Some(brand) = flow::add_brand(tx, brand.slug, brand.name, brand.tz, eve).await? else {
            continue;
        };
        for (minutes, (slug, definition)) in (1..).zip(surveys::all()) {
            let at = eve + TimeDelta::minutes(minutes);
            flow::publish_survey(tx, brand.id, slug, definition, MANAGER, at).await?;
        }
        for (name, words) in surveys::THEMES {
            if let Ok(draft) = Draft::read(name, words) {
                match flow::add_theme(tx, &[brand.id], draft, MANAGER, eve).await {
                    Err(ThemeRefused::Database(error)) => return Err(error),
                    // Nobody else has named a theme in a brand that was opened just now.
                    Ok(()) | Err(ThemeRefused::Name(..)) => {}
                }
            }
        }
        brands.push(brand);
    }
    Ok(brands)
}

/// The external ids of interactions, one after the other.
#[derive(Debug)]
pub struct Numbers(u64);

impl Numbers {
    pub fn new() -> Self {
        Self(FIRST_NUMBER)
    }

    /// The next one for which the sample decides as planned: elsewhere that is up to the installation's secret.
    pub fn next(&mut self, keys: &Keys, brand: &brand::Model, contact: &Contact) -> String {
        let mut report = contact.report.clone();
        loop {
            self.0 += 1;
            report.external_id = format!("C-{}", self.0);
            let inside = report.sampling_point(keys, brand.id) < f64::from(SAMPLED_PERCENT);
            if inside == contact.sampled {
                return report.external_id;
            }
        }
    }
}

/// When a letter leaves that is due then: letters leave together, at round times and at the end of the year.
pub fn leaves_at(due: DateTime<Utc>, until: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let round = due.duration_trunc(MAIL_EVERY).ok()?;
    let at = if round < due {
        round + MAIL_EVERY
    } else {
        round
    };
    Some(if due <= until { at.min(until) } else { at })
}

/// How long a mail server took for the letter of the contact at that place.
pub fn took(place: usize) -> TimeDelta {
    TimeDelta::milliseconds(180 + 37 * (place as i64 % 29))
}

/// What became of an attempt to send the letter of the contact at that place.
pub fn settlement(
    place: usize,
    reaction: &Reaction,
    letter: &delivery::Model,
    now: DateTime<Utc>,
) -> Settlement {
    let again = backoff::next_attempt(1, letter.enqueued_at + backoff::GIVE_UP_AFTER, now, 0.0);
    match (reaction.deferred, reaction.refused, again) {
        (Some(reply), _, Some(until)) if letter.attempts == 1 => Settlement::Deferred {
            until,
            reply: reply.into(),
        },
        (_, Some(reply), _) => Settlement::Failed {
            reply: reply.into(),
        },
        _ => Settlement::Sent {
            reply: format!("250 2.0.0 Ok: queued as {:X}", 0x4_2000_0000 + place * 7),
        },
    }
}

/// Where a walk begins: what is behind it is written down already.
pub struct Start {
    pub brands: Vec<brand::Model>,
    /// All of the year's.
    pub contacts: Vec<Contact>,
    /// The place of the first one to be lived.
    pub first: usize,
    pub numbers: Numbers,
    pub summary: Summary,
}

/// Lives the contacts up to the end of the year and tells what happened in all of it.
pub async fn live(
    db: &Db,
    keys: &Keys,
    year: Year,
    start: Start,
    progress: impl Fn(u64, u64),
) -> anyhow::Result<Summary> {
    let Start {
        brands,
        contacts,
        first,
        numbers,
        summary,
    } = start;
    let begin = contacts
        .get(first)
        .map_or(year.until, |contact| contact.reported_at);
    let mut walk = Walk {
        keys: keys.clone(),
        year,
        brands,
        contacts,
        queue: BTreeMap::new(),
        order: 0,
        mail: BTreeSet::new(),
        invited: HashMap::new(),
        numbers,
        summary,
    };
    for (place, contact) in walk.contacts.iter().enumerate().skip(first) {
        let place_in_time = (contact.reported_at, place as u64);
        walk.queue.insert(place_in_time, Event::Report(place));
    }
    walk.order = walk.contacts.len() as u64;
    for day in 1..=calendar::DAYS {
        let midnight = calendar::begin(year) + TimeDelta::days(day as i64);
        if midnight < begin {
            continue;
        }
        walk = db
            .write(move |tx| {
                Box::pin(async move {
                    walk.until(tx, midnight).await?;
                    Ok::<_, DbErr>(walk)
                })
            })
            .await?;
        progress(day, calendar::DAYS);
    }
    Ok(walk.summary)
}

enum Event {
    /// A contact, by its place in the plan.
    Report(usize),
    /// Letters that are due leave.
    Mail,
    /// Something happens to a letter's links.
    Act(Arc<delivery::Model>, Act),
}

struct Walk {
    keys: Keys,
    year: Year,
    brands: Vec<brand::Model>,
    contacts: Vec<Contact>,
    /// What is to come, in order of time.
    queue: BTreeMap<(DateTime<Utc>, u64), Event>,
    order: u64,
    /// When letters leave.
    mail: BTreeSet<DateTime<Utc>>,
    /// The contact each invitation is about, until its letter is settled.
    invited: HashMap<InvitationId, usize>,
    numbers: Numbers,
    summary: Summary,
}

impl Walk {
    async fn until(&mut self, tx: &DatabaseTransaction, end: DateTime<Utc>) -> Result<(), DbErr> {
        while let Some(((at, _), _)) = self.queue.first_key_value()
            && *at <= end
            && let Some(((now, _), event)) = self.queue.pop_first()
        {
            match event {
                Event::Report(place) => self.report(tx, place, now).await?,
                Event::Mail => self.mail(tx, now).await?,
                Event::Act(letter, act) => self.act(tx, &letter, act, now).await?,
            }
        }
        flow::expire(tx, end).await?;
        Ok(())
    }

    fn plan(&mut self, at: DateTime<Utc>, event: Event) {
        self.order += 1;
        self.queue.insert((at, self.order), event);
    }

    /// Letters leave at the next round time after `due`.
    fn plan_mail(&mut self, due: DateTime<Utc>) {
        if let Some(at) = leaves_at(due, self.year.until)
            && self.mail.insert(at)
        {
            self.plan(at, Event::Mail);
        }
    }

    async fn report(
        &mut self,
        tx: &DatabaseTransaction,
        place: usize,
        now: DateTime<Utc>,
    ) -> Result<(), DbErr> {
        let contact = &self.contacts[place];
        let brand = &self.brands[contact.brand];
        let mut report = contact.report.clone();
        report.external_id = self.numbers.next(&self.keys, brand, contact);
        let reported = flow::report(tx, &self.keys, brand, report, now).await?;
        self.summary.interactions += 1;
        if let (Some(send_at), Some(invitation)) =
            (reported.send_at, reported.interaction.invitation_id)
        {
            self.summary.invited += 1;
            self.invited.insert(invitation, place);
            self.plan_mail(send_at);
        }
        let held = reported.interaction.reason.map(HeldReason::code);
        if let Some(reason) = held {
            *self.summary.held.entry(reason).or_default() += 1;
        }
        Ok(())
    }

    async fn mail(&mut self, tx: &DatabaseTransaction, now: DateTime<Utc>) -> Result<(), DbErr> {
        for letter in outbox::claim(tx, WORKER, 1000, now).await? {
            let Leave::Now {
                delivery, attempt, ..
            } = flow::begin_attempt(tx, &self.keys, letter.id, WORKER, now).await?
            else {
                // It may wait for its survey's hours.
                let waits = delivery::Entity::find_by_id(letter.id).one(tx).await?;
                if let Some(waits) = waits.filter(|waits| waits.due_at > now) {
                    self.plan_mail(waits.due_at);
                }
                continue;
            };
            let Some(invitation) = delivery.invitation_id else {
                continue;
            };
            let place = self.invited.get(&invitation).copied().unwrap_or_default();
            let reaction = &self.contacts[place].reaction;
            let settlement = settlement(place, reaction, &delivery, now);
            let settled_at = now + took(place);
            flow::settle(tx, delivery.id, attempt, settlement.clone(), settled_at).await?;
            match settlement {
                Settlement::Sent { .. } => self.arrived(place, *delivery, settled_at),
                Settlement::Deferred { until, .. } => self.plan_mail(until),
                _ => self.summary.bounced += 1,
            }
        }
        Ok(())
    }

    /// What the plan has in store for the letter comes to pass, as far as the year reaches.
    fn arrived(&mut self, place: usize, letter: delivery::Model, at: DateTime<Utc>) {
        self.summary.letters += 1;
        let letter = Arc::new(letter);
        let acts = std::mem::take(&mut self.contacts[place].reaction.acts);
        for (after, act) in acts {
            if at + after <= self.year.until {
                self.plan(at + after, Event::Act(letter.clone(), act));
            }
        }
    }

    async fn act(
        &mut self,
        tx: &DatabaseTransaction,
        letter: &delivery::Model,
        act: Act,
        now: DateTime<Utc>,
    ) -> Result<(), DbErr> {
        let keys = &self.keys.clone();
        let windows = Windows::default();
        let visit = |kind, score| Visit {
            kind,
            score: Some(score),
            network_hash: None,
            agent_class: "browser",
        };
        let Some(invitation) = letter.invitation_id else {
            return Ok(());
        };
        let recorded = match act {
            Act::Visit(kind, score) => {
                flow::visit(tx, keys, letter, visit(kind, score), windows, now).await?
            }
            Act::Submit(submission) => {
                let visit = visit(ClickKind::Submit, submission.score);
                flow::submit(tx, keys, letter, visit, submission, windows, now).await?
            }
            Act::LookAgain => flow::look_again(tx, keys, invitation, windows, now).await?,
            Act::Unsubscribe => {
                let unsubscribed = flow::unsubscribe(tx, keys, letter, "link", now).await?;
                self.summary.unsubscribed += u64::from(unsubscribed);
                return Ok(());
            }
            Act::Rule(ruling) => {
                let events = click_event::of_invitation(tx, invitation).await?;
                let suspects = events
                    .into_iter()
                    .filter(|event| event.suspicion.is_some() && event.ruling.is_none());
                for event in suspects {
                    let word = Word {
                        click: event.id,
                        ruling,
                        actor: MANAGER.into(),
                        brands: vec![letter.brand_id],
                    };
                    let ruled = flow::rule(tx, keys, word, windows, now).await?;
                    self.count(ruled.as_ref());
                }
                return Ok(());
            }
        };
        self.count(Some(&recorded));
        Ok(())
    }

    fn count(&mut self, recorded: Option<&Recorded>) {
        match recorded {
            Some(Recorded::First(_)) => self.summary.responses += 1,
            Some(Recorded::Changed { .. }) => self.summary.changed += 1,
            Some(Recorded::Withdrawn(_)) => self.summary.responses -= 1,
            Some(Recorded::Unchanged(_)) | None => {}
        }
    }
}
