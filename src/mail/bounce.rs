//! Reads what comes back after letters left: delivery reports (RFC 3464), complaints (RFC 5965), the prose of Exim and
//! qmail, and readers who unsubscribe by mail (RFC 2369). Pure, and content with any bytes. The pipe and the mailbox call it; `taking` hands on what it says.

mod fields;
pub mod mailbox;
pub mod mailbox_url;
mod proofs;
mod prose;
pub mod taking;

use std::borrow::Cow;

use mail_parser::{Message, MessageParser, MimeHeaders};
use sha2::{Digest, Sha256};

use self::fields::Fields;
pub(crate) use self::proofs::{links, senders};
use crate::domain::deliveries::bounce::{
    Inlet, Kind, Outcome, Proof, Status, Told, classify, diagnostic, feedback,
};

/// Bytes of a message that are looked into; our letters are a tenth of it.
pub const LIMIT: usize = 1024 * 1024;

/// Bytes of a larger message that are fetched, to see what it is.
pub const HEAD: usize = 64 * 1024;

/// Enough for as many messages within each other as fit into one; only what is used of it is taken.
const STACK: usize = 256 * 1024 * 1024;

/// Headers that say to whom a message came, beside the envelope.
const RECIPIENT: [&str; 7] = [
    "to",
    "delivered-to",
    "x-original-to",
    "envelope-to",
    "x-envelope-to",
    "x-delivered-to",
    "x-forwarded-to",
];

/// The envelope of a message, as far as the inlet knows it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Envelope<'a> {
    /// Empty: a program sent it and wants no answer.
    pub sender: Option<&'a str>,
    pub recipient: Option<&'a str>,
}

/// What a message says.
pub fn read(raw: &[u8], envelope: Envelope<'_>, inlet: Inlet) -> Told {
    let mut seen = apart(raw);
    let head = Fields::first(&String::from_utf8_lossy(head_of(raw)));
    let mut proofs = seen.proofs;
    let mut wishes = Vec::new();
    for text in envelope.recipient.into_iter().chain(head.all(&RECIPIENT)) {
        proofs.extend(proofs::senders(text));
        wishes.extend(proofs::unsubscribes(text));
    }
    // Only a person unsubscribes: not a report, and no program that answers to whatever address it finds.
    let by_a_person = |said: &Outcome| said.kind == Kind::NoReport;
    if !wishes.is_empty() && seen.outcomes.iter().all(by_a_person) {
        seen.outcomes = vec![match is_automatic(&head, envelope.sender) {
            true => outcome(Kind::AutoReply, ""),
            false => outcome(Kind::Unsubscribe, ""),
        }];
        proofs.extend(wishes);
    }
    proofs.sort();
    proofs.dedup();
    let unread = seen
        .outcomes
        .iter()
        .all(|said| said.kind == Kind::Malformed);
    Told {
        key: key(&head, raw, &proofs, &seen.outcomes),
        once: None,
        inlet,
        proofs,
        kept: unread.then(|| raw.iter().take(HEAD).copied().collect()),
        outcomes: seen.outcomes,
    }
}

/// A message too large to be looked into: only its size and its head are.
pub fn too_large(head: &[u8], size: u64, inlet: Inlet) -> Told {
    let fields = Fields::first(&String::from_utf8_lossy(head_of(head)));
    Told {
        key: key(&fields, &[head, &size.to_be_bytes()].concat(), &[], &[]),
        once: None,
        inlet,
        proofs: Vec::new(),
        outcomes: vec![outcome(Kind::TooLarge, &format!("{size} bytes"))],
        kept: Some(head.to_vec()),
    }
}

/// Messages may lie within messages, thousands of them, and are dropped from the inside out: that takes a stack of its own.
/// One that upsets the parser nevertheless must not keep the ones behind it waiting.
fn apart(raw: &[u8]) -> Seen {
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(STACK);
        match thread.spawn_scoped(scope, || look(raw)) {
            Ok(looking) => looking.join().ok(),
            // The system gives no more threads; nearly every report does without.
            Err(_) => Some(look(raw)),
        }
    })
    .unwrap_or_else(|| Seen::malformed("it upsets the reader"))
}

