//! A file of addresses that must not be written to, as other programs export it: read line by line, every fault named,
//! the rest kept. Pure.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, NaiveDateTime, TimeDelta, Utc};
use csv::StringRecord;

use super::{
    email_address::EmailAddress,
    suppression::Reason,
    suppression_list::{HASHED, hash_of},
};
use crate::token::Keys;

/// Bytes and lines a file may have that is uploaded: it is kept until somebody has looked at it.
pub const HEAVIEST: usize = 20 << 20;
pub const LONGEST: usize = 200_000;
/// Characters shown of a faulty line.
const SHOWN: usize = 120;
/// A clock elsewhere may be ahead by so much.
const AHEAD: TimeDelta = TimeDelta::days(1);

/// One address of the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    pub number: u64,
    pub address_hash: Vec<u8>,
    /// None: the file has only the hash.
    pub email: Option<String>,
    pub reason: Reason,
    /// None: the file does not say.
    pub since: Option<DateTime<Utc>>,
}

/// A line that cannot be taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    pub line: u64,
    pub content: String,
    pub what: String,
}

/// What stands in a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct File {
    /// Each address once, with the strongest reason the file gives.
    pub lines: Vec<Line>,
    pub faults: Vec<Fault>,
    /// Lines about an address that another line names.
    pub doubles: u64,
}

/// Why a file as a whole cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    #[error("the file is empty")]
    Empty,
    #[error("the file is not UTF-8 text: save it as CSV in UTF-8")]
    NoText,
    #[error("the file is larger than 20 MB: split it")]
    TooLarge,
    #[error("the file has more than 200,000 lines: split it")]
    TooLong,
}

/// Which column holds what, from the left.
struct Columns {
    address: usize,
    reason: Option<usize>,
    since: Option<usize>,
}

impl Columns {
    const PLAIN: Self = Self {
        address: 0,
        reason: Some(1),
        since: Some(2),
    };

    /// By the names in the first line, if it has names.
    fn named(first: &StringRecord) -> Option<Self> {
        let names: Vec<String> = first
            .iter()
            .map(|name| name.trim().to_lowercase().replace(['_', '-'], " "))
            .collect();
        let find = |known: &[&str]| names.iter().position(|name| known.contains(&name.as_str()));
        Some(Self {
            address: find(&[
                "address",
                "email",
                "e mail",
                "email address",
                "emailaddress",
                "recipient",
            ])?,
            reason: find(&["reason", "type", "suppression reason", "suppressionreason"]),
            since: find(&[
                "since",
                "created",
                "created at",
                "createdat",
                "date",
                "suppressed at",
            ]),
        })
    }
}

/// Reads a file that was uploaded; comma, semicolon and tab part its columns: address, reason, since. The first line may
/// name them.
///
/// # Errors
/// When it is too large or nothing in it can be read; a faulty line is none.
pub fn read(bytes: &[u8], keys: &Keys, now: DateTime<Utc>) -> Result<File, Unreadable> {
    if bytes.len() > HEAVIEST {
        return Err(Unreadable::TooLarge);
    }
    read_lines(bytes, LONGEST, keys, now)
}

/// The same for a file of any size.
///
/// # Errors
/// When nothing in it can be read; a faulty line is none.
pub fn read_all(bytes: &[u8], keys: &Keys, now: DateTime<Utc>) -> Result<File, Unreadable> {
    read_lines(bytes, usize::MAX, keys, now)
}

/// The records of a file with the number of the line each begins in. One whose field goes over several lines is taken
/// line by line: a stray quote must not swallow what follows.
fn records(text: &str) -> Vec<(u64, StringRecord)> {
    let delimiter = parted_by(text);
    let reader = |text: &str| {
        csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(delimiter)
            .from_reader(std::io::Cursor::new(text.to_owned()))
    };
    // The text is UTF-8 and lines may have any length, so that no record is an error.
    let found: Vec<_> = reader(text).into_records().filter_map(Result::ok).collect();
    let begin = |record: &StringRecord| {
        let begun = record.position();
        begun.map_or((0, 1), |begun| {
            (begun.byte() as usize, line_of(text, begun))
        })
    };
    let mut records = Vec::with_capacity(found.len());
    for (at, record) in found.iter().enumerate() {
        let (from, number) = begin(record);
        if !record.iter().any(|field| field.trim().contains('\n')) {
            records.push((number, record.clone()));
            continue;
        }
        let until = found.get(at + 1).map_or(text.len(), |next| begin(next).0);
        let lines = text.get(from..until).unwrap_or_default();
        let lines = lines.trim_start_matches(['\r', '\n']).lines().zip(number..);
        records.extend(lines.filter_map(|(line, number)| {
            let record = reader(line).into_records().next()?.ok()?;
            Some((number, record))
        }));
    }
    records
}

