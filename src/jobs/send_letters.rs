//! Sends the letters that are due: claims them in batches and hands them to a few carriers, each with its own line to
//! the mail server. `Post` is the whole of it; the runner keeps one open, tests ask it to send what is due now.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use chrono::{DateTime, Utc};
use sea_orm::DbErr;
use tokio::sync::{AcquireError, OwnedSemaphorePermit, Semaphore};
use tokio::task::JoinSet;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

pub(super) use super::at_hand::Claimed;
use super::at_hand::Queue;
use super::carrier::Carrier;
use super::clerk::Clerk;
use crate::app::App;
use crate::domain::deliveries::{delivery, outbox, untried};
use crate::domain::organization::look;
use crate::ids::DeliveryId;
use crate::mail::composer::Composer;
use crate::mail::dkim::Keyring;
use crate::mail::pace::{Admission, domain_of};
use crate::mail::transport::Transport;

/// For each carrier so many letters are claimed and not yet settled at most: enough that one always waits.
const CLAIMED_EACH: usize = 16;

/// After so long letters are claimed although there is room for few: those at hand may all wait for slow servers.
const REFILL: Duration = Duration::from_millis(50);

/// Letters to be given back, each with when it is due.
type PutOff = Vec<(DeliveryId, DateTime<Utc>)>;

/// What the carriers share.
pub(super) struct Office {
    pub(super) app: App,
    pub(super) composer: Composer,
    pub(super) keyring: Keyring,
    /// This process, in claims and attempts.
    pub(super) worker: String,
    pub(super) stop: CancellationToken,
    pub(super) queue: Queue,
    /// Claimed and not yet settled: their leases are renewed.
    claimed: Mutex<HashSet<DeliveryId>>,
    /// Claimed letters that were not begun: nobody's again from the next feeding on, and due then.
    put_off: Mutex<PutOff>,
}

impl Office {
    /// Claimed letters are not sent now after all.
    pub(super) fn put_off(&self, letters: Vec<Claimed>, until: DateTime<Utc>) {
        let due = letters.iter().map(|letter| (letter.delivery.id, until));
        let mut put_off = self.put_off.lock().unwrap_or_else(PoisonError::into_inner);
        put_off.extend(due);
    }

    /// The sender of a letter, while any sender at all is refused.
    pub(super) async fn refusable_sender(&self, delivery: &delivery::Model) -> Option<String> {
        if self.app.pace().senders().is_empty() {
            return None;
        }
        let look = look::look(self.app.db.read(), delivery.facts.look_id).await;
        let look = look.ok()?;
        Some(self.composer.sender(&look).to_string())
    }

    pub(super) fn claimed(&self) -> MutexGuard<'_, HashSet<DeliveryId>> {
        self.claimed.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The sending of letters, running.
pub struct Post {
    office: Arc<Office>,
    room: Arc<Semaphore>,
    /// Letters claimed at a time.
    batch: usize,
    carriers: tokio::sync::Mutex<JoinSet<()>>,
}

impl Post {
    /// Starts the carriers; nothing is claimed yet. `worker` names this process in claims.
    ///
    /// # Errors
    /// When the system gives no more threads.
    pub fn open(app: &App, transport: &Transport, worker: &str) -> std::io::Result<Self> {
        let office = Arc::new(Office {
            app: app.clone(),
            composer: app.composer(),
            keyring: Keyring::default(),
            worker: worker.to_owned(),
            stop: CancellationToken::new(),
            queue: Queue::default(),
            claimed: Mutex::default(),
            put_off: Mutex::default(),
        });
        let batch = CLAIMED_EACH.max(2 * app.config.sending.batch) * app.config.mail_workers;
        let clerk = Clerk::start(app.clone(), office.worker.clone());
        let mut carriers = JoinSet::new();
        for _ in 0..app.config.mail_workers {
            let carrier = Carrier::new(office.clone(), clerk.clone(), transport.line())?;
            carriers.spawn(carrier.work());
        }
        Ok(Self {
            office,
            room: Arc::new(Semaphore::new(batch)),
            batch,
            carriers: carriers.into(),
        })
    }

    /// Claims what is due, batch after batch, and hands it to the carriers, until nothing is due, all sending pauses, or
    /// as many leave as may. Returns how many letters it handed over; does not wait for what becomes of them.
    ///
    /// # Errors
    /// When the database cannot be asked.
    pub async fn feed(&self) -> Result<usize, DbErr> {
        self.give_back().await?;
        let mut fed = 0;
        loop {
            let Ok(mut room) = self.room().await else {
                return Ok(fed);
            };
            let free = room.num_permits() + self.room.available_permits();
            let Some(most) = self.most(free) else {
                return Ok(fed);
            };
            let batch = self.claim(most).await?;
            let mut last = batch.len() < most;
            let (go, wait, full) = self.admitted(batch);
            last |= full;
            fed += go.len();
            let mut letters = Vec::with_capacity(go.len());
            for (delivery, domain) in go {
                // There is room for all of them: nobody else takes of it.
                let one = room.split(1);
                let Some(one) = one.or_else(|| self.room.clone().try_acquire_owned().ok()) else {
                    break;
                };
                letters.push(self.at_hand(delivery, domain, one));
            }
            self.office.queue.push(letters);
            self.write_put_off(wait).await?;
            if last || self.office.app.pace().pause().is_probing() {
                return Ok(fed);
            }
        }
    }

