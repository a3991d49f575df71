//! The comments of a selection with the score that came with each, read one after the other: any number of them
//! takes little room. Called by `scores::comments`.

use chrono::{DateTime, NaiveDate, Utc};
use futures_util::TryStreamExt;
use sea_orm::{
    Condition, FromQueryResult, QueryOrder, QuerySelect, StreamTrait,
    entity::prelude::*,
    sea_query::{CaseStatement, ExprTrait, Query},
};

use super::{answer, filter::Filter, response};
use crate::{
    domain::surveys::question::Kind,
    ids::{BrandId, ResponseId},
};

/// So many comments are read for one page, the newest; it says so where there are more.
pub const MOST: u64 = 300_000;
/// After so many comments others get their turn on the thread.
const TURN: u64 = 512;

/// Which comments are wanted: those given on one of these days.
#[derive(Clone, Debug)]
pub struct Wanted {
    pub filter: Filter,
    /// Only with an answer to this metric; its scores are those of it, else of the first question.
    pub metric: Option<Kind>,
    pub from: NaiveDate,
    pub to: NaiveDate,
    /// At most so many, the newest.
    pub most: u64,
}

/// A comment.
#[derive(Clone, Debug, FromQueryResult)]
pub struct Commented {
    pub id: ResponseId,
    pub brand_id: BrandId,
    pub comment: String,
    /// The answer to the metric that was asked for, wherever in the survey it was.
    pub score: Option<i16>,
    pub changed_at: DateTime<Utc>,
}

/// Calls `each` with every comment that is wanted, the newest first, and returns how many there were.
pub async fn read(
    db: &(impl ConnectionTrait + StreamTrait),
    wanted: &Wanted,
    mut each: impl FnMut(Commented),
) -> Result<u64, DbErr> {
    use response::Column;
    let metric = wanted.metric.map(Kind::code);
    let score = match metric {
        None => Column::Score.into_expr(),
        Some(metric) => score_of(metric),
    };
    let filter = Filter {
        has_comment: Some(true),
        ..wanted.filter.clone()
    };
    let mut rows = response::Entity::find()
        .select_only()
        .columns([
            Column::Id,
            Column::BrandId,
            Column::Comment,
            Column::ChangedAt,
        ])
        .expr_as(score, "score")
        .filter(Column::Counts.eq(true))
        .filter(Column::Day.between(wanted.from, wanted.to))
        .filter(Condition::all().add_option(
            response::earliest_change(wanted.from).map(|begun| Column::ChangedAt.gte(begun)),
        ))
        .filter(filter.over_responses(metric))
        .order_by_desc(Column::ChangedAt)
        .order_by_desc(Column::Id)
        .limit(wanted.most)
        .into_model::<Commented>()
        .stream(db)
        .await?;
    let mut read = 0_u64;
    while let Some(row) = rows.try_next().await? {
        each(row);
        read += 1;
        if read.is_multiple_of(TURN) {
            tokio::task::yield_now().await;
        }
    }
    Ok(read)
}

/// The answer to a metric, be it the first question's or a further one's.
fn score_of(metric: &str) -> Expr {
    use response::Column;
    let further = Query::select()
        .column(answer::Column::Score)
        .from(answer::Entity)
        .and_where(
            answer::Column::ResponseId
                .into_expr()
                .equals(Column::Id.as_column_ref()),
        )
        .and_where(answer::Column::Metric.eq(metric))
        .take();
    CaseStatement::new()
        .case(Column::Metric.eq(metric), Column::Score.into_expr())
        .finally(Expr::SubQuery(None, Box::new(further.into())))
        .into()
}
