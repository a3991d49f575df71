//! Reports in prose that are nevertheless for machines: Exim's, by its header `X-Failed-Recipients`, and qmail's (QSBMF).

use super::addresses;
use super::fields::Fields;
use crate::domain::deliveries::bounce::{Kind, Outcome, Status, classify, diagnostic};

/// Where the returned letter begins.
const COPIES: [&str; 3] = [
    "------ This is a copy of",
    "--- Below this line is a copy of the message",
    "--- Enclosed are the original headers",
];

/// What it says, and the head of the letter it returns; `None` when it is neither of the two.
pub(super) fn read(head: &Fields, body: &str) -> Option<(Vec<Outcome>, Fields)> {
    let copy = COPIES.iter().filter_map(|line| body.find(line)).min();
    let (words, copy) = body.split_at(copy.unwrap_or(body.len()));
    let returned = copy
        .split_once('\n')
        .map_or("", |(_, rest)| rest.trim_start());
    let returned = Fields::first(returned);
    if let Some(failed) = head.get("x-failed-recipients") {
        return Some((vec![exim(words, failed)], returned));
    }
    let outcomes = qmail(words)?;
    Some((outcomes, returned))
}

fn exim(words: &str, failed: &str) -> Outcome {
    let recipients = failed.split(',').flat_map(addresses).collect();
    failure(words, words, recipients)
}

/// Paragraphs: a greeting, then one for each address, which it begins with.
fn qmail(words: &str) -> Option<Vec<Outcome>> {
    let words = words.replace("\r\n", "\n");
    let mut paragraphs = words.split("\n\n").map(str::trim);
    let greeting = paragraphs.next()?;
    if !greeting.starts_with("Hi. This is the") {
        return None;
    }
    let about = paragraphs.filter_map(|paragraph| {
        let (address, said) = paragraph.strip_prefix('<')?.split_once(">:")?;
        Some(failure(greeting, said, addresses(address)))
    });
    let outcomes: Vec<_> = about.filter(|said| !said.recipients.is_empty()).collect();
    (!outcomes.is_empty()).then_some(outcomes)
}

/// Only what calls itself permanent is a failure.
fn failure(notice: &str, said: &str, recipients: Vec<String>) -> Outcome {
    let notice = notice.split_whitespace().collect::<Vec<_>>().join(" ");
    let status = Status::find(said);
    let kind = match status {
        _ if !notice.contains("permanent error") => Kind::Noted,
        Some(status) => classify("failed", status),
        None => Kind::Soft,
    };
    let last = said.trim().rsplit("\n\n").next().unwrap_or_default();
    Outcome {
        kind: if recipients.is_empty() {
            Kind::Malformed
        } else {
            kind
        },
        status: status.map(|status| status.to_string()),
        recipients,
        diagnostic: diagnostic(last),
    }
}
