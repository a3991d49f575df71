//! Responses as they are read: found within the brands one may see, with the names of everything they belong to.
//! Called by the API's doors and the console's.

use std::cmp::Reverse;

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::{
    Condition, FromQueryResult, JoinType, PaginatorTrait, QueryOrder, QuerySelect, RelationDef,
    Select, entity::prelude::*, sea_query::Func,
};

use super::{answer, filter::Filter, response};
use crate::{
    db::older,
    domain::{
        customers::customer,
        interactions::interaction,
        organization::{agent, brand, product, team, touchpoint},
        surveys::{question::Kind, survey},
    },
    ids::{BrandId, InteractionId, ResponseId},
};

/// Which responses are wanted.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// Within these brands and of these names; its scores are those of `metric`, else of the first question.
    pub filter: Filter,
    /// Only responses that answer a question of this kind, be it the first or a further one.
    pub metric: Option<Kind>,
    /// Last changed then or later.
    pub since: Option<DateTime<Utc>>,
    /// Last changed before.
    pub until: Option<DateTime<Utc>>,
    /// Only what counts on these days, both included: the answers that scores of those days are made of.
    pub days: Option<(NaiveDate, NaiveDate)>,
    /// Only what comes after this one in the list: its last change and id.
    pub after: Option<(DateTime<Utc>, ResponseId)>,
}

/// A response with the names of what it is attributed to.
#[derive(Clone, Debug, FromQueryResult)]
pub struct Row {
    #[sea_orm(nested)]
    pub response: response::Model,
    pub brand_slug: String,
    pub survey_slug: String,
    pub agent_external_id: String,
    pub agent_name: Option<String>,
    pub team_name: Option<String>,
    pub product_slug: Option<String>,
    pub touchpoint_slug: String,
    pub customer_email: String,
    pub customer_name: Option<String>,
    pub customer_external_id: Option<String>,
    pub interaction_source: String,
    pub interaction_external_id: String,
}

/// A response as it is shown: with its names and its further answers.
#[derive(Clone, Debug)]
pub struct Shown {
    pub row: Row,
    /// In the order of their questions' names.
    pub answers: Vec<answer::Model>,
}

fn belongs<R: EntityTrait>(from: response::Column, to: R::Column) -> RelationDef {
    response::Entity::belongs_to(R::default())
        .from(from)
        .to(to)
        .into()
}

/// Every response that counts, with its names.
fn rows() -> Select<response::Entity> {
    response::Entity::find()
        .filter(response::Column::Counts.eq(true))
        .join(
            JoinType::InnerJoin,
            belongs::<brand::Entity>(response::Column::BrandId, brand::Column::Id),
        )
        .join(
            JoinType::InnerJoin,
            belongs::<survey::Entity>(response::Column::SurveyId, survey::Column::Id),
        )
        .join(
            JoinType::InnerJoin,
            belongs::<agent::Entity>(response::Column::AgentId, agent::Column::Id),
        )
        .join(
            JoinType::LeftJoin,
            belongs::<team::Entity>(response::Column::TeamId, team::Column::Id),
        )
        .join(
            JoinType::LeftJoin,
            belongs::<product::Entity>(response::Column::ProductId, product::Column::Id),
        )
        .join(
            JoinType::InnerJoin,
            belongs::<touchpoint::Entity>(response::Column::TouchpointId, touchpoint::Column::Id),
        )
        .join(
            JoinType::InnerJoin,
            belongs::<customer::Entity>(response::Column::CustomerId, customer::Column::Id),
        )
        .join(
            JoinType::InnerJoin,
            belongs::<interaction::Entity>(
                response::Column::InteractionId,
                interaction::Column::Id,
            ),
        )
        .column_as(brand::Column::Slug, "brand_slug")
        .column_as(survey::Column::Slug, "survey_slug")
        .column_as(agent::Column::ExternalId, "agent_external_id")
        .column_as(agent::Column::Name, "agent_name")
        .column_as(team::Column::Name, "team_name")
        .column_as(product::Column::Slug, "product_slug")
        .column_as(touchpoint::Column::Slug, "touchpoint_slug")
        .column_as(customer::Column::Email, "customer_email")
        .column_as(customer::Column::Name, "customer_name")
        .column_as(customer::Column::ExternalId, "customer_external_id")
        .column_as(interaction::Column::Source, "interaction_source")
        .column_as(interaction::Column::ExternalId, "interaction_external_id")
}

/// What is wanted, newest change first.
pub async fn list(
    db: &impl ConnectionTrait,
    wanted: &Wanted,
    limit: u64,
) -> Result<Vec<Shown>, DbErr> {
    let ids = newest(db, wanted, limit).await?;
    of_ids(db, &wanted.filter.brands, ids).await
}

