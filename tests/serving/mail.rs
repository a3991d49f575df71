//! `afterword mail key` and `afterword mail check` as an operator meets them, with a DNS server that the test publishes on.

use super::beside;
use crate::{
    on_both,
    stories::crm::Crm,
    support::{
        binary::Afterword, dkim_verifier::all_good, dns_server::DnsServer, smtp_server::SmtpServer,
    },
};
use sea_orm::ConnectionTrait;
use serde_json::Value;

fn document(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|e| panic!("{e}: {text}"))
}

fn record(document: &Value) -> (String, String) {
    let text = |name: &str| document["record"][name].as_str().expect("text").to_owned();
    (text("name"), text("value"))
}

fn publish(dns: &DnsServer, record: &Value) {
    let strings = record["strings"].as_array().expect("strings").iter();
    let strings = strings
        .map(|piece| piece.as_str().expect("text").to_owned())
        .collect();
    dns.publish_strings(record["name"].as_str().expect("a name"), strings);
}

/// What was found of one thing: how it stands.
fn standings(checked: &Value, about: &str) -> Vec<String> {
    let findings = checked["domains"][0]["findings"]
        .as_array()
        .expect("findings");
    findings
        .iter()
        .filter(|finding| finding["about"] == about)
        .map(|finding| finding["standing"].as_str().expect("a word").to_owned())
        .collect()
}

