//! Writes down months that are over: what `walk` would have lived through `domain::flow`, decided by the same rules, but
//! kept as it ended, many rows in one statement. Called by `demo::fill`; a test compares a lived year with a written one.

mod answering;
mod rows;
mod sending;

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::{DatabaseTransaction, DbErr};

use super::{Summary, Year, calendar, contact::Contact, walk::Numbers};
use crate::{
    db::Db,
    domain::{
        customers::{
            customer,
            email_address::{EmailAddress, normalise},
        },
        interactions::{
            interaction::{HeldReason, Outcome},
            report::{About, Attributed},
        },
        invitations::{
            eligibility::{self, Decision},
            issue::{self, Asking},
        },
        organization::{agent, brand, product, team, touchpoint},
        scores::{period::day_of, tally},
        surveys::{survey, survey_version},
    },
    ids::{CustomerId, ProductId, TouchpointId},
    token::Keys,
};
use rows::Rows;

/// Contacts written with one commit.
const AT_ONCE: usize = 1_000;

/// Writes these contacts down with all that came of them until the end of the year.
pub async fn write_down(
    db: &Db,
    keys: &Keys,
    year: Year,
    brands: &[brand::Model],
    contacts: &[Contact],
    numbers: &mut Numbers,
    progress: impl Fn(u64, u64),
) -> anyhow::Result<Summary> {
    let until = year.until;
    let known = know(db, brands, contacts).await?;
    let mut history = History {
        keys: keys.clone(),
        until,
        known,
        customers: HashMap::new(),
        suppressed: HashMap::new(),
        sweeps: HashMap::new(),
        rows: Rows::default(),
        summary: Summary::default(),
    };
    for (first, some) in contacts.chunks(AT_ONCE).enumerate() {
        for (place, contact) in some.iter().enumerate() {
            let external_id = numbers.next(keys, &brands[contact.brand], contact);
            history.contact(first * AT_ONCE + place, contact, external_id);
        }
        let rows = std::mem::take(&mut history.rows);
        db.write(move |tx| rows.write(tx, until)).await?;
        if let Some(last) = some.last() {
            let days = (last.reported_at - calendar::begin(year)).num_days();
            progress(u64::try_from(days).unwrap_or_default(), calendar::DAYS);
        }
    }
    let customers: Vec<_> = history.customers.into_values().collect();
    db.write(move |tx| Box::pin(rows::write_customers(tx, customers)))
        .await?;
    Ok(history.summary)
}

struct History {
    keys: Keys,
    /// How far the year reaches: nothing later has happened.
    until: DateTime<Utc>,
    known: Vec<Known>,
    /// By the place of their brand and their normalised address.
    customers: HashMap<(usize, String), customer::Model>,
    /// The same, and since when.
    suppressed: HashMap<(usize, String), DateTime<Utc>>,
    /// When letters to a domain were swept.
    sweeps: HashMap<[u8; 32], Vec<DateTime<Utc>>>,
    rows: Rows,
    summary: Summary,
}

/// A brand with the people and things its contacts are about.
struct Known {
    brand: brand::Model,
    agents: HashMap<String, agent::Model>,
    products: HashMap<String, ProductId>,
    touchpoints: HashMap<String, TouchpointId>,
    /// By touchpoint.
    surveys: HashMap<String, Option<Arc<(survey::Model, survey_version::Model)>>>,
}

/// Makes everything the contacts are attributed to, as a report would at first sight.
async fn know(db: &Db, brands: &[brand::Model], contacts: &[Contact]) -> Result<Vec<Known>, DbErr> {
    let mut first: BTreeMap<(usize, String, String, String), &Contact> = BTreeMap::new();
    for contact in contacts {
        let report = &contact.report;
        let key = (
            contact.brand,
            report.agent.external_id.clone(),
            report.product.clone().unwrap_or_default(),
            report.touchpoint.clone(),
        );
        first.entry(key).or_insert(contact);
    }
    let mut first: Vec<Contact> = first.into_values().cloned().collect();
    first.sort_by_key(|contact| contact.reported_at);
    let mut known: Vec<Known> = brands.iter().map(Known::new).collect();
    db.write(move |tx| {
        Box::pin(async move {
            for contact in &first {
                known[contact.brand].meet(tx, contact).await?;
            }
            Ok(known)
        })
    })
    .await
}

impl Known {
    fn new(brand: &brand::Model) -> Self {
        Self {
            brand: brand.clone(),
            agents: HashMap::new(),
            products: HashMap::new(),
            touchpoints: HashMap::new(),
            surveys: HashMap::new(),
        }
    }

    async fn meet(&mut self, tx: &DatabaseTransaction, contact: &Contact) -> Result<(), DbErr> {
        let (report, brand, now) = (&contact.report, self.brand.id, contact.reported_at);
        let key = &report.agent.external_id;
        if !self.agents.contains_key(key) {
            let team_id = match &report.team {
                Some(name) => Some(team::at_first_sight(tx, brand, name, now).await?),
                None => None,
            };
            let told = agent::Told {
                team_id,
                ..report.agent.clone()
            };
            let agent = agent::at_first_sight(tx, brand, told, now).await?;
            self.agents.insert(key.clone(), agent);
        }
        if let Some(slug) = &report.product
            && !self.products.contains_key(slug)
        {
            let id = product::at_first_sight(tx, brand, slug, now).await?;
            self.products.insert(slug.clone(), id);
        }
        let slug = &report.touchpoint;
        if !self.touchpoints.contains_key(slug) {
            let id = touchpoint::at_first_sight(tx, brand, slug, now).await?;
            let survey = survey::for_touchpoint(tx, brand, slug).await?;
            self.touchpoints.insert(slug.clone(), id);
            self.surveys.insert(slug.clone(), survey.map(Arc::new));
        }
        Ok(())
    }
}

