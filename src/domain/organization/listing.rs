//! What exists in the brands one may see, oldest first. Called by the API's doors.

use std::collections::HashMap;

use sea_orm::{QueryOrder, QuerySelect, Select, entity::prelude::*};

use super::{agent, product, team, touchpoint};
use crate::ids::{BrandId, TeamId};

/// Which part of a list is wanted.
#[derive(Clone, Debug)]
pub struct Part {
    /// Only what belongs to these.
    pub brands: Vec<BrandId>,
    /// Only what comes after the row of this id.
    pub after: Option<Uuid>,
    pub limit: u64,
}

impl Part {
    /// The rows of a table with these columns that are wanted.
    pub fn of<E: EntityTrait>(&self, brand: E::Column, id: E::Column) -> Select<E> {
        let mut rows = E::find().filter(brand.is_in(self.brands.iter().copied()));
        if let Some(after) = self.after {
            rows = rows.filter(id.gt(after));
        }
        rows.order_by_asc(id).limit(self.limit)
    }
}

pub async fn teams(db: &impl ConnectionTrait, part: &Part) -> Result<Vec<team::Model>, DbErr> {
    part.of::<team::Entity>(team::Column::BrandId, team::Column::Id)
        .all(db)
        .await
}

/// Agents, with the name of the team they are in now.
pub async fn agents(
    db: &impl ConnectionTrait,
    part: &Part,
) -> Result<Vec<(agent::Model, Option<String>)>, DbErr> {
    let agents = part
        .of::<agent::Entity>(agent::Column::BrandId, agent::Column::Id)
        .all(db)
        .await?;
    let teams = agents.iter().filter_map(|agent| agent.team_id);
    let teams = team::Entity::find()
        .filter(team::Column::Id.is_in(teams))
        .all(db)
        .await?;
    let names: HashMap<TeamId, String> =
        teams.into_iter().map(|team| (team.id, team.name)).collect();
    let named = |agent: agent::Model| {
        let team = agent.team_id.and_then(|team| names.get(&team).cloned());
        (agent, team)
    };
    Ok(agents.into_iter().map(named).collect())
}

pub async fn products(
    db: &impl ConnectionTrait,
    part: &Part,
) -> Result<Vec<product::Model>, DbErr> {
    part.of::<product::Entity>(product::Column::BrandId, product::Column::Id)
        .all(db)
        .await
}

pub async fn touchpoints(
    db: &impl ConnectionTrait,
    part: &Part,
) -> Result<Vec<touchpoint::Model>, DbErr> {
    part.of::<touchpoint::Entity>(touchpoint::Column::BrandId, touchpoint::Column::Id)
        .all(db)
        .await
}
