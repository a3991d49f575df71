//! The settings of what comes back: where reports are sent to, and by which ways they reach us. Part of `config`.

use base64::{Engine, engine::general_purpose::STANDARD};
use lettre::Address;
use secrecy::SecretString;

use super::{Error, Values, mail::in_ascii};
use crate::mail::bounce::mailbox_url::Mailbox;

/// These settings, by the names that follow `AFTERWORD_`, in lower case.
pub(super) const NAMES: [&str; 7] = [
    "bounce_address",
    "soft_bounces",
    "imap_url",
    "ses_topic_arn",
    "postmark_webhook",
    "sendgrid_public_key",
    "mailgun_signing_key",
];

/// A local part may have 64 characters; a plus and a letter's token take 40 of them.
const LONGEST_USER: usize = 24;

/// What stands before the 65 bytes of a P-256 key in the form in which SendGrid shows it.
const P256: &str = "3059301306072a8648ce3d020106082a8648ce3d030107034200";

/// The settings of what comes back; every inlet that is not set is closed.
#[derive(Clone, Debug)]
pub struct Bouncing {
    /// `bounce@bounce.example`: each letter's sender is `bounce+{token}@bounce.example`. None: the sender is `From`.
    pub address: Option<Address>,
    /// Letters that fail softly within 30 days before an address is suppressed.
    pub soft_limit: u64,
    pub mailbox: Option<Mailbox>,
    /// The one topic of Amazon SNS that is listened to.
    pub ses_topic: Option<String>,
    /// `user:password`, as Postmark sends it.
    pub postmark: Option<SecretString>,
    /// The point on the curve.
    pub sendgrid: Option<Vec<u8>>,
    pub mailgun: Option<SecretString>,
}

impl Values {
    pub(super) fn bouncing(&self) -> Result<Bouncing, Error> {
        let address = self.parsed(
            "bounce_address",
            "an address such as bounce@bounce.example.com, with at most 24 characters before the @ and no +",
            None,
            |text| {
                let address: Address = text.parse().ok()?;
                let plain = address.user().len() <= LONGEST_USER
                    && address.user().is_ascii()
                    && !address.user().contains(['+', '"']);
                plain.then_some(Some(address))
            },
        )?;
        if let Some(address) = &address {
            in_ascii("AFTERWORD_BOUNCE_ADDRESS", address)?;
        }
        Ok(Bouncing {
            address,
            soft_limit: self.whole("soft_bounces", "a number from 1 on", 3, 1)?,
            mailbox: self.mailbox()?,
            ses_topic: self.parsed(
                "ses_topic_arn",
                "the name of a topic such as arn:aws:sns:eu-west-1:123456789012:bounces",
                None,
                |text| {
                    let topic = text.starts_with("arn:aws") && text.split(':').count() == 6;
                    topic.then(|| Some(text.to_owned()))
                },
            )?,
            postmark: self.secret_of(
                "postmark_webhook",
                "user:password, the password of at least 16 characters",
                |text| {
                    text.split_once(':')
                        .is_some_and(|(user, password)| !user.is_empty() && password.len() >= 16)
                },
            )?,
            sendgrid: self.parsed(
                "sendgrid_public_key",
                "the verification key that SendGrid shows for signed event webhooks",
                None,
                |text| {
                    let der = STANDARD.decode(text).ok()?;
                    let point = hex::encode(&der).starts_with(P256) && der.len() == 91;
                    point.then(|| Some(der[26..].to_vec()))
                },
            )?,
            mailgun: self.secret_of(
                "mailgun_signing_key",
                "a signing key of at least 16 characters",
                |text| text.len() >= 16,
            )?,
        })
    }

    fn mailbox(&self) -> Result<Option<Mailbox>, Error> {
        // The address holds a password, so the sentence does not repeat it.
        let mailbox = self.text("imap_url").map(|url| Mailbox::from_url(&url));
        mailbox
            .transpose()
            .map_err(|why| Error::Unreadable(format!("AFTERWORD_IMAP_URL cannot be used: {why}.")))
    }

    fn secret_of(
        &self,
        name: &str,
        wanted: &'static str,
        good: impl FnOnce(&str) -> bool,
    ) -> Result<Option<SecretString>, Error> {
        match self.text(name) {
            Some(text) if !good(&text) => Err(Error::Nonsense {
                name: super::variable(name),
                value: "…".into(),
                wanted,
            }),
            text => Ok(text.map(SecretString::from)),
        }
    }
}
