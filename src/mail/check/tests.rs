//! The rules of each record, told with DNS made of a table.

use super::dmarc::Proven;
use super::*;
use crate::ids::MailKeyId;
use crate::mail::dkim::key::{self, Kind};
use crate::mail::dns::Table;

fn keys() -> Keys {
    Keys::derive("secret")
}

fn key(kind: Kind) -> mail_key::Model {
    let now = "2026-11-25T10:00:00Z".parse().unwrap();
    let pair = key::make(kind, &mut crate::token::randomness()).unwrap();
    mail_key::Model {
        id: MailKeyId::new(now),
        domain: "acme.example".into(),
        selector: "s1".into(),
        kind: kind.code().into(),
        public_key: pair.public,
        sealed_key: keys().seal("mail key s1._domainkey.acme.example", &pair.private),
        sealed_with: keys().sealing_id(),
        created_at: now,
    }
}

fn sender(keys: Vec<mail_key::Model>) -> Sender {
    Sender {
        domain: "acme.example".into(),
        envelope: "acme.example".into(),
        relay: None,
        keys,
    }
}

fn record(key: &mail_key::Model) -> Record {
    Record::of_key(
        &key.domain,
        &key.selector,
        Kind::parse(&key.kind).unwrap(),
        &key.public_key,
    )
}

async fn spf(dns: Table) -> Finding {
    spf::look(&dns, &sender(vec![])).await
}

#[tokio::test]
async fn spf_is_read_as_receivers_read_it() {
    use Standing::{Good, Note, Wrong};
    for (policy, standing, word) in [
        ("v=spf1 ip4:192.0.2.0/24 -all", Good, "0 of at most 10"),
        (
            "v=spf1 a:mx.acme.example/28 mx exists:%{i}.x.example ~all",
            Good,
            "3 of at most 10",
        ),
        (
            "V=SPF1 ip6:2001:db8::/32 exp=why.acme.example -ALL",
            Good,
            "0 of",
        ),
        ("v=spf1 mx", Note, "does not end"),
        ("v=spf1 mx ?all", Note, "?all"),
        ("v=spf1 +all", Wrong, "everybody"),
        ("v=spf1 all", Wrong, "everybody"),
        ("v=spf1 -all", Wrong, "nobody may send"),
        ("v=spf1 ~all", Wrong, "nobody may send"),
        ("v=spf1", Wrong, "nobody may send"),
        ("v=spf1 -all mx", Wrong, "nobody may send"),
        ("v=spf1 ~mx -all", Wrong, "nobody may send"),
        ("v=spf1 include:%{d}.x.example -all", Good, "1 of"),
        ("v=spf1 a:192.0.2.1/24 -all", Wrong, "`ip4:192.0.2.1/24`"),
        ("v=spf1 a:2001:db8::1 -all", Wrong, "`ip6:2001:db8::1`"),
        ("v=spf1 ipv4:192.0.2.1 -all", Wrong, "`ipv4:192.0.2.1`"),
        ("v=spf1 ip4: -all", Wrong, "`ip4:`"),
        (
            "v=spf1 include:nowhere.example -all",
            Wrong,
            "nowhere.example",
        ),
        ("v=spf1 include:acme.example -all", Wrong, "more than 10"),
        ("v=spf1 a a a a a a a a a a a -all", Wrong, "more than 10"),
        ("v=spf10 -all", Wrong, "does not say who"),
    ] {
        let finding = spf(Table::default().text("acme.example", policy)).await;
        assert_eq!(finding.standing, standing, "{policy}: {}", finding.words);
        assert!(finding.words.contains(word), "{policy}: {}", finding.words);
    }
    let dns = Table::default()
        .text(
            "acme.example",
            "v=spf1 include:_spf.relay.example redirect=spf.acme.example",
        )
        .text("_spf.relay.example", "v=spf1 a mx ?all")
        .text("spf.acme.example", "v=spf1 ip4:192.0.2.1 -all");
    let finding = spf(dns).await;
    assert_eq!(
        (finding.standing, finding.words.contains("4 of")),
        (Good, true),
        "{}",
        finding.words
    );
    let twice = Table::default()
        .text("acme.example", "v=spf1 -all")
        .text("acme.example", "v=spf1 mx -all");
    assert!(spf(twice).await.words.contains("2 SPF records"));
}

#[tokio::test]
async fn what_lets_nobody_pass_by_way_of_others_is_told_too() {
    let dns = Table::default()
        .text("acme.example", "v=spf1 include:parked.example -all")
        .text("parked.example", "v=spf1 -all");
    let finding = spf(dns).await;
    assert_eq!(finding.standing, Standing::Wrong);
    assert!(
        finding.words.contains("nobody may send"),
        "{}",
        finding.words
    );
}

