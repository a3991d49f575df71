//! One carrier: takes claimed letters one after another to its line. Writes every attempt before it is made, and what
//! became of it before the next letter is touched; both in one commit where a next letter is waiting.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use sea_orm::DbErr;
use tokio::sync::{Mutex, mpsc};

use super::send_letters::{Claimed, Office};
use super::sending_thread::SendingThread;
use crate::domain::deliveries::backoff;
use crate::domain::deliveries::delivery;
use crate::domain::deliveries::outbox::Settlement;
use crate::domain::flow::{self, Leave};
use crate::domain::surveys::definition::Definition;
use crate::ids::{AttemptId, DeliveryId};
use crate::mail::outcome::Outcome;
use crate::mail::transport::Line;

type Waiting = Arc<Mutex<mpsc::UnboundedReceiver<Claimed>>>;

/// How long to wait before what could not be written is written again.
const PATIENCE: Duration = Duration::from_secs(1);

pub(super) struct Carrier {
    office: Arc<Office>,
    waiting: Waiting,
    thread: SendingThread,
}

/// A letter whose attempt is on record.
struct Begun {
    claimed: Claimed,
    delivery: Box<delivery::Model>,
    definition: Box<Definition>,
    attempt: AttemptId,
}

/// A letter that was tried, and what is to be written about it.
struct Tried {
    /// Holds the letter's place until it is settled.
    _claimed: Claimed,
    record: Record,
}

#[derive(Clone)]
struct Record {
    id: DeliveryId,
    attempt: AttemptId,
    settlement: Settlement,
}

impl Carrier {
    pub(super) fn new(office: Arc<Office>, waiting: Waiting, line: Line) -> std::io::Result<Self> {
        let thread = SendingThread::start(line)?;
        Ok(Self {
            office,
            waiting,
            thread,
        })
    }

    /// Carries letters until the post closes.
    pub(super) async fn work(self) {
        let mut tried = None;
        loop {
            let next = match tried {
                None => match self.next().await {
                    None => return,
                    next => next,
                },
                Some(_) => self.next_waiting(),
            };
            tried = match self.settle_and_begin(tried, next).await {
                Some(begun) => Some(self.carry(begun).await),
                None => None,
            };
        }
    }

    /// The next letter, once there is one; none when the post closes.
    async fn next(&self) -> Option<Claimed> {
        let waiting = async { self.waiting.lock().await.recv().await };
        tokio::select! {
            biased;
            () = self.office.stop.cancelled() => None,
            next = waiting => next,
        }
    }

    /// The next letter, if one waits already and none speaks against sending it.
    fn next_waiting(&self) -> Option<Claimed> {
        if self.office.stop.is_cancelled() {
            return None;
        }
        self.waiting.try_lock().ok()?.try_recv().ok()
    }

    /// Writes what became of one letter and that the next one's attempt begins, and returns when both are on disk.
    async fn settle_and_begin(&self, tried: Option<Tried>, next: Option<Claimed>) -> Option<Begun> {
        let paused = self.office.pause().holds(self.office.app.clock.now());
        let next = match next {
            Some(_) if paused => {
                self.office.left_over();
                None
            }
            next => next,
        };
        let record = tried.as_ref().map(|tried| tried.record.clone());
        let id = next.as_ref().map(|claimed| claimed.delivery.id);
        match self.write(record.clone(), id).await {
            Ok(Some(Leave::Now {
                delivery,
                attempt,
                definition,
            })) => {
                let claimed = next?;
                return Some(Begun {
                    claimed,
                    delivery,
                    definition,
                    attempt,
                });
            }
            Ok(_) => {}
            Err(error) => {
                tracing::error!(%error, "a delivery could not be written");
                if let Some(record) = record {
                    self.settle_some_time(record).await;
                }
                self.office.left_over();
            }
        }
        None
    }

