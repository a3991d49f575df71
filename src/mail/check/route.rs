//! The way back and the relay's name: MX of the domains that bounces and answers come to, PTR of the relay's addresses.

use std::net::IpAddr;

use super::{Finding, Sender, Standing};
use crate::mail::dns::{Dns, Unasked};

const MX: &str = "MX";
const PTR: &str = "PTR";

pub async fn look(dns: &impl Dns, sender: &Sender) -> Vec<Finding> {
    let mut findings = vec![way_back(dns, &sender.domain, "answers").await];
    if sender.envelope != sender.domain {
        findings.push(way_back(dns, &sender.envelope, "bounces").await);
    }
    if let Some(relay) = &sender.relay {
        findings.extend(name_of_relay(dns, relay).await);
    }
    findings
}

async fn way_back(dns: &impl Dns, domain: &str, what: &str) -> Finding {
    ask_way_back(dns, domain, what)
        .await
        .unwrap_or_else(|unasked| Finding::unasked(MX, &unasked))
}

async fn ask_way_back(dns: &impl Dns, domain: &str, what: &str) -> Result<Finding, Unasked> {
    let hosts = dns.mail_hosts(domain).await?;
    if hosts.iter().any(String::is_empty) {
        let words = format!(
            "{domain} says that it takes no mail (its MX is a dot), so {what} cannot come back."
        );
        return Ok(Finding::new(MX, Standing::Wrong, words));
    }
    if hosts.is_empty() {
        return Ok(if dns.addresses(domain).await?.is_empty() {
            let words = format!(
                "No host takes mail for {domain}, so {what} cannot come back. Publish an MX record."
            );
            Finding::new(MX, Standing::Wrong, words)
        } else {
            let words =
                format!("{domain} has no MX record; mail to it goes to the host of that name.");
            Finding::new(MX, Standing::Note, words)
        });
    }
    for host in &hosts {
        if !dns.addresses(host).await?.is_empty() {
            let words = format!("{host} takes mail for {domain}.");
            return Ok(Finding::new(MX, Standing::Good, words));
        }
    }
    let words = format!(
        "The MX of {domain} ({}) has no address, so {what} cannot come back.",
        hosts.join(", ")
    );
    Ok(Finding::new(MX, Standing::Wrong, words))
}

/// Nothing to say about a relay on this machine or network. Letters may leave from other addresses than the relay is
/// reached at, so that a wrong name is no more than a note.
async fn name_of_relay(dns: &impl Dns, relay: &str) -> Option<Finding> {
    match ask_name_of_relay(dns, relay).await {
        Ok(finding) => finding,
        Err(unasked) => Some(Finding::unasked(PTR, &unasked)),
    }
}

async fn ask_name_of_relay(dns: &impl Dns, relay: &str) -> Result<Option<Finding>, Unasked> {
    let addresses = match relay.parse::<IpAddr>() {
        Ok(address) => vec![address],
        Err(_) => dns.addresses(relay).await?,
    };
    let Some(address) = addresses.into_iter().find(|address| is_public(*address)) else {
        return Ok(None);
    };
    let names = dns.names_of(address).await?;
    for name in &names {
        if dns.addresses(name).await?.contains(&address) {
            let words = format!(
                "{address}, where {relay} is reached, is called {name}, and that name leads back to it."
            );
            return Ok(Some(Finding::new(PTR, Standing::Good, words)));
        }
    }
    let called = match &names[..] {
        [] => "has no name (PTR)".to_owned(),
        [name, ..] => format!("is called {name}, which does not lead back to it"),
    };
    let words = format!(
        "{address}, where {relay} is reached, {called}. If letters leave from that very address, many receivers refuse them."
    );
    Ok(Some(Finding::new(PTR, Standing::Note, words)))
}

fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(four) => {
            !(four.is_loopback()
                || four.is_private()
                || four.is_link_local()
                || four.is_unspecified())
        }
        IpAddr::V6(six) => {
            !(six.is_loopback()
                || six.is_unique_local()
                || six.is_unicast_link_local()
                || six.is_unspecified())
        }
    }
}
