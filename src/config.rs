//! The settings: environment variables `AFTERWORD_…`, a `.env` file, and `--config FILE`. Read once at the start.

mod bouncing;

use std::{
    collections::HashMap,
    net::{Ipv4Addr, SocketAddr},
    path::{Path, PathBuf},
};

use chrono::TimeDelta;
use config::{Environment, File, FileFormat};
use lettre::{message::Mailbox, transport::smtp::extension::ClientId};
use secrecy::{ExposeSecret, SecretString};
use tracing_subscriber::{EnvFilter, filter::LevelFilter};

pub use self::bouncing::Bouncing;
use self::secret::Installation;
use crate::{
    domain::{responses::click::Windows, scores::showing::DisplayRules},
    mail::{dns, smtp::SmtpServer},
};

mod display;
mod mail;
mod secret;

/// What is read where nothing is set.
const DEFAULT_DATABASE: &str = "sqlite://./data/afterword.db";
const DEFAULT_PORT: u16 = 8080;
/// Below the 1,024 files that one process may usually have open, with room for the database's.
const CONNECTIONS: usize = 800;

/// Every setting, by the name that follows `AFTERWORD_`, in lower case.
pub const NAMES: [&str; 27] = [
    "database_url",
    "bind",
    "public_url",
    "smtp_url",
    "smtp_hello",
    "mail_from",
    "mail_workers",
    "mail_batch",
    "mail_give_up_hours",
    "mail_per_second",
    "mail_per_domain_per_minute",
    "mail_per_domain_at_once",
    "smtp_timeout_seconds",
    "dns",
    "secret",
    "secret_file",
    "log",
    "one_click_hold_seconds",
    "one_click_burst_seconds",
    "one_click_shadow_seconds",
    "api_requests_per_minute",
    "connections",
    "score_from",
    "full_from",
    "rank_reliability",
    "flag_false_discovery",
    "flag_from",
];

/// Variables of the tests and tools, which are no settings of the server.
const NOT_SETTINGS: [&str; 3] = ["config", "test_", "stats_"];

/// A setting that stops the start, in a sentence that says which and why.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("{name} is {value:?}, which is not {wanted}.")]
    Nonsense {
        name: String,
        value: String,
        wanted: &'static str,
    },
    #[error("{name} is not set, and {why}.")]
    Missing {
        name: &'static str,
        why: &'static str,
    },
    #[error("{0}")]
    Unreadable(String),
}

/// Everything that can be set.
#[derive(Clone, Debug)]
pub struct Config {
    pub database_url: SecretString,
    pub bind: SocketAddr,
    /// Without a slash at the end; none: made from where the server listens.
    pub public_url: Option<String>,
    /// None: letters are kept in the built-in outbox.
    pub smtp_url: Option<SecretString>,
    /// What this machine calls itself to the mail server; none: as its address or the host says.
    pub smtp_hello: Option<ClientId>,
    pub mail_from: Mailbox,
    /// Threads that send letters, each over one connection.
    pub mail_workers: usize,
    /// How fast and for how long they are sent.
    pub sending: mail::Sending,
    /// How long the mail server may take for one step, seconds.
    pub smtp_timeout_seconds: u64,
    /// Whom to ask about records of mail; none: the system's DNS.
    pub dns: Option<SocketAddr>,
    /// What every key is derived from.
    pub secret: SecretString,
    /// A filter such as `info` or `afterword=debug`.
    pub log: String,
    pub windows: Windows,
    /// Per API key.
    pub api_requests_per_minute: u32,
    /// HTTP connections at once.
    pub connections: usize,
    pub display: DisplayRules,
    pub bouncing: Bouncing,
    /// What is worth saying at the start, in sentences.
    pub warnings: Vec<String>,
}

impl Config {
    /// Reads defaults, then `file`, then the environment.
    ///
    /// # Errors
    /// The first setting that is missing or nonsensical.
    pub fn load(file: Option<&Path>) -> Result<Self, Error> {
        Self::from(file, None)
    }

    /// The same for a program that has nothing to do where there is no database yet: it makes no secret.
    ///
    /// # Errors
    /// As [`Config::load`], and when the database's file or its secret is not there.
    pub fn load_existing(file: Option<&Path>) -> Result<Self, Error> {
        Values::read(file, None)?.settings(Installation::IsThere)
    }

