//! A real SMTP server (aiosmtpd, smtp_server.py) that keeps letters, and can be told to refuse, defer or hang.

use super::process::Running;
use serde_json::{Value, json};
use std::{path::Path, process::Command};
use tempfile::TempDir;

/// A letter as it arrived.
#[derive(Debug, Clone)]
pub struct Letter {
    pub sender: String,
    pub to: Vec<String>,
    pub tls: bool,
    /// Who had signed in.
    pub user: Option<String>,
    pub raw: Vec<u8>,
}

impl Letter {
    pub fn parsed(&self) -> mail_parser::Message<'_> {
        mail_parser::MessageParser::default()
            .parse(&self.raw)
            .expect("a letter")
    }

    pub fn text(&self) -> String {
        self.parsed()
            .body_text(0)
            .expect("a plain part")
            .into_owned()
    }

    pub fn html(&self) -> String {
        self.parsed()
            .body_html(0)
            .expect("an HTML part")
            .into_owned()
    }
}

/// How to behave from now on. The patterns are Python regular expressions, searched in the recipient's address.
#[derive(Debug, Clone, Default)]
pub struct Behaviour {
    /// 550 for these recipients.
    pub refuse: Option<String>,
    /// 451 for these recipients.
    pub defer: Option<String>,
    /// After the letter's last dot, say nothing more.
    pub hang_after_data: bool,
}

/// What a server may demand: STARTTLS with this certificate, and a sign-in.
pub struct Demands<'a> {
    pub certificate: &'a Path,
    pub key: &'a Path,
    pub user: &'a str,
    pub password: &'a str,
}

/// The server; it ends with the test.
pub struct SmtpServer {
    pub port: u16,
    process: Running,
    changes: usize,
    _folder: TempDir,
}

impl SmtpServer {
    pub async fn start() -> SmtpServer {
        Self::start_at(0, None).await
    }

    pub async fn demanding(demands: &Demands<'_>) -> SmtpServer {
        Self::start_at(0, Some(demands)).await
    }

    /// On a port of the caller's choice, for a server that was down and comes back.
    pub async fn start_at(port: u16, demands: Option<&Demands<'_>>) -> SmtpServer {
        let folder = tempfile::tempdir().expect("a folder for the letters");
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/support/smtp_server.py");
        let mut command = Command::new("/usr/bin/python3");
        command.arg("-W").arg("ignore").arg(script);
        command
            .arg("--folder")
            .arg(folder.path())
            .args(["--port", &port.to_string()]);
        if let Some(demands) = demands {
            command
                .arg("--certificate")
                .arg(demands.certificate)
                .arg("--key")
                .arg(demands.key);
            command.args(["--user", demands.user, "--password", demands.password]);
        }
        let process = Running::start(&mut command);
        let port = process
            .line(|line| event(line, "listening")?["port"].as_u64())
            .await;
        let port = u16::try_from(port).expect("a port");
        SmtpServer {
            port,
            process,
            changes: 0,
            _folder: folder,
        }
    }

    /// Without TLS or sign-in, as `AFTERWORD_SMTP_URL` would have it.
    pub fn url(&self) -> String {
        format!("smtp://127.0.0.1:{}?tls=none", self.port)
    }

    /// Changes the behaviour; in force when this returns.
    pub async fn behave(&mut self, behaviour: &Behaviour) {
        let Behaviour {
            refuse,
            defer,
            hang_after_data,
        } = behaviour;
        let line = json!({ "refuse": refuse, "defer": defer, "hang_after_data": hang_after_data });
        self.process.tell(&line.to_string());
        self.changes += 1;
        self.wait_for("changed", self.changes).await;
    }

    /// Waits until `count` letters have arrived since the start, and returns all there are.
    pub async fn letters(&self, count: usize) -> Vec<Letter> {
        self.wait_for("letter", count)
            .await
            .iter()
            .map(letter)
            .collect()
    }

    /// What has arrived so far, without waiting.
    pub fn letters_so_far(&self) -> Vec<Letter> {
        self.process
            .said()
            .lines()
            .filter_map(|l| event(l, "letter"))
            .map(|l| letter(&l))
            .collect()
    }

