//! A real Dovecot, from Debian's package, in a temporary folder and on free ports of this machine; it ends with the test.

use crate::support::{
    certificates::Certificates,
    process::{Running, eventually},
};
use async_imap::{Client, Session};
use futures_util::TryStreamExt;
use std::{net::TcpListener, path::Path, process::Command, time::Duration};
use tempfile::TempDir;
use tokio::{io::AsyncReadExt, net::TcpStream};

pub const USER: &str = "bounce@acme.example";
pub const PASSWORD: &str = "s3cret/word";

pub struct Dovecot {
    folder: TempDir,
    pub plain: u16,
    pub tls: u16,
    process: Option<Running>,
}

/// Two that were free a moment ago.
fn free_ports() -> (u16, u16) {
    let held = [0; 2].map(|any| TcpListener::bind(("127.0.0.1", any)).expect("a free port"));
    let [plain, tls] = held.map(|held| held.local_addr().expect("an address").port());
    (plain, tls)
}

fn said(program: &str, arguments: &[&str]) -> String {
    let output = Command::new(program)
        .args(arguments)
        .output()
        .expect("a program of every system");
    assert!(output.status.success(), "{program} {arguments:?}");
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}

/// Whether an IMAP server is there, and not whoever else took the port.
async fn greets(port: u16) -> bool {
    let greeting = async {
        let mut stream = TcpStream::connect(("127.0.0.1", port)).await?;
        let mut first = [0; 4];
        stream.read_exact(&mut first).await?;
        std::io::Result::Ok(&first == b"* OK")
    };
    let greeting = tokio::time::timeout(Duration::from_secs(1), greeting);
    matches!(greeting.await, Ok(Ok(true)))
}

