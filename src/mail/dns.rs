//! Asks DNS what receivers of our letters ask: one small trait, and the resolver behind it. `check` asks, on behalf of
//! `afterword mail check` and the console; the rules' own tests answer from a table.

use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use hickory_resolver::config::{ConnectionConfig, NameServerConfig, ResolverConfig};
use hickory_resolver::net::NetError;
use hickory_resolver::net::runtime::TokioRuntimeProvider;
use hickory_resolver::proto::rr::{RData, RecordType};
use hickory_resolver::{Resolver, TokioResolver};
use url::Host;

/// For one try of one question.
const PATIENCE: Duration = Duration::from_secs(3);

/// What came back: empty when there is nothing under that name.
pub type Answer<T> = Result<Vec<T>, Unasked>;

/// A question that got no answer: whether there is a record is not known.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{name} could not be asked: {why}")]
pub struct Unasked {
    pub name: String,
    pub why: String,
}

/// Whoever can be asked. Names are in ASCII, without a dot at the end.
pub trait Dns: Sync {
    /// The TXT records, each with its strings put together.
    fn texts(&self, name: &str) -> impl Future<Output = Answer<String>> + Send;
    /// The hosts that take mail; the empty name is the one that says: none.
    fn mail_hosts(&self, name: &str) -> impl Future<Output = Answer<String>> + Send;
    fn addresses(&self, name: &str) -> impl Future<Output = Answer<IpAddr>> + Send;
    /// What an address says it is called.
    fn names_of(&self, address: IpAddr) -> impl Future<Output = Answer<String>> + Send;
}

/// The system's DNS, or one that the settings name. Keeps no answer: who asks again after publishing wants to see it.
pub struct SystemDns(TokioResolver);

impl SystemDns {
    /// # Errors
    /// When the system's settings cannot be read.
    pub fn new(server: Option<SocketAddr>) -> anyhow::Result<Self> {
        let mut builder = match server {
            None => TokioResolver::builder_tokio()?,
            Some(server) => {
                let connections =
                    [ConnectionConfig::udp(), ConnectionConfig::tcp()].map(|mut connection| {
                        connection.port = server.port();
                        connection
                    });
                let server = NameServerConfig::new(server.ip(), true, connections.into());
                let config = ResolverConfig::from_parts(None, Vec::new(), vec![server]);
                Resolver::builder_with_config(config, TokioRuntimeProvider::default())
            }
        };
        let options = builder.options_mut();
        options.cache_size = 0;
        options.timeout = PATIENCE;
        options.attempts = 1;
        options.edns0 = true;
        Ok(Self(builder.build()?))
    }

    async fn ask<T>(
        &self,
        name: &str,
        kind: RecordType,
        read: impl Fn(&RData) -> Option<T>,
    ) -> Answer<T> {
        // With its dot the name is whole: the system's own domain is not tried behind it.
        match self.0.lookup(format!("{name}."), kind).await {
            Ok(found) => Ok(found
                .answers()
                .iter()
                .filter_map(|record| read(&record.data))
                .collect()),
            Err(error) if error.is_no_records_found() => Ok(Vec::new()),
            Err(error) => Err(Unasked {
                name: name.to_owned(),
                why: in_words(&error),
            }),
        }
    }
}

fn in_words(error: &NetError) -> String {
    match error {
        NetError::Timeout => "no answer in time".into(),
        other => other.to_string(),
    }
}

impl Dns for SystemDns {
    async fn texts(&self, name: &str) -> Answer<String> {
        let text = |data: &RData| match data {
            RData::TXT(text) => Some(String::from_utf8_lossy(&text.txt_data.concat()).into_owned()),
            _ => None,
        };
        self.ask(name, RecordType::TXT, text).await
    }

    async fn mail_hosts(&self, name: &str) -> Answer<String> {
        let host = |data: &RData| match data {
            RData::MX(mx) => Some(plain(&mx.exchange.to_ascii())),
            _ => None,
        };
        self.ask(name, RecordType::MX, host).await
    }

