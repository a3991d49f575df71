//! One carrier: takes claimed letters one after another to its line. Every attempt is on disk before it is made, and what
//! became of it before the connection is used again, or before `AFTERWORD_MAIL_BATCH` further letters at most.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, Utc};

use super::clerk::{Clerk, Order};
use super::send_letters::{Claimed, Office};
use super::sending_thread::SendingThread;
use crate::domain::deliveries::backoff;
use crate::domain::deliveries::delivery;
use crate::domain::deliveries::outbox::{Settlement, Tried};
use crate::domain::flow::Leave;
use crate::domain::organization::look;
use crate::domain::surveys::definition::Definition;
use crate::ids::AttemptId;
use crate::mail::outcome::{self, Outcome};
use crate::mail::transport::Line;

/// How long to wait before what could not be written is written again.
const PATIENCE: Duration = Duration::from_secs(1);

/// A letter that could not be begun is anybody's again after so long.
const BEGIN_AGAIN: TimeDelta = TimeDelta::minutes(1);

/// With a slow server what became of letters is written sooner than their number demands.
const SETTLE_WITHIN: Duration = Duration::from_secs(1);

pub(super) struct Carrier {
    office: Arc<Office>,
    clerk: Clerk,
    thread: SendingThread,
    begun: VecDeque<Begun>,
    /// Tried and not yet settled; with their claims, which hold their places until then.
    tried: Vec<(Tried, Claimed)>,
}

/// A letter whose attempt is on record.
struct Begun {
    claimed: Claimed,
    delivery: Box<delivery::Model>,
    definition: Box<Definition>,
    attempt: AttemptId,
    give_up_at: DateTime<Utc>,
}

impl Carrier {
    pub(super) fn new(office: Arc<Office>, clerk: Clerk, line: Line) -> std::io::Result<Self> {
        Ok(Self {
            office,
            clerk,
            thread: SendingThread::start(line)?,
            begun: VecDeque::new(),
            tried: Vec::new(),
        })
    }

    /// Carries letters until the post closes.
    pub(super) async fn work(mut self) {
        let batch = self.office.app.config.sending.batch;
        loop {
            let next = if self.tried.is_empty() {
                match self.office.queue.next(batch, &self.office.stop).await {
                    Some(next) => next,
                    None => return,
                }
            } else {
                self.office.queue.waiting(batch, &self.office.stop)
            };
            self.settle_and_begin(next).await;
            let mut since = Instant::now();
            while let Some(begun) = self.begun.pop_front() {
                self.carry(begun).await;
                if !self.begun.is_empty() && since.elapsed() >= SETTLE_WITHIN {
                    self.settle_and_begin(Vec::new()).await;
                    since = Instant::now();
                }
            }
        }
    }

    /// Writes what became of letters and that the next ones' attempts begin; returns when all of it is on disk.
    async fn settle_and_begin(&mut self, next: Vec<Claimed>) {
        let next = self.fit_to_leave(next).await;
        let (tried, held): (Vec<_>, Vec<_>) = std::mem::take(&mut self.tried).into_iter().unzip();
        if next.is_empty() && tried.is_empty() {
            return;
        }
        let order = Order {
            tried,
            begin: next.iter().map(|claimed| claimed.delivery.id).collect(),
        };
        match self.clerk.write(order.clone()).await {
            Ok(words) => self.begun.extend(begun(next, words)),
            Err(error) => {
                tracing::error!(%error, "deliveries could not be written");
                self.settle_some_time(order.tried).await;
                let again = self.office.app.clock.now() + BEGIN_AGAIN;
                self.office.put_off(next, again);
            }
        }
        drop(held);
    }

    /// Those that nothing speaks against; the others are nobody's again until then.
    async fn fit_to_leave(&self, next: Vec<Claimed>) -> Vec<Claimed> {
        let now = self.office.app.clock.now();
        let mut fit = Vec::with_capacity(next.len());
        for claimed in next {
            let sender = self.office.refusable_sender(&claimed.delivery).await;
            let rests = {
                let mut pace = self.office.app.pace();
                let due = claimed.delivery.due_at;
                let paused = pace.pause().holds(now).then_some(due);
                paused
                    .or_else(|| pace.rests(&claimed.domain, now))
                    .or_else(|| {
                        let senders = pace.senders();
                        senders.rests(sender.as_deref()?, &claimed.domain, now)
                    })
            };
            match rests {
                Some(until) => self.office.put_off(vec![claimed], until),
                None => fit.push(claimed),
            }
        }
        fit
    }

    /// A letter that was sent must not be forgotten to be so: tries until it is written or the post closes. If it
    /// closes first, the lease runs out and the letter goes out again.
    async fn settle_some_time(&self, tried: Vec<Tried>) {
        let order = Order {
            tried,
            ..Order::default()
        };
        while let Err(error) = self.clerk.write(order.clone()).await {
            tracing::warn!(%error, "waiting to write what became of letters");
            tokio::select! {
                () = self.office.stop.cancelled() => return,
                () = tokio::time::sleep(PATIENCE) => {}
            }
        }
    }