/// The ids alone, brand by brand: each brand's answers are at hand in the order of the list, those of several brands
/// would have to be sorted first.
async fn newest(
    db: &impl ConnectionTrait,
    wanted: &Wanted,
    limit: u64,
) -> Result<Vec<ResponseId>, DbErr> {
    use response::Column;
    let mut newest: Vec<(DateTime<Utc>, ResponseId)> = Vec::new();
    for brand in &wanted.filter.brands {
        let mut own = wanted.clone();
        own.filter.brands = vec![*brand];
        let found = response::Entity::find()
            .select_only()
            .columns([Column::ChangedAt, Column::Id])
            .filter(condition(&own).add_option(own.after.map(after)));
        let found = if are_far_back(db, *brand, own.days).await? {
            // The same order, said so that no index gives it: the days are to be found first, and sorted then.
            let changed_at = [Column::ChangedAt, Column::AnsweredAt];
            let changed_at = Func::coalesce(changed_at.map(|column| column.into_expr()));
            found.order_by_desc(Expr::from(changed_at))
        } else {
            let begun = own
                .days
                .and_then(|(from, _)| response::earliest_change(from));
            let begun = begun.map(|begun| Column::ChangedAt.gte(begun));
            found
                .filter(Condition::all().add_option(begun))
                .order_by_desc(Column::ChangedAt)
        };
        newest.extend(
            found
                .order_by_desc(Column::Id)
                .limit(limit)
                .into_tuple::<(DateTime<Utc>, ResponseId)>()
                .all(db)
                .await?,
        );
    }
    newest.sort_unstable_by(|a, b| b.cmp(a));
    newest.dedup();
    newest.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    Ok(newest.into_iter().map(|(_, id)| id).collect())
}

/// Whether more days came after these than they are: then walking from the newest change down to them would be longer
/// than looking at all of theirs.
async fn are_far_back(
    db: &impl ConnectionTrait,
    brand: BrandId,
    days: Option<(NaiveDate, NaiveDate)>,
) -> Result<bool, DbErr> {
    use response::Column;
    let Some((from, to)) = days else {
        return Ok(false);
    };
    let last: Option<Option<NaiveDate>> = response::Entity::find()
        .select_only()
        .column_as(Column::Day.max(), "last")
        .filter(Column::BrandId.eq(brand))
        .into_tuple()
        .one(db)
        .await?;
    Ok(last.flatten().is_some_and(|last| last - to > to - from))
}

/// How many there are in all, on whatever page of the list.
pub async fn count(db: &impl ConnectionTrait, wanted: &Wanted) -> Result<u64, DbErr> {
    counted(condition(wanted)).count(db).await
}

/// How many stand on earlier pages of the list than the one that is wanted.
pub async fn count_before(db: &impl ConnectionTrait, wanted: &Wanted) -> Result<u64, DbErr> {
    let Some(place) = wanted.after else {
        return Ok(0);
    };
    counted(condition(wanted).add(after(place).not()))
        .count(db)
        .await
}

/// Rows to be counted: one column, so that an index alone can tell.
fn counted(which: Condition) -> Select<response::Entity> {
    response::Entity::find()
        .select_only()
        .column(response::Column::Id)
        .filter(which)
}

/// The responses of these ids in these brands, newest change first.
pub async fn of_ids(
    db: &impl ConnectionTrait,
    brands: &[BrandId],
    ids: impl IntoIterator<Item = ResponseId>,
) -> Result<Vec<Shown>, DbErr> {
    // Nothing is said of brands and order: SQLite would look through a whole brand to have them instead of taking the ids.
    let found = rows().filter(response::Column::Id.is_in(ids));
    let mut found = found.into_model::<Row>().all(db).await?;
    found.retain(|row| brands.contains(&row.response.brand_id));
    found.sort_unstable_by_key(|row| Reverse((row.response.changed_at, row.response.id)));
    with_answers(db, found).await
}

/// The response of that id, within what the filter lets one see.
pub async fn by_id(
    db: &impl ConnectionTrait,
    within: &Filter,
    id: ResponseId,
) -> Result<Option<Shown>, DbErr> {
    one(db, within, response::Column::Id.eq(id)).await
}

/// The response to that interaction, if it has been answered.
pub async fn of_interaction(
    db: &impl ConnectionTrait,
    within: &Filter,
    interaction: InteractionId,
) -> Result<Option<Shown>, DbErr> {
    one(db, within, response::Column::InteractionId.eq(interaction)).await
}

async fn one(
    db: &impl ConnectionTrait,
    within: &Filter,
    which: impl Into<Condition>,
) -> Result<Option<Shown>, DbErr> {
    let found = rows()
        .filter(within.over_responses(None))
        .filter(which.into());
    let found = with_answers(
        db,
        found
            .into_model::<Row>()
            .one(db)
            .await?
            .into_iter()
            .collect(),
    )
    .await?;
    Ok(found.into_iter().next())
}

/// Everything that is wanted and counts, on whatever page of the list.
fn condition(wanted: &Wanted) -> Condition {
    use response::Column;
    wanted
        .filter
        .over_responses(wanted.metric.map(Kind::code))
        .add(Column::Counts.eq(true))
        .add_option(wanted.since.map(|since| Column::ChangedAt.gte(since)))
        .add_option(wanted.until.map(|until| Column::ChangedAt.lt(until)))
        .add_option(wanted.days.map(|(from, to)| Column::Day.between(from, to)))
}

fn after(place: (DateTime<Utc>, ResponseId)) -> Condition {
    older(response::Column::ChangedAt, response::Column::Id, place)
}

async fn with_answers(db: &impl ConnectionTrait, rows: Vec<Row>) -> Result<Vec<Shown>, DbErr> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let mut given = answer::of_responses(db, rows.iter().map(|row| row.response.id)).await?;
    given.sort_by(|a, b| a.question.cmp(&b.question));
    let shown = rows.into_iter().map(|row| {
        let answers = given
            .iter()
            .filter(|answer| answer.response_id == row.response.id)
            .cloned()
            .collect();
        Shown { row, answers }
    });
    Ok(shown.collect())
}
