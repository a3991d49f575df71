//! The letter that asks a customer how it went: words, facts and links in, a finished message out. Pure.
//! The same input gives the same bytes, so that a second try is recognisably the same letter.

use std::sync::Arc;
use std::time::SystemTime;

use chrono::{DateTime, NaiveDate, Utc};
use lettre::Message;
use lettre::address::{Address, Envelope};
use lettre::message::header::{ContentTransferEncoding, ContentType, HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart, SinglePart};
use maud::html;
use sea_orm::ActiveEnum;
use uuid::Uuid;

use super::layout::{self, Frame, Paint};
use super::one_line::{one_line, sentence};
use super::rating_row;
use super::seven_bit;
use crate::domain::{deliveries::delivery::Kind, organization::look::Look};
use crate::words::{self, FluentValue, Voice, formats, isolated_in, text};

/// Everything the letter says. Texts of others are made safe here; wordings are resolved already.
#[derive(Debug, Clone)]
pub struct InvitationLetter {
    /// What the letter is for; a reminder says so.
    pub kind: Kind,
    /// Of the delivery; with the sender's domain it makes the Message-ID, the same for every try.
    pub message_id: Uuid,
    /// When the letter was first to leave: the Date of every try.
    pub date: DateTime<Utc>,
    /// The sender's address with the brand's name.
    pub from: Mailbox,
    /// Where an answer by mail goes, if not to the sender.
    pub reply_to: Option<Address>,
    /// Where the post office reports to, if not to the sender. The same for every try: greylisting keys on it.
    pub bounce_to: Option<Address>,
    /// Where Postmark sends the letter: the name it gives back when it tells of a bounce.
    pub postmark_name: Option<String>,
    /// The customer's address.
    pub to: String,
    /// The customer's full name, may be empty.
    pub customer_name: String,
    /// The customer's first name, may be empty.
    pub customer_first_name: String,
    /// What to call whoever helped: the agent's first name, may be empty.
    pub agent_first_name: String,
    /// The brand's name.
    pub brand_name: String,
    /// The brand's slug, for the headers that let mail programs tell lists apart.
    pub brand_slug: String,
    /// The survey's slug, likewise.
    pub survey_slug: String,
    /// The language of the letter.
    pub locale: String,
    /// The subject, resolved.
    pub subject: String,
    /// The question, resolved.
    pub question: String,
    /// The scale, lowest first.
    pub ratings: Vec<Rating>,
    /// `phone chat email social in_person other`.
    pub channel: String,
    /// The product's name, may be empty.
    pub product: String,
    /// The day of the contact where the customer is.
    pub contact_day: NaiveDate,
    /// The last day an answer is taken.
    pub answer_until: Option<NaiveDate>,
    /// `https://HOST/u/{token}`.
    pub unsubscribe_url: String,
    /// `mailto:bounce+{token}@HOST?subject=unsubscribe`, where mail to it is read.
    pub unsubscribe_by_mail: Option<String>,
    /// Where the brand's logo can be fetched: the same address for everybody, so that it tells of nobody.
    pub logo_url: Option<String>,
    /// Colours, postal address, foot and texts of the brand.
    pub look: Arc<Look>,
}

/// One value of the scale and the link that chooses it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rating {
    /// The number.
    pub value: u8,
    /// What the number means; may be empty between the ends of a long scale.
    pub word: String,
    /// `https://HOST/s/{token}?score={value}`.
    pub url: String,
}

