//! The conversation with a mail server: one `SmtpLine` per sending thread, kept open between letters. lettre speaks
//! protocol and TLS; its pool is left aside because its errors do not say at which command the server refused (a bad
//! sender is everybody's trouble, a bad recipient one letter's), because it asks NOOP before every letter, and because
//! it writes the closing dot on its own, which costs a delayed ACK a letter.

use std::fmt::{self, Display, Formatter};
use std::sync::Arc;
use std::time::{Duration, Instant};

use lettre::Message;
use lettre::address::Envelope;
use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::{Credentials, DEFAULT_MECHANISMS};
use lettre::transport::smtp::client::{SmtpConnection, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt, Rset};
use lettre::transport::smtp::extension::{ClientId, Extension, MailBodyParameter, MailParameter};
use lettre::transport::smtp::response::Response;

use super::outcome::{Answer, Outcome, Step, judge};

/// Letters per connection: relays dislike more, and a fresh connection may reach a healthier machine.
const LETTERS_PER_CONNECTION: u32 = 100;

/// A line unused for so long is closed rather than trusted: servers hang up on idle clients.
const IDLE: Duration = Duration::from_secs(30);

/// How the line is protected.
#[derive(Clone)]
pub(super) enum Protection {
    /// Plain text, for a relay on the same machine or network.
    None,
    /// STARTTLS, and no letter without it.
    StartTls(TlsParameters),
    /// STARTTLS when the server offers it.
    StartTlsIfOffered(TlsParameters),
    /// TLS from the first byte.
    Wrapped(TlsParameters),
}

/// How long each part of the conversation may take: RFC 5321 4.5.3.2. Short ones make duplicates.
#[derive(Debug, Clone, Copy)]
pub struct Timeouts {
    /// Connecting, greeting, EHLO, AUTH, MAIL, RCPT.
    pub command: Duration,
    /// The answer to DATA.
    pub data: Duration,
    /// The answer to the whole letter.
    pub letter: Duration,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self {
            command: Duration::from_secs(5 * 60),
            data: Duration::from_secs(2 * 60),
            letter: Duration::from_secs(10 * 60),
        }
    }
}

impl Timeouts {
    /// None of them longer than `longest`.
    pub fn capped(self, longest: Duration) -> Self {
        Self {
            command: self.command.min(longest),
            data: self.data.min(longest),
            letter: self.letter.min(longest),
        }
    }
}

/// Where letters go and how to get in. Made from a setting by `smtp_url`.
#[derive(Clone)]
pub struct SmtpServer {
    pub(super) host: String,
    pub(super) port: u16,
    pub(super) protection: Protection,
    pub(super) credentials: Option<Credentials>,
    pub(super) hello: ClientId,
    pub(super) timeouts: Timeouts,
}

impl SmtpServer {
    /// With other patience than the standard's.
    pub fn with_timeouts(mut self, timeouts: Timeouts) -> Self {
        self.timeouts = timeouts;
        self
    }

    /// `host:port`, for logs: never the user or the password.
    pub fn address(&self) -> String {
        format!("{}:{}", self.host, self.port)
    }

    fn connect(&self) -> Result<SmtpConnection, Error> {
        let patience = Some(self.timeouts.command);
        let wrapper = match &self.protection {
            Protection::Wrapped(tls) => Some(tls),
            _ => None,
        };
        let place = (self.host.as_str(), self.port);
        let mut connection = SmtpConnection::connect(place, patience, &self.hello, wrapper, None)?;
        match &self.protection {
            Protection::StartTls(tls) => connection.starttls(tls, &self.hello)?,
            Protection::StartTlsIfOffered(tls) if connection.can_starttls() => {
                connection.starttls(tls, &self.hello)?;
            }
            _ => {}
        }
        if let Some(credentials) = &self.credentials {
            connection.auth(DEFAULT_MECHANISMS, credentials)?;
        }
        Ok(connection)
    }
}

/// One thread's line to the server. A line whose send did not come back clean is dropped, never reused.
pub struct SmtpLine {
    server: Arc<SmtpServer>,
    open: Option<OpenLine>,
}