    async fn addresses(&self, name: &str) -> Answer<IpAddr> {
        let address = |data: &RData| match data {
            RData::A(address) => Some(IpAddr::V4(address.0)),
            RData::AAAA(address) => Some(IpAddr::V6(address.0)),
            _ => None,
        };
        let (four, six) = tokio::join!(
            self.ask(name, RecordType::A, address),
            self.ask(name, RecordType::AAAA, address)
        );
        Ok([four?, six?].concat())
    }

    async fn names_of(&self, address: IpAddr) -> Answer<String> {
        let name = |data: &RData| match data {
            RData::PTR(name) => Some(plain(&name.0.to_ascii())),
            _ => None,
        };
        let question = hickory_resolver::proto::rr::Name::from(address).to_ascii();
        self.ask(&plain(&question), RecordType::PTR, name).await
    }
}

fn plain(name: &str) -> String {
    name.trim_end_matches('.').to_ascii_lowercase()
}

/// A domain as DNS has it: lower case, in ASCII; none when it is no domain.
pub fn domain(text: &str) -> Option<String> {
    match Host::parse(text.trim().trim_end_matches('.')).ok()? {
        Host::Domain(name) if name.len() <= 253 && name.split('.').all(is_label) => Some(name),
        _ => None,
    }
}

fn is_label(label: &str) -> bool {
    (1..=63).contains(&label.len())
        && !label.starts_with('-')
        && !label.ends_with('-')
        && label
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'-')
}

/// A DNS server as set: an address, with a port if it is not the usual one.
pub fn server(text: &str) -> Option<SocketAddr> {
    let usual = || {
        text.parse()
            .ok()
            .map(|address| SocketAddr::new(address, 53))
    };
    text.parse().ok().or_else(usual)
}

/// DNS made of a table, for tests of the rules.
#[cfg(test)]
#[derive(Default)]
pub struct Table {
    pub texts: std::collections::HashMap<String, Vec<String>>,
    pub mail_hosts: std::collections::HashMap<String, Vec<String>>,
    pub addresses: std::collections::HashMap<String, Vec<IpAddr>>,
    pub names: std::collections::HashMap<IpAddr, Vec<String>>,
    /// Names about which nothing can be learned.
    pub silent: Vec<String>,
}

#[cfg(test)]
impl Table {
    pub fn text(mut self, name: &str, value: &str) -> Self {
        self.texts
            .entry(name.into())
            .or_default()
            .push(value.into());
        self
    }

    fn look<T: Clone>(&self, name: &str, found: Option<&Vec<T>>) -> Answer<T> {
        if self.silent.iter().any(|silent| silent == name) {
            return Err(Unasked {
                name: name.into(),
                why: "no answer in time".into(),
            });
        }
        Ok(found.cloned().unwrap_or_default())
    }
}

#[cfg(test)]
impl Dns for Table {
    async fn texts(&self, name: &str) -> Answer<String> {
        self.look(name, self.texts.get(name))
    }
    async fn mail_hosts(&self, name: &str) -> Answer<String> {
        self.look(name, self.mail_hosts.get(name))
    }
    async fn addresses(&self, name: &str) -> Answer<IpAddr> {
        self.look(name, self.addresses.get(name))
    }
    async fn names_of(&self, address: IpAddr) -> Answer<String> {
        self.look(&address.to_string(), self.names.get(&address))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn domains_are_written_as_dns_has_them() {
        assert_eq!(domain("Acme.Example.").as_deref(), Some("acme.example"));
        assert_eq!(
            domain("bücher.example").as_deref(),
            Some("xn--bcher-kva.example")
        );
        for no in [
            "",
            "192.0.2.1",
            "a..b",
            "-a.example",
            "a b",
            "a_b.example",
            "kim@acme.example",
        ] {
            assert_eq!(domain(no), None, "{no}");
        }
    }

    #[test]
    fn a_server_may_have_a_port() {
        assert_eq!(server("192.0.2.53"), "192.0.2.53:53".parse().ok());
        assert_eq!(server("[::1]:5353"), "[::1]:5353".parse().ok());
        assert_eq!(server("::1"), "[::1]:53".parse().ok());
        assert_eq!(server("dns.example"), None);
    }
}
