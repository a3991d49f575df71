//! Sends the letters that are due: claims them in batches and hands them to a few carriers, each with its own line to
//! the mail server. `Post` is the whole of it; the runner keeps one open, tests ask it to send what is due now.

use std::collections::HashSet;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use sea_orm::DbErr;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use super::carrier::Carrier;
use super::pause::Pause;
use crate::app::App;
use crate::domain::deliveries::{delivery, outbox};
use crate::ids::DeliveryId;
use crate::mail::composer::Composer;
use crate::mail::dkim::Keyring;
use crate::mail::transport::Transport;

/// For each carrier so many letters are claimed and not yet settled at most: enough that one always waits.
const CLAIMED_EACH: usize = 16;

/// What the carriers share.
pub(super) struct Office {
    pub(super) app: App,
    pub(super) composer: Composer,
    pub(super) keyring: Keyring,
    /// This process, in claims and attempts.
    pub(super) worker: String,
    pub(super) stop: CancellationToken,
    pause: Mutex<Pause>,
    /// Claimed and not yet settled: their leases are renewed.
    claimed: Mutex<HashSet<DeliveryId>>,
    /// Some claimed letters were not begun and are to be handed back.
    left_over: AtomicBool,
}

/// A claimed letter on its way to a carrier; dropping it makes room for the next.
pub(super) struct Claimed {
    pub(super) delivery: delivery::Model,
    office: Arc<Office>,
    _room: OwnedSemaphorePermit,
}

impl Drop for Claimed {
    fn drop(&mut self) {
        self.office.claimed().remove(&self.delivery.id);
    }
}

impl Office {
    pub(super) fn pause(&self) -> MutexGuard<'_, Pause> {
        self.pause.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A claimed letter is not sent after all: with the next feeding it is anybody's again.
    pub(super) fn left_over(&self) {
        self.left_over.store(true, Ordering::Relaxed);
    }

    fn claimed(&self) -> MutexGuard<'_, HashSet<DeliveryId>> {
        self.claimed.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The sending of letters, running.
pub struct Post {
    office: Arc<Office>,
    queue: mpsc::UnboundedSender<Claimed>,
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
            pause: Mutex::default(),
            claimed: Mutex::default(),
            left_over: AtomicBool::new(false),
        });
        let batch = CLAIMED_EACH * app.config.mail_workers;
        let (queue, waiting) = mpsc::unbounded_channel();
        let waiting = Arc::new(tokio::sync::Mutex::new(waiting));
        let mut carriers = JoinSet::new();
        for _ in 0..app.config.mail_workers {
            let carrier = Carrier::new(office.clone(), waiting.clone(), transport.line())?;
            carriers.spawn(carrier.work());
        }
        Ok(Self {
            office,
            queue,
            room: Arc::new(Semaphore::new(batch)),
            batch,
            carriers: carriers.into(),
        })
    }

    /// Claims what is due, batch after batch, and hands it to the carriers, until nothing is due or all sending pauses.
    /// Returns how many letters it claimed; does not wait for what becomes of them.
    ///
    /// # Errors
    /// When the database cannot be asked.
    pub async fn feed(&self) -> Result<usize, DbErr> {
        // What could not be begun is not claimed again at once, but with the next feeding.
        if self.office.left_over.swap(false, Ordering::Relaxed) {
            self.hand_back().await?;
            return Ok(0);
        }
        let mut fed = 0;
        loop {
            let now = self.office.app.clock.now();
            let pause = *self.office.pause();
            if pause.holds(now) || self.office.stop.is_cancelled() {
                return Ok(fed);
            }
            let Ok(first) = self.room.clone().acquire_owned().await else {
                return Ok(fed);
            };
            // After trouble one letter shows whether it is over.
            let most = if pause.is_probing() {
                1
            } else {
                1 + self.room.available_permits()
            };
            let batch = self.claim(most).await?;
            let last = pause.is_probing() || batch.len() < most;
            fed += batch.len();
            let mut room = Some(first);
            for delivery in batch {
                let room = match room.take() {
                    Some(room) => room,
                    None => match self.room.clone().acquire_owned().await {
                        Ok(room) => room,
                        Err(_) => return Ok(fed),
                    },
                };
                self.hand_over(delivery, room);
            }
            if last {
                return Ok(fed);
            }
        }
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
        self.hand_back().await
    }

    async fn hand_back(&self) -> Result<(), DbErr> {
        let worker = self.office.worker.clone();
        let app = &self.office.app;
        app.db
            .write(move |tx| Box::pin(async move { outbox::hand_back(tx, &worker).await }))
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

    fn hand_over(&self, delivery: delivery::Model, room: OwnedSemaphorePermit) {
        self.office.claimed().insert(delivery.id);
        // No carrier is left only when the post is closing; the claim is then handed back.
        let _ = self.queue.send(Claimed {
            delivery,
            office: self.office.clone(),
            _room: room,
        });
    }
}