    async fn write(
        &self,
        record: Option<Record>,
        next: Option<DeliveryId>,
    ) -> Result<Option<Leave>, DbErr> {
        let app = &self.office.app;
        let (now, keys, worker) = (
            app.clock.now(),
            app.keys.clone(),
            self.office.worker.clone(),
        );
        app.db
            .write(move |tx| {
                Box::pin(async move {
                    if let Some(Record {
                        id,
                        attempt,
                        settlement,
                    }) = record
                    {
                        flow::settle(tx, id, attempt, settlement, now).await?;
                    }
                    match next {
                        Some(id) => flow::begin_attempt(tx, &keys, id, &worker, now)
                            .await
                            .map(Some),
                        None => Ok(None),
                    }
                })
            })
            .await
    }

    /// A letter that was sent must not be forgotten to be so: tries until it is written or the post closes. If it
    /// closes first, the lease runs out and the letter goes out again.
    async fn settle_some_time(&self, record: Record) {
        while let Err(error) = self.write(Some(record.clone()), None).await {
            tracing::warn!(%error, delivery = %record.id, "waiting to write what became of a letter");
            tokio::select! {
                () = self.office.stop.cancelled() => return,
                () = tokio::time::sleep(PATIENCE) => {}
            }
        }
    }

    async fn carry(&self, begun: Begun) -> Tried {
        let Begun {
            claimed,
            delivery,
            definition,
            attempt,
        } = begun;
        let app = &self.office.app;
        let outcome = match self
            .office
            .composer
            .letter(&delivery, &definition)
            .message()
        {
            Ok(message) => {
                let signer = self.office.keyring.signer();
                self.thread.send(message, signer).await
            }
            Err(unsendable) => Outcome::Refused {
                words: unsendable.to_string(),
            },
        };
        let settlement = self.conclude(&delivery, outcome, app.clock.now());
        let state = settlement.state().code();
        tracing::info!(delivery = %delivery.id, attempt = delivery.attempts, state, "letter tried");
        metrics::counter!("afterword_letters_total", "outcome" => state).increment(1);
        Tried {
            _claimed: claimed,
            record: Record {
                id: delivery.id,
                attempt,
                settlement,
            },
        }
    }

    /// What an outcome means for the delivery, and for all others.
    fn conclude(
        &self,
        delivery: &delivery::Model,
        outcome: Outcome,
        now: DateTime<Utc>,
    ) -> Settlement {
        let since = delivery.first_attempt_at.unwrap_or(now);
        match outcome {
            Outcome::Sent { words } => {
                self.office.pause().over();
                Settlement::Sent { reply: words }
            }
            Outcome::Refused { words } => Settlement::Failed { reply: words },
            Outcome::Deferred { words, .. } => {
                let attempts = u32::try_from(delivery.attempts).unwrap_or(1);
                let jitter = backoff::jitter(delivery.id.0, attempts);
                match backoff::next_attempt(attempts, since, now, jitter) {
                    Some(until) => Settlement::Deferred {
                        until,
                        reply: words,
                    },
                    None => Settlement::Expired { reply: words },
                }
            }
            Outcome::Halted { words } => {
                let wait = self.office.pause().trouble(now);
                tracing::error!(
                    seconds = wait.num_seconds(),
                    answer = without_addresses(&words),
                    "no letter can leave; sending pauses"
                );
                match backoff::given_up(since, now + wait) {
                    false => Settlement::Deferred {
                        until: now + wait,
                        reply: words,
                    },
                    true => Settlement::Expired { reply: words },
                }
            }
        }
    }
}

/// Servers repeat addresses in their answers; a log keeps none.
fn without_addresses(words: &str) -> String {
    let word = |word: &str| {
        if word.contains('@') {
            "…".to_owned()
        } else {
            word.to_owned()
        }
    };
    words
        .split_whitespace()
        .map(word)
        .collect::<Vec<_>>()
        .join(" ")
}

#[cfg(test)]
mod tests {
    use super::without_addresses;

    #[test]
    fn a_servers_words_are_logged_without_people() {
        let words = "554 5.7.1 <kim@example.net>: Relay access denied";
        assert_eq!(without_addresses(words), "554 5.7.1 … Relay access denied");
    }
}
