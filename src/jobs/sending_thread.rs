//! One blocking thread with one line to the mail server. Letters go in, outcomes come out; `carrier` feeds it.
//! A plain thread: the runtime does not wait for it, so a server that hangs cannot keep the process alive.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::time::Duration;

use tokio::sync::oneshot;

use crate::mail::dkim::Signer;
use crate::mail::invitation_letter::InvitationLetter;
use crate::mail::outcome::Outcome;
use crate::mail::transport::Line;

/// How often a thread with nothing to do looks whether its line should be hung up.
const LOOK: Duration = Duration::from_secs(5);

type Order = (InvitationLetter, Arc<Signer>, oneshot::Sender<Outcome>);

/// A handle to the thread; the thread hangs up and ends when it is dropped.
pub struct SendingThread {
    orders: SyncSender<Order>,
}

impl SendingThread {
    /// Starts the thread, which connects at its first letter.
    ///
    /// # Errors
    /// When the system gives no more threads.
    pub fn start(line: Line) -> std::io::Result<Self> {
        let (orders, queue) = sync_channel(1);
        std::thread::Builder::new()
            .name("letters".into())
            .spawn(move || work(line, &queue))?;
        Ok(Self { orders })
    }

    /// Hands over one letter, to be written, signed and sent, and waits for what becomes of it.
    pub async fn send(&self, letter: InvitationLetter, signer: Arc<Signer>) -> Outcome {
        let (tell, told) = oneshot::channel();
        let ended = || Outcome::Deferred {
            words: "the sending thread ended".into(),
            ambiguous: true,
        };
        if self.orders.send((letter, signer, tell)).is_err() {
            return ended();
        }
        told.await.unwrap_or_else(|_| ended())
    }
}

fn work(mut line: Line, orders: &Receiver<Order>) {
    loop {
        match orders.recv_timeout(LOOK) {
            Ok((letter, signer, tell)) => {
                // One letter that upsets the program must not end the sending of all others.
                let sent = catch_unwind(AssertUnwindSafe(|| {
                    write_and_send(&mut line, &letter, &signer)
                }));
                let outcome = sent.unwrap_or_else(|_| Outcome::Deferred {
                    words: "the program failed while it sent this letter".into(),
                    ambiguous: true,
                });
                // Whoever asked may have stopped waiting; the letter's lease then says it may go out again.
                drop(tell.send(outcome));
            }
            Err(RecvTimeoutError::Timeout) => line.rest(),
            Err(RecvTimeoutError::Disconnected) => return,
        }
    }
}

fn write_and_send(line: &mut Line, letter: &InvitationLetter, signer: &Signer) -> Outcome {
    let message = match letter.message() {
        Ok(message) => message,
        Err(unsendable) => {
            return Outcome::Refused {
                words: unsendable.to_string(),
            };
        }
    };
    match signer.signatures(&message) {
        Ok(signatures) => line.send(&message, &signatures),
        // Where a key says that letters are signed, one without a signature looks forged.
        Err(cannot_sign) => Outcome::Deferred {
            words: cannot_sign.to_string(),
            ambiguous: false,
        },
    }
}
