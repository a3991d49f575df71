//! What a mail server's answer means for the letter. Pure: `smtp` asks, whoever settles the delivery acts on it.
//! One table, read from the top. The rule that must never bend: only a 2xx answer to the whole letter is "sent".

use std::ops::RangeInclusive;

/// How far the conversation had come when the answer was given or the line broke.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Connecting, greeting, EHLO, STARTTLS, AUTH: nothing of this letter was said yet.
    Opening,
    /// MAIL FROM: the sender, which is the same for all letters of a brand.
    Sender,
    /// RCPT TO: this letter's recipient.
    Recipient,
    /// DATA, before the first line of the letter.
    Data,
    /// The whole letter and its closing dot are on their way.
    Letter,
}

/// What came back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// A reply line: `550` and `5.1.1 No such user`.
    Reply { code: u16, text: String },
    /// No usable reply: refused connection, timeout, cut line, failed handshake.
    Broken(String),
}

impl Answer {
    /// The words as they can be kept and shown: databases refuse some characters, and no server means them.
    fn without_controls(self) -> Self {
        let plain = |text: String| text.replace(char::is_control, " ");
        match self {
            Self::Reply { code, text } => Self::Reply {
                code,
                text: plain(text),
            },
            Self::Broken(words) => Self::Broken(plain(words)),
        }
    }
}

/// What that means for the letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The server took it.
    Sent { words: String },
    /// It will never be taken for this recipient: no further try.
    Refused { words: String },
    /// To be tried again later. `ambiguous`: the server may have it already, so the next try may be a second copy.
    Deferred { words: String, ambiguous: bool },
    /// We write too fast to this recipient's domain: keep the letter, slow the domain.
    Slowed { words: String },
    /// This recipient's domain objects to us, not to the recipient: keep the letter, pause the domain, raise an alarm.
    Barred { words: String },
    /// The server does not take letters from this sender: keep the letter, pause the sender, raise an alarm. `to_one`: said
    /// once the recipient was known, so that it may be one domain that does not.
    Disowned { words: String, to_one: bool },
    /// The trouble is ours or the server's: pause all sending, keep the letter, raise an alarm. `to_one`: said once the
    /// recipient was known, so that the letter may be what meets it.
    Halted { words: String, to_one: bool },
}

impl Outcome {
    /// The server's own words, or ours where there were none.
    pub fn words(&self) -> &str {
        match self {
            Self::Sent { words }
            | Self::Refused { words }
            | Self::Deferred { words, .. }
            | Self::Slowed { words }
            | Self::Barred { words }
            | Self::Disowned { words, .. }
            | Self::Halted { words, .. } => words,
        }
    }
}

/// What a row of the table says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Means {
    Sent,
    /// Permanent for this letter.
    Refused,
    /// Temporary for this letter.
    Deferred,
    /// Temporary, and the letter may have been taken.
    Unclear,
    /// This domain is to be written to more slowly.
    Slowed,
    /// Our fault in the eyes of this domain.
    Barred,
    /// This sender's fault in the eyes of the server.
    Disowned,
    /// Our fault, or everybody's trouble.
    Halted,
}

/// One row: at which steps, for which codes, for which enhanced codes (a beginning; empty: any or none) and for which
/// words (any of these, in lower case; empty: whatever is said).
type Row = (
    &'static [Step],
    RangeInclusive<u16>,
    &'static str,
    &'static [&'static str],
    Means,
);

const OPENING: &[Step] = &[Step::Opening];
const SENDER: &[Step] = &[Step::Sender];
const LETTER: &[Step] = &[Step::Letter];
/// From here on the answer may be about this letter.
const ITS_OWN: &[Step] = &[Step::Recipient, Step::Data, Step::Letter];

const FOR_NOW: RangeInclusive<u16> = 400..=499;
const FOR_GOOD: RangeInclusive<u16> = 500..=599;

const GREYLISTING: &[&str] = &["greylist", "graylist", "grey list", "gray list"];
/// How servers say that we may not use them at all; some say it without a code of its own.
const NO_RELAY: &[&str] = &[
    "relay access denied",
    "relaying denied",
    "relay not permitted",
    "relaying not allowed",
    "unable to relay",
    "list of allowed rcpthosts",
    "not permitted to relay",
];
/// Most servers judge the sender only once they know the recipient.
const BAD_SENDER: &[&str] = &[
    "sender address rejected",
    "sender rejected",
    "sender denied",
    "sender domain does not",
    "domain of sender",
    "sender verify failed",
    "email address is not verified",
];
/// What this machine calls itself is not good enough.
const BAD_HELLO: &[&str] = &[
    "helo command rejected",
    "ehlo command rejected",
    "invalid helo",
    "invalid ehlo",
    "fully-qualified hostname",
];
/// Nothing more may be sent for a while, wherever it goes.
const USED_UP: &[&str] = &[
    "sending quota exceeded",
    "sending limit exceeded",
    "daily sending quota",
    "daily sending limit",
    "daily user sending",
    "daily limit for message recipients",
    "submissionquotaexceeded",
    "unusual sending activity",
    "max defers and failures",
    "daily message quota exceeded",
    "maximum sending rate exceeded",
];
/// How a domain objects to us where no enhanced code says so.
const OBJECTIONS: &[&str] = &[
    "blocked using",
    "blocklist",
    "block list",
    "blacklist",
    "black list",
    "spamhaus",
    "spf check",
    "spf fail",
    "dkim",
    "dmarc",
    "as spam",
    "spam content",
    "spam message",
    "unsolicited",
];
/// How servers say without an enhanced code that there is no such address.
const NOBODY: &[&str] = &[
    "user unknown",
    "unknown user",
    "no such user",
    "no such recipient",
    "no such mailbox",
    "mailbox not found",
    "recipient not found",
    "does not exist",
    "doesn't exist",
];

