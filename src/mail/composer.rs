//! Makes letters of deliveries: resolves the wording, derives the links. The sending job and the built-in outbox ask it.

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use lettre::{Address, message::Mailbox};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use sea_orm::{ConnectionTrait, DbErr};

use super::invitation_letter::{InvitationLetter, Rating};
use crate::domain::deliveries::delivery;
use crate::domain::organization::look::{self, Look};
use crate::domain::surveys::definition::Definition;
use crate::domain::surveys::phrasing;
use crate::domain::surveys::survey_version;
use crate::domain::surveys::wording::{self, Names};
use crate::token::Keys;
use crate::words::{self, Voice};

/// In the first part of an address that stands in a `mailto:` (RFC 6068).
const UNSAFE_IN_URI: AsciiSet = NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~')
    .remove(b'+');

/// What all letters of an installation share.
pub struct Composer {
    public_url: String,
    from: Mailbox,
    /// Where reports about letters come back to, before each letter's own token.
    bounce_to: Option<Address>,
    /// Postmark is told the letter's name, which it repeats when it tells of a bounce.
    names_to_postmark: bool,
    keys: Keys,
}

impl Composer {
    /// `from` without a name takes the name of each letter's brand.
    pub fn new(public_url: &str, from: Mailbox, keys: Keys) -> Self {
        let public_url = public_url.trim_end_matches('/').to_owned();
        Self {
            public_url,
            from,
            bounce_to: None,
            names_to_postmark: false,
            keys,
        }
    }

    /// Reports about each letter come back to an address of its own, `bounce+{token}@bounce.example`, and its reader can
    /// unsubscribe at another.
    #[must_use]
    pub fn bouncing_to(mut self, address: Option<Address>) -> Self {
        self.bounce_to = address;
        self
    }

    /// Letters carry their name in a header that Postmark takes out again.
    #[must_use]
    pub fn naming_to_postmark(mut self, names: bool) -> Self {
        self.names_to_postmark = names;
        self
    }

    fn bounce_to(&self, delivery: &delivery::Model) -> Option<Address> {
        let token = self.keys.bounce_token(delivery.id.0);
        self.coming_back(&token)
    }

    /// An address that leads where bounces do, with a token of the letter's.
    fn coming_back(&self, token: &str) -> Option<Address> {
        let address = self.bounce_to.as_ref()?;
        Address::new(format!("{}+{token}", address.user()), address.domain()).ok()
    }

    /// A letter to this address unsubscribes; mail programs fill in its subject.
    fn unsubscribe_by_mail(&self, delivery: &delivery::Model) -> Option<String> {
        let token = self.keys.unsubscribe_token(delivery.id.0);
        let address = self.coming_back(&token)?;
        // A header is ASCII; the link is there for all others.
        let domain = Some(address.domain()).filter(|domain| domain.is_ascii())?;
        let user = utf8_percent_encode(address.user(), &UNSAFE_IN_URI);
        Some(format!("mailto:{user}@{domain}?subject=unsubscribe"))
    }

    /// The letter of a delivery, for whoever wants to read it where it is kept.
    ///
    /// # Errors
    /// When the survey's version cannot be read.
    pub async fn letter_of(
        &self,
        db: &impl ConnectionTrait,
        delivery: &delivery::Model,
    ) -> Result<InvitationLetter, DbErr> {
        let facts = &delivery.facts;
        let look = look::look(db, facts.look_id).await?;
        if let Some(definition) = &facts.trial {
            return Ok(self.letter(delivery, definition, look));
        }
        let definition = survey_version::definition(db, facts.survey_version_id).await?;
        Ok(self.letter(delivery, &definition, look))
    }

    /// Whom a letter that looks like this is from: the brand's own address, or the one that brands share.
    pub fn sender(&self, look: &Look) -> Address {
        let own = look.sender_address.as_deref().and_then(address);
        own.unwrap_or_else(|| self.from.email.clone())
    }

