//! What a CRM tells of an interaction, already checked at the door.

use chrono::{DateTime, Utc};
use sea_orm::{ConnectionTrait, DbErr};
use serde_json::Value;

use super::interaction::{self, Channel, Outcome};
use crate::{
    domain::{
        customers::customer,
        organization::{agent, brand, product, team, touchpoint},
    },
    ids::{BrandId, InteractionId, ProductId, TouchpointId},
    token::Keys,
};

/// One report. Texts are trimmed, within their lengths and free of control characters.
#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    pub source: String,
    pub external_id: String,
    pub touchpoint: String,
    pub product: Option<String>,
    pub channel: Channel,
    /// Its `team_id` is found by `team`.
    pub agent: agent::Told,
    pub team: Option<String>,
    pub customer: customer::Told,
    pub started_at: Option<DateTime<Utc>>,
    pub ended_at: DateTime<Utc>,
    pub handle_seconds: Option<i32>,
    pub attributes: Option<Value>,
}

impl Report {
    /// The interaction this report tells of, attributed to people and things that are made at first sight.
    /// Not written yet, and held until something else is decided.
    pub async fn attribute(
        self,
        tx: &impl ConnectionTrait,
        brand: &brand::Model,
        now: DateTime<Utc>,
    ) -> Result<Attributed, DbErr> {
        let team_id = match &self.team {
            Some(name) => Some(team::at_first_sight(tx, brand.id, name, now).await?),
            None => None,
        };
        let told = agent::Told {
            team_id,
            ..self.agent.clone()
        };
        let agent = agent::at_first_sight(tx, brand.id, told, now).await?;
        let product_id = match &self.product {
            Some(slug) => Some(product::at_first_sight(tx, brand.id, slug, now).await?),
            None => None,
        };
        let touchpoint_id = touchpoint::at_first_sight(tx, brand.id, &self.touchpoint, now).await?;
        let customer = customer::at_first_sight(tx, brand.id, self.customer.clone(), now).await?;
        let about = About {
            agent,
            product_id,
            touchpoint_id,
            customer,
        };
        Ok(self.attributed(about, now))
    }

    /// The same once everything it is attributed to is known.
    pub fn attributed(self, about: About, now: DateTime<Utc>) -> Attributed {
        let About {
            agent,
            product_id,
            touchpoint_id,
            customer,
        } = about;
        let interaction = interaction::Model {
            id: InteractionId::new(now),
            brand_id: agent.brand_id,
            source: self.source,
            external_id: self.external_id,
            customer_id: customer.id,
            agent_id: agent.id,
            team_id: agent.team_id,
            product_id,
            touchpoint_id,
            channel: self.channel,
            started_at: self.started_at,
            ended_at: self.ended_at,
            handle_seconds: self.handle_seconds,
            attributes: self.attributes,
            reported_at: now,
            outcome: Outcome::Held,
            reason: None,
            invitation_id: None,
            survey_id: None,
            wish_months: None,
        };
        Attributed {
            interaction,
            customer,
            agent,
            product: self.product,
            touchpoint: self.touchpoint,
        }
    }

    /// Where the interaction falls in a sample, 0.00 to 99.99: the same every time it is told.
    pub fn sampling_point(&self, keys: &Keys, brand: BrandId) -> f64 {
        sampling_point(keys, brand, &self.source, &self.external_id)
    }
}

/// Where the interaction of that name falls in a sample: 0.00 to 99.99. Drawn with a key, so that whoever names
/// interactions cannot choose names that are not asked about.
pub fn sampling_point(keys: &Keys, brand: BrandId, source: &str, external_id: &str) -> f64 {
    let draw = keys.draw(&[
        brand.0.as_bytes(),
        source.as_bytes(),
        external_id.as_bytes(),
    ]);
    (draw % 10_000) as f64 / 100.0
}

/// The people and things a report is about, as the brand knows them.
#[derive(Clone, Debug, PartialEq)]
pub struct About {
    pub agent: agent::Model,
    pub product_id: Option<ProductId>,
    pub touchpoint_id: TouchpointId,
    pub customer: customer::Model,
}

/// An interaction with the people and things it is about.
#[derive(Clone, Debug, PartialEq)]
pub struct Attributed {
    pub interaction: interaction::Model,
    pub customer: customer::Model,
    pub agent: agent::Model,
    pub product: Option<String>,
    pub touchpoint: String,
}
