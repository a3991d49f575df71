//! Claimed letters that wait for a carrier, the longest due first. A letter whose domain has enough of them under way is
//! passed over until one of those is settled.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::{Notify, OwnedSemaphorePermit};
use tokio_util::sync::CancellationToken;

use super::send_letters::Office;
use crate::domain::deliveries::delivery;

/// A claimed letter on its way to a carrier; dropping it makes room for the next.
pub(super) struct Claimed {
    pub(super) delivery: delivery::Model,
    /// Where it goes, as far as rates are concerned.
    pub(super) domain: String,
    pub(super) begun: bool,
    pub(super) office: Arc<Office>,
    pub(super) _room: OwnedSemaphorePermit,
}

impl Drop for Claimed {
    fn drop(&mut self) {
        self.office.claimed().remove(&self.delivery.id);
        self.office.app.pace().let_go(&self.domain, self.begun);
        self.office.queue.came.notify_one();
    }
}

/// The letters at hand.
#[derive(Default)]
pub(super) struct Queue {
    letters: Mutex<VecDeque<Claimed>>,
    came: Notify,
}

impl Queue {
    /// All at once, so that a carrier that takes several finds them.
    pub(super) fn push(&self, letters: Vec<Claimed>) {
        let count = letters.len();
        self.letters().extend(letters);
        for _ in 0..count {
            self.came.notify_one();
        }
    }

    /// Up to `most` letters, once there is one; none when all is to stop.
    pub(super) async fn next(&self, most: usize, stop: &CancellationToken) -> Option<Vec<Claimed>> {
        loop {
            let came = self.came.notified();
            let some = self.waiting(most, stop);
            if !some.is_empty() {
                return Some(some);
            }
            tokio::select! {
                biased;
                () = stop.cancelled() => return None,
                () = came => {}
            }
        }
    }

    /// Up to `most` letters that wait already, unless all is to stop.
    pub(super) fn waiting(&self, most: usize, stop: &CancellationToken) -> Vec<Claimed> {
        let (mut taken, mut passed_over) = (Vec::new(), Vec::new());
        if stop.is_cancelled() {
            return taken;
        }
        let mut letters = self.letters();
        while taken.len() < most
            && let Some(mut letter) = letters.pop_front()
        {
            letter.begun = letter.office.app.pace().begin(&letter.domain);
            if letter.begun {
                taken.push(letter);
            } else {
                passed_over.push(letter);
            }
        }
        for letter in passed_over.into_iter().rev() {
            letters.push_front(letter);
        }
        taken
    }

    /// Lets go of everything; claims run out or are handed back.
    pub(super) fn clear(&self) {
        let letters = std::mem::take(&mut *self.letters());
        drop(letters);
    }

    fn letters(&self) -> MutexGuard<'_, VecDeque<Claimed>> {
        self.letters.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
