//! What is heard of a letter after it left: reports of mail servers, complaints of its reader. Pure: `mail/bounce` and
//! the webhooks read reports into [`Told`], `flow` acts on it.

use uuid::Uuid;

/// What a report means for the letter and its address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// There is no such address.
    Hard,
    /// Not delivered this time; the address may be good.
    Soft,
    /// Not delivered because of what or who we are: the address is not to blame.
    Ours,
    /// Delivered, delayed, relayed: nothing follows.
    Noted,
    /// The reader says that it is spam.
    Complaint,
    /// The reader says that it is not.
    NotSpam,
    /// The reader wants no more letters, and says so by mail.
    Unsubscribe,
    /// An out-of-office note and the like.
    AutoReply,
    /// Mail of another sort.
    NoReport,
    /// It says it is a report, and cannot be read.
    Malformed,
    /// Too large to be looked into.
    TooLarge,
}

impl Kind {
    pub const ALL: [Self; 11] = [
        Self::Hard,
        Self::Soft,
        Self::Ours,
        Self::Complaint,
        Self::NotSpam,
        Self::Unsubscribe,
        Self::Noted,
        Self::AutoReply,
        Self::NoReport,
        Self::Malformed,
        Self::TooLarge,
    ];

    pub fn code(self) -> &'static str {
        match self {
            Self::Hard => "hard",
            Self::Soft => "soft",
            Self::Ours => "ours",
            Self::Noted => "noted",
            Self::Complaint => "complaint",
            Self::NotSpam => "not_spam",
            Self::Unsubscribe => "unsubscribe",
            Self::AutoReply => "auto_reply",
            Self::NoReport => "no_report",
            Self::Malformed => "malformed",
            Self::TooLarge => "too_large",
        }
    }

    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// The letter did not arrive.
    pub fn did_not_arrive(self) -> bool {
        matches!(self, Self::Hard | Self::Soft | Self::Ours)
    }

    /// It tells of a letter, so that it must prove of which.
    pub fn is_about_a_letter(self) -> bool {
        self.did_not_arrive()
            || matches!(
                self,
                Self::Noted | Self::Complaint | Self::NotSpam | Self::Unsubscribe
            )
    }
}

/// How a report reached us.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Inlet {
    Pipe,
    Mailbox,
    Ses,
    Postmark,
    Sendgrid,
    Mailgun,
    /// The mail server's answer while the letter was handed over.
    Session,
}

impl Inlet {
    pub fn code(self) -> &'static str {
        match self {
            Self::Pipe => "pipe",
            Self::Mailbox => "mailbox",
            Self::Ses => "ses",
            Self::Postmark => "postmark",
            Self::Sendgrid => "sendgrid",
            Self::Mailgun => "mailgun",
            Self::Session => "session",
        }
    }
}

/// What ties a report to a letter. An address alone never does: anybody can write one down.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Proof {
    /// A token of the address that reports come back to.
    Sender(String),
    /// The token of the links in a returned letter.
    Link(String),
    /// A token of the address to unsubscribe by mail, which proves that wish and no report.
    Unsubscribe(String),
    /// The letter's id, from a service whose signature was checked.
    Letter(Uuid),
}

/// What a report says of one recipient.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    pub kind: Kind,
    /// The enhanced status code, `5.1.1`.
    pub status: Option<String>,
    /// Every address it names; none where they are hidden.
    pub recipients: Vec<String>,
    /// The server's words.
    pub diagnostic: String,
}

/// A report as read at the door.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// The same for every copy of one report.
    pub key: String,
    /// What may be used once only, where the inlet has such a thing.
    pub once: Option<String>,
    pub inlet: Inlet,
    pub proofs: Vec<Proof>,
    /// One for each recipient; never empty.
    pub outcomes: Vec<Outcome>,
    /// The beginning of what could not be read.
    pub kept: Option<Vec<u8>>,
}

/// A status code, three numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Status {
    pub class: u16,
    pub subject: u16,
    pub detail: u16,
}

impl Status {
    /// Reads `5.1.1`, with whatever stands behind it.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim_start();
        let end = text
            .find(|c: char| !c.is_ascii_digit() && c != '.')
            .unwrap_or(text.len());
        let mut numbers = text[..end].trim_end_matches('.').split('.');
        let mut number = || {
            numbers
                .next()
                .filter(|digits| (1..=3).contains(&digits.len()))?
                .parse()
                .ok()
        };
        let status = Self {
            class: number()?,
            subject: number()?,
            detail: number()?,
        };
        (matches!(status.class, 2 | 4 | 5) && numbers.next().is_none()).then_some(status)
    }

    /// The first status code among these words: `550 5.1.1 <…> User unknown`, `(#5.1.1)`.
    pub fn find(words: &str) -> Option<Self> {
        let mut before = ' ';
        for (at, c) in words.char_indices() {
            if matches!(c, '2' | '4' | '5')
                && !before.is_alphanumeric()
                && before != '.'
                && let Some(found) = Self::parse(&words[at..])
            {
                return Some(found);
            }
            before = c;
        }
        None
    }

    /// Says no more than the class.
    fn is_vague(self) -> bool {
        (self.subject, self.detail) == (0, 0)
    }

    /// This, or what the server's own words say more exactly.
    pub fn refined_by(self, words: &str) -> Self {
        match Self::find(words) {
            Some(exact) if self.is_vague() && exact.class == self.class => exact,
            _ => self,
        }
    }
}

