//! The real program and a real Postfix on its submission port: a letter travels from a CRM's report to a mailbox.

use super::crm::Crm;
use crate::support::binary::Afterword;
use crate::support::certificates::certificates;
use crate::support::postfix::Postfix;

crate::on_both! {
    async fn a_letter_reaches_a_mailbox_by_way_of_postfix(db: Database) {
        let folder = tempfile::tempdir().expect("a folder");
        let authority = certificates(folder.path()).authority;
        let postfix = Postfix::start(folder.path(), "relay", "s3cret/&").await;
        let place = format!("smtp://relay%40acme.example:s3cret%2F%26@localhost:{}?tls=required", postfix.port);
        let afterword = Afterword::on(&db)
            .set("AFTERWORD_MAIL_FROM", "Acme Support <support@acme.example>")
            .set("AFTERWORD_SMTP_URL", &place)
            .set("SSL_CERT_FILE", &authority.to_string_lossy());
        let served = afterword.serve().await;
        let crm = Crm::of(&afterword).await;
        crm.report(&served, &["kim@example.net".to_owned()]).await;
        let raw = postfix.letter().await;
        let letter = mail_parser::MessageParser::default().parse(&raw).expect("a letter");
        let header = |name: &str| letter.header_raw(name).unwrap_or_default().to_owned();
        assert_eq!(header("Delivered-To").trim(), "kim@example.net");
        assert_eq!(header("Return-Path").trim(), "<support@acme.example>");
        let received = header("Received");
        assert!(received.contains("with ESMTPSA") && received.contains("Authenticated sender: relay@acme.example"), "{received}");
        assert!(letter.body_text(0).expect("a plain part").contains("How satisfied were you with Ana’s help?"));
        assert!(letter.message_id().expect("a Message-ID").ends_with("@acme.example"));
    }
}