    /// The same with a given environment, for tests.
    ///
    /// # Errors
    /// As [`Config::load`].
    pub fn from(
        file: Option<&Path>,
        environment: Option<HashMap<String, String>>,
    ) -> Result<Self, Error> {
        Values::read(file, environment)?.settings(Installation::MayBeNew)
    }

    /// The database is SQLite.
    pub fn on_sqlite(&self) -> bool {
        self.database_url.expose_secret().starts_with("sqlite:")
    }

    /// The SQLite file; none on PostgreSQL.
    pub fn sqlite_file(&self) -> Option<PathBuf> {
        sqlite_file(self.database_url.expose_secret())
    }
}

fn sqlite_file(url: &str) -> Option<PathBuf> {
    let path = url
        .strip_prefix("sqlite://")
        .or_else(|| url.strip_prefix("sqlite:"))?;
    Some(PathBuf::from(path.split('?').next().unwrap_or(path)))
}

fn unreadable(error: config::ConfigError) -> Error {
    Error::Unreadable(format!("The settings cannot be read: {error}."))
}

struct Values(HashMap<String, config::Value>);

impl Values {
    fn read(
        file: Option<&Path>,
        environment: Option<HashMap<String, String>>,
    ) -> Result<Self, Error> {
        let mut builder = config::Config::builder();
        if let Some(path) = file {
            builder = builder.add_source(File::new(&path.to_string_lossy(), FileFormat::Toml));
        }
        let environment = Environment::with_prefix("AFTERWORD")
            .prefix_separator("_")
            .source(environment);
        let read = builder
            .add_source(environment)
            .build()
            .map_err(unreadable)?;
        let values = read.try_deserialize().map_err(unreadable)?;
        Ok(Self(values))
    }

    fn text(&self, name: &str) -> Option<String> {
        let value = self.0.get(name)?.clone().into_string().ok()?;
        (!value.trim().is_empty()).then(|| value.trim().to_owned())
    }

    fn parsed<T>(
        &self,
        name: &str,
        wanted: &'static str,
        default: T,
        parse: impl FnOnce(&str) -> Option<T>,
    ) -> Result<T, Error> {
        match self.text(name) {
            None => Ok(default),
            Some(value) => parse(&value).ok_or_else(|| Error::Nonsense {
                name: variable(name),
                // An address may hold a password, and the sentence may end in a log.
                value: if value.contains('@') && name.ends_with("_url") {
                    "…".into()
                } else {
                    value
                },
                wanted,
            }),
        }
    }

    fn whole<T: TryFrom<u64>>(
        &self,
        name: &str,
        wanted: &'static str,
        default: T,
        least: u64,
    ) -> Result<T, Error> {
        let parse =
            |value: &str| T::try_from(value.parse().ok().filter(|number| *number >= least)?).ok();
        self.parsed(name, wanted, default, parse)
    }

    fn seconds(&self, name: &str, default: TimeDelta) -> Result<TimeDelta, Error> {
        let parse = |value: &str| {
            value
                .parse()
                .ok()
                .filter(|s| (0..=86_400).contains(s))
                .map(TimeDelta::seconds)
        };
        self.parsed(name, "a number of seconds from 0 to 86400", default, parse)
    }