impl std::fmt::Display for Status {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}.{}", self.class, self.subject, self.detail)
    }
}

/// What `Action` and `Status` of a delivery report (RFC 3464) mean.
pub fn classify(action: &str, status: Status) -> Kind {
    if !action.trim().eq_ignore_ascii_case("failed") {
        return Kind::Noted;
    }
    match (status.class, status.subject, status.detail) {
        (2, ..) => Kind::Noted,
        (4, ..) => Kind::Soft,
        (_, 1, 1 | 2 | 3 | 6 | 10) | (_, 2, 1) => Kind::Hard,
        // The sender's address, the letter's size and form, the way we speak, policy.
        (_, 1, 7 | 8) | (_, 3, 4) | (_, 5..=7, _) => Kind::Ours,
        // Full, or said too vaguely to give an address up at once.
        _ => Kind::Soft,
    }
}

/// What a complaint's `Feedback-Type` (RFC 5965) means.
pub fn feedback(kind: &str) -> Kind {
    let is = |name: &str| kind.trim().eq_ignore_ascii_case(name);
    if is("abuse") || is("fraud") || is("opt-out") || is("opt-out-list") {
        Kind::Complaint
    } else if is("not-spam") {
        Kind::NotSpam
    } else {
        Kind::Noted
    }
}

/// Characters of a server's words that are kept.
const WORDS: usize = 200;

/// A server's words on one short line, without the addresses in them.
pub fn diagnostic(words: &str) -> String {
    let words = words.split_whitespace().map(|word| match word.find('@') {
        Some(_) => "…",
        None => word,
    });
    let line = words.collect::<Vec<_>>().join(" ");
    line.chars()
        .filter(|c| !c.is_control())
        .take(WORDS)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_status_means_one_thing() {
        for (action, statuses, kind) in [
            ("failed", "5.1.1 5.1.10 5.1.2 5.1.3 5.1.6 5.2.1", Kind::Hard),
            ("failed", "4.2.2 5.2.2 4.4.1 4.4.7 4.7.1 4.0.0", Kind::Soft),
            (
                "failed",
                "5.7.1 5.7.26 5.7.515 5.7.0 5.3.4 5.6.0 5.6.7 5.5.2 5.1.7 5.1.8",
                Kind::Ours,
            ),
            ("failed", "5.0.0 5.1.0 5.2.3 5.3.0 5.4.1 5.4.4", Kind::Soft),
            ("failed", "2.0.0", Kind::Noted),
            ("delayed", "4.4.1 4.2.2 5.1.1", Kind::Noted),
            ("relayed", "2.0.0 5.1.1", Kind::Noted),
            ("expanded", "2.0.0", Kind::Noted),
            ("delivered", "2.0.0 2.1.5", Kind::Noted),
            ("", "5.1.1", Kind::Noted),
            (" FAILED ", "5.1.1", Kind::Hard),
        ] {
            for status in statuses.split(' ') {
                let parsed = Status::parse(status).expect(status);
                assert_eq!(parsed.to_string(), status);
                assert_eq!(classify(action, parsed), kind, "{action} {status}");
            }
        }
    }

    #[test]
    fn only_a_complaint_is_a_complaint() {
        for (said, kind) in [
            ("abuse", Kind::Complaint),
            ("Abuse ", Kind::Complaint),
            ("fraud", Kind::Complaint),
            ("opt-out", Kind::Complaint),
            ("not-spam", Kind::NotSpam),
            ("virus", Kind::Noted),
            ("auth-failure", Kind::Noted),
            ("", Kind::Noted),
        ] {
            assert_eq!(feedback(said), kind, "{said}");
        }
    }

    #[test]
    fn a_status_is_found_among_words_and_not_in_numbers() {
        let found = |words: &str| Status::find(words).map(|status| status.to_string());
        assert_eq!(
            found("smtp; 550-5.1.1 The email account").as_deref(),
            Some("5.1.1")
        );
        assert_eq!(
            found("Sorry, no mailbox here. (#5.1.1)").as_deref(),
            Some("5.1.1")
        );
        assert_eq!(
            found("host 10.5.1.1 said: 452 4.2.2 full").as_deref(),
            Some("4.2.2")
        );
        for nothing in ["", "550 no", "5.1", "5.1.1.1", "9.1.1", "v5.1.1x5", "5..1"] {
            assert_eq!(found(nothing), None, "{nothing}");
        }
        let vague = Status::parse("5.0.0").expect("a status");
        assert_eq!(vague.refined_by("550 5.1.1 unknown").to_string(), "5.1.1");
        assert_eq!(vague.refined_by("450 4.1.1 unknown").to_string(), "5.0.0");
        let exact = Status::parse("5.2.2").expect("a status");
        assert_eq!(exact.refined_by("550 5.1.1 unknown").to_string(), "5.2.2");
    }

    #[test]
    fn words_lose_addresses_and_length() {
        assert_eq!(
            diagnostic("550 5.1.1 <kim@example.net>:\r\n Recipient\u{7} unknown"),
            "550 5.1.1 … Recipient unknown"
        );
        assert_eq!(diagnostic(&"word ".repeat(400)).chars().count(), WORDS);
    }
}