/// What the looking found.
struct Seen {
    outcomes: Vec<Outcome>,
    proofs: Vec<Proof>,
}

impl Seen {
    fn malformed(why: &str) -> Self {
        Self::only(Kind::Malformed, why)
    }

    fn only(kind: Kind, words: &str) -> Self {
        Self {
            outcomes: vec![outcome(kind, words)],
            proofs: Vec::new(),
        }
    }
}

fn outcome(kind: Kind, words: &str) -> Outcome {
    Outcome {
        kind,
        status: None,
        recipients: Vec::new(),
        diagnostic: diagnostic(words),
    }
}

fn look(raw: &[u8]) -> Seen {
    let Some(message) = MessageParser::default().parse(raw) else {
        return Seen::malformed("it is no message");
    };
    let head = Fields::first(&String::from_utf8_lossy(head_of(raw)));
    let mut proofs = Vec::new();
    for part in [
        "message/rfc822",
        "message/global",
        "text/rfc822-headers",
        "message/global-headers",
    ] {
        for returned in texts(&message, part) {
            proofs.extend(proofs::returned(&Fields::first(&returned)));
        }
    }
    if let Some(status) = texts(&message, "message/delivery-status")
        .chain(texts(&message, "message/global-delivery-status"))
        .next()
    {
        let outcomes = delivery_status(&status);
        if outcomes.is_empty() {
            return Seen::malformed("its delivery status cannot be read");
        }
        return Seen { outcomes, proofs };
    }
    if let Some(report) = texts(&message, "message/feedback-report").next() {
        let fields = Fields::first(&report);
        let Some(kind) = fields.get("feedback-type") else {
            return Seen::malformed("its feedback report cannot be read");
        };
        proofs.extend(
            fields
                .get("original-mail-from")
                .into_iter()
                .flat_map(proofs::senders),
        );
        let said = outcome(
            feedback(kind),
            &format!("{kind} {}", fields.get("user-agent").unwrap_or_default()),
        );
        return Seen {
            outcomes: vec![said],
            proofs,
        };
    }
    let body = message.body_text(0).unwrap_or_default();
    if let Some((outcomes, returned)) = prose::read(&head, &body) {
        proofs.extend(proofs::returned(&returned));
        return Seen { outcomes, proofs };
    }
    match report_type(&message) {
        Some(kind) if kind == "delivery-status" || kind == "feedback-report" => {
            Seen::malformed(&format!("it says it is a {kind} and has none"))
        }
        kind => {
            let automatic = answers_by_itself(&head) || kind.is_some();
            Seen::only(
                if automatic {
                    Kind::AutoReply
                } else {
                    Kind::NoReport
                },
                "",
            )
        }
    }
}

/// Its own headers say that a program answered.
fn answers_by_itself(head: &Fields) -> bool {
    let submitted = head.get("auto-submitted");
    submitted.is_some_and(|said| !said.eq_ignore_ascii_case("no"))
        || head.get("x-autoreply").is_some()
}

/// Nobody typed it: also by what older programs say, and by the envelope.
fn is_automatic(head: &Fields, sender: Option<&str>) -> bool {
    let nobody = |path: &str| matches!(path.trim(), "" | "<>");
    let precedence = head.get("precedence").unwrap_or_default();
    answers_by_itself(head)
        || head.get("x-autorespond").is_some()
        || ["bulk", "junk", "list", "auto_reply"]
            .iter()
            .any(|word| precedence.eq_ignore_ascii_case(word))
        || sender.is_some_and(nobody)
        || head.get("return-path").is_some_and(nobody)
}

/// The kind of report a `multipart/report` says it is.
fn report_type(message: &Message<'_>) -> Option<String> {
    let kind = message.content_type()?;
    let report = kind.ctype().eq_ignore_ascii_case("multipart")
        && kind
            .subtype()
            .is_some_and(|subtype| subtype.eq_ignore_ascii_case("report"));
    report.then(|| {
        kind.attribute("report-type")
            .unwrap_or("delivery-status")
            .to_ascii_lowercase()
    })
}