on_both! {
    async fn a_key_is_made_shown_used_and_removed_while_serving(db: Database) {
        let smtp = SmtpServer::start().await;
        let afterword = Afterword::on(&db)
            .set("AFTERWORD_SMTP_URL", &smtp.url())
            .set("AFTERWORD_MAIL_FROM", "Acme Support <support@acme.example>");
        let served = afterword.serve().await;
        let crm = Crm::of(&afterword).await;

        let said = afterword.run(&["mail", "key", "add", "--domain", "Acme.example"]).await.well();
        assert!(said.contains("s1._domainkey.acme.example. IN TXT ( \"v=DKIM1; k=rsa; p="), "{said}");
        assert!(said.contains("\" \"") && said.contains("name   s1._domainkey.acme.example\nvalue  v=DKIM1; k=rsa; p="), "{said}");
        let add = ["mail", "key", "add", "--domain", "acme.example", "--type", "ed25519", "--json"];
        let second = document(&afterword.run(&add).await.well());
        assert_eq!((&second["selector"], &second["type"]), (&"s2".into(), &"ed25519".into()));
        let listed = document(&afterword.run(&["mail", "key", "list", "--json"]).await.well());
        let keys = listed["keys"].as_array().expect("a list");
        assert_eq!(keys.len(), 2);
        assert_eq!(record(&keys[1]), record(&second));

        crm.report(&served, &["kim@example.net".to_owned()]).await;
        let letter = smtp.letters(1).await.remove(0);
        let records: Vec<_> = keys.iter().map(record).collect();
        assert!(all_good(&letter.raw, &records));
        assert_eq!(String::from_utf8_lossy(&letter.raw).matches("DKIM-Signature:").count(), 2);

        // The private half rests sealed: neither the key's own marks nor its seed is in the row.
        let sealed = "SELECT sealed_key FROM mail_keys WHERE kind = 'rsa'";
        let row = beside(&db).await.query_one_raw(sea_orm::Statement::from_string(
            beside(&db).await.get_database_backend(), sealed)).await.expect("an answer").expect("a row");
        let sealed: Vec<u8> = row.try_get("", "sealed_key").expect("bytes");
        let rsa_encryption = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01];
        assert!(sealed.len() > 1000 && !sealed.windows(9).any(|nine| nine == rsa_encryption));

        let remove = ["mail", "key", "remove", "--domain", "acme.example", "--selector", "s1"];
        assert!(afterword.run(&remove).await.refusal().contains("--yes"));
        assert!(afterword.run(&[&remove[..], &["--yes"]].concat()).await.well().contains("removed"));
        assert!(afterword.run(&[&remove[..], &["--yes"]].concat()).await.refusal().contains("no key"));
        crm.report(&served, &["lee@example.net".to_owned()]).await;
        let letter = smtp.letters(2).await.remove(1);
        assert_eq!(String::from_utf8_lossy(&letter.raw).matches("DKIM-Signature:").count(), 1);
        assert!(all_good(&letter.raw, &records[1..]));
    }

    async fn nonsense_about_keys_is_refused_in_words(db: Database) {
        let afterword = Afterword::on(&db);
        for (arguments, word) in [
            (&["mail", "key", "add", "--domain", "192.0.2.1"][..], "192.0.2.1"),
            (&["mail", "key", "add", "--domain", "a b"], "no domain"),
            (&["mail", "key", "add", "--domain", "a.example", "--selector", "S 1"], "--selector"),
            (&["mail", "key", "add", "--domain", "a.example", "--type", "dsa"], "dsa"),
            (&["mail", "key", "remove", "--domain", "a.example", "--selector", "s1", "--yes"], "no key"),
            (&["mail", "check"], "AFTERWORD_SMTP_URL"),
        ] {
            let refusal = afterword.run(arguments).await.refusal();
            assert!(refusal.contains(word), "{arguments:?}: {refusal}");
        }
        let add = ["mail", "key", "add", "--domain", "a.example", "--type", "ed25519", "--selector", "s1"];
        afterword.run(&add).await.well();
        assert!(afterword.run(&add).await.refusal().contains("`s1` already"));
        for _ in 0..3 {
            afterword.run(&add[..add.len() - 2]).await.well();
        }
        assert!(afterword.run(&add[..add.len() - 2]).await.refusal().contains("4 keys"));
        let nonsense = afterword.set("AFTERWORD_DNS", "dns.example").run(&["mail", "check"]).await.refusal();
        assert!(nonsense.contains("AFTERWORD_DNS"), "{nonsense}");
    }

    async fn the_check_says_what_to_publish_until_all_is_well(db: Database) {
        let dns = DnsServer::start().await;
        let afterword = Afterword::on(&db)
            .set("AFTERWORD_DNS", &dns.address.to_string())
            .set("AFTERWORD_SMTP_URL", "smtp://127.0.0.1:9?tls=none")
            .set("AFTERWORD_MAIL_FROM", "Acme Support <support@acme.example>");
        let check = ["mail", "check", "--json"];
        afterword.run(&["mail", "key", "add", "--domain", "acme.example"]).await.well();

        let first = afterword.run(&check).await;
        assert_eq!(first.status, Some(1));
        let first = document(&first.out);
        assert_eq!(first["domains"][0]["domain"], "acme.example");
        for about in ["SPF", "DKIM", "DMARC", "MX"] {
            assert_eq!(standings(&first, about), ["to_do"], "{about}: {first}");
        }
        let words = afterword.run(&["mail", "check"]).await;
        assert_eq!(words.status, Some(1));
        assert!(words.out.contains("There is no record at s1._domainkey.acme.example."), "{}", words.out);
        assert!(words.out.contains("s1._domainkey.acme.example. IN TXT ( \"v=DKIM1; k=rsa; p="), "{}", words.out);

        // Whoever publishes exactly what it says is done.
        for finding in first["domains"][0]["findings"].as_array().expect("findings") {
            if !finding["publish"].is_null() {
                publish(&dns, &finding["publish"]);
            }
        }
        dns.publish_mail_host("acme.example", "mx.acme.example");
        dns.publish_address("mx.acme.example", "203.0.113.5".parse().expect("an address"));
        let second = afterword.run(&check).await;
        assert_eq!(second.status, Some(0), "{}", second.out);
        assert!(afterword.run(&["mail", "check"]).await.well().contains("All is well."));

        // A name that cannot be asked is not said to be missing.
        dns.break_name("_dmarc.acme.example");
        let third = afterword.run(&check).await;
        assert_eq!(third.status, Some(1));
        let third = document(&third.out);
        assert_eq!(standings(&third, "DMARC"), ["not_asked"]);
        assert_eq!(standings(&third, "DKIM"), ["good"]);

        let other = afterword.run(&["mail", "check", "--domain", "other.example", "--json"]).await;
        assert_eq!(document(&other.out)["domains"][0]["domain"], "other.example");
    }
}
