//! Reads `AFTERWORD_IMAP_URL`: `imaps://user:password@host/INBOX?move=Done`. Called by the configuration, so that
//! nonsense stops the start with a sentence. Never shows a password.

use percent_encoding::percent_decode_str;
use secrecy::SecretString;
use url::Url;

/// A mailbox that reports come back to.
#[derive(Clone, Debug)]
pub struct Mailbox {
    pub(super) host: String,
    pub(super) port: u16,
    pub(super) tls: bool,
    pub(super) user: String,
    pub(super) password: SecretString,
    pub(super) folder: String,
    pub(super) after: After,
}

/// What is done with a message once what it says is on disk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum After {
    /// It is marked as read.
    Mark,
    /// It is marked as read and moved to that folder.
    Move(String),
    Delete,
}

/// Why an address of a mailbox cannot be used, as a sentence for the operator.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum MailboxUrlError {
    #[error("it is not an address: {0}")]
    NotAnAddress(String),
    #[error("it must begin with imaps://, not {0}://")]
    Scheme(String),
    #[error("it names no host")]
    NoHost,
    #[error("it would send a password in the clear to another machine; use imaps://")]
    PasswordInTheClear,
    #[error("it needs a user name and a password: imaps://user:password@host")]
    NoCredentials,
    #[error("its user name, password or folder is not text on one line")]
    NotText,
    #[error("{0} is not a known option; ?move=FOLDER and ?delete are")]
    Option(String),
}

impl Mailbox {
    /// The mailbox an address names: INBOX where it has no path.
    pub fn from_url(address: &str) -> Result<Self, MailboxUrlError> {
        use MailboxUrlError as Why;
        let url = Url::parse(address).map_err(|error| Why::NotAnAddress(error.to_string()))?;
        let tls = match url.scheme() {
            "imaps" => true,
            "imap" => false,
            other => return Err(Why::Scheme(other.into())),
        };
        let host = url.host_str().filter(|host| !host.is_empty());
        let host = host.ok_or(Why::NoHost)?;
        let host = host
            .trim_start_matches('[')
            .trim_end_matches(']')
            .to_owned();
        if !tls && !matches!(host.as_str(), "localhost" | "127.0.0.1" | "::1") {
            return Err(Why::PasswordInTheClear);
        }
        let decoded = |part: &str| {
            let text = percent_decode_str(part).decode_utf8();
            let text = text.map_err(|_| Why::NotText)?.into_owned();
            let one_line = !text.contains(['\r', '\n', '\0']);
            one_line.then_some(text).ok_or(Why::NotText)
        };
        let (user, password) = match (url.username(), url.password()) {
            ("", _) | (_, None) => return Err(Why::NoCredentials),
            (user, Some(password)) => (decoded(user)?, decoded(password)?),
        };
        let folder = match url.path().trim_matches('/') {
            "" => "INBOX".to_owned(),
            path => decoded(path)?,
        };
        let mut after = After::Mark;
        for (name, value) in url.query_pairs() {
            after = match (&*name, &*value) {
                ("move", to) if !to.is_empty() && !to.contains(['\r', '\n', '\0']) => {
                    After::Move(to.to_owned())
                }
                ("delete", "" | "true") => After::Delete,
                _ => return Err(Why::Option(name.into_owned())),
            };
        }
        Ok(Self {
            port: url.port().unwrap_or(if tls { 993 } else { 143 }),
            host,
            tls,
            user,
            password: password.into(),
            folder,
            after,
        })
    }

    /// `host:port/folder`, for logs: never the user or the password.
    pub fn place(&self) -> String {
        format!("{}:{}/{}", self.host, self.port, self.folder)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use secrecy::ExposeSecret;

    #[test]
    fn an_address_names_everything() {
        let mailbox = Mailbox::from_url(
            "imaps://bounce%40acme.example:s%2Fcret@mail.example/Reports/In?move=Done",
        )
        .expect("a mailbox");
        assert_eq!(mailbox.place(), "mail.example:993/Reports/In");
        assert_eq!(mailbox.user, "bounce@acme.example");
        assert_eq!(mailbox.password.expose_secret(), "s/cret");
        assert_eq!(
            (mailbox.tls, mailbox.after),
            (true, After::Move("Done".into()))
        );
        let plain = Mailbox::from_url("imap://a:b@127.0.0.1:1143?delete").expect("a mailbox");
        assert_eq!(plain.place(), "127.0.0.1:1143/INBOX");
        assert_eq!((plain.tls, plain.after), (false, After::Delete));
    }

    #[test]
    fn nonsense_is_refused_and_no_password_shown() {
        for (address, why) in [
            ("https://a:b@mail.example", "imaps://"),
            ("imap://a:secret@mail.example", "in the clear"),
            ("imaps://mail.example", "user name"),
            ("imaps://a@mail.example", "user name"),
            ("imaps://a:secret@mail.example?after=Done", "after"),
            ("imaps://a:secret@mail.example?move=", "move"),
            ("imaps://a:sec%0Aret@mail.example", "one line"),
            ("mail.example", "not an address"),
        ] {
            let said = Mailbox::from_url(address).expect_err(address).to_string();
            assert!(said.contains(why) && !said.contains("secret"), "{said}");
        }
        let kept = Mailbox::from_url("imaps://a:secret@mail.example").expect("a mailbox");
        assert!(!format!("{kept:?}").contains("secret"));
    }
}
