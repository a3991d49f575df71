//! Reads `AFTERWORD_SMTP_URL`: `smtp://user:pass@host:587?tls=required`, `smtps://user:pass@host`.
//! Called by the configuration, so that nonsense stops the start with a sentence. Never shows a password.

use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::TlsParameters;
use lettre::transport::smtp::extension::ClientId;
use percent_encoding::percent_decode_str;
use url::{Host, Url};

use super::dns;
use super::smtp::{Protection, SmtpServer, Timeouts};

/// Why an address of a mail server cannot be used, as a sentence for the operator.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum SmtpUrlError {
    #[error("it is not an address: {0}")]
    NotAnAddress(String),
    #[error("it must begin with smtp:// or smtps://, not {0}://")]
    Scheme(String),
    #[error("it names no host")]
    NoHost,
    #[error("tls={0} is not known; use tls=required, tls=opportunistic or tls=none")]
    Tls(String),
    #[error("{0} is not a known option; only tls is")]
    Option(String),
    #[error("a user name needs a password and a password a user name")]
    HalfCredentials,
    #[error("its user name or password is not text")]
    Credentials,
    #[error(
        "it would send a password in the clear to another machine; add ?tls=required (or use smtps://), or say ?tls=none to allow it"
    )]
    PasswordInTheClear,
    #[error("TLS cannot be set up: {0}")]
    TlsSetup(String),
}

impl SmtpServer {
    /// The server an address names. The path, if any, is the name to greet with (EHLO).
    pub fn from_url(address: &str) -> Result<Self, SmtpUrlError> {
        let url = Url::parse(address).map_err(|e| SmtpUrlError::NotAnAddress(e.to_string()))?;
        let wrapped = match url.scheme() {
            "smtp" => false,
            "smtps" => true,
            other => return Err(SmtpUrlError::Scheme(other.into())),
        };
        let host = url
            .host_str()
            .filter(|host| !host.is_empty())
            .ok_or(SmtpUrlError::NoHost)?;
        let host = host
            .trim_start_matches('[')
            .trim_end_matches(']')
            .to_owned();
        let credentials = credentials(&url)?;
        let tls = tls_option(&url)?;
        if credentials.is_some() && !wrapped && tls.is_none() && !is_this_machine(&url) {
            return Err(SmtpUrlError::PasswordInTheClear);
        }
        let parameters =
            || TlsParameters::new(host.clone()).map_err(|e| SmtpUrlError::TlsSetup(e.to_string()));
        let (protection, standard_port) = match (wrapped, tls.as_deref()) {
            (true, _) | (false, Some("wrapper")) => (Protection::Wrapped(parameters()?), 465),
            (false, Some("required" | "starttls")) => (Protection::StartTls(parameters()?), 587),
            (false, Some("opportunistic")) => (Protection::StartTlsIfOffered(parameters()?), 587),
            (false, Some("none") | None) => (Protection::None, 25),
            (false, Some(other)) => return Err(SmtpUrlError::Tls(other.into())),
        };
        let hello = match url.path().trim_matches('/') {
            "" => ClientId::default(),
            name => ClientId::Domain(name.to_owned()),
        };
        let port = url.port().unwrap_or(standard_port);
        Ok(Self {
            host,
            port,
            protection,
            credentials,
            hello,
            timeouts: Timeouts::default(),
        })
    }
}

impl SmtpServer {
    /// Greeted with another name than its address says.
    pub fn greeted_as(self, hello: ClientId) -> Self {
        Self { hello, ..self }
    }
}

/// The name of a host, or an address in brackets, as RFC 5321 4.1.3 has it in EHLO.
pub fn hello(text: &str) -> Option<ClientId> {
    let Some(literal) = text
        .strip_prefix('[')
        .and_then(|text| text.strip_suffix(']'))
    else {
        return dns::domain(text).map(ClientId::Domain);
    };
    match literal.get(..5) {
        Some(tag) if tag.eq_ignore_ascii_case("IPv6:") => {
            literal[5..].parse().ok().map(ClientId::Ipv6)
        }
        _ => literal.parse().ok().map(ClientId::Ipv4),
    }
}

fn tls_option(url: &Url) -> Result<Option<String>, SmtpUrlError> {
    let mut tls = None;
    for (name, value) in url.query_pairs() {
        if name != "tls" {
            return Err(SmtpUrlError::Option(name.into_owned()));
        }
        tls = Some(value.into_owned());
    }
    Ok(tls)
}

