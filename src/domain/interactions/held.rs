//! Interactions that were held: how many for which reason, and which. Called by the console.

use chrono::{DateTime, Utc};
use sea_orm::{
    Condition, FromQueryResult, JoinType, QueryOrder, QuerySelect, RelationDef, entity::prelude::*,
};

use super::interaction::{Column, Entity, HeldReason, Model, Outcome};
use crate::{
    domain::{
        customers::customer,
        organization::{agent, touchpoint},
    },
    ids::{BrandId, InteractionId},
};

/// Which of them are wanted.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    pub brands: Vec<BrandId>,
    /// Reported from the first to before the second instant.
    pub within: Option<(DateTime<Utc>, DateTime<Utc>)>,
    pub reason: Option<HeldReason>,
    /// Only what comes after this one in the list: when it was reported, and its id.
    pub after: Option<(DateTime<Utc>, InteractionId)>,
}

impl Wanted {
    fn condition(&self) -> Condition {
        Condition::all()
            .add(Column::BrandId.is_in(self.brands.iter().copied()))
            .add(Column::Outcome.eq(Outcome::Held))
            .add_option(self.within.map(|(from, _)| Column::ReportedAt.gte(from)))
            .add_option(self.within.map(|(_, to)| Column::ReportedAt.lt(to)))
    }
}

/// A held interaction with the people it was between.
#[derive(Clone, Debug, FromQueryResult)]
pub struct Row {
    #[sea_orm(nested)]
    pub interaction: Model,
    pub customer_email: String,
    pub customer_name: Option<String>,
    pub agent_external_id: String,
    pub agent_name: Option<String>,
    pub touchpoint_slug: String,
}

#[derive(FromQueryResult)]
struct Count {
    reason: Option<HeldReason>,
    count: i64,
}

/// How many were held for each reason; those with a reason this program knows.
pub async fn reasons(
    db: &impl ConnectionTrait,
    wanted: &Wanted,
) -> Result<Vec<(HeldReason, u64)>, DbErr> {
    let found = Entity::find()
        .select_only()
        .column(Column::Reason)
        .column_as(Column::Id.count(), "count")
        .filter(wanted.condition())
        .group_by(Column::Reason)
        .into_model::<Count>()
        .all(db)
        .await?;
    let known = found
        .into_iter()
        .filter_map(|row| Some((row.reason?, u64::try_from(row.count).unwrap_or_default())));
    Ok(known.collect())
}

/// What is wanted, the newest report first.
pub async fn list(
    db: &impl ConnectionTrait,
    wanted: &Wanted,
    limit: u64,
) -> Result<Vec<Row>, DbErr> {
    let after = wanted.after.map(|(at, id)| {
        let same_instant = Condition::all()
            .add(Column::ReportedAt.eq(at))
            .add(Column::Id.lt(id));
        Condition::any()
            .add(Column::ReportedAt.lt(at))
            .add(same_instant)
    });
    Entity::find()
        .filter(wanted.condition())
        .filter(
            Condition::all()
                .add_option(wanted.reason.map(|reason| Column::Reason.eq(reason)))
                .add_option(after),
        )
        .join(
            JoinType::InnerJoin,
            RelationDef::from(
                Entity::belongs_to(customer::Entity)
                    .from(Column::CustomerId)
                    .to(customer::Column::Id),
            ),
        )
        .join(
            JoinType::InnerJoin,
            RelationDef::from(
                Entity::belongs_to(agent::Entity)
                    .from(Column::AgentId)
                    .to(agent::Column::Id),
            ),
        )
        .join(
            JoinType::InnerJoin,
            RelationDef::from(
                Entity::belongs_to(touchpoint::Entity)
                    .from(Column::TouchpointId)
                    .to(touchpoint::Column::Id),
            ),
        )
        .column_as(customer::Column::Email, "customer_email")
        .column_as(customer::Column::Name, "customer_name")
        .column_as(agent::Column::ExternalId, "agent_external_id")
        .column_as(agent::Column::Name, "agent_name")
        .column_as(touchpoint::Column::Slug, "touchpoint_slug")
        .order_by_desc(Column::ReportedAt)
        .order_by_desc(Column::Id)
        .limit(limit)
        .into_model::<Row>()
        .all(db)
        .await
}