#[tokio::test]
async fn a_relay_known_by_its_address_is_named_by_it() {
    for (relay, value) in [
        ("192.0.2.7", "v=spf1 ip4:192.0.2.7 ~all"),
        ("2001:db8::7", "v=spf1 ip6:2001:db8::7 ~all"),
        ("relay.example", "v=spf1 a:relay.example ~all"),
    ] {
        let sender = Sender {
            relay: Some(relay.into()),
            ..sender(vec![])
        };
        let finding = spf::look(&Table::default(), &sender).await;
        let record = finding.publish.expect("a record");
        assert_eq!(record.value, value);
        let published = Table::default().text("acme.example", &record.value);
        assert_eq!(
            spf::look(&published, &sender).await.standing,
            Standing::Good
        );
    }
}

#[tokio::test]
async fn what_is_missing_comes_with_what_to_publish() {
    let key = key(Kind::Ed25519);
    let report = check(&Table::default(), &sender(vec![key.clone()]), &keys()).await;
    assert!(!report.is_well());
    let publish: Vec<_> = report
        .findings
        .iter()
        .filter_map(|finding| finding.publish.clone())
        .collect();
    let names: Vec<_> = publish.iter().map(|record| record.name.as_str()).collect();
    assert_eq!(
        names,
        [
            "acme.example",
            "s1._domainkey.acme.example",
            "_dmarc.acme.example"
        ]
    );
    assert_eq!(publish[1], record(&key));
    assert!(
        report
            .findings
            .iter()
            .any(|finding| finding.about == "MX" && finding.standing == Standing::Wrong)
    );
}

#[tokio::test]
async fn what_is_published_as_asked_is_well() {
    let key = key(Kind::Rsa);
    let mut dns = Table::default();
    let report = check(&dns, &sender(vec![key.clone()]), &keys()).await;
    for finding in report.findings {
        if let Some(record) = finding.publish {
            dns = dns.text(&record.name, &record.value);
        }
    }
    dns.mail_hosts
        .insert("acme.example".into(), vec!["mx.acme.example".into()]);
    dns.addresses.insert(
        "mx.acme.example".into(),
        vec!["203.0.113.5".parse().unwrap()],
    );
    let report = check(&dns, &sender(vec![key]), &keys()).await;
    assert!(report.is_well(), "{:?}", report.findings);
}

#[tokio::test]
async fn a_silent_dns_is_neither_good_nor_missing() {
    let key = key(Kind::Rsa);
    let dns = Table {
        silent: [
            "acme.example",
            "s1._domainkey.acme.example",
            "_dmarc.acme.example",
        ]
        .map(str::to_owned)
        .into(),
        ..Table::default()
    };
    let report = check(&dns, &sender(vec![key]), &keys()).await;
    assert!(!report.is_well());
    for finding in &report.findings {
        assert_eq!(finding.standing, Standing::Unasked, "{finding:?}");
        assert!(finding.words.contains("could not be asked") && finding.publish.is_none());
    }
}

#[tokio::test]
async fn a_record_of_a_key_must_be_ours_and_of_use() {
    let (ours, other) = (key(Kind::Rsa), key(Kind::Rsa));
    let value = record(&ours).value;
    for (published, word) in [
        (record(&other).value, "another key"),
        (value.replace("k=rsa", "k=ed25519"), "type ed25519"),
        (value[..value.len() - 3].to_owned(), "cut or mistyped"),
        ("v=DKIM1; k=rsa; p=".into(), "revoked"),
        ("v=DKIM1; k=rsa".into(), "no key"),
        ("hello".into(), "not made of tags"),
        (format!("{value}; h=sha1"), "sha256"),
        (format!("{value}; s=tlsrpt"), "not for mail"),
        (value.replace("DKIM1", "DKIM2"), "v=DKIM1"),
    ] {
        let dns = Table::default().text("s1._domainkey.acme.example", &published);
        let findings = signature::look(&dns, &sender(vec![ours.clone()]), &keys()).await;
        assert_eq!(findings[0].standing, Standing::Wrong, "{published}");
        assert!(
            findings[0].words.contains(word),
            "{published}: {}",
            findings[0].words
        );
        assert_eq!(findings[0].publish.as_ref(), Some(&record(&ours)));
    }
    let spaced = value
        .replace("k=rsa; ", "")
        .replace("p=", "p = ")
        .replace("MII", "MI I");
    for (published, standing) in [
        (spaced, Standing::Good),
        (format!("{value}; t=y:s"), Standing::Note),
    ] {
        let dns = Table::default().text("s1._domainkey.acme.example", &published);
        let findings = signature::look(&dns, &sender(vec![ours.clone()]), &keys()).await;
        assert_eq!(findings[0].standing, standing, "{}", findings[0].words);
    }
    let elsewhere = Keys::derive("another secret");
    let findings = signature::look(&Table::default(), &sender(vec![ours]), &elsewhere).await;
    assert!(findings[0].words.contains("AFTERWORD_SECRET"));
}

