//! Tallies: counts per score, day and dimension, derived from responses and kept exact in the same transaction.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::{ActiveValue::Set, DbBackend, ExprTrait, entity::prelude::*, sea_query::OnConflict};

use super::{metric::Metric, packed, period::day_of};
use crate::{
    domain::{
        interactions::interaction::{self, Channel},
        invitations::invitation,
        organization::brand,
        responses::response,
        surveys::definition::Definition,
    },
    ids::{AgentId, BrandId, ProductId, SurveyId, TeamId, TouchpointId},
};

/// Rows one cell is spread over on PostgreSQL, so that concurrent answers do not queue up on one of them.
const SHARDS: i16 = 16;

/// Stands in place of a metric where interactions are counted: whatever their survey asks, each of them once.
pub const CONTACT: &str = "contact";

/// What a tally counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(
    rs_type = "String",
    db_type = "String(StringLen::N(8))",
    rename_all = "snake_case"
)]
pub enum Kind {
    /// Answers with the row's score, on the day of the answer.
    Answered,
    /// Letters that were sent or failed, on the day they were; score 0.
    Asked,
    /// Letters that did not arrive, on the day they were sent; score 0.
    Bounced,
    /// Interactions, on the day they were reported; score 0. Under [`CONTACT`], once each.
    Reported,
    /// Those of them nobody is asked about; the score is the number of their reason. Under [`CONTACT`].
    Held,
}

/// One count. Where there is no team or product, the nil id stands.
///
/// In the database `commented` and `score` belong to the key too; sea-orm takes twelve columns at most, and nothing
/// here finds a row by its key.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "tallies")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub brand_id: BrandId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub metric: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub day: NaiveDate,
    #[sea_orm(primary_key, auto_increment = false)]
    pub kind: Kind,
    #[sea_orm(primary_key, auto_increment = false)]
    pub agent_id: AgentId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub team_id: TeamId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub product_id: ProductId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub touchpoint_id: TouchpointId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub channel: Channel,
    #[sea_orm(primary_key, auto_increment = false)]
    pub survey_id: SurveyId,
    pub commented: bool,
    pub score: i16,
    #[sea_orm(primary_key, auto_increment = false)]
    pub shard: i16,
    pub count: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// What one count is about: a row of `tallies` without its shard and count.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cell {
    pub brand: BrandId,
    pub metric: &'static str,
    pub day: NaiveDate,
    pub kind: Kind,
    pub agent: AgentId,
    pub team: TeamId,
    pub product: ProductId,
    pub touchpoint: TouchpointId,
    pub channel: Channel,
    pub survey: SurveyId,
    pub commented: bool,
    pub score: i16,
}

/// The cells a response counts in, one per metric.
pub fn of_response<'a>(
    response: &'a response::Model,
    scores: impl IntoIterator<Item = (&'static str, i16)> + 'a,
) -> impl Iterator<Item = Cell> + 'a {
    scores.into_iter().map(|(metric, score)| Cell {
        brand: response.brand_id,
        metric,
        day: response.day,
        kind: Kind::Answered,
        agent: response.agent_id,
        team: response.team_id.unwrap_or(TeamId(Uuid::nil())),
        product: response.product_id.unwrap_or(ProductId(Uuid::nil())),
        touchpoint: response.touchpoint_id,
        channel: response.channel,
        survey: response.survey_id,
        commented: response.comment.is_some(),
        score,
    })
}

/// The cells a letter counts in, one per metric its survey asks for.
pub fn of_letter<'a>(
    invitation: &'a invitation::Model,
    definition: &'a Definition,
    kind: Kind,
    day: NaiveDate,
) -> impl Iterator<Item = Cell> + 'a {
    definition.metrics().map(move |metric| Cell {
        brand: invitation.brand_id,
        metric: metric.code(),
        day,
        kind,
        agent: invitation.agent_id,
        team: invitation.team_id.unwrap_or(TeamId(Uuid::nil())),
        product: invitation.product_id.unwrap_or(ProductId(Uuid::nil())),
        touchpoint: invitation.touchpoint_id,
        channel: invitation.channel,
        survey: invitation.survey_id,
        commented: false,
        score: 0,
    })
}

/// The cells an interaction counts in: that it was reported, and why it is held where it is.
pub fn of_interaction(
    interaction: &interaction::Model,
    day: NaiveDate,
) -> impl Iterator<Item = Cell> {
    let held = interaction
        .reason
        .map(|reason| (Kind::Held, reason.number()));
    let kinds = [Some((Kind::Reported, 0)), held].into_iter().flatten();
    kinds.map(move |(kind, score)| Cell {
        brand: interaction.brand_id,
        metric: CONTACT,
        day,
        kind,
        agent: interaction.agent_id,
        team: interaction.team_id.unwrap_or(TeamId(Uuid::nil())),
        product: interaction.product_id.unwrap_or(ProductId(Uuid::nil())),
        touchpoint: interaction.touchpoint_id,
        channel: interaction.channel,
        survey: interaction.survey_id.unwrap_or(SurveyId(Uuid::nil())),
        commented: false,
        score,
    })
}

/// Everything that stands in the tallies as a metric.
pub fn metrics() -> impl Iterator<Item = &'static str> {
    Metric::ALL.map(Metric::code).into_iter().chain([CONTACT])
}

/// Adds to cells; several changes of one cell are added up first.
///
/// `spread` is any number that differs between callers: it chooses the shard on PostgreSQL.
pub async fn add(
    tx: &impl ConnectionTrait,
    changes: impl IntoIterator<Item = (Cell, i64)>,
    spread: Uuid,
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    // In one order everywhere: two transactions that touch the same rows must not wait for each other in a circle.
    let mut sums = BTreeMap::new();
    for (cell, change) in changes {
        *sums.entry(cell).or_insert(0) += change;
    }
    sums.retain(|_, change| *change != 0);
    if sums.is_empty() {
        return Ok(());
    }
    let mut over = BTreeSet::new();
    for cell in sums.keys() {
        // Today's day is never packed, and nearly every answer is of today.
        if cell.day < day_of(now, brand::zone(tx, cell.brand).await?) {
            over.insert((cell.brand, cell.metric, cell.day));
        }
    }
    packed::void(tx, over).await?;
    let shard = match tx.get_database_backend() {
        DbBackend::Postgres => i16::from(spread.as_bytes()[15]) % SHARDS,
        _ => 0,
    };
    let rows = sums.into_iter().map(|(cell, change)| ActiveModel {
        brand_id: Set(cell.brand),
        metric: Set(cell.metric.into()),
        day: Set(cell.day),
        kind: Set(cell.kind),
        agent_id: Set(cell.agent),
        team_id: Set(cell.team),
        product_id: Set(cell.product),
        touchpoint_id: Set(cell.touchpoint),
        channel: Set(cell.channel),
        survey_id: Set(cell.survey),
        commented: Set(cell.commented),
        score: Set(cell.score),
        shard: Set(shard),
        count: Set(change),
    });
    let key = [
        Column::BrandId,
        Column::Metric,
        Column::Day,
        Column::Kind,
        Column::AgentId,
        Column::TeamId,
        Column::ProductId,
        Column::TouchpointId,
        Column::Channel,
        Column::SurveyId,
        Column::Commented,
        Column::Score,
        Column::Shard,
    ];
    let sum = Expr::col((Entity, Column::Count)).add(Expr::col(("excluded", Column::Count)));
    let add_up = OnConflict::columns(key)
        .value(Column::Count, sum)
        .to_owned();
    Entity::insert_many(rows)
        .on_conflict(add_up)
        .exec_without_returning(tx)
        .await?;
    Ok(())
}
