//! A seeded year of a contact centre, for `afterword demo`: planned as a whole. Its newest days are lived by walking a clock
//! through `domain::flow`; what is older is written down as it ended, by the same rules (`history`).

mod calendar;
mod comments;
mod contact;
mod customers;
mod history;
mod people;
mod reaction;
mod surveys;
#[cfg(test)]
mod tests;
mod walk;

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};

use crate::{db::Db, token::Keys};

pub use people::{BAD_FORTNIGHT_PRODUCT, GETTING_BETTER};

/// Contacts of a year that a release build makes in well under twenty seconds on two idle cores.
pub const CONTACTS: u32 = 80_000;
/// How much of the year's end is lived: enough for letters to be in every state.
const LIVED: TimeDelta = TimeDelta::hours(30);

/// What a year is made from: the same three numbers make the same year.
#[derive(Clone, Copy, Debug)]
pub struct Year {
    /// Its last instant.
    pub until: DateTime<Utc>,
    pub seed: u64,
    /// Contacts with customers, all brands together.
    pub contacts: u32,
}

/// What happened in the year.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    pub interactions: u64,
    pub invited: u64,
    /// Interactions not asked about, by the reason's code.
    pub held: BTreeMap<&'static str, u64>,
    /// Letters a mail server took.
    pub letters: u64,
    /// Letters it refused for good.
    pub bounced: u64,
    /// Answers that count.
    pub responses: u64,
    /// Times an answer was given another value.
    pub changed: u64,
    pub unsubscribed: u64,
}

/// Fills an empty, migrated database with the year that ends at `until`. `progress` is told days done and days in all.
///
/// # Errors
/// When the database fails.
pub async fn fill(
    db: &Db,
    keys: &Keys,
    until: DateTime<Utc>,
    seed: u64,
    progress: impl Fn(u64, u64),
) -> anyhow::Result<Summary> {
    let year = Year {
        until,
        seed,
        contacts: CONTACTS,
    };
    fill_year(db, keys, year, progress).await
}

/// The same, with as many contacts as the year says.
///
/// # Errors
/// As [`fill`].
pub async fn fill_year(
    db: &Db,
    keys: &Keys,
    year: Year,
    progress: impl Fn(u64, u64),
) -> anyhow::Result<Summary> {
    fill_and_live(db, keys, year, LIVED, progress).await
}

/// The same, with as much of its end lived as is asked for; the rest is written down.
///
/// # Errors
/// As [`fill`].
pub async fn fill_and_live(
    db: &Db,
    keys: &Keys,
    year: Year,
    lived: TimeDelta,
    progress: impl Fn(u64, u64),
) -> anyhow::Result<Summary> {
    let contacts = contact::planned(year);
    let brands = walk::open_doors(db, year).await?;
    let mut numbers = walk::Numbers::new();
    let since = year.until - lived;
    let first = contacts.partition_point(|contact| contact.reported_at < since);
    let past = &contacts[..first];
    let summary =
        history::write_down(db, keys, year, &brands, past, &mut numbers, &progress).await?;
    let start = walk::Start {
        brands,
        contacts,
        first,
        numbers,
        summary,
    };
    walk::live(db, keys, year, start, progress).await
}