/// The texts of all parts of that type. Only the message's own: what a forwarded message holds tells nothing of us.
fn texts<'m>(message: &'m Message<'_>, kind: &'static str) -> impl Iterator<Item = Cow<'m, str>> {
    message.parts.iter().filter_map(move |part| {
        let found = part.content_type()?;
        let (main, sub) = kind.split_once('/')?;
        let same = found.ctype().eq_ignore_ascii_case(main)
            && found
                .subtype()
                .is_some_and(|subtype| subtype.eq_ignore_ascii_case(sub));
        same.then(|| String::from_utf8_lossy(part.contents()))
    })
}

/// One outcome for each recipient block that has what RFC 3464 demands.
fn delivery_status(text: &str) -> Vec<Outcome> {
    let blocks = Fields::blocks(text);
    let outcomes = blocks.iter().filter_map(|block| {
        let (action, status) = (block.get("action")?, Status::parse(block.get("status")?)?);
        let words = block.get("diagnostic-code").map_or("", after_type);
        let status = status.refined_by(words);
        let named = block.all(&["original-recipient", "final-recipient"]);
        let recipients: Vec<_> = named.flat_map(|text| addresses(after_type(text))).collect();
        (!recipients.is_empty()).then(|| Outcome {
            kind: classify(action, status),
            status: Some(status.to_string()),
            recipients,
            diagnostic: diagnostic(words),
        })
    });
    outcomes.collect()
}

/// What stands behind `rfc822;` and `smtp;`.
fn after_type(text: &str) -> &str {
    text.split_once(';').map_or(text, |(_, value)| value).trim()
}

/// An address as it stands, and as RFC 3461 would have it written (`+2B` for `+`).
fn addresses(text: &str) -> Vec<String> {
    let bare = text.trim_matches(|c: char| c == '<' || c == '>' || c.is_whitespace());
    let mut plain = String::with_capacity(bare.len());
    let mut rest = bare;
    while let Some((before, after)) = rest.split_once('+') {
        plain.push_str(before);
        let code = after
            .get(..2)
            .and_then(|digits| u8::from_str_radix(digits, 16).ok());
        match code.filter(u8::is_ascii_graphic) {
            Some(code) => {
                plain.push(code.into());
                rest = &after[2..];
            }
            None => {
                plain.push('+');
                rest = after;
            }
        }
    }
    plain.push_str(rest);
    let mut all = vec![bare.to_owned(), plain];
    all.dedup();
    all.retain(|address| address.contains('@'));
    all
}

/// A message before its first empty line.
fn head_of(raw: &[u8]) -> &[u8] {
    let raw = &raw[..raw.len().min(HEAD)];
    let end = |gap: &[u8]| raw.windows(gap.len()).position(|at| at == gap);
    let ends = [end(b"\r\n\r\n"), end(b"\n\n")];
    &raw[..ends.into_iter().flatten().min().unwrap_or(raw.len())]
}

/// The same for a message that arrives twice, by whatever inlet: its Message-ID, the letters it proves to know of, and
/// whom it is about, so that nothing that says less or something else can take its place.
fn key(head: &Fields, raw: &[u8], proofs: &[Proof], outcomes: &[Outcome]) -> String {
    let mut hash = Sha256::new();
    match head.get("message-id") {
        Some(id) => hash.update(id),
        // Without the line ends, which change on the way.
        None => hash.update(
            raw.iter()
                .copied()
                .filter(|b| *b != b'\r')
                .collect::<Vec<_>>(),
        ),
    }
    for proof in proofs {
        if let Proof::Sender(text) | Proof::Link(text) | Proof::Unsubscribe(text) = proof {
            hash.update([0]);
            hash.update(text);
        }
    }
    for recipient in outcomes.iter().flat_map(|said| &said.recipients) {
        hash.update([1]);
        hash.update(recipient);
    }
    format!("mail {}", hex::encode(hash.finalize()))
}

#[cfg(test)]
mod tests;