/// Why no letter can be made of this; to be settled as failed, with these words.
#[derive(Debug, thiserror::Error)]
pub enum Unsendable {
    #[error("the customer's address cannot be written to: {0}")]
    Recipient(#[from] lettre::address::AddressError),
    #[error("the letter cannot be put together: {0}")]
    Composition(#[from] lettre::error::Error),
}

const LONGEST_SUBJECT: usize = 120;
const LONGEST_PREHEADER: usize = 110;
const LONGEST_NAME: usize = 60;
const LONGEST_QUESTION: usize = 300;

impl InvitationLetter {
    /// The finished message, headers and both parts.
    pub fn message(&self) -> Result<Message, Unsendable> {
        let to: Address = self.to.parse()?;
        let domain = self.from.email.domain().to_owned();
        let from = Mailbox::new(
            self.from.name.as_deref().and_then(display_name),
            self.from.email.clone(),
        );
        let reply_to = self.reply_to.clone().unwrap_or_else(|| from.email.clone());
        let bounce_to = self.bounce_to.clone().unwrap_or_else(|| from.email.clone());
        let envelope = Envelope::new(Some(bounce_to), vec![to.clone()])?;
        let message_id = format!("<{}@{domain}>", self.message_id);
        let list_id = format!(
            "<{}.{}.{domain}>",
            label(&self.survey_slug),
            label(&self.brand_slug)
        );
        // survey, brand, kind of letter, and last the sender, as Gmail's feedback loop wants it
        let feedback_id = format!(
            "{}:{}:{}:afterword",
            label(&self.survey_slug),
            label(&self.brand_slug),
            self.kind.to_value()
        );
        let mut message = Message::builder()
            .envelope(envelope)
            .from(from)
            .reply_to(reply_to.into())
            .to(Mailbox::new(display_name(&self.customer_name), to))
            .subject(self.subject())
            .date(SystemTime::from(self.date))
            .raw_header(verbatim("Message-ID", message_id))
            .raw_header(verbatim("Auto-Submitted", "auto-generated"))
            .raw_header(verbatim("X-Auto-Response-Suppress", "OOF, AutoReply"))
            .raw_header(verbatim("List-Id", list_id));
        // A trial has nobody to suppress, and the preview its links lead to takes no such wish.
        if self.kind != Kind::Trial {
            message = message
                .raw_header(verbatim("List-Unsubscribe", self.ways_to_unsubscribe()))
                .raw_header(verbatim(
                    "List-Unsubscribe-Post",
                    "List-Unsubscribe=One-Click",
                ));
        }
        message = message.raw_header(verbatim("Feedback-ID", feedback_id));
        if let Some(name) = &self.postmark_name {
            message = message.raw_header(verbatim("X-PM-Metadata-letter", name.clone()));
        }
        // nobody else can know it, so that it stands in no text
        let boundary = format!("=_{}", self.message_id.simple());
        let parts = MultiPart::alternative()
            .boundary(boundary)
            .singlepart(text_part(self.text()))
            .singlepart(seven_bit::part(self.html()));
        Ok(message.multipart(parts)?)
    }

    /// The link first: it is what one click (RFC 8058) and most programs use.
    fn ways_to_unsubscribe(&self) -> String {
        let link = format!("<{}>", self.unsubscribe_url);
        match &self.unsubscribe_by_mail {
            Some(mailto) => format!("{link}, <{mailto}>"),
            None => link,
        }
    }

    /// The subject as sent: one line of at most 120 characters.
    pub fn subject(&self) -> String {
        let subject = match self.kind {
            Kind::Reminder => {
                let subject = [("subject", self.subject.as_str().into())];
                &self.say("letter-reminder-subject", &subject)
            }
            Kind::Invitation | Kind::Trial => &self.subject,
        };
        one_line(subject, LONGEST_SUBJECT)
    }

    /// The letter as a web page.
    pub fn html(&self) -> String {
        let language = words::shipped(&self.locale);
        let lang = language.to_string();
        let dir = words::direction(&language);
        let brand = self.brand();
        let paint = Paint::of(&self.look);
        let logo = self.look.logo.as_ref().zip(self.logo_url.as_deref());
        let body = html! {
            (layout::paragraph(&self.greeting()))
            (layout::paragraph(&self.contact()))
            @if let Some(words) = self.reminder() { (layout::paragraph(&words)) }
            (layout::question(&self.asked(), words::other_direction(&self.locale, &self.asked())))
            (rating_row::rating_row(self.voice(), dir, paint, &self.ratings))
            (layout::aside(html! { (self.say("letter-how", &[])) }))
            @if let Some(until) = self.until() { (layout::aside(html! { (until) })) }
        };
        let foot = html! {
            (layout::aside(html! { (self.why()) " " (self.say("letter-personal", &[])) }))
            @for lines in [&self.look.footer, &self.look.postal_address].into_iter().flatten() {
                (layout::aside(layout::lines(dir, &kept_lines(lines))))
            }
            (layout::aside(html! {
                (self.say("letter-unsubscribe-lead", &[])) " "
                (layout::link(&self.unsubscribe_url, &self.say("letter-unsubscribe", &[]), paint))
            }))
            @if let Some(address) = &self.look.privacy_link {
                (layout::aside(layout::link(address, &self.say("survey-privacy-link", &[]), paint)))
            }
        };
        let title = self.subject();
        let preheader = self.preheader();
        layout::page(Frame {
            lang: &lang,
            dir,
            title: &title,
            preheader: &preheader,
            brand: &brand,
            logo,
            paint,
            body,
            foot,
        })
    }

    /// The letter for programs that show no web pages: the same in the same order.
    pub fn text(&self) -> String {
        let mut lines = vec![
            self.greeting(),
            String::new(),
            self.contact(),
            String::new(),
        ];
        if let Some(words) = self.reminder() {
            lines.extend([words, String::new()]);
        }
        lines.extend([self.asked(), String::new()]);
        for rating in &self.ratings {
            lines.push(rating_row::spoken(
                self.voice(),
                rating,
                self.ratings.last(),
            ));
            lines.push(rating.url.clone());
            lines.push(String::new());
        }
        lines.push(self.say("letter-how-text", &[]));
        lines.extend(self.until());
        lines.extend([String::new(), "-- ".into(), self.brand()]);
        lines.push(self.why());
        lines.push(self.say("letter-personal", &[]));
        let foot = [&self.look.footer, &self.look.postal_address];
        lines.extend(foot.into_iter().flatten().flat_map(|text| kept_lines(text)));
        let link = [("link", self.unsubscribe_url.as_str().into())];
        lines.extend([
            String::new(),
            self.say("letter-unsubscribe-text", &link),
            String::new(),
        ]);
        if let Some(address) = &self.look.privacy_link {
            let label = self.say("survey-privacy-link", &[]);
            lines.extend([format!("{label}: {address}"), String::new()]);
        }
        lines.join("\n")
    }

    fn greeting(&self) -> String {
        let name = one_line(&self.customer_first_name, LONGEST_NAME);
        match name.as_str() {
            "" => self.say("letter-greeting-nameless", &[]),
            name => {
                let name = isolated_in(&self.locale, name);
                self.say("letter-greeting", &[("name", name.into())])
            }
        }
    }

    fn contact(&self) -> String {
        let agent = self.name(&self.agent_first_name);
        let product = self.name(&self.product);
        let key = match (agent.is_empty(), product.is_empty()) {
            (false, true) => "letter-contact-agent",
            (false, false) => "letter-contact-agent-about",
            (true, true) => "letter-contact-brand",
            (true, false) => "letter-contact-brand-about",
        };
        let facts = [
            ("channel", self.channel.as_str().into()),
            ("agent", agent.into()),
            ("brand", self.name(&self.brand_name).into()),
            ("day", self.day(self.contact_day).into()),
            ("product", product.into()),
        ];
        self.say(key, &facts)
    }

    fn reminder(&self) -> Option<String> {
        (self.kind == Kind::Reminder).then(|| self.say("letter-reminder", &[]))
    }

    /// What the list of letters shows beside the subject.
    pub fn preheader(&self) -> String {
        one_line(
            &self.say("letter-preheader", &[("brand", self.brand().into())]),
            LONGEST_PREHEADER,
        )
    }

    fn why(&self) -> String {
        let day = self.day(self.contact_day);
        self.say(
            "letter-why",
            &[
                ("brand", self.name(&self.brand_name).into()),
                ("day", day.into()),
            ],
        )
    }

    fn until(&self) -> Option<String> {
        let day = self.answer_until?;
        Some(self.say("letter-until", &[("day", self.day(day).into())]))
    }

    fn day(&self, day: NaiveDate) -> String {
        formats::day(&self.locale, day)
    }

    /// A name as it stands in a sentence.
    fn name(&self, name: &str) -> String {
        isolated_in(&self.locale, &one_line(name, LONGEST_NAME))
    }

    fn asked(&self) -> String {
        sentence(&self.question, LONGEST_QUESTION)
    }

    fn brand(&self) -> String {
        one_line(&self.brand_name, LONGEST_NAME)
    }

    fn say(&self, key: &str, args: &[(&'static str, FluentValue<'_>)]) -> String {
        text(self.voice(), key, args)
    }

    fn voice(&self) -> Voice<'_> {
        Voice {
            locale: &self.locale,
            texts: Some(&self.look.texts),
        }
    }
}

/// A text of several lines, each made safe.
fn kept_lines(text: &str) -> Vec<String> {
    let lines = text.lines().map(|line| one_line(line, LONGEST_QUESTION));
    lines.filter(|line| !line.is_empty()).collect()
}

fn text_part(text: String) -> SinglePart {
    SinglePart::builder()
        .header(ContentType::TEXT_PLAIN)
        .header(ContentTransferEncoding::QuotedPrintable)
        .body(text)
}

fn display_name(name: &str) -> Option<String> {
    Some(one_line(name, LONGEST_NAME)).filter(|name| !name.is_empty())
}

/// A slug as one label of a domain name: whatever else it holds becomes a hyphen.
fn label(slug: &str) -> String {
    let safe = slug.chars().map(|c| {
        if c.is_ascii_alphanumeric() {
            c.to_ascii_lowercase()
        } else {
            '-'
        }
    });
    safe.take(63).collect()
}

/// A header of machine-made ASCII on one line: folding one has broken signatures elsewhere.
fn verbatim(name: &'static str, value: impl Into<String>) -> HeaderValue {
    let mut value = value.into();
    value.retain(|c| c.is_ascii() && !c.is_ascii_control());
    HeaderValue::dangerous_new_pre_encoded(
        HeaderName::new_from_ascii_str(name),
        value.clone(),
        value,
    )
}

#[cfg(test)]
mod tests;
