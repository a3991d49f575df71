//! The comments of some days with everything they can be found by. Called by `scores::remembered`, which keeps days
//! that are over.

use chrono::{DateTime, NaiveDate, Utc};
use futures_util::TryStreamExt;
use sea_orm::{
    FromQueryResult, QuerySelect, StreamTrait,
    entity::prelude::*,
    sea_query::{CaseStatement, Condition, ExprTrait, Query},
};

use super::{answer, response};
use crate::{
    domain::{interactions::interaction::Channel, surveys::question::Kind},
    ids::{AgentId, BrandId, ProductId, ResponseId, SurveyId, TeamId, TouchpointId},
};

/// After so many comments others get their turn on the thread.
const TURN: u64 = 512;

/// A comment, whose it is about and what was answered with it.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub struct Commented {
    pub id: ResponseId,
    pub brand_id: BrandId,
    pub day: NaiveDate,
    pub changed_at: DateTime<Utc>,
    pub agent_id: AgentId,
    pub team_id: Option<TeamId>,
    pub product_id: Option<ProductId>,
    pub touchpoint_id: TouchpointId,
    pub survey_id: SurveyId,
    pub channel: Channel,
    pub comment: String,
    csat: Option<i16>,
    nps: Option<i16>,
    ces: Option<i16>,
    fcr: Option<i16>,
}

impl Commented {
    /// The answer to this metric, wherever in the survey it was asked.
    pub fn score(&self, metric: Kind) -> Option<i16> {
        match metric {
            Kind::Csat => self.csat,
            Kind::Nps => self.nps,
            Kind::Ces => self.ces,
            Kind::Fcr => self.fcr,
            Kind::Choice | Kind::Text | Kind::Comment => None,
        }
    }

    /// The room it takes.
    pub fn size(&self) -> usize {
        size_of::<Self>() + self.comment.capacity()
    }
}

/// Calls `each` with the comments given to one brand on these days, in no order. `narrowed` may leave some out early.
pub async fn read(
    db: &(impl ConnectionTrait + StreamTrait),
    brand: BrandId,
    days: &[NaiveDate],
    narrowed: Option<Condition>,
    mut each: impl FnMut(Commented),
) -> Result<(), DbErr> {
    use response::Column;
    let mut found = response::Entity::find()
        .select_only()
        .columns([
            Column::Id,
            Column::BrandId,
            Column::Day,
            Column::ChangedAt,
            Column::AgentId,
            Column::TeamId,
            Column::ProductId,
            Column::TouchpointId,
            Column::SurveyId,
            Column::Channel,
            Column::Comment,
        ])
        .filter(Column::BrandId.eq(brand))
        .filter(Column::Day.is_in(days.iter().copied()))
        .filter(Column::Comment.is_not_null())
        .filter(Column::Counts.eq(true))
        .filter(Condition::all().add_option(narrowed));
    for metric in Kind::ALL.into_iter().filter(|kind| kind.is_metric()) {
        found = found.expr_as(score_of(metric.code()), metric.code());
    }
    let mut rows = found.into_model::<Commented>().stream(db).await?;
    let mut read = 0_u64;
    while let Some(row) = rows.try_next().await? {
        each(row);
        read += 1;
        if read.is_multiple_of(TURN) {
            tokio::task::yield_now().await;
        }
    }
    Ok(())
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
