//! `afterword mail check`: what receivers think of the sender, and what to publish. Called by `commands::mail`.

use anyhow::{Context, bail};
use serde_json::{Value, json};

use super::{
    Told,
    mail::{domain_of, record_document, to_publish},
};
use crate::{
    clock::Clock,
    config::Config,
    db::Db,
    mail::{
        check::{self, Finding, Report, Sender, Standing},
        dns::SystemDns,
    },
    token::Keys,
};

/// Looks every sender up, or only the one named.
///
/// # Errors
/// A sentence when there is no sender, or no DNS to ask.
pub(super) async fn look(
    db: &Db,
    config: &Config,
    clock: &Clock,
    keys: &Keys,
    domain: Option<&str>,
) -> anyhow::Result<Told> {
    let domain = domain.map(domain_of).transpose()?;
    let senders = Sender::all(db.read(), config.way_of_letters(), domain.as_deref()).await?;
    if senders.is_empty() {
        bail!(
            "there is no sender to check: set AFTERWORD_SMTP_URL and AFTERWORD_MAIL_FROM, or name a --domain"
        );
    }
    let dns = SystemDns::new(config.dns).context("DNS cannot be asked")?;
    let reports = check::check_all(&dns, &senders, keys).await;
    let asked_at = clock.now();
    let mut told = Told::new(
        reports
            .iter()
            .map(in_words)
            .collect::<Vec<_>>()
            .join("\n\n"),
        json!({
            "well": reports.iter().all(Report::is_well),
            "asked_at": asked_at,
            "domains": reports.iter().map(report_document).collect::<Vec<_>>(),
        }),
    );
    told.well = reports.iter().all(Report::is_well);
    Ok(told)
}

fn in_words(report: &Report) -> String {
    let mut lines = vec![report.domain.clone()];
    for finding in &report.findings {
        lines.push(format!(
            "  {:<5} {}: {}",
            finding.about,
            finding.standing.words(),
            finding.words
        ));
        if let Some(record) = &finding.publish {
            let indented = to_publish(record).replace('\n', "\n        ");
            lines.push(format!("        {indented}"));
        }
    }
    lines.push(if report.is_well() {
        "  All is well.".into()
    } else {
        let count = |standing| {
            let of = |finding: &&Finding| finding.standing == standing;
            report.findings.iter().filter(of).count()
        };
        let (wrong, unasked) = (count(Standing::Wrong), count(Standing::Unasked));
        format!("  {wrong} to do, {unasked} could not be asked.")
    });
    lines.join("\n")
}

fn report_document(report: &Report) -> Value {
    let finding = |finding: &Finding| {
        json!({
            "about": finding.about,
            "standing": finding.standing.code(),
            "words": finding.words,
            "publish": finding.publish.as_ref().map(record_document),
        })
    };
    json!({
        "domain": report.domain,
        "well": report.is_well(),
        "findings": report.findings.iter().map(finding).collect::<Vec<_>>(),
    })
}
