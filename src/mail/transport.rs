//! How letters leave: by SMTP, into the built-in outbox, or into a test's hands.
//! The sending job gives every sending thread one `Line`.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use lettre::Message;

use super::outcome::Outcome;
use super::smtp::{SmtpLine, SmtpServer};

/// Where letters go. Cheap to clone.
#[derive(Clone)]
pub enum Transport {
    /// To a mail server.
    Smtp(Arc<SmtpServer>),
    /// Nowhere: without a mail server letters are kept, to be read at `/outbox`.
    Outbox,
    /// Into memory, for tests.
    Memory(Memory),
}

impl Transport {
    /// By way of this server.
    pub fn smtp(server: SmtpServer) -> Self {
        Self::Smtp(Arc::new(server))
    }

    /// Whether letters stay in the house.
    pub fn is_outbox(&self) -> bool {
        matches!(self, Self::Outbox)
    }

    /// One thread's way out.
    pub fn line(&self) -> Line {
        match self {
            Self::Smtp(server) => Line::Smtp(Box::new(SmtpLine::new(server.clone()))),
            Self::Outbox => Line::Outbox,
            Self::Memory(memory) => Line::Memory(memory.clone()),
        }
    }
}

/// One thread's way out; keeps its connection between letters.
pub enum Line {
    /// A connection to the mail server.
    Smtp(Box<SmtpLine>),
    /// The built-in outbox.
    Outbox,
    /// A test's hands.
    Memory(Memory),
}

impl Line {
    /// Sends one letter, its signatures (whole header lines, or nothing) before it, blocking until it is clear what
    /// became of it.
    pub fn send(&mut self, message: &Message, signatures: &str) -> Outcome {
        match self {
            Self::Smtp(line) => line.send(message, signatures),
            Self::Outbox => Outcome::Sent {
                words: "kept in the outbox".into(),
            },
            Self::Memory(memory) => memory.take(message, signatures),
        }
    }

    /// For a thread with nothing to do: hangs up a line that has long been idle.
    pub fn rest(&mut self) {
        if let Self::Smtp(line) = self {
            line.rest();
        }
    }
}

/// A mail server made of memory: keeps what it took and answers what it was told to answer.
#[derive(Clone, Default)]
pub struct Memory {
    inner: Arc<Mutex<Held>>,
}

#[derive(Default)]
struct Held {
    letters: Vec<Vec<u8>>,
    answers: VecDeque<Outcome>,
    by_recipient: Vec<(String, Outcome)>,
}

impl Memory {
    /// The next letters get these outcomes, in order; after them everything is taken.
    pub fn answer_next(&self, outcomes: impl IntoIterator<Item = Outcome>) {
        self.held().answers.extend(outcomes);
    }

    /// From now on every letter to an address that ends so gets this outcome.
    pub fn answer_to(&self, end: &str, outcome: Outcome) {
        self.held().by_recipient.push((end.to_owned(), outcome));
    }

    /// From now on everything is taken.
    pub fn take_all(&self) {
        let mut held = self.held();
        held.by_recipient.clear();
        held.answers.clear();
    }

    /// Every letter taken so far, as it would have gone over the line.
    pub fn letters(&self) -> Vec<Vec<u8>> {
        self.held().letters.clone()
    }

    fn take(&self, message: &Message, signatures: &str) -> Outcome {
        let mut held = self.held();
        let to_them = |(end, _): &&(String, Outcome)| {
            let mut to = message.envelope().to().iter();
            to.any(|address| AsRef::<str>::as_ref(address).ends_with(end.as_str()))
        };
        let by_recipient = held.by_recipient.iter().find(to_them);
        let outcome = by_recipient.map(|(_, outcome)| outcome.clone());
        let outcome = outcome.or_else(|| held.answers.pop_front());
        let outcome = outcome.unwrap_or_else(|| Outcome::Sent {
            words: "250 kept in memory".into(),
        });
        let arrived = match &outcome {
            Outcome::Sent { .. } => true,
            Outcome::Deferred { ambiguous, .. } => *ambiguous,
            _ => false,
        };
        if arrived {
            let letter = [signatures.as_bytes(), &message.formatted()].concat();
            held.letters.push(letter);
        }
        outcome
    }

    fn held(&self) -> std::sync::MutexGuard<'_, Held> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
