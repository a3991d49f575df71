//! The real program and a mail server that takes letters only over TLS and only from whom it knows.

use super::crm::Crm;
use crate::support::binary::Afterword;
use crate::support::certificates::{Certificates, certificates};
use crate::support::smtp_server::{Demands, SmtpServer};

crate::on_both! {
    async fn letters_leave_over_tls_after_signing_in(db: Database) {
        let folder = tempfile::tempdir().expect("a folder");
        let Certificates { authority, certificate, key } = certificates(folder.path());
        let demands = Demands { certificate: &certificate, key: &key, user: "relay@acme.example", password: "s3cret/&" };
        let smtp = SmtpServer::demanding(&demands).await;
        let place = |password: &str| format!("smtp://relay%40acme.example:{password}@localhost:{}?tls=required", smtp.port);
        let afterword = Afterword::on(&db)
            .set("AFTERWORD_MAIL_FROM", "Acme Support <support@acme.example>")
            .set("SSL_CERT_FILE", &authority.to_string_lossy());

        // With a wrong password nothing leaves, nothing is lost, and the log says why without saying the password.
        let wrong = afterword.clone().set("AFTERWORD_SMTP_URL", &place("guess3d"));
        let mut served = wrong.serve().await;
        let crm = Crm::of(&wrong).await;
        crm.report(&served, &["kim@example.net".to_owned()]).await;
        let paused = |line: &str| line.contains("sending pauses").then(|| line.to_owned());
        let line = served.process.line(paused).await;
        assert!(line.contains("535"), "{line}");
        served.process.signal("TERM");
        assert!(served.process.end().await.success());
        let said = served.process.said();
        assert!(!said.contains("guess3d") && !said.contains("kim@example.net"), "{said}");
        assert!(smtp.letters_so_far().is_empty());

        // With the right one the same letter leaves.
        let mut served = afterword.set("AFTERWORD_SMTP_URL", &place("s3cret%2F%26")).serve().await;
        let letter = smtp.letters(1).await.remove(0);
        assert!(letter.tls);
        assert_eq!(letter.user.as_deref(), Some("relay@acme.example"));
        assert_eq!(letter.to, ["kim@example.net"]);
        assert!(letter.text().contains("How satisfied were you with Ana’s help?"));
        served.process.signal("TERM");
        assert!(served.process.end().await.success());
    }
}