impl Dovecot {
    pub async fn start(certificates: Option<&Certificates>) -> Dovecot {
        let folder = tempfile::tempdir().expect("a folder");
        let mut dovecot = Dovecot {
            folder,
            plain: 0,
            tls: 0,
            process: None,
        };
        // Another program may take a port before Dovecot does.
        loop {
            (dovecot.plain, dovecot.tls) = free_ports();
            dovecot.configure(certificates);
            if dovecot.answers().await {
                return dovecot;
            }
        }
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn configure(&self, certificates: Option<&Certificates>) {
        let place = self.path().display();
        let mail = self.path().join("mail");
        std::fs::create_dir_all(&mail).expect("a place for mail");
        // It never opens mail as root, and without root can be nobody but who starts it.
        let (user, group) = if said("id", &["-u"]) == "0" {
            said("chown", &["65534:65534", &mail.to_string_lossy()]);
            said("chmod", &["755", &self.path().to_string_lossy()]);
            (None, None)
        } else {
            (Some(said("id", &["-un"])), Some(said("id", &["-gn"])))
        };
        let own = match (&user, &group) {
            (Some(user), Some(group)) => format!(
                "default_internal_user = {user}\ndefault_internal_group = {group}\ndefault_login_user = {user}\n\
                 service anvil {{\n chroot =\n}}\n"
            ),
            _ => String::new(),
        };
        let (uid, gid) = match user {
            Some(_) => (said("id", &["-u"]), said("id", &["-g"])),
            None => ("65534".into(), "65534".into()),
        };
        let tls = certificates.map_or("ssl = no\n".to_owned(), |files| {
            let (certificate, key) = (files.certificate.display(), files.key.display());
            format!("ssl = yes\nssl_cert = <{certificate}\nssl_key = <{key}\n")
        });
        let (plain, wrapped) = (self.plain, self.tls);
        let text = format!(
            "base_dir = {place}/run\nstate_dir = {place}/state\nlog_path = {place}/log\nprotocols = imap\n\
             listen = 127.0.0.1\ndisable_plaintext_auth = no\nauth_mechanisms = plain login\nfirst_valid_uid = 1\n\
             first_valid_gid = 1\nmail_location = maildir:{place}/mail/%u\nmail_max_userip_connections = 100\n{own}{tls}\
             passdb {{\n driver = static\n args = password={PASSWORD}\n}}\n\
             userdb {{\n driver = static\n args = uid={uid} gid={gid} home={place}/mail/%u\n}}\n\
             namespace inbox {{\n inbox = yes\n separator = /\n}}\n\
             service imap-login {{\n chroot =\n inet_listener imap {{\n  port = {plain}\n }}\n\
             inet_listener imaps {{\n  port = {wrapped}\n  ssl = yes\n }}\n}}\n"
        );
        std::fs::write(self.path().join("dovecot.conf"), text).expect("room for its settings");
    }

    /// Starts it again, and waits until it answers.
    pub async fn begin(&mut self) {
        assert!(self.answers().await, "Dovecot ended by itself");
    }

    /// Starts it and waits until it answers; `false` when it ends instead.
    async fn answers(&mut self) -> bool {
        let mut command = Command::new("/usr/sbin/dovecot");
        command
            .arg("-F")
            .arg("-c")
            .arg(self.path().join("dovecot.conf"));
        let process = self.process.insert(Running::start(&mut command));
        let port = self.plain;
        eventually("Dovecot answers", || {
            let ended = process.has_ended();
            async move {
                if ended {
                    Some(false)
                } else {
                    greets(port).await.then_some(true)
                }
            }
        })
        .await
    }

    pub async fn stop(&mut self) {
        if let Some(mut process) = self.process.take() {
            process.signal("TERM");
            process.end().await;
        }
    }

    /// What `AFTERWORD_IMAP_URL` would be, without TLS.
    pub fn url(&self, option: &str) -> String {
        format!(
            "imap://bounce%40acme.example:s3cret%2Fword@127.0.0.1:{}/INBOX{option}",
            self.plain
        )
    }

    async fn session(&self) -> Session<TcpStream> {
        let stream = TcpStream::connect(("127.0.0.1", self.plain))
            .await
            .expect("it answers");
        let mut client = Client::new(stream);
        client
            .read_response()
            .await
            .expect("a greeting")
            .expect("a greeting");
        client
            .login(USER, PASSWORD)
            .await
            .map_err(|(error, _)| error)
            .expect("it knows us")
    }

    /// A message arrives.
    pub async fn deliver(&self, message: impl AsRef<[u8]>) {
        let mut session = self.session().await;
        session
            .append("INBOX", None, None, message)
            .await
            .expect("it is taken");
        session.logout().await.expect("goodbye");
    }

    /// How many messages in that folder match.
    pub async fn count(&self, folder: &str, query: &str) -> usize {
        let mut session = self.session().await;
        if session.select(folder).await.is_err() {
            return 0;
        }
        let found = session.uid_search(query).await.expect("an answer").len();
        session.logout().await.expect("goodbye");
        found
    }

    /// Marks everything as new again, as if what was done after the commit had been lost.
    pub async fn forget_marks(&self) {
        let mut session = self.session().await;
        session.select("INBOX").await.expect("it is there");
        let stored = session
            .uid_store("1:*", "-FLAGS.SILENT (\\Seen)")
            .await
            .expect("it obeys");
        stored.try_collect::<Vec<_>>().await.expect("it obeys");
        session.logout().await.expect("goodbye");
    }

    /// The most bytes it has sent in one session, by its own log.
    pub fn most_sent(&self) -> u64 {
        let log = std::fs::read_to_string(self.path().join("log")).expect("its log");
        let sent = log
            .split(" out=")
            .skip(1)
            .filter_map(|after| after.split_whitespace().next()?.parse().ok());
        sent.max().unwrap_or_default()
    }
}

impl Drop for Dovecot {
    fn drop(&mut self) {
        if let Some(process) = &mut self.process {
            process.dismiss();
        }
    }
}