    /// Room for letters to be claimed: for many at once where that does not keep the carriers waiting, because each claim
    /// is a write of its own.
    async fn room(&self) -> Result<OwnedSemaphorePermit, AcquireError> {
        let half = u32::try_from(self.batch / 2).unwrap_or(u32::MAX).max(1);
        let much = self.room.clone().acquire_many_owned(half);
        match timeout(REFILL, much).await {
            Ok(room) => room,
            Err(_) => self.room.clone().acquire_owned().await,
        }
    }

    /// How many letters may be claimed where there is room for so many; none when nothing may leave now.
    fn most(&self, room: usize) -> Option<usize> {
        let now = self.office.app.clock.now();
        let mut pace = self.office.app.pace();
        if pace.pause().holds(now) || self.office.stop.is_cancelled() {
            return None;
        }
        // After trouble one letter shows whether it is over.
        Some(if pace.pause().is_probing() { 1 } else { room })
    }

    /// The letters that may leave now, those that are due later because of where they go, and whether some wait only
    /// because no more may leave at present.
    fn admitted(
        &self,
        batch: Vec<delivery::Model>,
    ) -> (Vec<(delivery::Model, String)>, PutOff, bool) {
        let now = self.office.app.clock.now();
        let mut pace = self.office.app.pace();
        let (mut go, mut wait, mut full) = (Vec::new(), PutOff::new(), false);
        for delivery in batch {
            let domain = domain_of(&delivery.recipient);
            let word = if full {
                Admission::Full
            } else {
                pace.admit(&domain, now)
            };
            match word {
                Admission::Go => go.push((delivery, domain)),
                Admission::Wait(until) => wait.push((delivery.id, until)),
                Admission::Full => {
                    wait.push((delivery.id, delivery.due_at));
                    full = true;
                }
            }
        }
        (go, wait, full)
    }

    /// Writes that letters which could not be begun are nobody's again.
    async fn give_back(&self) -> Result<(), DbErr> {
        let taken = || {
            let put_off = &self.office.put_off;
            std::mem::take(&mut *put_off.lock().unwrap_or_else(PoisonError::into_inner))
        };
        self.write_put_off(taken()).await
    }

    async fn write_put_off(&self, letters: PutOff) -> Result<(), DbErr> {
        if letters.is_empty() {
            return Ok(());
        }
        let (app, worker) = (&self.office.app, self.office.worker.clone());
        app.db
            .write(move |tx| Box::pin(async move { untried::put_off(tx, &worker, &letters).await }))
            .await
    }

    /// Sends everything due now and waits until each letter is settled.
    ///
    /// # Errors
    /// When the database cannot be asked.
    pub async fn send_due(&self) -> Result<(), DbErr> {
        while self.feed().await? > 0 {
            self.settled().await;
        }
        Ok(())
    }

    /// Tells the other processes that this one still has its letters in hand.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn renew_leases(&self) -> Result<(), DbErr> {
        let ids: Vec<_> = self.office.claimed().iter().copied().collect();
        if ids.is_empty() {
            return Ok(());
        }
        let app = &self.office.app;
        let (now, worker) = (app.clock.now(), self.office.worker.clone());
        app.db
            .write(move |tx| Box::pin(async move { outbox::renew(tx, &worker, ids, now).await }))
            .await
    }

    /// Finishes the letters in flight, for as long as `grace` allows, and gives back what was claimed and not begun.
    /// What is still in flight then keeps its lease: it may go out again, with the same Message-ID.
    ///
    /// # Errors
    /// When the claims cannot be given back; they run out by themselves.
    pub async fn close(&self, grace: Duration) -> Result<(), DbErr> {
        self.office.stop.cancel();
        self.room.close();
        let all_home = async {
            let mut carriers = self.carriers.lock().await;
            while carriers.join_next().await.is_some() {}
        };
        if tokio::time::timeout(grace, all_home).await.is_err() {
            tracing::warn!(
                letters = self.office.claimed().len(),
                "stopped with letters in flight"
            );
        }
        self.office.queue.clear();
        self.give_back().await?;
        let worker = self.office.worker.clone();
        let app = &self.office.app;
        app.db
            .write(move |tx| Box::pin(async move { untried::hand_back(tx, &worker).await }))
            .await?;
        Ok(())
    }

    /// Resolves when no letter is claimed any more.
    async fn settled(&self) {
        if let Ok(all) = self
            .room
            .acquire_many(u32::try_from(self.batch).unwrap_or(u32::MAX))
            .await
        {
            drop(all);
        }
    }

    async fn claim(&self, most: usize) -> Result<Vec<delivery::Model>, DbErr> {
        let app = &self.office.app;
        let (now, worker) = (app.clock.now(), self.office.worker.clone());
        // Most seconds nothing is due, and then nothing is written.
        if !outbox::is_any_due(app.db.read(), now).await? {
            return Ok(Vec::new());
        }
        // A key that was just added, by whichever process, signs the very next letters.
        let keyring = &self.office.keyring;
        keyring.refresh(app.db.read(), &app.keys).await?;
        app.db
            .write(move |tx| {
                Box::pin(async move { outbox::claim(tx, &worker, most as u64, now).await })
            })
            .await
    }

    fn at_hand(
        &self,
        delivery: delivery::Model,
        domain: String,
        room: OwnedSemaphorePermit,
    ) -> Claimed {
        self.office.claimed().insert(delivery.id);
        Claimed {
            delivery,
            domain,
            begun: false,
            office: self.office.clone(),
            _room: room,
        }
    }
}