/// How servers say without an enhanced code that a mailbox takes no more.
const FULL: &[&str] = &[
    "mailbox full",
    "mailbox is full",
    "over quota",
    "quota exceeded",
];

/// The first row that fits decides.
static TABLE: &[Row] = &[
    (LETTER, 200..=299, "", &[], Means::Sent),
    // Before this letter was spoken of, nothing can be about it.
    (OPENING, 0..=999, "", &[], Means::Halted),
    // Signing in comes before any sender.
    (SENDER, 530..=538, "", &[], Means::Halted),
    (SENDER, FOR_GOOD, "5.7.0", &[], Means::Halted),
    (SENDER, FOR_GOOD, "", BAD_HELLO, Means::Halted),
    (SENDER, FOR_GOOD, "5.4.5", &[], Means::Halted),
    (SENDER, FOR_GOOD, "", USED_UP, Means::Halted),
    (SENDER, FOR_GOOD, "", &[], Means::Disowned),
    (SENDER, 421..=421, "", &[], Means::Halted),
    (SENDER, FOR_NOW, "", GREYLISTING, Means::Deferred),
    (SENDER, FOR_NOW, "4.3.", &[], Means::Halted),
    (SENDER, FOR_NOW, "4.7.", &[], Means::Halted),
    (SENDER, FOR_NOW, "", &[], Means::Deferred),
    // Temporary: greylisting is no complaint about speed, though it often has the same code.
    (ITS_OWN, FOR_NOW, "", GREYLISTING, Means::Deferred),
    (ITS_OWN, FOR_NOW, "", BAD_SENDER, Means::Disowned),
    (ITS_OWN, FOR_NOW, "", USED_UP, Means::Halted),
    (ITS_OWN, 421..=421, "", &[], Means::Slowed),
    (ITS_OWN, FOR_NOW, "4.7.", &[], Means::Slowed),
    (ITS_OWN, FOR_NOW, "", &[], Means::Deferred),
    // Ours: not signed in, badly introduced, no more today.
    (ITS_OWN, 530..=530, "", &[], Means::Halted),
    (ITS_OWN, 534..=535, "", &[], Means::Halted),
    (ITS_OWN, 538..=538, "", &[], Means::Halted),
    (ITS_OWN, FOR_GOOD, "5.7.8", &[], Means::Halted),
    (ITS_OWN, FOR_GOOD, "5.7.9", &[], Means::Halted),
    (ITS_OWN, FOR_GOOD, "", BAD_HELLO, Means::Halted),
    (ITS_OWN, FOR_GOOD, "5.4.5", &[], Means::Halted),
    (ITS_OWN, FOR_GOOD, "", USED_UP, Means::Halted),
    // No relay for one domain says nothing of the others; where every domain says it, all sending pauses.
    (ITS_OWN, FOR_GOOD, "", NO_RELAY, Means::Barred),
    // The brand's: no good sender, or none that this account may use.
    (ITS_OWN, FOR_GOOD, "5.1.7", &[], Means::Disowned),
    (ITS_OWN, FOR_GOOD, "5.1.8", &[], Means::Disowned),
    (ITS_OWN, FOR_GOOD, "", BAD_SENDER, Means::Disowned),
    // An address in letters the server cannot carry is the recipient's, though it stands among faults of content.
    (ITS_OWN, FOR_GOOD, "5.6.7", &[], Means::Refused),
    // Ours in the eyes of one domain: not authenticated, not aligned, taken for spam, too large, badly made.
    (ITS_OWN, FOR_GOOD, "5.7.", &[], Means::Barred),
    (ITS_OWN, FOR_GOOD, "5.6.", &[], Means::Barred),
    (ITS_OWN, FOR_GOOD, "5.3.4", &[], Means::Barred),
    // The address's or the mailbox's own, whatever else is said.
    (ITS_OWN, FOR_GOOD, "5.1.", &[], Means::Refused),
    (ITS_OWN, FOR_GOOD, "5.2.", &[], Means::Refused),
    (ITS_OWN, FOR_GOOD, "", NOBODY, Means::Refused),
    (ITS_OWN, FOR_GOOD, "", OBJECTIONS, Means::Barred),
    (ITS_OWN, FOR_GOOD, "", &[], Means::Refused),
    // "Go on" after the closing dot: the server did not see it, or says so.
    (LETTER, 300..=399, "", &[], Means::Unclear),
];

