//! Reads the mailbox that reports come back to, once a minute. A server that fails is asked again later and later.

use std::time::Duration;

use tokio_util::sync::CancellationToken;

use crate::app::App;
use crate::mail::bounce::mailbox::{BATCH, Silence, Taker, Trouble, read_new};
use crate::mail::bounce::mailbox_url::Mailbox;

/// The time between two looks.
const LOOK: Duration = Duration::from_secs(60);

/// Batches read one after the other; a server that forgets what was marked must not keep us busy for ever.
const ROUNDS: usize = 20;

/// The longest time between two tries at a server that fails.
const LONGEST: Duration = Duration::from_secs(15 * 60);

/// Takes what is new in the mailbox, where one is set.
///
/// # Errors
/// When the server or the database fails; nothing is lost by it.
pub async fn run(app: &App) -> Result<usize, Trouble> {
    match &app.config.bouncing.mailbox {
        Some(mailbox) => read(app, mailbox).await,
        None => Ok(0),
    }
}

/// Reads, and keeps in mind for the console how that went.
async fn read(app: &App, mailbox: &Mailbox) -> Result<usize, Trouble> {
    let tried = read_all(app, mailbox).await;
    let now = app.clock.now();
    let mut silence = app.mailbox_silence();
    *silence = Silence::after(silence.take(), &tried, now);
    drop(silence);
    tried
}

async fn read_all(app: &App, mailbox: &Mailbox) -> Result<usize, Trouble> {
    let taker = Taker {
        db: &app.db,
        keys: &app.keys,
        clock: &app.clock,
        soft_limit: app.config.bouncing.soft_limit,
    };
    let mut taken = 0;
    for _ in 0..ROUNDS {
        let more = read_new(mailbox, &taker).await?;
        taken += more;
        if more < BATCH {
            break;
        }
    }
    Ok(taken)
}

/// Looks again and again until told to stop.
pub(super) async fn keep(app: App, stop: CancellationToken) {
    let Some(mailbox) = app.config.bouncing.mailbox.clone() else {
        return;
    };
    tracing::info!(mailbox = mailbox.place(), "bounces are read by IMAP");
    let mut failures = 0;
    while !stop.is_cancelled() {
        let done = tokio::select! {
            // What is cut off here is new still, and read by the next process.
            () = stop.cancelled() => return,
            done = read(&app, &mailbox) => done,
        };
        match (done, failures) {
            (Ok(_), 0) => {}
            (Ok(_), _) => {
                tracing::info!("the bounce mailbox can be read again");
                failures = 0;
            }
            (Err(error), _) => {
                if failures == 0 {
                    tracing::error!(%error, "the bounce mailbox cannot be read; it is tried again");
                }
                metrics::counter!("afterword_bounce_mailbox_failures_total").increment(1);
                failures += 1;
            }
        }
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(wait(failures)) => {}
        }
    }
}

fn wait(failures: u32) -> Duration {
    LOOK.saturating_mul(2u32.saturating_pow(failures))
        .min(LONGEST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_that_fails_is_asked_less_and_less() {
        let waits: Vec<_> = [0, 1, 2, 3, 4, 60].map(|n| wait(n).as_secs()).into();
        assert_eq!(waits, [60, 120, 240, 480, 900, 900]);
    }
}
