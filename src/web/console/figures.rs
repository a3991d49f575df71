//! The figures of one selection as the pages show them: the headline with its trend, the distribution, who answered.
//! Used by the overview, the agent's page and the page of any other group.

use maud::{Markup, html};

use super::{asking::asking, change::Before, dates, error::PageError, score, view::View};
use crate::{
    app::App,
    domain::scores::{
        asking::{self, Asking},
        period::{Period, Step},
        reading::Selection,
        summary::Summary,
        trend::{Point, course},
    },
    ids::BrandId,
    web::ui::chart_marks::Mark,
};

/// The figures of a period, what they are compared with, and the steps in between.
pub struct Figures {
    pub now: Summary,
    pub before: Option<Before>,
    pub points: Vec<Point>,
    pub step: Step,
    pub asking: Asking,
    /// Where the score lay before, to compare the trend with; none unless a page knows it.
    pub level: Option<f64>,
    /// What the trend points out; none unless a page knows of signals.
    pub marks: Vec<Mark>,
    /// Whether the reader may open the answers behind a figure.
    pub links: bool,
    /// What selected them.
    view: View,
}

/// Reads them for whatever the view selects.
pub async fn figures(
    app: &App,
    view: &View,
    brands: Vec<BrandId>,
    period: Period,
) -> Result<Figures, PageError> {
    let mut step = Step::fitting(period);
    let selection = Selection {
        metric: view.metric(),
        period,
        filter: view.filter(brands),
        rules: app.config.display,
    };
    let compared = view.compared(period);
    let course = course(&app.db, &selection, compared).await?;
    let mut points = course.points(step);
    // A line that breaks more often than not shows nothing; longer steps hold answers enough.
    while let Some(coarser) = step.coarser().filter(|_| sparse(&points)) {
        step = coarser;
        points = course.points(step);
    }
    let now = course.total();
    let asking = asking::beside(&app.db, &selection, &now).await?;
    let before = course.before.zip(compared).map(|(summary, with)| Before {
        summary,
        words: dates::compared(period, with),
    });
    Ok(Figures {
        now,
        before,
        points,
        step,
        asking,
        level: None,
        marks: Vec::new(),
        links: true,
        view: view.clone(),
    })
}

/// Fewer than half of the steps with answers have enough of them for a score.
fn sparse(points: &[Point]) -> bool {
    let answered = points
        .iter()
        .filter(|point| point.summary.responses() > 0)
        .count();
    let scored = points
        .iter()
        .filter(|point| point.summary.showing().shows_score())
        .count();
    points.len() > 2 && 2 * scored < answered
}

impl Figures {
    /// The headline with its trend, the distribution, and who answered.
    pub fn panels(&self, period: Period) -> Markup {
        html! {
            section class="panel hero" aria-label=(score::name(self.now.metric)) {
                (self.headline())
                (self.trend(period))
            }
            (self.answers())
        }
    }

    /// The big figure with what there is to say about it.
    pub fn headline(&self) -> Markup {
        score::headlined(&self.now, self.before.as_ref(), self.evidence())
    }

    fn evidence(&self) -> Option<&View> {
        self.links.then_some(&self.view)
    }

    /// The score step by step.
    pub fn trend(&self, period: Period) -> Markup {
        score::trended(
            "trend",
            &self.now,
            &self.points,
            self.step,
            period,
            self.level.map(|level| ("own level before", level)),
            &self.marks,
        )
    }

    /// The distribution, and who answered.
    pub fn answers(&self) -> Markup {
        html! {
            div class="pair" {
                section class="panel" aria-label="Answers" { (score::distributed(&self.now, self.evidence())) }
                section class="panel" aria-label="Response rate" {
                    (asking(&self.asking, &self.view))
                    p class="panel-foot" { a href=(self.view.how("rate")) { "How the rate is computed" } }
                }
            }
        }
    }
}