/// The meaning of `answer` at `step`, where the step did not simply go on.
pub fn judge(step: Step, answer: Answer) -> Outcome {
    let (code, text) = match answer.without_controls() {
        Answer::Broken(words) if step == Step::Opening => {
            return Outcome::Halted {
                words,
                to_one: false,
            };
        }
        Answer::Broken(words) => {
            let ambiguous = step == Step::Letter;
            return Outcome::Deferred { words, ambiguous };
        }
        Answer::Reply { code, text } => (code, text),
    };
    let means = meaning(step, code, &text);
    let to_one = ITS_OWN.contains(&step);
    let words = if text.is_empty() {
        code.to_string()
    } else {
        format!("{code} {text}")
    };
    match means {
        Means::Sent => Outcome::Sent { words },
        Means::Refused => Outcome::Refused { words },
        Means::Deferred | Means::Unclear => Outcome::Deferred {
            words,
            ambiguous: means == Means::Unclear,
        },
        Means::Slowed => Outcome::Slowed { words },
        Means::Barred => Outcome::Barred { words },
        Means::Disowned => Outcome::Disowned { words, to_one },
        Means::Halted => Outcome::Halted { words, to_one },
    }
}

/// Whether the words of a refusal say that there is no such address: that it will not be there tomorrow either.
pub fn says_no_such_address(words: &str) -> bool {
    let Some(refusal) = Refusal::read(words) else {
        return false;
    };
    match refusal.enhanced {
        "5.1.1" | "5.1.6" | "5.1.10" | "5.2.1" => true,
        "" => {
            matches!(refusal.code, 550 | 551 | 553)
                && refusal.says(NOBODY)
                && !refusal.is_about_us()
        }
        _ => false,
    }
}

/// Whether the words of a refusal, for now or for good, say that the mailbox is full: the address is there, and may take
/// letters again.
pub fn says_mailbox_full(words: &str) -> bool {
    let Some(refusal) = Refusal::read(words) else {
        return false;
    };
    match refusal.enhanced {
        "4.2.2" | "5.2.2" => true,
        "" => matches!(refusal.code, 452 | 552) && refusal.says(FULL) && !refusal.is_about_us(),
        _ => false,
    }
}

/// A refusal, taken apart.
struct Refusal<'a> {
    code: u16,
    enhanced: &'a str,
    /// In small letters.
    said: String,
}

impl<'a> Refusal<'a> {
    /// `None`: the words are no refusal by a server.
    fn read(words: &'a str) -> Option<Self> {
        let (code, text) = words.split_once(' ').unwrap_or((words, ""));
        let code = code
            .parse()
            .ok()
            .filter(|code| (400..=599).contains(code))?;
        Some(Self {
            code,
            enhanced: enhanced(code, text),
            said: text.to_lowercase(),
        })
    }

    fn says(&self, any: &[&str]) -> bool {
        any.iter().any(|word| self.said.contains(word))
    }

    /// It speaks of the sender or of how we come, whatever else it names.
    fn is_about_us(&self) -> bool {
        self.says(&["sender", "helo"])
            || [NO_RELAY, BAD_HELLO, USED_UP, OBJECTIONS]
                .iter()
                .any(|words| self.says(words))
    }
}

fn meaning(step: Step, code: u16, text: &str) -> Means {
    row(step, code, text).map_or(Means::Deferred, |(.., means)| *means)
}

fn row(step: Step, code: u16, text: &str) -> Option<&'static Row> {
    let (enhanced, said) = (enhanced(code, text), text.to_lowercase());
    TABLE.iter().find(|(steps, codes, class, words, _)| {
        let of_class = if class.is_empty() || class.ends_with('.') {
            enhanced.starts_with(class)
        } else {
            enhanced == *class
        };
        steps.contains(&step)
            && codes.contains(&code)
            && of_class
            && (words.is_empty() || words.iter().any(|word| said.contains(word)))
    })
}

/// The enhanced code (RFC 3463) a reply begins with; none when its class is not the reply's own.
fn enhanced(code: u16, text: &str) -> &str {
    let first = text.split_whitespace().next().unwrap_or_default();
    let parts: Vec<_> = first.split('.').collect();
    let number =
        |part: &&str| (1..=3).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
    let well_made = parts.len() == 3 && parts.iter().all(number);
    if well_made && parts[0] == (code / 100).to_string() {
        first
    } else {
        ""
    }
}

#[cfg(test)]
mod tests;
