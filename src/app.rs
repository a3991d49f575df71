//! What every request and job needs: the database, the clock, the settings and the keys. One per process.

use std::{
    ops::Deref,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use metrics_exporter_prometheus::PrometheusHandle;
use secrecy::ExposeSecret;
use tokio::sync::Notify;

use crate::{
    clock::Clock,
    config::Config,
    db::Db,
    mail::{bounce::mailbox::Silence, composer::Composer, pace::Pace},
    token::Keys,
};

/// The application; clones share it.
#[derive(Clone)]
pub struct App(Arc<Inner>);

/// What an [`App`] holds.
pub struct Inner {
    pub db: Db,
    pub clock: Clock,
    pub config: Config,
    pub keys: Keys,
    /// Where customers and members reach us, without a slash at the end.
    pub public_url: String,
    /// Wakes the sending of letters when one was enqueued.
    pub letters_waiting: Notify,
    /// How fast letters may leave, and what speaks against it at present.
    pace: Mutex<Pace>,
    /// Since when and why the mailbox for reports cannot be read; none while it can.
    mailbox_silence: Mutex<Option<Silence>>,
    /// Renders `/metrics`; none in tests.
    pub metrics: Option<PrometheusHandle>,
}

impl Deref for App {
    type Target = Inner;
    fn deref(&self) -> &Inner {
        &self.0
    }
}

impl App {
    /// `listening_on` becomes the public address where none is set.
    pub fn new(
        db: Db,
        clock: Clock,
        config: Config,
        listening_on: std::net::SocketAddr,
        metrics: Option<PrometheusHandle>,
    ) -> Self {
        let public_url = config
            .public_url
            .clone()
            .unwrap_or_else(|| format!("http://{listening_on}"));
        let keys = Keys::derive(config.secret.expose_secret());
        let letters_waiting = Notify::new();
        let pace = Mutex::new(Pace::new(config.sending.limits));
        Self(Arc::new(Inner {
            db,
            clock,
            config,
            keys,
            public_url,
            letters_waiting,
            pace,
            mailbox_silence: Mutex::default(),
            metrics,
        }))
    }

    /// The pace of this process's sending. Held for no longer than a question takes.
    pub fn pace(&self) -> MutexGuard<'_, Pace> {
        self.pace.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What this process met when it last read the mailbox for reports. Held for no longer than a question takes.
    pub fn mailbox_silence(&self) -> MutexGuard<'_, Option<Silence>> {
        let held = self.mailbox_silence.lock();
        held.unwrap_or_else(PoisonError::into_inner)
    }

    /// Letters are kept in the built-in outbox and never sent.
    pub fn keeps_letters(&self) -> bool {
        self.config.smtp_url.is_none()
    }

    /// Makes letters of deliveries.
    pub fn composer(&self) -> Composer {
        let from = self.config.mail_from.clone();
        Composer::new(&self.public_url, from, self.keys.clone())
            .bouncing_to(self.config.bouncing.address.clone())
            .naming_to_postmark(self.config.bouncing.postmark.is_some())
    }

    /// The address of a survey in a letter; `score` chooses one.
    pub fn survey_url(&self, token: &str, score: Option<i16>) -> String {
        match score {
            Some(score) => format!("{}/s/{token}?score={score}", self.public_url),
            None => format!("{}/s/{token}", self.public_url),
        }
    }

    /// The address to unsubscribe at.
    pub fn unsubscribe_url(&self, token: &str) -> String {
        format!("{}/u/{token}", self.public_url)
    }
}