struct OpenLine {
    connection: SmtpConnection,
    letters: u32,
    last_used: Instant,
}

impl SmtpLine {
    /// A line that connects at its first letter.
    pub fn new(server: Arc<SmtpServer>) -> Self {
        Self { server, open: None }
    }

    /// Sends one letter, its signatures before it, and says what became of it. Blocks for as long as the timeouts allow.
    pub fn send(&mut self, message: &Message, signatures: &str) -> Outcome {
        let body = match OnTheWire::of(message, signatures) {
            Ok(body) => body,
            Err(outcome) => return outcome,
        };
        let kept = self.fresh_enough();
        let (mut line, reused) = match kept {
            Some(line) => (line, true),
            None => match self.dial() {
                Ok(line) => (line, false),
                Err(error) => return judge(Step::Opening, answer(error)),
            },
        };
        let mut result = line.converse(message.envelope(), &body, &self.server.timeouts);
        // A kept line the server has meanwhile closed says so at the first command, in words or not; nothing of the letter
        // left.
        let closed =
            |answer: &Answer| matches!(answer, Answer::Broken(_) | Answer::Reply { code: 421, .. });
        if reused && matches!(&result, Err((Step::Sender, answer)) if closed(answer)) {
            line = match self.dial() {
                Ok(line) => line,
                Err(error) => return judge(Step::Opening, answer(error)),
            };
            result = line.converse(message.envelope(), &body, &self.server.timeouts);
        }
        match result {
            Ok(response) => {
                let outcome = judge(Step::Letter, replied(&response));
                if matches!(outcome, Outcome::Sent { .. }) {
                    line.letters += 1;
                    self.keep(line);
                }
                outcome
            }
            Err((step, answer)) => {
                let refused_politely =
                    matches!(&answer, Answer::Reply { code, .. } if *code != 421);
                let outcome = judge(step, answer);
                if refused_politely && line.connection.command(Rset).is_ok() {
                    self.keep(line);
                }
                outcome
            }
        }
    }

    /// Hangs up if the line has been idle for long; called by a thread with nothing to do.
    pub fn rest(&mut self) {
        if self
            .open
            .as_ref()
            .is_some_and(|line| line.last_used.elapsed() >= IDLE)
        {
            self.hang_up();
        }
    }

    /// Says goodbye and closes the line.
    pub fn hang_up(&mut self) {
        if let Some(mut line) = self.open.take() {
            line.say_goodbye();
        }
    }

    fn dial(&self) -> Result<OpenLine, Error> {
        let connection = self.server.connect()?;
        Ok(OpenLine {
            connection,
            letters: 0,
            last_used: Instant::now(),
        })
    }

    fn fresh_enough(&mut self) -> Option<OpenLine> {
        self.rest();
        self.open.take()
    }

    fn keep(&mut self, mut line: OpenLine) {
        line.last_used = Instant::now();
        if line.letters < LETTERS_PER_CONNECTION {
            self.open = Some(line);
        } else {
            line.say_goodbye();
        }
    }
}

impl Drop for SmtpLine {
    fn drop(&mut self) {
        self.hang_up();
    }
}

impl OpenLine {
    fn converse(
        &mut self,
        envelope: &Envelope,
        body: &OnTheWire,
        timeouts: &Timeouts,
    ) -> Result<Response, (Step, Answer)> {
        let mut options = Vec::new();
        if envelope
            .to()
            .iter()
            .chain(envelope.from())
            .any(|address| !AsRef::<str>::as_ref(address).is_ascii())
        {
            let words = "the address has letters this mail server cannot take (no SMTPUTF8)";
            self.must_offer(Extension::SmtpUtfEight, words)?;
            options.push(MailParameter::SmtpUtfEight);
        }
        if !body.0.is_ascii() {
            self.must_offer(Extension::EightBitMime, "the server takes no 8-bit letters")?;
            options.push(MailParameter::Body(MailBodyParameter::EightBitMime));
        }
        self.ask(
            Step::Sender,
            timeouts.command,
            Mail::new(envelope.from().cloned(), options),
        )?;
        for recipient in envelope.to() {
            self.ask(
                Step::Recipient,
                timeouts.command,
                Rcpt::new(recipient.clone(), vec![]),
            )?;
        }
        let go_on = self.ask(Step::Data, timeouts.data, Data)?;
        if u16::from(go_on.code()) != 354 {
            return Err((Step::Data, replied(&go_on)));
        }
        self.ask(Step::Letter, timeouts.letter, body)
    }

