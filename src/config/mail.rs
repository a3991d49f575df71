//! How letters are sent: how fast, how many at once, for how long they are tried. Part of `config`.

use std::num::NonZeroU32;

use chrono::TimeDelta;
use secrecy::ExposeSecret;

use super::{Config, Error, Values};
use crate::{
    domain::deliveries::backoff::GIVE_UP_AFTER,
    mail::{check::Way, pace::Limits},
};

/// Letters over one connection between two writes of what became of them: beyond this a crash repeats too many.
const LARGEST_BATCH: usize = 100;

/// What is set about sending.
#[derive(Clone, Copy, Debug)]
pub struct Sending {
    pub limits: Limits,
    /// A letter due for so long is not tried any more.
    pub give_up: TimeDelta,
    /// Letters a connection may have sent that are not yet settled on disk.
    pub batch: usize,
}

impl Config {
    /// The way letters leave and come back by, as receivers see it.
    pub fn way_of_letters(&self) -> Way<'_> {
        Way {
            from: &self.mail_from,
            smtp_url: self.smtp_url.as_ref().map(ExposeSecret::expose_secret),
            bounces_to: self.bouncing.address.as_ref(),
        }
    }
}

impl Values {
    pub(super) fn sending(&self) -> Result<Sending, Error> {
        let limits = Limits {
            per_second: self.rate("mail_per_second")?,
            per_domain_per_minute: self.rate("mail_per_domain_per_minute")?,
            per_domain_at_once: self.rate("mail_per_domain_at_once")?,
        };
        let hours = |text: &str| {
            let hours = text.parse().ok().filter(|hours| (1..=120).contains(hours));
            hours.map(TimeDelta::hours)
        };
        let within = |text: &str| {
            let size = text.parse().ok();
            size.filter(|size| (1..=LARGEST_BATCH).contains(size))
        };
        Ok(Sending {
            limits,
            give_up: self.parsed(
                "mail_give_up_hours",
                "a number of hours from 1 to 120",
                GIVE_UP_AFTER,
                hours,
            )?,
            batch: self.parsed("mail_batch", "a number from 1 to 100", 1, within)?,
        })
    }

    fn rate(&self, name: &str) -> Result<Option<NonZeroU32>, Error> {
        let parse = |text: &str| text.parse().ok().map(Some);
        self.parsed(name, "a number from 1 on", None, parse)
    }
}
