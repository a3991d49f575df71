//! Reads a mailbox by IMAP: each new message is taken, and only then marked, moved or deleted. What is cut off in between
//! is brought again and known by its key. Called by `jobs/read_bounces`.

use std::fmt::Debug;
use std::sync::Arc;
use std::time::Duration;

use async_imap::{Client, Session, error::Error as ImapError, types::Fetch};
use chrono::{DateTime, Utc};
use futures_util::TryStreamExt;
use rustls::{ClientConfig, pki_types::ServerName};
use rustls_platform_verifier::ConfigVerifierExt;
use sea_orm::DbErr;
use secrecy::ExposeSecret;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;

use super::mailbox_url::{After, Mailbox};
use super::{Envelope, HEAD, LIMIT, read, taking::take, too_large};
use crate::clock::Clock;
use crate::db::Db;
use crate::domain::deliveries::bounce::{Inlet, Told};
use crate::token::Keys;

/// The server may take so long for one answer.
const PATIENCE: Duration = Duration::from_secs(60);

/// Messages taken before the connection is begun anew.
pub const BATCH: usize = 500;

/// Why a mailbox could not be read to its end; what was not taken stays where it is.
#[derive(Debug, thiserror::Error)]
pub enum Trouble {
    #[error("the server cannot be reached: {0}")]
    Unreachable(#[from] std::io::Error),
    #[error("TLS cannot be set up: {0}")]
    Tls(#[from] rustls::Error),
    #[error("the server refuses or is not understood: {0}")]
    Imap(#[from] ImapError),
    #[error("the server does not answer in time")]
    Slow,
    #[error(transparent)]
    Database(#[from] DbErr),
}

/// A mailbox that cannot be read: since when, and why at the last try.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Silence {
    pub since: DateTime<Utc>,
    pub words: String,
}

impl Silence {
    /// What a try at `now` makes of what was known before it.
    pub fn after<T>(
        before: Option<Self>,
        tried: &Result<T, Trouble>,
        now: DateTime<Utc>,
    ) -> Option<Self> {
        tried.as_ref().err().map(|trouble| Self {
            since: before.map_or(now, |before| before.since),
            words: trouble.to_string(),
        })
    }
}

trait Line: AsyncRead + AsyncWrite + Unpin + Send + Debug {}

impl<T: AsyncRead + AsyncWrite + Unpin + Send + Debug> Line for T {}

type Open = Session<Box<dyn Line>>;

/// Who takes what is read.
pub struct Taker<'a> {
    pub db: &'a Db,
    pub keys: &'a Keys,
    pub clock: &'a Clock,
    pub soft_limit: u64,
}

/// Takes every new message and returns how many there were.
///
/// # Errors
/// When the server or the database fails; the messages not yet taken are new still.
pub async fn read_new(mailbox: &Mailbox, taker: &Taker<'_>) -> Result<usize, Trouble> {
    let mut session = open(mailbox).await?;
    let moves = capable(&mut session, "MOVE").await?;
    let uid_plus = capable(&mut session, "UIDPLUS").await?;
    if let After::Move(folder) = &mailbox.after {
        // It is there already, most of the time.
        let _ = patiently(session.create(folder)).await;
    }
    patiently(session.select(&mailbox.folder)).await?;
    let mut new: Vec<u32> = patiently(session.uid_search("UNSEEN UNDELETED"))
        .await?
        .into_iter()
        .collect();
    new.sort_unstable();
    new.truncate(BATCH);
    for uid in &new {
        // Another process may have been faster, at any moment.
        match take_one(&mut session, *uid, mailbox, taker, (moves, uid_plus)).await {
            Err(Trouble::Imap(ImapError::No(why))) if why.contains("EXPUNGEISSUED") => {}
            done => done?,
        }
    }
    // All is done; whether the server says goodbye is its own affair.
    let _ = patiently(session.logout()).await;
    Ok(new.len())
}

async fn take_one(
    session: &mut Open,
    uid: u32,
    mailbox: &Mailbox,
    taker: &Taker<'_>,
    (moves, uid_plus): (bool, bool),
) -> Result<(), Trouble> {
    let Some(told) = fetch(session, uid).await? else {
        return Ok(());
    };
    let now = taker.clock.now();
    take(taker.db, taker.keys, taker.soft_limit, told, now).await?;
    let uid = uid.to_string();
    match &mailbox.after {
        After::Mark => flag(session, &uid, "\\Seen").await,
        After::Move(folder) => {
            flag(session, &uid, "\\Seen").await?;
            if moves {
                return patiently(session.uid_mv(&uid, folder)).await;
            }
            patiently(session.uid_copy(&uid, folder)).await?;
            remove(session, &uid, uid_plus).await
        }
        After::Delete => remove(session, &uid, uid_plus).await,
    }
}

async fn open(mailbox: &Mailbox) -> Result<Open, Trouble> {
    let connecting = TcpStream::connect((mailbox.host.as_str(), mailbox.port));
    let stream = tokio::time::timeout(PATIENCE, connecting)
        .await
        .map_err(|_| Trouble::Slow)??;
    let line: Box<dyn Line> = if mailbox.tls {
        let name = ServerName::try_from(mailbox.host.clone())
            .map_err(|error| std::io::Error::other(error.to_string()))?;
        let connector = TlsConnector::from(Arc::new(ClientConfig::with_platform_verifier()?));
        let shaking = connector.connect(name, stream);
        Box::new(
            tokio::time::timeout(PATIENCE, shaking)
                .await
                .map_err(|_| Trouble::Slow)??,
        )
    } else {
        Box::new(stream)
    };
    let mut client = Client::new(line);
    let greeting = tokio::time::timeout(PATIENCE, client.read_response()).await;
    if greeting.map_err(|_| Trouble::Slow)??.is_none() {
        return Err(ImapError::ConnectionLost.into());
    }
    let login = client.login(&mailbox.user, mailbox.password.expose_secret());
    let session = tokio::time::timeout(PATIENCE, login)
        .await
        .map_err(|_| Trouble::Slow)?;
    session.map_err(|(error, _)| error.into())
}

async fn patiently<T>(asking: impl Future<Output = Result<T, ImapError>>) -> Result<T, Trouble> {
    Ok(tokio::time::timeout(PATIENCE, asking)
        .await
        .map_err(|_| Trouble::Slow)??)
}

async fn capable(session: &mut Open, of: &str) -> Result<bool, Trouble> {
    Ok(patiently(session.capabilities()).await?.has_str(of))
}

/// What a message says; a large one is not fetched. `None` when it is gone.
async fn fetch(session: &mut Open, uid: u32) -> Result<Option<Told>, Trouble> {
    let Some(size) = ask(session, uid, "(UID RFC822.SIZE)")
        .await?
        .and_then(|found| found.size)
    else {
        return Ok(None);
    };
    if size as usize > LIMIT {
        let head = ask(session, uid, &format!("(UID BODY.PEEK[HEADER]<0.{HEAD}>)")).await?;
        let head = head.as_ref().and_then(Fetch::header).unwrap_or_default();
        return Ok(Some(too_large(head, size.into(), Inlet::Mailbox)));
    }
    // Asked for with a limit, too: what a server says of a size is only what it says.
    let found = ask(session, uid, &format!("(UID BODY.PEEK[]<0.{LIMIT}>)")).await?;
    let body = found.as_ref().and_then(Fetch::body);
    Ok(body.map(|raw| read(raw, Envelope::default(), Inlet::Mailbox)))
}

async fn ask(session: &mut Open, uid: u32, what: &str) -> Result<Option<Fetch>, Trouble> {
    patiently(async {
        let answers: Vec<Fetch> = session
            .uid_fetch(uid.to_string(), what)
            .await?
            .try_collect()
            .await?;
        Ok(answers.into_iter().find(|answer| answer.uid == Some(uid)))
    })
    .await
}

async fn flag(session: &mut Open, uid: &str, flags: &str) -> Result<(), Trouble> {
    patiently(async {
        let store = format!("+FLAGS.SILENT ({flags})");
        session
            .uid_store(uid, store)
            .await?
            .try_collect::<Vec<_>>()
            .await
    })
    .await?;
    Ok(())
}

async fn remove(session: &mut Open, uid: &str, uid_plus: bool) -> Result<(), Trouble> {
    flag(session, uid, "\\Seen \\Deleted").await?;
    patiently(async {
        if uid_plus {
            session
                .uid_expunge(uid)
                .await?
                .try_collect::<Vec<_>>()
                .await
        } else {
            session.expunge().await?.try_collect::<Vec<_>>().await
        }
    })
    .await?;
    Ok(())
}