fn credentials(url: &Url) -> Result<Option<Credentials>, SmtpUrlError> {
    let decoded = |part: &str| {
        let text = percent_decode_str(part).decode_utf8();
        text.map(|text| text.into_owned())
            .map_err(|_| SmtpUrlError::Credentials)
    };
    match (url.username(), url.password()) {
        ("", None) => Ok(None),
        ("", Some(_)) | (_, None) => Err(SmtpUrlError::HalfCredentials),
        (user, Some(password)) => Ok(Some(Credentials::new(decoded(user)?, decoded(password)?))),
    }
}

fn is_this_machine(url: &Url) -> bool {
    // `smtp` is not a scheme whose hosts the parser looks into, so addresses arrive as names.
    let Some(host) = url.host_str() else {
        return false;
    };
    match Host::parse(host) {
        Ok(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Ok(Host::Ipv4(address)) => address.is_loopback(),
        Ok(Host::Ipv6(address)) => address.is_loopback(),
        Err(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(address: &str) -> SmtpServer {
        SmtpServer::from_url(address).unwrap_or_else(|e| panic!("{address}: {e}"))
    }

    fn refuse(address: &str) -> SmtpUrlError {
        SmtpServer::from_url(address)
            .err()
            .unwrap_or_else(|| panic!("{address} was taken"))
    }

    #[test]
    fn the_forms_of_the_manual() {
        let server = read("smtp://user:pass@mail.example:587?tls=required");
        assert_eq!(server.address(), "mail.example:587");
        assert!(matches!(server.protection, Protection::StartTls(_)));
        assert!(server.credentials.is_some());

        assert_eq!(
            read("smtps://u:p@mail.example").address(),
            "mail.example:465"
        );
        assert!(matches!(
            read("smtps://mail.example").protection,
            Protection::Wrapped(_)
        ));
        assert_eq!(read("smtp://mail.example?tls=required").port, 587);
        assert_eq!(read("smtp://relay").port, 25);
        assert_eq!(read("smtp://[::1]:2525").host, "::1");
        assert_eq!(
            read("smtp://relay/me.example").hello,
            ClientId::Domain("me.example".into())
        );
    }

    #[test]
    fn a_greeting_is_a_host_or_an_address_in_brackets() {
        for (text, said) in [
            ("Mail.Example.com", "mail.example.com"),
            ("[192.0.2.1]", "[192.0.2.1]"),
            ("[IPv6:2001:DB8::1]", "[IPv6:2001:db8::1]"),
        ] {
            assert_eq!(
                hello(text).map(|name| name.to_string()).as_deref(),
                Some(said)
            );
        }
        for no in [
            "",
            "a b",
            "a_b",
            "192.0.2.1",
            "2001:db8::1",
            "[2001:db8::1]",
            "[mail]",
            "[",
            "[]",
        ] {
            assert_eq!(hello(no), None, "{no}");
        }
        let named =
            read("smtp://relay/me.example").greeted_as(ClientId::Domain("you.example".into()));
        assert_eq!(named.hello, ClientId::Domain("you.example".into()));
    }

    #[test]
    fn escaped_passwords_are_read() {
        let server = read("smtps://a%40b.example:p%2Fw%3A%20@mail.example");
        assert_eq!(
            server.credentials,
            Some(Credentials::new("a@b.example".into(), "p/w: ".into()))
        );
    }

    #[test]
    fn a_password_never_leaves_in_the_clear_unasked() {
        assert_eq!(
            refuse("smtp://u:p@mail.example:25"),
            SmtpUrlError::PasswordInTheClear
        );
        read("smtp://u:p@127.0.0.1:2525");
        read("smtp://u:p@localhost:2525");
        read("smtp://u:p@[::1]:2525");
        read("smtp://u:p@mail.example:25?tls=none");
    }

    #[test]
    fn nonsense_is_named_without_the_password() {
        assert_eq!(
            refuse("http://mail.example"),
            SmtpUrlError::Scheme("http".into())
        );
        assert_eq!(
            refuse("smtp://mail?tls=yes"),
            SmtpUrlError::Tls("yes".into())
        );
        assert_eq!(
            refuse("smtp://mail?tsl=required"),
            SmtpUrlError::Option("tsl".into())
        );
        assert_eq!(
            refuse("smtp://u@mail?tls=required"),
            SmtpUrlError::HalfCredentials
        );
        assert_eq!(refuse("smtp:///x"), SmtpUrlError::NoHost);
        for bad in [
            "mail.example:587",
            "smtp://u:s3cret@mail:port",
            "",
            "smtp://",
        ] {
            assert!(!refuse(bad).to_string().contains("s3cret"));
        }
    }
}
