//! Keeps the jobs of the timetable going until told to stop. Started by `serve`; tests call `run_due` instead, which
//! does everything that is due at the clock's present instant and returns when it is done.

use std::sync::Arc;
use std::time::Duration;

use sea_orm::{DbBackend, DbErr};
use secrecy::ExposeSecret;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use uuid::Uuid;

use super::send_letters::Post;
use super::{Job, TIMETABLE, read_bounces, recover_letters};
use crate::app::App;
use crate::mail::smtp::{SmtpServer, Timeouts};
use crate::mail::transport::Transport;

/// How often the post looks for letters that fell due; a new letter wakes it at once.
const LOOK_FOR_LETTERS: Duration = Duration::from_secs(1);

/// How often claims are renewed; a small part of the shortest of them.
const RENEW_LEASES: Duration = Duration::from_secs(15);

/// The jobs, running.
pub struct Runner {
    post: Arc<Post>,
    stop: CancellationToken,
    tasks: TaskTracker,
}

/// Starts every job.
///
/// # Errors
/// When the database cannot be written or the system gives no threads.
pub async fn start(app: &App) -> anyhow::Result<Runner> {
    // A SQLite file has one server: whatever was being sent, nobody is sending it now.
    if app.db.backend() == DbBackend::Sqlite {
        recover_letters::recover_all(app).await?;
    }
    let post = Arc::new(Post::open(app, &transport(app)?, &worker_name())?);
    let stop = CancellationToken::new();
    let tasks = TaskTracker::new();
    tasks.spawn(keep_sending(app.clone(), post.clone(), stop.clone()));
    tasks.spawn(keep_leases(post.clone(), stop.clone()));
    tasks.spawn(read_bounces::keep(app.clone(), stop.clone()));
    for job in TIMETABLE {
        tasks.spawn(repeat(app.clone(), job, stop.clone()));
    }
    tasks.close();
    Ok(Runner { post, stop, tasks })
}

impl Runner {
    /// Stops every job; letters in flight are finished as far as `grace` allows.
    pub async fn stop(self, grace: Duration) {
        self.stop.cancel();
        if let Err(error) = self.post.close(grace).await {
            tracing::error!(%error, "claims were not handed back; they run out by themselves");
        }
        self.tasks.wait().await;
    }
}

/// Does everything that is due now, once: each job of the timetable, the mailbox, then every letter.
///
/// # Errors
/// The first error of any job.
pub async fn run_due(app: &App) -> anyhow::Result<()> {
    for job in TIMETABLE {
        (job.run)(app.clone()).await?;
    }
    read_bounces::run(app).await?;
    let post = Post::open(app, &transport(app)?, &worker_name())?;
    let sent = post.send_due().await;
    post.close(Duration::from_secs(10)).await?;
    Ok(sent?)
}

/// The way out the settings name.
fn transport(app: &App) -> anyhow::Result<Transport> {
    let Some(url) = &app.config.smtp_url else {
        return Ok(Transport::Outbox);
    };
    let longest = Duration::from_secs(app.config.smtp_timeout_seconds);
    let mut server = SmtpServer::from_url(url.expose_secret())?;
    if let Some(hello) = &app.config.smtp_hello {
        server = server.greeted_as(hello.clone());
    }
    tracing::info!(
        server = server.address(),
        connections = app.config.mail_workers,
        "letters leave by SMTP"
    );
    Ok(Transport::smtp(
        server.with_timeouts(Timeouts::default().capped(longest)),
    ))
}

/// Names this process in claims: no other, before or after it, has the same name.
#[expect(
    clippy::disallowed_methods,
    reason = "the name decides nothing but whose claim it is"
)]
fn worker_name() -> String {
    format!("{}-{}", std::process::id(), Uuid::new_v4().simple())
}

async fn keep_sending(app: App, post: Arc<Post>, stop: CancellationToken) {
    let mut failing = false;
    while !stop.is_cancelled() {
        report("send_letters", post.feed().await.map(drop), &mut failing);
        tokio::select! {
            () = stop.cancelled() => {}
            () = app.letters_waiting.notified() => {}
            () = tokio::time::sleep(LOOK_FOR_LETTERS) => {}
        }
    }
}

async fn keep_leases(post: Arc<Post>, stop: CancellationToken) {
    let mut failing = false;
    while !stopped_within(RENEW_LEASES, &stop).await {
        report("renew_leases", post.renew_leases().await, &mut failing);
    }
}

async fn repeat(app: App, job: &'static Job, stop: CancellationToken) {
    let mut failing = false;
    loop {
        report(job.name, (job.run)(app.clone()).await, &mut failing);
        if stopped_within(job.every, &stop).await {
            return;
        }
    }
}

async fn stopped_within(time: Duration, stop: &CancellationToken) -> bool {
    tokio::time::timeout(time, stop.cancelled()).await.is_ok()
}

/// Logs the first failure of a row and the recovery, not every try in between.
fn report(job: &str, result: Result<(), DbErr>, failing: &mut bool) {
    match (&result, *failing) {
        (Err(error), false) => tracing::error!(job, %error, "a job failed; it is tried again"),
        (Ok(()), true) => tracing::info!(job, "the job works again"),
        _ => {}
    }
    *failing = result.is_err();
}
