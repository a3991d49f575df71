//! What the tallies of one brand's day must be, counted anew from responses, letters and interactions, and what they are.
//! Called by `verify`, which compares the two.

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;
use sea_orm::{
    ConnectionTrait, DbErr, QueryResult,
    entity::prelude::*,
    sea_query::{Condition, ExprTrait, Func, Query, SelectStatement},
};

use super::{
    period::Period,
    tally::{self, CONTACT, Kind},
};
use crate::{
    domain::{
        deliveries::delivery,
        interactions::interaction::{self, HeldReason, Outcome},
        invitations::invitation,
        organization::brand,
        responses::{answer, response},
        surveys::survey_version,
    },
    ids::SurveyVersionId,
};

/// Everything that is counted together on one day of one brand.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DayCell {
    pub metric: String,
    pub kind: String,
    pub agent_id: Uuid,
    /// Nil where there is none.
    pub team_id: Uuid,
    /// Nil where there is none.
    pub product_id: Uuid,
    pub touchpoint_id: Uuid,
    pub channel: String,
    /// Nil where there is none.
    pub survey_id: Uuid,
    pub commented: bool,
    pub score: i16,
}

/// Counts of a day, without those that are zero.
pub type Counts = BTreeMap<DayCell, i64>;

/// The metrics that each survey version asks for. Versions never change, so they are kept between days.
#[derive(Debug, Default)]
pub struct Asked(HashMap<SurveyVersionId, Vec<String>>);

/// The attribution, by the same names in every table it stands in.
const ATTRIBUTION: [&str; 6] = [
    "agent_id",
    "team_id",
    "product_id",
    "touchpoint_id",
    "channel",
    "survey_id",
];

/// The counts that are stored.
pub async fn stored(
    db: &impl ConnectionTrait,
    brand: &brand::Model,
    day: NaiveDate,
) -> Result<Counts, DbErr> {
    let mut query = Query::select();
    let own = ["metric", "kind", "score", "commented"];
    query.columns(own).columns(ATTRIBUTION);
    query
        .expr_as(tally::Column::Count.sum().cast_as("bigint"), "total")
        .from(tally::Entity);
    query.cond_where(of_tallies(brand, day));
    query.group_by_columns(own).group_by_columns(ATTRIBUTION);
    let mut counts = Counts::new();
    for row in db.query_all(&query).await? {
        let cell = cell_of(
            &row,
            row.try_get("", "metric")?,
            row.try_get("", "kind")?,
            row.try_get("", "score")?,
        )?;
        *counts.entry(cell).or_default() += row.try_get::<i64>("", "total")?;
    }
    counts.retain(|_, count| *count != 0);
    Ok(counts)
}

/// The rows that hold a day's counts. Every metric is named: the index that finds them has it before the day.
pub fn of_tallies(brand: &brand::Model, day: NaiveDate) -> Condition {
    Condition::all()
        .add(tally::Column::BrandId.eq(brand.id))
        .add(tally::Column::Metric.is_in(tally::metrics()))
        .add(tally::Column::Day.eq(day))
}

/// The counts as responses, letters and interactions have them.
pub async fn recounted(
    db: &impl ConnectionTrait,
    brand: &brand::Model,
    day: NaiveDate,
    asked: &mut Asked,
) -> Result<Counts, DbErr> {
    let mut counts = Counts::new();
    for query in [rated(brand, day), answered_further(brand, day)] {
        for row in db.query_all(&query).await? {
            let kind = Kind::Answered.to_value();
            let cell = cell_of(
                &row,
                row.try_get("", "metric")?,
                kind,
                row.try_get("", "score")?,
            )?;
            *counts.entry(cell).or_default() += row.try_get::<i64>("", "total")?;
        }
    }
    for row in db.query_all(&letters(brand, day)).await? {
        let version = row.try_get("", "survey_version_id")?;
        let failed = row.try_get::<delivery::State>("", "state")? != delivery::State::Sent;
        let total: i64 = row.try_get("", "total")?;
        for metric in asked.metrics(db, version).await? {
            for kind in [Some(Kind::Asked), failed.then_some(Kind::Bounced)]
                .into_iter()
                .flatten()
            {
                let cell = cell_of(&row, metric.clone(), kind.to_value(), 0)?;
                *counts.entry(cell).or_default() += total;
            }
        }
    }
    for row in db.query_all(&contacts(brand, day)).await? {
        let reason: Option<HeldReason> = row.try_get("", "reason")?;
        let held = reason.map(|reason| (Kind::Held, reason.number()));
        for (kind, score) in [Some((Kind::Reported, 0)), held].into_iter().flatten() {
            let cell = cell_of(&row, CONTACT.to_owned(), kind.to_value(), score)?;
            *counts.entry(cell).or_default() += row.try_get::<i64>("", "total")?;
        }
    }
    Ok(counts)
}

/// Answers to the first question.
fn rated(brand: &brand::Model, day: NaiveDate) -> SelectStatement {
    let mut query = of_day(brand, day);
    query
        .column(response::Column::Metric)
        .column(response::Column::Score);
    query.group_by_columns([response::Column::Metric, response::Column::Score]);
    query
}

