//! The counts of `limits` as rows: locked while a contact is decided, so that two reports at once never let one letter too
//! many through. Called by `flow` when contacts are decided, invitations cancelled and surveys published.

use std::collections::BTreeSet;

use chrono::{DateTime, Days as Ahead, TimeDelta, Utc};
use sea_orm::{
    ActiveValue::Set, FromQueryResult, IntoActiveModel, JoinType, QuerySelect, RelationDef,
    entity::prelude::*, sea_query::OnConflict,
};

use super::{
    invitation::{self, State},
    limits::{Counts, Days, Key, Keys, Traits, reach, rules},
};
use crate::{
    domain::{
        interactions::interaction::{self, Channel},
        organization::brand,
        surveys::{definition::Definition, rules::LONGEST_PERIOD},
    },
    ids::{AgentId, BrandId, CustomerId, ProductId, SurveyId, TeamId, TouchpointId},
};

/// Rows written by one statement.
const TOGETHER: usize = 500;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "limit_counts")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub brand_id: BrandId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub survey_id: SurveyId,
    /// What it counts by, `agent` or `attribute:queue` for instance.
    #[sea_orm(primary_key, auto_increment = false)]
    pub rule: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub value: String,
    #[sea_orm(column_type = "JsonBinary")]
    pub days: Days,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// These counts, nobody else's to change until the transaction ends. The keys come in order: two transactions that want
/// the same ones must not wait for each other in a circle.
pub async fn locked<'a>(
    tx: &impl ConnectionTrait,
    brand: BrandId,
    keys: impl IntoIterator<Item = &'a Key>,
) -> Result<Counts, DbErr> {
    let keys: BTreeSet<_> = keys.into_iter().collect();
    let mut counts = Counts::default();
    for key in keys {
        let find = || {
            let id = (brand, key.survey, key.rule.clone(), key.value.clone());
            Entity::find_by_id(id).lock_exclusive().one(tx)
        };
        let found = match find().await? {
            Some(found) => found,
            None => {
                let row = row(brand, key.clone(), Days::default()).into_active_model();
                let known = OnConflict::new().do_nothing().to_owned();
                Entity::insert(row)
                    .on_conflict(known)
                    .exec_without_returning(tx)
                    .await?;
                let found = find().await?;
                found.ok_or_else(|| DbErr::RecordNotFound("a count that was just made".into()))?
            }
        };
        counts.put(key.clone(), found.days);
    }
    Ok(counts)
}

/// Writes what was changed of locked counts.
pub async fn keep(
    tx: &impl ConnectionTrait,
    brand: &brand::Model,
    counts: &Counts,
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    let over = Ahead::new(2 * u64::from(LONGEST_PERIOD));
    let over = brand.day(now).checked_sub_days(over);
    for (key, days) in counts.changed() {
        let mut days = days.clone();
        if let Some(over) = over {
            days.forget_before(over);
        }
        let row = ActiveModel {
            brand_id: Set(brand.id),
            survey_id: Set(key.survey),
            rule: Set(key.rule.clone()),
            value: Set(key.value.clone()),
            days: Set(days),
        };
        Entity::update(row).exec_without_returning(tx).await?;
    }
    Ok(())
}

/// Brings the counts in line with a survey that is published: those nobody needs go, and a rule that is new counts the
/// letters there were before it.
pub async fn published(
    tx: &impl ConnectionTrait,
    brand: &brand::Model,
    survey: SurveyId,
    definition: &Definition,
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    let wanted = rules(definition);
    let own = || {
        Entity::find()
            .filter(Column::BrandId.eq(brand.id))
            .filter(Column::SurveyId.eq(survey))
    };
    let mut gone = Entity::delete_many()
        .filter(Column::BrandId.eq(brand.id))
        .filter(Column::SurveyId.eq(survey));
    if !wanted.is_empty() {
        gone = gone.filter(Column::Rule.is_not_in(wanted.iter().cloned()));
    }
    gone.exec(tx).await?;
    if wanted.is_empty() {
        return Ok(());
    }
    let known: Vec<String> = own()
        .select_only()
        .column(Column::Rule)
        .distinct()
        .into_tuple()
        .all(tx)
        .await?;
    let since = now - TimeDelta::days(i64::from(reach(definition)) + 1);
    let mut counts = Counts::default();
    for letter in letters_of(tx, brand.id, survey, since, None).await? {
        counts.take(
            &Keys::of(survey, definition, letter.traits()),
            brand.day(letter.send_at),
        );
    }
    let fresh = counts.all().filter(|(key, _)| !known.contains(&key.rule));
    let fresh: Vec<_> = fresh
        .map(|(key, days)| row(brand.id, key, days).into_active_model())
        .collect();
    for rows in fresh.chunks(TOGETHER) {
        let known = OnConflict::new().do_nothing().to_owned();
        Entity::insert_many(rows.iter().cloned())
            .on_conflict(known)
            .exec_without_returning(tx)
            .await?;
    }
    Ok(())
}

fn row(brand_id: BrandId, key: Key, days: Days) -> Model {
    Model {
        brand_id,
        survey_id: key.survey,
        rule: key.rule,
        value: key.value,
        days,
    }
}

/// A letter that left or is to leave, with what limits count it by.
#[derive(Clone, Debug, FromQueryResult)]
pub struct Letter {
    pub customer_id: CustomerId,
    pub agent_id: AgentId,
    pub team_id: Option<TeamId>,
    pub product_id: Option<ProductId>,
    pub touchpoint_id: TouchpointId,
    pub channel: Channel,
    pub send_at: DateTime<Utc>,
    pub attributes: Option<Json>,
}

impl Letter {
    pub fn traits(&self) -> Traits<'_> {
        Traits {
            agent: self.agent_id,
            team: self.team_id,
            product: self.product_id,
            touchpoint: self.touchpoint_id,
            channel: self.channel,
            attributes: self.attributes.as_ref(),
        }
    }
}

/// A survey's letters that are due from `since` on and were decided before `before`.
pub async fn letters_of(
    db: &impl ConnectionTrait,
    brand: BrandId,
    survey: SurveyId,
    since: DateTime<Utc>,
    before: Option<DateTime<Utc>>,
) -> Result<Vec<Letter>, DbErr> {
    use invitation::Column;
    let about: RelationDef = invitation::Entity::belongs_to(interaction::Entity)
        .from(Column::InteractionId)
        .to(interaction::Column::Id)
        .into();
    let columns = [
        Column::CustomerId,
        Column::AgentId,
        Column::TeamId,
        Column::ProductId,
        Column::TouchpointId,
        Column::Channel,
        Column::SendAt,
    ];
    let mut found = invitation::Entity::find()
        .select_only()
        .columns(columns)
        .column_as(interaction::Column::Attributes, "attributes")
        .join(JoinType::InnerJoin, about)
        .filter(Column::BrandId.eq(brand))
        .filter(Column::State.is_in(State::NOT_WITHDRAWN))
        .filter(Column::SendAt.gte(since))
        .filter(Column::SurveyId.eq(survey));
    if let Some(before) = before {
        found = found.filter(Column::CreatedAt.lt(before));
    }
    found.into_model::<Letter>().all(db).await
}
