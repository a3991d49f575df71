//! How letters are sent: how fast, how many at once, for how long they are tried. Part of `config`.

use std::num::NonZeroU32;

use chrono::TimeDelta;
use lettre::{Address, message::Mailbox, transport::smtp::extension::ClientId};
use secrecy::ExposeSecret;

use super::{Config, Error, Values};
use crate::{
    domain::deliveries::backoff::GIVE_UP_AFTER,
    mail::{check::Way, dns, pace::Limits, smtp_url},
};

/// The sender of letters that never leave.
const DEFAULT_SENDER: &str = "survey@localhost";

/// Each worker is a thread and a connection; beyond this a mail server sees an attack, and the database a queue.
const MOST_WORKERS: usize = 200;

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

    /// `mail_leaves`: then it must be set.
    pub(super) fn mail_from(&self, mail_leaves: bool) -> Result<Mailbox, Error> {
        if mail_leaves && self.text("mail_from").is_none() {
            return Err(Error::Missing {
                name: "AFTERWORD_MAIL_FROM",
                why: "letters that leave by AFTERWORD_SMTP_URL need a sender",
            });
        }
        let sender = "an address such as Acme Support <support@example.com>";
        let kept_from: Option<Mailbox> = DEFAULT_SENDER.parse().ok();
        let from = self.parsed("mail_from", sender, kept_from, |text| {
            text.parse().ok().map(Some)
        })?;
        let from = from.ok_or(Error::Missing {
            name: "AFTERWORD_MAIL_FROM",
            why: "letters need a sender",
        })?;
        in_ascii("AFTERWORD_MAIL_FROM", &from.email)?;
        Ok(from)
    }

    pub(super) fn mail_workers(&self) -> Result<usize, Error> {
        let within = |text: &str| {
            let workers = text.parse().ok();
            workers.filter(|workers| (1..=MOST_WORKERS).contains(workers))
        };
        self.parsed("mail_workers", "a number from 1 to 200", 4, within)
    }

    pub(super) fn smtp_hello(&self) -> Result<Option<ClientId>, Error> {
        self.parsed(
            "smtp_hello",
            "the name of a host such as mail.example.com, or an address in brackets such as [192.0.2.1] or [IPv6:2001:db8::1]",
            None,
            |text| smtp_url::hello(text).map(Some),
        )
    }

    fn rate(&self, name: &str) -> Result<Option<NonZeroU32>, Error> {
        let parse = |text: &str| text.parse().ok().map(Some);
        self.parsed(name, "a number from 1 on", None, parse)
    }
}

/// Headers and envelopes carry a domain in ASCII alone.
pub(super) fn in_ascii(name: &str, address: &Address) -> Result<(), Error> {
    let domain = address.domain();
    if domain.is_ascii() {
        return Ok(());
    }
    let such_as = dns::domain(domain).unwrap_or_else(|| "xn--mnchen-3ya.example".into());
    Err(Error::Unreadable(format!(
        "{name} has the domain {domain}, which the headers of a letter cannot carry: write it as punycode, {such_as}."
    )))
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;

    fn read(name: &str, value: &str) -> Result<Config, String> {
        let settings = [
            ("AFTERWORD_SECRET", "a secret of sixteen characters"),
            (name, value),
        ];
        let settings = settings.map(|(name, value)| (name.to_owned(), value.to_owned()));
        Config::from(None, Some(HashMap::from(settings))).map_err(|error| error.to_string())
    }

    #[test]
    fn a_domain_that_headers_cannot_carry_is_told_as_punycode() {
        for (name, value) in [
            ("AFTERWORD_MAIL_FROM", "Ünï <x@ü.example>"),
            ("AFTERWORD_BOUNCE_ADDRESS", "bounce@ü.example"),
        ] {
            let sentence = read(name, value).expect_err("it is refused");
            for word in [name, "ü.example", "punycode, xn--tda.example"] {
                assert!(sentence.contains(word), "{sentence}");
            }
        }
        let config = read("AFTERWORD_MAIL_FROM", "Ünï <x@xn--tda.example>").expect("it is taken");
        assert_eq!(config.mail_from.email.domain(), "xn--tda.example");
    }

    #[test]
    fn workers_are_counted_from_1_to_200() {
        for (value, workers) in [
            ("1", Some(1)),
            ("200", Some(200)),
            ("0", None),
            ("201", None),
        ] {
            let read = read("AFTERWORD_MAIL_WORKERS", value);
            match workers {
                Some(workers) => assert_eq!(read.expect("it is taken").mail_workers, workers),
                None => assert!(read.expect_err(value).contains("a number from 1 to 200")),
            }
        }
    }

    #[test]
    fn a_machine_may_be_called_otherwise() {
        let called = |value| read("AFTERWORD_SMTP_HELLO", value).map(|config| config.smtp_hello);
        let name = ClientId::Domain("mail.example.com".into());
        assert_eq!(called("Mail.Example.com"), Ok(Some(name)));
        for refused in ["a b", "192.0.2.1", "[mail.example.com]"] {
            let sentence = called(refused).expect_err(refused);
            assert!(sentence.contains("AFTERWORD_SMTP_HELLO"), "{sentence}");
        }
    }
}