/// Answers to further questions that count for a metric; "not applicable" lies below every scale.
fn answered_further(brand: &brand::Model, day: NaiveDate) -> SelectStatement {
    let (metric, score) = (answer::Column::Metric, answer::Column::Score);
    let mut query = of_day(brand, day);
    query
        .columns([metric.as_column_ref(), score.as_column_ref()])
        .inner_join(
            answer::Entity,
            answer::Column::ResponseId
                .into_expr()
                .equals(response::Column::Id.as_column_ref()),
        )
        .and_where(metric.is_not_null())
        .and_where(score.gte(0))
        .group_by_columns([metric.as_column_ref(), score.as_column_ref()]);
    query
}

/// The responses of the day that count, by attribution and by whether there is a comment.
fn of_day(brand: &brand::Model, day: NaiveDate) -> SelectStatement {
    let commented = || response::Column::Comment.is_not_null();
    let mut query = Query::select();
    for column in ATTRIBUTION {
        query
            .column(("responses", column))
            .group_by_col(("responses", column));
    }
    query
        .expr_as(commented(), "commented")
        .add_group_by([commented()])
        .expr_as(Func::count(response::Column::Id.into_expr()), "total")
        .from(response::Entity)
        .and_where(response::Column::BrandId.eq(brand.id))
        .and_where(response::Column::Day.eq(day))
        .and_where(response::Column::Counts.eq(true));
    query
}

/// Letters of the day that left, or that never will. Reminders are none of them: they are counted nowhere.
fn letters(brand: &brand::Model, day: NaiveDate) -> SelectStatement {
    let (from, until) = Period::day(day).instants(brand.tz());
    let mut query = Query::select();
    for column in ATTRIBUTION.into_iter().chain(["survey_version_id"]) {
        query
            .column(("invitations", column))
            .group_by_col(("invitations", column));
    }
    query
        .column(delivery::Column::State.as_column_ref())
        .group_by_col(delivery::Column::State.as_column_ref())
        .expr_as(Expr::value(false), "commented")
        .expr_as(Func::count(delivery::Column::Id.into_expr()), "total")
        .from(delivery::Entity)
        .inner_join(
            invitation::Entity,
            delivery::Column::InvitationId
                .into_expr()
                .equals(invitation::Column::Id.as_column_ref()),
        )
        .and_where(delivery::Column::BrandId.eq(brand.id))
        .and_where(delivery::Column::Kind.eq(delivery::Kind::Invitation))
        .and_where(delivery::Column::SettledAt.gte(from))
        .and_where(delivery::Column::SettledAt.lt(until))
        .and_where(delivery::Column::State.is_in([
            delivery::State::Sent,
            delivery::State::Failed,
            delivery::State::Bounced,
        ]));
    query
}

/// Interactions reported on the day, by the reason they are held for.
fn contacts(brand: &brand::Model, day: NaiveDate) -> SelectStatement {
    use interaction::Column;
    let (from, until) = Period::day(day).instants(brand.tz());
    let mut query = Query::select();
    query
        .columns(ATTRIBUTION)
        .group_by_columns(ATTRIBUTION)
        .column(Column::Reason)
        .group_by_col(Column::Reason)
        .expr_as(Expr::value(false), "commented")
        .expr_as(Func::count(Column::Id.into_expr()), "total")
        .from(interaction::Entity)
        .and_where(Column::BrandId.eq(brand.id))
        // Both of them, so that the index that has the outcome before the instant is of use.
        .and_where(Column::Outcome.is_in([Outcome::Invited, Outcome::Held]))
        .and_where(Column::ReportedAt.gte(from))
        .and_where(Column::ReportedAt.lt(until));
    query
}

fn cell_of(row: &QueryResult, metric: String, kind: String, score: i16) -> Result<DayCell, DbErr> {
    let or_nil = |column| {
        row.try_get::<Option<Uuid>>("", column)
            .map(Option::unwrap_or_default)
    };
    Ok(DayCell {
        metric,
        kind,
        agent_id: row.try_get("", "agent_id")?,
        team_id: or_nil("team_id")?,
        product_id: or_nil("product_id")?,
        touchpoint_id: row.try_get("", "touchpoint_id")?,
        channel: row.try_get("", "channel")?,
        survey_id: or_nil("survey_id")?,
        commented: row.try_get("", "commented")?,
        score,
    })
}

impl Asked {
    async fn metrics(
        &mut self,
        db: &impl ConnectionTrait,
        version: SurveyVersionId,
    ) -> Result<Vec<String>, DbErr> {
        if let Some(known) = self.0.get(&version) {
            return Ok(known.clone());
        }
        let found = survey_version::Entity::find_by_id(version).one(db).await?;
        let found =
            found.ok_or_else(|| DbErr::RecordNotFound(format!("survey version {version}")))?;
        let metrics: Vec<String> = found
            .definition
            .metrics()
            .map(|kind| kind.code().to_owned())
            .collect();
        self.0.insert(version, metrics.clone());
        Ok(metrics)
    }
}
