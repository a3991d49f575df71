//! Makes letters of deliveries: resolves the wording, derives the links. The sending job and the built-in outbox ask it.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
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
    keys: Keys,
}

impl Composer {
    /// `from` without a name takes the name of each letter's brand.
    pub fn new(public_url: &str, from: Mailbox, keys: Keys) -> Self {
        let public_url = public_url.trim_end_matches('/').to_owned();
        Self {
            public_url,
            from,
            keys,
        }
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
        let link = |score: i16| format!("{}/s/{token}?score={score}", self.public_url);
        let question = definition.first();
        let rating = |score: i16| Rating {
            value: u8::try_from(score).unwrap_or_default(),
            word: phrasing::rating(question.kind, score, &facts.locale),
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
            bounce_to: None,
            to: delivery.recipient.clone(),
            customer_name: facts.customer_name.clone().unwrap_or_default(),
            subject: phrasing::own(definition, "subject", &facts.locale, &names)
                .filter(|subject| !subject.is_empty())
                .unwrap_or_else(|| built_in_subject(&facts.locale, &customer_first_name)),
            question: phrasing::question(
                definition,
                question,
                &facts.locale,
                &names,
                str::to_owned,
            ),
            agent_first_name: first_name(names.agent),
            customer_first_name,
            brand_name: facts.brand_name.clone(),
            brand_slug: facts.brand_slug.clone(),
            survey_slug: facts.survey_slug.clone(),
            locale: facts.locale.clone(),
            ratings: scores.map(rating).collect(),
            channel: facts.channel.code().to_owned(),
            product: facts.product.clone().unwrap_or_default(),
            contact_day: facts.contact_day,
            answer_until: facts.answer_until.or(Some(last_day(date, definition))),
            unsubscribe_url: format!("{}/u/{token}", self.public_url),
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
