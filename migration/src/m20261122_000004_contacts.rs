//! Counting contacts: an interaction keeps the survey it was decided by, and the tallies learn how many were reported,
//! and how many were held for which reason.

use chrono::{DateTime, Days, NaiveDate, NaiveTime, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;
use sea_orm::{
    ConnectionTrait, FromQueryResult,
    prelude::Uuid,
    sea_query::{CaseStatement, ExprTrait, Query, SelectStatement},
};
use sea_orm_migration::{prelude::*, schema::uuid_null};

#[derive(DeriveMigrationName)]
pub struct Migration;

/// The attribution, with what stands in the tallies where there is none.
const ATTRIBUTION: [(&str, bool); 6] = [
    ("agent_id", false),
    ("team_id", true),
    ("product_id", true),
    ("touchpoint_id", false),
    ("channel", false),
    ("survey_id", true),
];

/// The number of each reason in the tallies.
const REASONS: [(&str, i16); 7] = [
    ("no_survey", 1),
    ("suppressed", 2),
    ("quarantine", 3),
    ("sampled_out", 4),
    ("too_old", 5),
    ("invalid_address", 6),
    ("monthly_limit", 7),
];

#[derive(FromQueryResult)]
struct Brand {
    id: Uuid,
    time_zone: String,
}

#[derive(FromQueryResult)]
struct Reached {
    first: Option<DateTime<Utc>>,
    last: Option<DateTime<Utc>>,
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        m.alter_table(
            Table::alter()
                .table("interactions")
                .add_column(uuid_null("survey_id"))
                .take(),
        )
        .await?;
        let db = m.get_connection();
        db.execute(&surveys_of_the_invited()).await?;
        let brands = Query::select()
            .columns(["id", "time_zone"])
            .from("brands")
            .take();
        for row in db.query_all(&brands).await? {
            count(db, &Brand::from_query_result(&row, "")?).await?;
        }
        Ok(())
    }

    async fn down(&self, m: &SchemaManager) -> Result<(), DbErr> {
        let contacts = Query::delete()
            .from_table("tallies")
            .and_where(Expr::col("metric").eq("contact"))
            .take();
        m.get_connection().execute(&contacts).await?;
        m.alter_table(
            Table::alter()
                .table("interactions")
                .drop_column("survey_id")
                .take(),
        )
        .await
    }
}

/// Of those that were held it was not kept, and what was published then may be something else now: they have none.
fn surveys_of_the_invited() -> UpdateStatement {
    let survey = Query::select()
        .column("survey_id")
        .from("invitations")
        .and_where(Expr::col(("invitations", "interaction_id")).equals(("interactions", "id")))
        .take();
    Query::update()
        .table("interactions")
        .value("survey_id", survey)
        .and_where(Expr::col("outcome").eq("invited"))
        .take()
}

/// Counts what a brand was told, a day of its own clock at a time.
async fn count(db: &impl ConnectionTrait, brand: &Brand) -> Result<(), DbErr> {
    let tz: Tz = brand.time_zone.parse().unwrap_or(Tz::UTC);
    let reported = || Expr::col("reported_at");
    let reached = Query::select()
        .expr_as(reported().min(), "first")
        .expr_as(reported().max(), "last")
        .from("interactions")
        .and_where(Expr::col("brand_id").eq(brand.id))
        .take();
    let Some(row) = db.query_one(&reached).await? else {
        return Ok(());
    };
    let reached = Reached::from_query_result(&row, "")?;
    let (Some(first), Some(last)) = (reached.first, reached.last) else {
        return Ok(());
    };
    let last = last.with_timezone(&tz).date_naive();
    let mut day = first.with_timezone(&tz).date_naive();
    while day <= last {
        let next = day + Days::new(1);
        let within = (start_of_day(day, tz), start_of_day(next, tz));
        for held in [false, true] {
            let rows = counted(brand.id, day, within, held);
            let mut insert = Query::insert();
            insert.into_table("tallies").columns(columns());
            insert
                .select_from(rows)
                .map_err(|error| DbErr::Migration(error.to_string()))?;
            db.execute(&insert).await?;
        }
        day = next;
    }
    Ok(())
}

fn columns() -> Vec<&'static str> {
    let own = [
        "brand_id",
        "day",
        "metric",
        "kind",
        "score",
        "commented",
        "shard",
        "count",
    ];
    let attributed = ATTRIBUTION.map(|(column, _)| column);
    own.into_iter().chain(attributed).collect()
}

/// The tallies of a day: all that were reported, or those that were held by their reason.
fn counted(
    brand: Uuid,
    day: NaiveDate,
    (from, until): (DateTime<Utc>, DateTime<Utc>),
    held: bool,
) -> SelectStatement {
    let mut rows = Query::select();
    rows.expr(Expr::value(brand))
        .expr(Expr::value(day))
        .expr(Expr::value("contact"));
    if held {
        let mut number = CaseStatement::new();
        for (reason, code) in REASONS {
            number = number.case(Expr::col("reason").eq(reason), code);
        }
        rows.expr(Expr::value("held")).expr(number.finally(0_i16));
        rows.and_where(Expr::col("outcome").eq("held"))
            .add_group_by([Expr::col("reason")]);
    } else {
        rows.expr(Expr::value("reported")).expr(Expr::value(0_i16));
    }
    rows.expr(Expr::value(false))
        .expr(Expr::value(0_i16))
        .expr(Expr::col("id").count());
    for (column, may_lack) in ATTRIBUTION {
        let column = Expr::col(column);
        let column = if may_lack {
            Func::coalesce([column, Expr::value(Uuid::nil())]).into()
        } else {
            column
        };
        rows.expr(column);
    }
    rows.group_by_columns(ATTRIBUTION.map(|(column, _)| column))
        .from("interactions")
        .and_where(Expr::col("brand_id").eq(brand))
        .and_where(Expr::col("reported_at").gte(from))
        .and_where(Expr::col("reported_at").lt(until))
        .take()
}

/// The first instant of a day; where the clock skips midnight, the hour after.
fn start_of_day(day: NaiveDate, tz: Tz) -> DateTime<Utc> {
    let midnight = day.and_time(NaiveTime::MIN);
    let on_the_clock = |local| tz.from_local_datetime(&local).earliest();
    on_the_clock(midnight)
        .or_else(|| on_the_clock(midnight + TimeDelta::hours(1)))
        .map_or_else(|| midnight.and_utc(), |instant| instant.with_timezone(&Utc))
}
