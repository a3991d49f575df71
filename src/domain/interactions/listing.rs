//! Interactions as they are read: found within the brands one may see, with the names of what they are attributed to.
//! Called by the API's doors and by the ledger.

use sea_orm::{
    Condition, FromQueryResult, JoinType, QuerySelect, RelationDef, Select, entity::prelude::*,
};

use super::interaction::{self, Column, Entity};
use crate::{
    domain::{
        customers::customer,
        organization::{agent, brand, product, team, touchpoint},
    },
    ids::{BrandId, InteractionId},
};

/// An interaction with its names.
#[derive(Clone, Debug, FromQueryResult)]
pub struct Row {
    #[sea_orm(nested)]
    pub interaction: interaction::Model,
    pub brand_slug: String,
    pub agent_external_id: String,
    pub agent_name: Option<String>,
    pub team_name: Option<String>,
    pub product_slug: Option<String>,
    pub touchpoint_slug: String,
    pub customer_email: String,
    pub customer_name: Option<String>,
    pub customer_external_id: Option<String>,
}

/// The interaction of that id, within these brands.
pub async fn by_id(
    db: &impl ConnectionTrait,
    brands: &[BrandId],
    id: InteractionId,
) -> Result<Vec<Row>, DbErr> {
    find(db, brands, Column::Id.eq(id).into()).await
}

/// The interactions a system reported under that id: one in each brand at most.
pub async fn by_external_id(
    db: &impl ConnectionTrait,
    brands: &[BrandId],
    source: &str,
    external_id: &str,
) -> Result<Vec<Row>, DbErr> {
    let named = Condition::all()
        .add(Column::Source.eq(source))
        .add(Column::ExternalId.eq(external_id));
    find(db, brands, named).await
}

async fn find(
    db: &impl ConnectionTrait,
    brands: &[BrandId],
    which: Condition,
) -> Result<Vec<Row>, DbErr> {
    with_names()
        .filter(Column::BrandId.is_in(brands.iter().copied()))
        .filter(which)
        .into_model::<Row>()
        .all(db)
        .await
}

/// Interactions with the names that a [`Row`] has, and that the scores' ledger shows too.
pub fn with_names() -> Select<Entity> {
    fn belongs<R: EntityTrait>(from: Column, to: R::Column) -> RelationDef {
        Entity::belongs_to(R::default()).from(from).to(to).into()
    }
    Entity::find()
        .join(
            JoinType::InnerJoin,
            belongs::<brand::Entity>(Column::BrandId, brand::Column::Id),
        )
        .join(
            JoinType::InnerJoin,
            belongs::<agent::Entity>(Column::AgentId, agent::Column::Id),
        )
        .join(
            JoinType::LeftJoin,
            belongs::<team::Entity>(Column::TeamId, team::Column::Id),
        )
        .join(
            JoinType::LeftJoin,
            belongs::<product::Entity>(Column::ProductId, product::Column::Id),
        )
        .join(
            JoinType::InnerJoin,
            belongs::<touchpoint::Entity>(Column::TouchpointId, touchpoint::Column::Id),
        )
        .join(
            JoinType::InnerJoin,
            belongs::<customer::Entity>(Column::CustomerId, customer::Column::Id),
        )
        .column_as(brand::Column::Slug, "brand_slug")
        .column_as(agent::Column::ExternalId, "agent_external_id")
        .column_as(agent::Column::Name, "agent_name")
        .column_as(team::Column::Name, "team_name")
        .column_as(product::Column::Slug, "product_slug")
        .column_as(touchpoint::Column::Slug, "touchpoint_slug")
        .column_as(customer::Column::Email, "customer_email")
        .column_as(customer::Column::Name, "customer_name")
        .column_as(customer::Column::ExternalId, "customer_external_id")
}