    async fn carry(&mut self, begun: Begun) {
        let Begun {
            claimed,
            delivery,
            definition,
            attempt,
            give_up_at,
        } = begun;
        let app = &self.office.app;
        let look = look::look(app.db.read(), delivery.facts.look_id).await;
        let sender = look.as_ref().ok();
        let sender = sender.map(|look| self.office.composer.sender(look).to_string());
        let sender = sender.unwrap_or_default();
        let settlement = match self.held_up(&claimed, &sender, app.clock.now()) {
            // By what another letter met after this one was begun.
            Some((until, why)) => {
                tracing::info!(delivery = %delivery.id, why, "letter not tried");
                Settlement::NotTried { until }
            }
            None => {
                let outcome = match look {
                    Ok(look) => {
                        let letter = self.office.composer.letter(&delivery, &definition, look);
                        let signer = self.office.keyring.signer();
                        self.thread.send(letter, signer).await
                    }
                    Err(error) => Outcome::Deferred {
                        words: format!("the brand's look could not be read: {error}"),
                        ambiguous: false,
                    },
                };
                let settlement =
                    self.conclude(&delivery, (&claimed.domain, &sender), give_up_at, outcome);
                let state = settlement.state().code();
                tracing::info!(delivery = %delivery.id, attempt = delivery.attempts, state, "letter tried");
                metrics::counter!("afterword_letters_total", "outcome" => state).increment(1);
                settlement
            }
        };
        let tried = Tried {
            delivery: delivery.id,
            attempt,
            settlement,
        };
        self.tried.push((tried, claimed));
    }

    /// Until when a letter whose attempt is on record is not tried all the same, and why.
    fn held_up(
        &self,
        claimed: &Claimed,
        sender: &str,
        now: DateTime<Utc>,
    ) -> Option<(DateTime<Utc>, &'static str)> {
        if self.office.stop.is_cancelled() {
            return Some((now, "the program was stopped"));
        }
        let mut pace = self.office.app.pace();
        if pace.pause().holds(now) {
            return Some((now, "all sending pauses"));
        }
        if let Some(until) = pace.senders().rests(sender, &claimed.domain, now) {
            return Some((until, "the sender is refused"));
        }
        let until = pace.rests(&claimed.domain, now)?;
        Some((until, "the domain is left alone for a while"))
    }

    /// What an outcome means for the delivery, for its domain, for its sender, and for all others.
    fn conclude(
        &self,
        delivery: &delivery::Model,
        (domain, sender): (&str, &str),
        give_up_at: DateTime<Utc>,
        outcome: Outcome,
    ) -> Settlement {
        let now = self.office.app.clock.now();
        let attempts = u32::try_from(delivery.attempts).unwrap_or(1);
        let jitter = backoff::jitter(delivery.id.0, attempts);
        let next = now + backoff::wait(attempts, jitter);
        // Let it not be the same letter each time that shows whether the trouble is over, where the trouble may be its own.
        let behind = |to_one, rest: DateTime<Utc>| if to_one { rest + (next - now) } else { rest };
        let until = match &outcome {
            Outcome::Sent { words } => {
                let mut pace = self.office.app.pace();
                pace.taken(domain, now);
                pace.senders().taken(sender, domain);
                return Settlement::Sent {
                    reply: words.clone(),
                };
            }
            Outcome::Refused { words } => {
                self.office.app.pace().pause().over();
                let reply = words.clone();
                return if outcome::says_no_such_address(words) {
                    Settlement::NoSuchAddress { reply }
                } else if outcome::says_mailbox_full(words) {
                    Settlement::MailboxFull { reply }
                } else {
                    Settlement::Failed { reply }
                };
            }
            Outcome::Deferred { .. } => next,
            Outcome::Slowed { words } => {
                let until = self.office.app.pace().slowed(domain, words, now);
                tracing::warn!(delivery = %delivery.id, answer = without_addresses(words), "a domain is written to more slowly");
                next.max(until)
            }
            Outcome::Barred { words } if self.is_its_own_fault(delivery, domain) => {
                self.office.app.pace().pause().over();
                return Settlement::Failed {
                    reply: words.clone(),
                };
            }
            Outcome::Barred { words } => {
                let (rest, everybody) = self.office.app.pace().barred(domain, words, now);
                tracing::error!(delivery = %delivery.id, answer = without_addresses(words), "a domain objects to us; it is left alone for a while");
                if everybody {
                    self.halt(words, now);
                }
                behind(true, rest)
            }
            Outcome::Disowned { words, to_one } => {
                let mut pace = self.office.app.pace();
                let senders = pace.senders();
                let wait = match to_one {
                    true => senders.refused_by(domain, sender, words, now),
                    false => senders.refused(sender, words, now),
                };
                tracing::error!(delivery = %delivery.id, answer = without_addresses(words), "a sender is refused; its letters wait");
                behind(*to_one, now + wait)
            }
            Outcome::Halted { words, to_one } => behind(*to_one, self.halt(words, now)),
        };
        let reply = outcome.words().to_owned();
        if until < give_up_at {
            Settlement::Deferred { until, reply }
        } else if outcome::says_mailbox_full(&reply) {
            Settlement::StillFull { reply }
        } else {
            Settlement::Expired { reply }
        }
    }

    /// Whether the domain that objects to a letter has taken others since it was first tried.
    fn is_its_own_fault(&self, delivery: &delivery::Model, domain: &str) -> bool {
        let tried_before = delivery.first_attempt_at.filter(|_| delivery.attempts > 1);
        tried_before.is_some_and(|since| self.office.app.pace().took_since(domain, since))
    }

    fn halt(&self, words: &str, now: DateTime<Utc>) -> DateTime<Utc> {
        let wait = self.office.app.pace().pause().trouble(words, now);
        tracing::error!(
            seconds = wait.num_seconds(),
            answer = without_addresses(words),
            "no letter can leave; sending pauses"
        );
        now + wait
    }
}

/// The claimed letters that may leave, with what their attempts say.
fn begun(claimed: Vec<Claimed>, words: Vec<Leave>) -> impl Iterator<Item = Begun> {
    claimed
        .into_iter()
        .zip(words)
        .filter_map(|(claimed, word)| match word {
            Leave::Now {
                delivery,
                attempt,
                definition,
                give_up_at,
            } => Some(Begun {
                claimed,
                delivery,
                definition,
                attempt,
                give_up_at,
            }),
            Leave::NotNow | Leave::NotMine => None,
        })
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