fn read_lines(
    bytes: &[u8],
    longest: usize,
    keys: &Keys,
    now: DateTime<Utc>,
) -> Result<File, Unreadable> {
    let text = std::str::from_utf8(bytes).map_err(|_| Unreadable::NoText)?;
    let text = text.trim_start_matches('\u{feff}');
    if text.trim().is_empty() {
        return Err(Unreadable::Empty);
    }
    if text.contains('\0') {
        return Err(Unreadable::NoText);
    }
    let mut file = File::default();
    let mut known: HashMap<Vec<u8>, usize> = HashMap::new();
    let mut columns = Columns::PLAIN;
    for (at, (number, record)) in records(text).into_iter().enumerate() {
        if at == 0
            && let Some(named) = Columns::named(&record)
        {
            columns = named;
            continue;
        }
        if at > longest {
            return Err(Unreadable::TooLong);
        }
        match line(&record, &columns, number, keys, now) {
            Ok(line) => match known.get(&line.address_hash) {
                Some(first) => {
                    file.doubles += 1;
                    let first = &mut file.lines[*first];
                    if line.reason.outdoes(first.reason) {
                        first.reason = line.reason;
                    }
                }
                None => {
                    known.insert(line.address_hash.clone(), file.lines.len());
                    file.lines.push(line);
                }
            },
            Err(what) => file.faults.push(Fault {
                line: number,
                content: record
                    .iter()
                    .collect::<Vec<_>>()
                    .join(", ")
                    .chars()
                    .take(SHOWN)
                    .collect(),
                what,
            }),
        }
    }
    Ok(file)
}

/// The line a record stands in; it is said to begin with the empty lines before it.
fn line_of(text: &str, begun: &csv::Position) -> u64 {
    let at = usize::try_from(begun.byte()).unwrap_or(text.len());
    let before = text.as_bytes().get(at..).unwrap_or_default().iter();
    let empty = before.take_while(|byte| b"\r\n".contains(byte));
    begun.line() + empty.filter(|byte| **byte == b'\n').count() as u64
}

/// What parts the columns, by the first line: addresses have none of these.
fn parted_by(text: &str) -> u8 {
    let first = text.lines().next().unwrap_or_default();
    let parts = [b';', b'\t', b','];
    let most = parts
        .into_iter()
        .max_by_key(|part| first.bytes().filter(|byte| byte == part).count());
    most.unwrap_or(b',')
}

fn line(
    record: &StringRecord,
    columns: &Columns,
    number: u64,
    keys: &Keys,
    now: DateTime<Utc>,
) -> Result<Line, String> {
    let cell = |at: Option<usize>| {
        let cell = at.and_then(|at| record.get(at)).unwrap_or_default().trim();
        // Our own export writes an apostrophe before what a spreadsheet would run.
        match cell.strip_prefix('\'') {
            Some(text) if text.starts_with(['=', '+', '-', '@']) => text,
            _ => cell,
        }
    };
    let address = cell(Some(columns.address));
    let email = match (address, address.strip_prefix(HASHED)) {
        ("", _) => return Err("there is no address".into()),
        (_, Some(_)) => None,
        (address, None) => Some(
            EmailAddress::parse(address)
                .ok_or_else(|| format!("“{}” is no email address", shown(address)))?
                .as_str()
                .to_owned(),
        ),
    };
    let address_hash = hash_of(keys, address)
        .ok_or_else(|| "after `hash:` come 64 hexadecimal digits".to_owned())?;
    let reason = cell(columns.reason);
    let reason = reason_of(reason).ok_or_else(|| {
        format!(
            "“{}” is no reason: unsubscribed, hard_bounce, soft_bounces, complaint or legal",
            shown(reason)
        )
    })?;
    let since = match cell(columns.since) {
        "" => None,
        text => Some(instant(text).ok_or_else(|| {
            format!(
                "“{}” is no day such as 2026-11-26 and no time such as 2026-11-26T10:00:00Z",
                shown(text)
            )
        })?),
    };
    if since.is_some_and(|since| since > now + AHEAD) {
        return Err("it was suppressed in the future".into());
    }
    Ok(Line {
        number,
        address_hash,
        email,
        reason,
        since: since.map(|since| since.min(now)),
    })
}

fn shown(text: &str) -> String {
    text.chars().take(60).collect()
}

/// Our own names, and those that mail services and help desks use in their exports. Without one, the customer asked.
fn reason_of(text: &str) -> Option<Reason> {
    let plain: String = text
        .to_lowercase()
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .collect();
    Some(match plain.as_str() {
        "" if text.is_empty() => Reason::Unsubscribed,
        "unsubscribed" | "unsubscribe" | "unsub" | "optout" | "optedout" => Reason::Unsubscribed,
        "hardbounce" | "hardbounces" | "bounce" | "bounced" | "bounces" | "hard" | "permanent" => {
            Reason::HardBounce
        }
        "softbounces" | "softbounce" | "soft" | "transient" => Reason::SoftBounces,
        "complaint" | "complaints" | "spam" | "spamcomplaint" | "spamreport" | "abuse" => {
            Reason::Complaint
        }
        "legal" | "manual" | "manualsuppression" | "blocked" | "block" | "blocklist"
        | "donotcontact" => Reason::Legal,
        _ => return None,
    })
}

/// A time with its offset, a time in UTC, or a day.
fn instant(text: &str) -> Option<DateTime<Utc>> {
    if let Ok(at) = DateTime::parse_from_rfc3339(text) {
        return Some(at.to_utc());
    }
    for form in ["%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"] {
        if let Ok(at) = NaiveDateTime::parse_from_str(text, form) {
            return Some(at.and_utc());
        }
    }
    let day = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()?;
    Some(day.and_hms_opt(0, 0, 0)?.and_utc())
}

#[cfg(test)]
mod tests;
