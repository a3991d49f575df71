//! Makes letters of deliveries: resolves the wording, derives the links. The sending job and the built-in outbox ask it.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use lettre::Address;
use lettre::message::Mailbox;
use sea_orm::{ConnectionTrait, DbErr};

use super::invitation_letter::{InvitationLetter, Rating};
use crate::domain::deliveries::delivery;
use crate::domain::surveys::definition::Definition;
use crate::domain::surveys::phrasing;
use crate::domain::surveys::survey_version;
use crate::domain::surveys::wording::{self, Names};
use crate::token::Keys;
use crate::words;

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

    /// Reports about each letter come back to an address of its own: `bounce+{token}@bounce.example`.
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
        let address = self.bounce_to.as_ref()?;
        let token = self.keys.bounce_token(delivery.id.0);
        Address::new(format!("{}+{token}", address.user()), address.domain()).ok()
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
        if let Some(definition) = &delivery.facts.trial {
            return Ok(self.letter(delivery, definition));
        }
        let definition = survey_version::definition(db, delivery.facts.survey_version_id).await?;
        Ok(self.letter(delivery, &definition))
    }

    /// The letter of a delivery that asks by this definition: the same at every try.
    pub fn letter(&self, delivery: &delivery::Model, definition: &Definition) -> InvitationLetter {
        let facts = &delivery.facts;
        let names = Names {
            customer: facts.customer_name.as_deref(),
            agent: facts.agent_name.as_deref(),
            brand: &facts.brand_name,
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
        let rating = |score: i16| Rating {
            value: u8::try_from(score).unwrap_or_default(),
            word: phrasing::rating(definition, question.kind, score, &facts.locale),
            url: link(score),
        };
        let scores = question
            .kind
            .scale()
            .into_iter()
            .flat_map(|scale| scale.scores());
        let date = delivery.first_attempt_at.unwrap_or(delivery.due_at);
        let from = Mailbox {
            name: self
                .from
                .name
                .clone()
                .or_else(|| Some(facts.brand_name.clone())),
            email: self.from.email.clone(),
        };
        InvitationLetter {
            message_id: delivery.id.0,
            date,
            from,
            reply_to: None,
            bounce_to: self.bounce_to(delivery),
            postmark_name: self
                .names_to_postmark
                .then(|| self.keys.bounce_token(delivery.id.0)),
            to: delivery.recipient.clone(),
            customer_name: facts.customer_name.clone().unwrap_or_default(),
            subject: phrasing::own(definition, "subject", &facts.locale, &names)
                .filter(|subject| !subject.is_empty())
                .unwrap_or_else(|| built_in_subject(&locale, &customer_first_name)),
            question: phrasing::question(definition, question, &facts.locale, &names, |name| {
                words::isolated_in(&locale, name)
            }),
            agent_first_name: first_name(names.agent),
            customer_first_name,
            brand_name: facts.brand_name.clone(),
            brand_slug: facts.brand_slug.clone(),
            survey_slug: facts.survey_slug.clone(),
            locale,
            ratings: scores.map(rating).collect(),
            channel: facts.channel.code().to_owned(),
            product: facts.product.clone().unwrap_or_default(),
            contact_day: facts.contact_day,
            answer_until: facts.answer_until.or(Some(last_day(date, definition))),
            unsubscribe_url: preview
                .clone()
                .unwrap_or_else(|| format!("{}/u/{token}", self.public_url)),
            postal_address: String::new(),
        }
    }
}

/// The last whole day on which an answer is taken, a cautious one: time runs from when the letter arrives.
fn last_day(date: DateTime<Utc>, definition: &Definition) -> NaiveDate {
    (date + TimeDelta::days(i64::from(definition.expires_after_days) - 1)).date_naive()
}

fn built_in_subject(locale: &str, customer_first_name: &str) -> String {
    match customer_first_name {
        "" => words::text(locale, "letter-subject-nameless", &[]),
        name => words::text(locale, "letter-subject", &[("name", name.into())]),
    }
}