#[tokio::test]
async fn dmarc_is_found_upward_and_alignment_follows_it() {
    use Standing::{Good, Note, Wrong};
    let policy = "v=DMARC1; p=reject; rua=mailto:d@acme.example";
    for (record, envelope, signed, expected) in [
        (policy, "news.acme.example", true, [Good, Good]),
        (policy, "bounce.acme.example", true, [Good, Good]),
        (policy, "bounce.acme.example", false, [Good, Note]),
        (policy, "relay.example", true, [Good, Note]),
        (policy, "relay.example", false, [Good, Wrong]),
        (
            "v=DMARC1; p=reject; aspf=s; rua=mailto:d@x.example",
            "bounce.acme.example",
            false,
            [Good, Wrong],
        ),
        ("v=DMARC1; p=none", "news.acme.example", true, [Note, Good]),
        (
            "v=DMARC1; p=maybe",
            "news.acme.example",
            true,
            [Wrong, Good],
        ),
        (
            "v=DMARC1; rua=mailto:d@x.example",
            "news.acme.example",
            true,
            [Wrong, Good],
        ),
    ] {
        let dns = Table::default()
            .text("_dmarc.acme.example", record)
            .text("_dmarc.example", "v=DMARC1; p=none; psd=y");
        let sender = Sender {
            domain: "news.acme.example".into(),
            envelope: envelope.into(),
            relay: None,
            keys: if signed {
                vec![key(Kind::Ed25519)]
            } else {
                vec![]
            },
        };
        let proven = Proven {
            by_spf: true,
            by_dkim: signed,
        };
        let findings = dmarc::look(&dns, &sender, proven).await;
        let standings: Vec<_> = findings.iter().map(|finding| finding.standing).collect();
        assert_eq!(
            standings, expected,
            "{record} {envelope} {signed}: {findings:?}"
        );
    }
    // What is about the domain and not in order speaks for nothing.
    let nothing = Proven {
        by_spf: false,
        by_dkim: false,
    };
    let dns = Table::default().text("_dmarc.acme.example", policy);
    let unproven = dmarc::look(&dns, &sender(vec![key(Kind::Ed25519)]), nothing).await;
    assert_eq!(unproven[1].standing, Wrong);
    assert!(unproven[1].words.contains("until SPF or DKIM is in order"));
    let twice = Table::default()
        .text("_dmarc.acme.example", policy)
        .text("_dmarc.acme.example", policy);
    assert!(
        dmarc::look(&twice, &sender(vec![]), nothing).await[0]
            .words
            .contains("2 policies")
    );
}

#[tokio::test]
async fn the_way_back_and_the_relays_name() {
    let mut dns = Table::default();
    let null = |dns: &mut Table| {
        dns.mail_hosts
            .insert("acme.example".into(), vec![String::new()])
    };
    null(&mut dns);
    let first = route::look(&dns, &sender(vec![])).await.remove(0);
    assert!(first.standing == Standing::Wrong && first.words.contains("takes no mail"));
    dns.mail_hosts.clear();
    let address = "203.0.113.5".parse().unwrap();
    dns.addresses.insert("acme.example".into(), vec![address]);
    assert_eq!(
        route::look(&dns, &sender(vec![])).await[0].standing,
        Standing::Note
    );

    let relayed = Sender {
        relay: Some("relay.example".into()),
        ..sender(vec![])
    };
    dns.addresses
        .insert("relay.example".into(), vec!["10.0.0.5".parse().unwrap()]);
    assert_eq!(
        route::look(&dns, &relayed).await.len(),
        1,
        "a relay of the own network is nobody else's matter"
    );
    dns.addresses.insert("relay.example".into(), vec![address]);
    assert!(
        route::look(&dns, &relayed).await[1]
            .words
            .contains("has no name")
    );
    dns.names.insert(address, vec!["mx7.relay.example".into()]);
    assert!(
        route::look(&dns, &relayed).await[1]
            .words
            .contains("does not lead back")
    );
    dns.addresses
        .insert("mx7.relay.example".into(), vec![address]);
    assert_eq!(
        route::look(&dns, &relayed).await[1].standing,
        Standing::Good
    );
}
