//! An agent: a person whose work is rated. One row per brand served, with the same external id in each.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveValue::Set,
    QueryOrder,
    entity::prelude::*,
    sea_query::{ExprTrait, Func, OnConflict},
};

use crate::ids::{AgentId, BrandId, TeamId};

/// Agents asked for by one statement.
const TOGETHER: usize = 500;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "agents")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: AgentId,
    pub brand_id: BrandId,
    /// The reporting system's own key.
    pub external_id: String,
    pub name: Option<String>,
    pub email: Option<String>,
    /// The team now; interactions keep the one of their own time.
    pub team_id: Option<TeamId>,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Model {
    /// The name shown; the external id where none was ever told.
    pub fn shown_name(&self) -> &str {
        self.name.as_deref().unwrap_or(&self.external_id)
    }
}

/// What a report tells of an agent; what it leaves out stays as it was.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Told {
    pub external_id: String,
    pub name: Option<String>,
    pub email: Option<String>,
    pub team_id: Option<TeamId>,
}

/// The brand's agent of that external id, made at first sight and brought up to date by what is told.
pub async fn at_first_sight(
    tx: &impl ConnectionTrait,
    brand: BrandId,
    told: Told,
    now: DateTime<Utc>,
) -> Result<Model, DbErr> {
    let find = || {
        Entity::find()
            .filter(Column::BrandId.eq(brand))
            .filter(Column::ExternalId.eq(told.external_id.as_str()))
            .one(tx)
    };
    if let Some(known) = find().await? {
        return update(tx, known, told, now).await;
    }
    let row = ActiveModel {
        id: Set(AgentId::new(now)),
        brand_id: Set(brand),
        external_id: Set(told.external_id.clone()),
        name: Set(told.name.clone()),
        email: Set(told.email.clone()),
        team_id: Set(told.team_id),
        created_at: Set(now),
        updated_at: Set(now),
    };
    let known = OnConflict::columns([Column::BrandId, Column::ExternalId])
        .do_nothing()
        .to_owned();
    Entity::insert(row)
        .on_conflict(known)
        .exec_without_returning(tx)
        .await?;
    find()
        .await?
        .ok_or_else(|| DbErr::RecordNotFound("agent vanished while it was made".into()))
}

async fn update(
    tx: &impl ConnectionTrait,
    known: Model,
    told: Told,
    now: DateTime<Utc>,
) -> Result<Model, DbErr> {
    let fresh = Model {
        name: told.name.or_else(|| known.name.clone()),
        email: told.email.or_else(|| known.email.clone()),
        team_id: told.team_id.or(known.team_id),
        ..known.clone()
    };
    if fresh == known {
        return Ok(known);
    }
    let row = ActiveModel {
        id: Set(fresh.id),
        name: Set(fresh.name.clone()),
        email: Set(fresh.email.clone()),
        team_id: Set(fresh.team_id),
        updated_at: Set(now),
        ..Default::default()
    };
    Entity::update(row).exec_without_returning(tx).await?;
    Ok(Model {
        updated_at: now,
        ..fresh
    })
}

/// The agent of that key as the brand told of last knows them.
pub async fn by_key(
    db: &impl ConnectionTrait,
    brands: &[BrandId],
    key: &str,
) -> Result<Option<Model>, DbErr> {
    let found = Entity::find().filter(Column::BrandId.is_in(brands.iter().copied()));
    found
        .filter(Column::ExternalId.eq(key))
        .order_by_desc(Column::UpdatedAt)
        .one(db)
        .await
}

/// These agents by their ids.
pub async fn names(
    db: &impl ConnectionTrait,
    ids: &[AgentId],
) -> Result<BTreeMap<AgentId, Model>, DbErr> {
    let mut found = BTreeMap::new();
    for some in ids.chunks(TOGETHER) {
        let some = Entity::find().filter(Column::Id.is_in(some.iter().copied()));
        let some = some.all(db).await?.into_iter();
        found.extend(some.map(|agent| (agent.id, agent)));
    }
    Ok(found)
}

/// Every brand's agents with that address, however it was spelt.
pub async fn by_email(db: &impl ConnectionTrait, email: &str) -> Result<Vec<Model>, DbErr> {
    let same = Func::lower(Column::Email.into_expr()).eq(email.trim().to_lowercase());
    Entity::find()
        .filter(same)
        .order_by_asc(Column::Id)
        .all(db)
        .await
}