    fn settings(&self, installation: Installation) -> Result<Config, Error> {
        let warnings = self.unknown();
        let database_url = self.parsed(
            "database_url",
            "the sqlite:// address of a file or a postgres:// address",
            DEFAULT_DATABASE.into(),
            |url| {
                let known = ["sqlite:", "postgres:", "postgresql:"];
                known
                    .iter()
                    .any(|scheme| url.starts_with(scheme) && !url.contains(":memory:"))
                    .then(|| url.to_owned())
            },
        )?;
        let smtp_url = self.text("smtp_url");
        if let Some(url) = &smtp_url {
            // The address may hold a password, so the sentence does not repeat it.
            SmtpServer::from_url(url).map_err(|why| {
                Error::Unreadable(format!("AFTERWORD_SMTP_URL cannot be used: {why}."))
            })?;
        }
        Ok(Config {
            bind: self.bind(smtp_url.is_some())?,
            public_url: self.public_url()?,
            smtp_hello: self.smtp_hello()?,
            mail_from: self.mail_from(smtp_url.is_some())?,
            mail_workers: self.mail_workers()?,
            sending: self.sending()?,
            smtp_timeout_seconds: self.whole(
                "smtp_timeout_seconds",
                "a number of seconds from 1 on",
                600,
                1,
            )?,
            dns: self.parsed("dns", "an address such as 192.0.2.53", None, |text| {
                dns::server(text).map(Some)
            })?,
            log: self.log()?,
            windows: Windows {
                hold: self.seconds("one_click_hold_seconds", Windows::default().hold)?,
                burst: self.seconds("one_click_burst_seconds", Windows::default().burst)?,
                shadow: self.seconds("one_click_shadow_seconds", Windows::default().shadow)?,
            },
            api_requests_per_minute: self.whole(
                "api_requests_per_minute",
                "a number from 1 on",
                600,
                1,
            )?,
            connections: self.whole("connections", "a number from 1 on", CONNECTIONS, 1)?,
            display: self.display()?,
            bouncing: self.bouncing()?,
            // The last that can be refused: it may make a folder and a file.
            secret: self.secret(&database_url, installation)?,
            database_url: database_url.into(),
            smtp_url: smtp_url.map(SecretString::from),
            warnings,
        })
    }

    fn log(&self) -> Result<String, Error> {
        // The filter would take a misspelt level for the name of a module and then stay silent.
        let is_sense = |part: &str| part.contains('=') || part.parse::<LevelFilter>().is_ok();
        self.parsed(
            "log",
            "a level: error, warn, info, debug or trace; or levels by module",
            "info".into(),
            |text| {
                let sense = text.split(',').all(is_sense) && EnvFilter::try_new(text).is_ok();
                sense.then(|| text.to_owned())
            },
        )
    }

    /// Variables that look like settings and are none: most likely misspelt.
    fn unknown(&self) -> Vec<String> {
        let unknown = self.0.keys().filter(|name| {
            !NAMES.contains(&name.as_str())
                && !bouncing::NAMES.contains(&name.as_str())
                && !NOT_SETTINGS.iter().any(|prefix| name.starts_with(prefix))
        });
        let mut sentences: Vec<_> = unknown
            .map(|name| format!("{} is no setting and is left aside.", variable(name)))
            .collect();
        sentences.sort();
        sentences
    }

    /// Without SMTP the outbox shows every letter to whoever can reach it: then only this machine can.
    fn bind(&self, mail_leaves: bool) -> Result<SocketAddr, Error> {
        let default = if mail_leaves {
            Ipv4Addr::UNSPECIFIED
        } else {
            Ipv4Addr::LOCALHOST
        };
        let default = SocketAddr::new(default.into(), DEFAULT_PORT);
        let bind = self.parsed(
            "bind",
            "an address and port such as 127.0.0.1:8080",
            default,
            |text| {
                let text = text.replace("localhost:", "127.0.0.1:");
                text.parse().ok().or_else(|| {
                    Some(SocketAddr::new(
                        default.ip(),
                        text.trim_start_matches(':').parse().ok()?,
                    ))
                })
            },
        )?;
        if mail_leaves || bind.ip().is_loopback() {
            return Ok(bind);
        }
        Err(Error::Nonsense {
            name: "AFTERWORD_BIND".into(),
            value: bind.to_string(),
            wanted: "an address of this machine alone, such as 127.0.0.1:8080. While AFTERWORD_SMTP_URL is not set, \
                     letters stay in the built-in outbox, which shows every one of them to whoever can connect",
        })
    }

    fn public_url(&self) -> Result<Option<String>, Error> {
        self.parsed(
            "public_url",
            "an address such as https://surveys.example.com",
            None,
            |url| {
                let web = url.starts_with("https://") || url.starts_with("http://");
                let bare = !url.contains(['?', '#', ' ', '"', '<', '>']);
                (web && bare).then(|| Some(url.trim_end_matches('/').to_owned()))
            },
        )
    }
}

fn variable(name: &str) -> String {
    format!("AFTERWORD_{}", name.to_uppercase())
}