    /// Waits until something (`refuse`, `defer`, `hang`) has happened `count` times since the start.
    pub async fn wait_for(&self, what: &str, count: usize) -> Vec<Value> {
        let events = |lines: &[String]| {
            let events: Vec<_> = lines.iter().filter_map(|l| event(l, what)).collect();
            (events.len() >= count).then_some(events)
        };
        self.process.lines_until(events).await
    }
}

fn event(line: &str, name: &str) -> Option<Value> {
    serde_json::from_str(line)
        .ok()
        .filter(|event: &Value| event["event"] == name)
}

fn letter(event: &Value) -> Letter {
    let text = |value: &Value| value.as_str().map(str::to_owned);
    Letter {
        sender: text(&event["sender"]).unwrap_or_default(),
        to: event["to"]
            .as_array()
            .expect("recipients")
            .iter()
            .filter_map(text)
            .collect(),
        tls: event["tls"] == true,
        user: text(&event["user"]),
        raw: std::fs::read(event["path"].as_str().expect("a path")).expect("the kept letter"),
    }
}

mod tests {
    use super::*;
    use lettre::{
        Message, SmtpTransport, Transport,
        transport::smtp::{
            Error,
            authentication::Credentials,
            client::{Certificate, CertificateStore, Tls, TlsParameters},
        },
    };

    async fn send(transport: SmtpTransport, to: &str) -> Result<(), Error> {
        let letter = Message::builder()
            .from("a@example.com".parse().expect("an address"))
            .to(to.parse().expect("an address"))
            .body("Grüße".to_owned())
            .expect("a letter");
        let sending = tokio::task::spawn_blocking(move || transport.send(&letter));
        sending.await.expect("no panic").map(drop)
    }

    fn plain(server: &SmtpServer) -> SmtpTransport {
        SmtpTransport::builder_dangerous("127.0.0.1")
            .port(server.port)
            .build()
    }

    #[tokio::test]
    async fn keeps_refuses_and_defers() {
        let mut server = SmtpServer::start().await;
        send(plain(&server), "kim@example.net")
            .await
            .expect("it is taken");
        let letters = server.letters(1).await;
        assert_eq!(
            (letters[0].sender.as_str(), letters[0].to.join(",")),
            ("a@example.com", "kim@example.net".into())
        );
        assert_eq!(letters[0].text().trim(), "Grüße");
        server
            .behave(&Behaviour {
                refuse: Some("^kim@".into()),
                defer: Some("^lee@".into()),
                ..Default::default()
            })
            .await;
        assert!(
            send(plain(&server), "kim@example.net")
                .await
                .is_err_and(|e| e.is_permanent())
        );
        assert!(
            send(plain(&server), "lee@example.net")
                .await
                .is_err_and(|e| e.is_transient())
        );
        assert_eq!(server.letters_so_far().len(), 1);
    }

    #[tokio::test]
    async fn demands_tls_and_a_sign_in() {
        let folder = tempfile::tempdir().expect("a folder");
        let made =
            rcgen::generate_simple_self_signed(["localhost".to_owned()]).expect("a certificate");
        let (certificate, key) = (
            folder.path().join("certificate.pem"),
            folder.path().join("key.pem"),
        );
        std::fs::write(&certificate, made.cert.pem()).expect("a place for it");
        std::fs::write(&key, made.signing_key.serialize_pem()).expect("a place for it");
        let demands = Demands {
            certificate: &certificate,
            key: &key,
            user: "relay",
            password: "s3cret",
        };
        let server = SmtpServer::demanding(&demands).await;
        assert!(send(plain(&server), "kim@example.net").await.is_err());
        let tls = TlsParameters::builder("localhost".into())
            .certificate_store(CertificateStore::None)
            .add_root_certificate(
                Certificate::from_pem(made.cert.pem().as_bytes()).expect("a certificate"),
            )
            .build_rustls()
            .expect("settings for TLS");
        let transport = |password: &str| {
            SmtpTransport::builder_dangerous("localhost")
                .port(server.port)
                .tls(Tls::Required(tls.clone()))
                .credentials(Credentials::new("relay".into(), password.into()))
                .build()
        };
        assert!(send(transport("guess"), "kim@example.net").await.is_err());
        send(transport("s3cret"), "kim@example.net")
            .await
            .expect("it is taken");
        let letters = server.letters(1).await;
        assert_eq!(
            (letters[0].tls, letters[0].user.as_deref()),
            (true, Some("relay"))
        );
    }
}