    /// A letter for an address this server can never take is refused, as by the server itself.
    fn must_offer(&self, extension: Extension, words: &str) -> Result<(), (Step, Answer)> {
        if self.connection.server_info().supports_feature(extension) {
            return Ok(());
        }
        Err((
            Step::Recipient,
            Answer::Reply {
                code: 553,
                text: format!("5.6.7 {words}"),
            },
        ))
    }

    fn ask(
        &mut self,
        step: Step,
        patience: Duration,
        command: impl Display,
    ) -> Result<Response, (Step, Answer)> {
        self.connection
            .set_timeout(Some(patience))
            .map_err(|error| (step, Answer::Broken(error.to_string())))?;
        self.connection
            .command(command)
            .map_err(|error| (step, answer(error)))
    }

    fn say_goodbye(&mut self) {
        // A server slow to say goodbye must not hold up the thread; what was sent is settled already.
        let _ = self.connection.set_timeout(Some(Duration::from_secs(2)));
        let _ = self.connection.quit();
    }
}

/// The letter as the line carries it: dots doubled at line starts, closed by a line with one dot, written at once.
struct OnTheWire(String);

impl OnTheWire {
    fn of(message: &Message, signatures: &str) -> Result<Self, Outcome> {
        let letter = String::from_utf8(message.formatted()).map_err(|_| Outcome::Refused {
            words: "the letter is not text".into(),
        })?;
        let mut wire = String::with_capacity(signatures.len() + letter.len() + 16);
        wire.push_str(signatures);
        let mut begins = true;
        for line in letter.split_inclusive('\n') {
            if begins && line.starts_with('.') {
                wire.push('.');
            }
            wire.push_str(line);
            begins = line.ends_with("\r\n");
        }
        if !wire.ends_with("\r\n") {
            wire.push_str("\r\n");
        }
        wire.push_str(".\r\n");
        Ok(Self(wire))
    }
}

impl Display for OnTheWire {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

fn replied(response: &Response) -> Answer {
    Answer::Reply {
        code: response.code().into(),
        text: response.message().collect::<Vec<_>>().join(" "),
    }
}

fn answer(error: Error) -> Answer {
    let said = std::error::Error::source(&error).map(ToString::to_string);
    match error.status() {
        Some(code) => Answer::Reply {
            code: code.into(),
            text: said.unwrap_or_default(),
        },
        None => Answer::Broken(if error.is_timeout() || is_would_block(&error) {
            "the mail server did not answer in time".into()
        } else {
            error.to_string()
        }),
    }
}

/// A read that timed out, as Linux says it.
fn is_would_block(error: &Error) -> bool {
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        if let Some(io) = cause.downcast_ref::<std::io::Error>() {
            return io.kind() == std::io::ErrorKind::WouldBlock;
        }
        source = cause.source();
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use lettre::message::SinglePart;

    fn message(text: &str) -> Message {
        Message::builder()
            .from("a@acme.example".parse().unwrap())
            .to("b@example.net".parse().unwrap())
            .date(std::time::SystemTime::UNIX_EPOCH)
            .singlepart(SinglePart::plain(text.to_owned()))
            .unwrap()
    }

    #[test]
    fn dots_are_doubled_and_the_letter_is_closed() {
        let wire = OnTheWire::of(&message(".\n..\nx.\n.y"), "").unwrap().0;
        let body = wire.split_once("\r\n\r\n").unwrap().1;
        assert_eq!(body, "..\r\n...\r\nx.\r\n..y\r\n.\r\n");
    }

    #[test]
    fn timeouts_can_only_be_shortened() {
        let short = Timeouts::default().capped(Duration::from_secs(1));
        assert_eq!(short.letter, Duration::from_secs(1));
        let long = Timeouts::default().capped(Duration::from_secs(100_000));
        assert_eq!(long.letter, Duration::from_secs(600));
    }
}