    /// The letter of a delivery that asks by this definition and looks like this: the same at every try.
    pub fn letter(
        &self,
        delivery: &delivery::Model,
        definition: &Definition,
        look: Arc<Look>,
    ) -> InvitationLetter {
        let facts = &delivery.facts;
        let names = Names {
            customer: facts.customer_name.as_deref(),
            agent: facts.agent_name.as_deref(),
            brand: look.name(&facts.brand_name),
            product: facts.product.as_deref(),
        };
        let first_name = |name: Option<&str>| {
            name.and_then(wording::first_name)
                .unwrap_or_default()
                .to_owned()
        };
        let customer_first_name = first_name(names.customer);
        let token = self.keys.link_token(delivery.id.0);
        // a trial leads to the preview, where nothing counts
        let preview = facts.trial.as_ref().map(|_| {
            let (url, brand, slug) = (&self.public_url, &facts.brand_slug, &facts.survey_slug);
            let locale = &facts.locale;
            format!("{url}/surveys/{brand}/{slug}/preview/page?locale={locale}")
        });
        let link = |score: i16| match &preview {
            Some(preview) => format!("{preview}&score={score}"),
            None => format!("{}/s/{token}?score={score}", self.public_url),
        };
        let question = definition.first();
        let locale = words::spoken(&facts.locale, &definition.default_locale);
        let voice = Voice {
            locale: &locale,
            texts: Some(&look.texts),
        };
        let rating = |score: i16| Rating {
            value: u8::try_from(score).unwrap_or_default(),
            word: phrasing::rating(
                definition,
                question.kind,
                score,
                voice.in_language(&facts.locale),
            ),
            url: link(score),
        };
        let scores = question
            .kind
            .scale()
            .into_iter()
            .flat_map(|scale| scale.scores());
        let date = delivery.first_attempt_at.unwrap_or(delivery.due_at);
        let name = look.sender_name.clone().or_else(|| self.from.name.clone());
        let from = Mailbox {
            name: name.or_else(|| Some(names.brand.to_owned())),
            email: self.sender(&look),
        };
        InvitationLetter {
            kind: delivery.kind,
            message_id: delivery.id.0,
            date,
            from,
            reply_to: look.reply_to.as_deref().and_then(address),
            bounce_to: self.bounce_to(delivery),
            postmark_name: self
                .names_to_postmark
                .then(|| self.keys.bounce_token(delivery.id.0)),
            to: delivery.recipient.clone(),
            customer_name: facts.customer_name.clone().unwrap_or_default(),
            subject: phrasing::own(definition, "subject", &facts.locale, &names)
                .filter(|subject| !subject.is_empty())
                .unwrap_or_else(|| built_in_subject(voice, &customer_first_name)),
            question: phrasing::question(
                definition,
                question,
                voice.in_language(&facts.locale),
                &names,
                |name| words::isolated_in(&locale, name),
            ),
            agent_first_name: first_name(names.agent),
            customer_first_name,
            brand_name: names.brand.to_owned(),
            brand_slug: facts.brand_slug.clone(),
            survey_slug: facts.survey_slug.clone(),
            ratings: scores.map(rating).collect(),
            locale: locale.clone(),
            channel: facts.channel.code().to_owned(),
            product: facts.product.clone().unwrap_or_default(),
            contact_day: facts.contact_day,
            answer_until: facts.answer_until.or(Some(last_day(date, definition))),
            unsubscribe_url: preview
                .clone()
                .unwrap_or_else(|| format!("{}/u/{token}", self.public_url)),
            // a trial has nobody to suppress
            unsubscribe_by_mail: match preview {
                Some(_) => None,
                None => self.unsubscribe_by_mail(delivery),
            },
            logo_url: look
                .logo
                .as_ref()
                .map(|logo| format!("{}/logo/{}", self.public_url, logo.file())),
            look,
        }
    }
}

/// The last whole day on which an answer is taken, a cautious one: time runs from when the letter arrives.
fn last_day(date: DateTime<Utc>, definition: &Definition) -> NaiveDate {
    (date + TimeDelta::days(i64::from(definition.expires_after_days) - 1)).date_naive()
}

fn address(text: &str) -> Option<Address> {
    text.parse().ok()
}

/// The subject of a survey that brings none: the brand's, or the built-in one.
fn built_in_subject(voice: Voice<'_>, customer_first_name: &str) -> String {
    match customer_first_name {
        "" => words::text(voice, "letter-subject-nameless", &[]),
        name => words::text(voice, "letter-subject", &[("name", name.into())]),
    }
}
