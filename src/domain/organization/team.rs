//! A team: agents who work together.

use chrono::{DateTime, Utc};
use std::collections::HashMap;

use sea_orm::{
    ActiveValue::Set, JoinType, QueryOrder, QuerySelect, entity::prelude::*, sea_query::OnConflict,
};

use super::agent;
use crate::ids::{BrandId, TeamId};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "teams")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: TeamId,
    pub brand_id: BrandId,
    /// Its name is its key.
    pub name: String,
    pub created_at: DateTimeUtc,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// The brand's team of that name, made at first sight.
pub async fn at_first_sight(
    tx: &impl ConnectionTrait,
    brand: BrandId,
    name: &str,
    now: DateTime<Utc>,
) -> Result<TeamId, DbErr> {
    let find = || {
        let found = Entity::find().select_only().column(Column::Id);
        found
            .filter(Column::BrandId.eq(brand))
            .filter(Column::Name.eq(name))
            .into_tuple::<TeamId>()
            .one(tx)
    };
    if let Some(id) = find().await? {
        return Ok(id);
    }
    let row = ActiveModel {
        id: Set(TeamId::new(now)),
        brand_id: Set(brand),
        name: Set(name.into()),
        created_at: Set(now),
    };
    let known = OnConflict::columns([Column::BrandId, Column::Name])
        .do_nothing()
        .to_owned();
    Entity::insert(row)
        .on_conflict(known)
        .exec_without_returning(tx)
        .await?;
    find()
        .await?
        .ok_or_else(|| DbErr::RecordNotFound("team vanished while it was made".into()))
}

/// What they are called, over all these brands, in order.
pub async fn names(db: &impl ConnectionTrait, brands: &[BrandId]) -> Result<Vec<String>, DbErr> {
    let found = Entity::find().select_only().column(Column::Name).distinct();
    let found = found
        .filter(Column::BrandId.is_in(brands.iter().copied()))
        .order_by_asc(Column::Name);
    found.into_tuple().all(db).await
}

/// The team every agent is in now, by the agent's external id. Of an agent in several brands, the team told last.
pub async fn of_agents(
    db: &impl ConnectionTrait,
    brands: &[BrandId],
) -> Result<HashMap<String, String>, DbErr> {
    let team = agent::Entity::belongs_to(Entity)
        .from(agent::Column::TeamId)
        .to(Column::Id);
    let found = agent::Entity::find()
        .select_only()
        .column(agent::Column::ExternalId)
        .column(Column::Name)
        .join(JoinType::InnerJoin, team.into())
        .filter(agent::Column::BrandId.is_in(brands.iter().copied()))
        .order_by_asc(agent::Column::UpdatedAt)
        .order_by_asc(agent::Column::Id);
    let found: Vec<(String, String)> = found.into_tuple().all(db).await?;
    Ok(found.into_iter().collect())
}