impl History {
    /// One contact and all that came of it.
    fn contact(&mut self, place: usize, contact: &Contact, external_id: String) {
        let now = contact.reported_at;
        let known = &self.known[contact.brand];
        let mut report = contact.report.clone();
        report.external_id = external_id;
        let (Some(agent), Some(touchpoint_id)) = (
            known.agents.get(&report.agent.external_id),
            known.touchpoints.get(&report.touchpoint),
        ) else {
            return;
        };
        let product = report.product.as_ref();
        let about = About {
            agent: agent.clone(),
            product_id: product.and_then(|slug| known.products.get(slug)).copied(),
            touchpoint_id: *touchpoint_id,
            customer: self.customers_row(contact.brand, &report.customer, now),
        };
        let known = &self.known[contact.brand];
        let brand = known.brand.clone();
        let sampling_point = report.sampling_point(&self.keys, brand.id);
        let asks = known.surveys.get(&report.touchpoint).cloned().flatten();
        let mut about = report.attributed(about, now);
        let (decision, address) = self.decide(
            contact.brand,
            &brand,
            &about,
            asks.as_deref(),
            sampling_point,
        );
        about.interaction.survey_id = asks.as_ref().map(|asks| asks.0.id);
        self.summary.interactions += 1;
        match (decision, &asks, address) {
            (Decision::Invited(send_at), Some(asks), Some(address)) => {
                let (survey, version) = asks.as_ref();
                self.invited(contact.brand, &about.customer, send_at);
                let asking = Asking {
                    brand: &brand,
                    about: &about,
                    survey,
                    version,
                    address,
                    send_at,
                };
                let (invitation, letter) = issue::written(&self.keys, asking, now);
                about.interaction.outcome = Outcome::Invited;
                about.interaction.invitation_id = Some(invitation.id);
                self.summary.invited += 1;
                self.letter(place, contact, &version.definition, invitation, letter);
            }
            (decision, ..) => {
                let Decision::Held(reason) = decision else {
                    return;
                };
                about.interaction.reason = Some(reason);
                *self
                    .summary
                    .held
                    .entry(HeldReason::code(reason))
                    .or_default() += 1;
            }
        }
        let day = day_of(now, brand.tz());
        self.rows
            .count(tally::of_interaction(&about.interaction, day));
        self.rows.interactions.push(about.interaction);
    }

    fn decide(
        &self,
        place: usize,
        brand: &brand::Model,
        about: &Attributed,
        asks: Option<&(survey::Model, survey_version::Model)>,
        sampling_point: f64,
    ) -> (Decision, Option<EmailAddress>) {
        let now = about.interaction.reported_at;
        let email = &about.customer.email;
        let address = EmailAddress::parse(email);
        let facts = eligibility::Facts {
            survey: asks.map(|(_, version)| &version.definition),
            address_valid: address.is_some(),
            suppressed: self.is_suppressed(place, email, now),
            wish: None,
            attributes: about.interaction.attributes.as_ref(),
            ended_at: about.interaction.ended_at,
            last_invited_at: about.customer.last_invited_at,
            sampling_point,
            used: &eligibility::Used::default(),
            tz: about.customer.tz().unwrap_or(brand.tz()),
        };
        (eligibility::decide(&facts, now), address)
    }

    fn is_suppressed(&self, place: usize, email: &str, now: DateTime<Utc>) -> bool {
        let since = self.suppressed.get(&(place, normalise(email)));
        since.is_some_and(|since| *since <= now)
    }

    fn invited(&mut self, place: usize, customer: &customer::Model, send_at: DateTime<Utc>) {
        let key = (place, customer.email_key.clone());
        if let Some(customer) = self.customers.get_mut(&key) {
            customer.last_invited_at = Some(send_at);
        }
    }

    /// The customer, made at first sight and brought up to date by what is told.
    fn customers_row(
        &mut self,
        place: usize,
        told: &customer::Told,
        now: DateTime<Utc>,
    ) -> customer::Model {
        let key = normalise(&told.email);
        let brand_id = self.known[place].brand.id;
        let known = self
            .customers
            .entry((place, key.clone()))
            .or_insert_with(|| customer::Model {
                id: CustomerId::new(now),
                brand_id,
                email: told.email.trim().to_owned(),
                email_key: key,
                name: None,
                external_id: None,
                locale: None,
                time_zone: None,
                last_invited_at: None,
                created_at: now,
                updated_at: now,
            });
        let fresh = customer::Model {
            name: told.name.clone().or_else(|| known.name.clone()),
            external_id: told
                .external_id
                .clone()
                .or_else(|| known.external_id.clone()),
            locale: told.locale.clone().or_else(|| known.locale.clone()),
            time_zone: told.time_zone.clone().or_else(|| known.time_zone.clone()),
            ..known.clone()
        };
        if fresh != *known {
            *known = customer::Model {
                updated_at: now,
                ..fresh
            };
        }
        known.clone()
    }

    /// The clicks of long ago are forgotten, as `jobs/clean_up` would have done by now.
    fn forgets_clicks(&self, closes_at: DateTime<Utc>) -> bool {
        closes_at <= self.until - TimeDelta::days(30)
    }
}
