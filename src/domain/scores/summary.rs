//! The figures of one selection: how many answered and what, the score and how sure it is, how many were asked.
//! Called by the API, the console and everything that shows a score.

use std::ops::AddAssign;

use sea_orm::DbErr;

use super::distribution::{Distribution, Score};
use super::interval::{self, Interval, LEVEL};
use super::metric::Metric;
use super::reading::{self, Row, Selection};
use super::response_rate::percent;
use super::showing::{Showing, Steps};
use super::tally::Kind;
use crate::db::Db;

/// Counts and everything computed from them. Add the counts of two up and the figures follow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Summary {
    pub metric: Metric,
    pub answers: Distribution,
    /// Letters that left or failed to, by the day they did.
    pub asked: u64,
    bounced: u64,
    /// How much of it may be shown.
    pub steps: Steps,
}

impl Summary {
    /// Nobody asked, nothing answered.
    pub fn empty(metric: Metric, steps: Steps) -> Self {
        Self {
            metric,
            answers: Distribution::new(),
            asked: 0,
            bounced: 0,
            steps,
        }
    }

    /// Adds what a row of the tallies counts.
    pub(super) fn count(&mut self, row: &Row) {
        match row.kind {
            Kind::Answered if !row.is_answer_to(self.metric) => {}
            Kind::Answered => self.answers.add(row.score, row.count),
            Kind::Asked => self.asked += row.count,
            Kind::Bounced => self.bounced += row.count,
            // Interactions belong to no metric, and are read by `asking`.
            Kind::Reported | Kind::Held => {}
        }
    }

    pub fn responses(&self) -> u64 {
        self.answers.total()
    }

    pub fn showing(&self) -> Showing {
        self.steps.showing(self.responses())
    }

    pub fn score(&self) -> Option<Score> {
        self.metric.formula().score(&self.answers)
    }

    pub fn interval(&self) -> Option<Interval> {
        self.metric.formula().interval(&self.answers, LEVEL)
    }

    /// The mean of the scale values, for the metrics that show one.
    pub fn mean(&self) -> Option<Score> {
        self.metric.mean()?.score(&self.answers)
    }

    pub fn mean_interval(&self) -> Option<Interval> {
        self.metric.mean()?.interval(&self.answers, LEVEL)
    }

    /// Letters that arrived as far as anybody can tell.
    pub fn delivered(&self) -> u64 {
        self.asked.saturating_sub(self.bounced)
    }

    /// The delivered as answers to "did the customer answer?", for [`super::metric::ASKED`]. Answers can belong to letters
    /// from before the period; more than all of the period's cannot have answered.
    pub(super) fn answering(&self) -> Distribution {
        let answered = self.responses().min(self.delivered());
        [(1, answered), (0, self.delivered() - answered)]
            .into_iter()
            .collect()
    }

    /// Percent of the delivered. Letters count by the day they left and answers by the day they came,
    /// so a short period can show more than 100.
    pub fn response_rate(&self) -> Option<Score> {
        percent(self.responses(), self.delivered())
    }

    pub fn response_rate_interval(&self) -> Option<Interval> {
        interval::share(self.responses(), self.delivered(), LEVEL)
    }
}

impl AddAssign<&Summary> for Summary {
    fn add_assign(&mut self, other: &Summary) {
        self.answers.merge(&other.answers);
        self.asked += other.asked;
        self.bounced += other.bounced;
    }
}

/// The figures of everything selected.
pub async fn summary(db: &Db, selection: &Selection) -> Result<Summary, DbErr> {
    let mut total = Summary::empty(selection.metric, selection.rules.steps);
    for row in &reading::counts(db, selection, &[], false).await?.rows {
        total.count(row);
    }
    Ok(total)
}

/// How many responses answer the metric: as many as a list of them has, but for those with "not applicable", which are
/// in no tally. `None` where the list could have some.
pub async fn answered(db: &Db, selection: &Selection) -> Result<Option<u64>, DbErr> {
    let lowest = selection.filter.score_min;
    if selection.metric == Metric::Fcr && lowest.is_none_or(|lowest| lowest < 0) {
        return Ok(None);
    }
    let counts = reading::counts(db, selection, &[], false).await?;
    let answered = counts.rows.iter().filter(|row| row.kind == Kind::Answered);
    Ok(Some(answered.map(|row| row.count).sum()))
}
