//! The dashboard: one metric over one period, with everything that is known about it.

use axum::{
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use maud::{Markup, html};

use super::{
    dates, empty,
    error::PageError,
    frame,
    groups::{self, Compared, compared},
    picks, score,
    view::{View, escaped},
    visitor::Visitor,
};
use crate::{
    app::App,
    domain::scores::{
        breakdown::Grouping,
        metric::Metric,
        period::{Period, Step},
        reading::Selection,
        summary::{Summary, summary},
        trend::{Point, trend},
    },
    web::ui::form,
};

/// Agents shown on the dashboard; the rest is a page away.
const AGENTS: usize = 8;

/// `GET /`: the dashboard; an agent is taken to the own page.
pub async fn show(
    State(app): State<App>,
    visitor: Visitor,
    view: View,
) -> Result<Response, PageError> {
    if !visitor.member.role.sees_everyone() {
        return own_page(&app, &visitor, &view).await;
    }
    let period = view.period(visitor.today(view.get("brand")));
    let figures = figures(&app, &view, visitor.brand_ids(), period).await?;
    let mut shell = frame::shell(&app, &visitor, "Overview", "/", &view).await;
    shell.lead = Some(html! { (dates::period(period)) ", compared with " (dates::before(period)) });
    shell.tabs = Some(groups::metrics(&view, "/"));
    shell.filters = Some(form::filters(
        &picks::bar(app.db.read(), &visitor, &view, "/").await?,
    ));
    if figures.now.responses() == 0 && figures.now.asked == 0 {
        let next = empty::scores(&app, &visitor, &view, "/").await?;
        return Ok(shell.render(next).into_response());
    }
    let (now, before) =
        groups::both(&app, &view, visitor.brand_ids(), period, Grouping::Agent).await?;
    let agents = Compared {
        now: &now,
        before: &before,
        by: Grouping::Agent,
        view: &view,
        path: "/agents",
        most: Some(AGENTS),
    };
    let content = html! {
        div class="stack" {
            (panels(&figures, period))
            section class="panel" {
                div class="section-head" {
                    h2 { "Agents" }
                    a href=(view.following().href("/agents")) { "All agents" }
                }
                (compared(&agents))
            }
        }
    };
    Ok(shell.render(content).into_response())
}

/// The figures of a period, the one before, and the steps in between.
pub struct Figures {
    pub now: Summary,
    pub before: Summary,
    pub points: Vec<Point>,
    pub step: Step,
}

/// Reads them for whatever the view selects.
pub async fn figures(
    app: &App,
    view: &View,
    brands: Vec<crate::ids::BrandId>,
    period: Period,
) -> Result<Figures, PageError> {
    let step = Step::fitting(period);
    let selection = Selection {
        metric: view.metric(),
        period,
        filter: view.filter(brands),
    };
    let previous = Selection {
        period: period.previous(),
        ..selection.clone()
    };
    let points = trend(app.db.read(), &selection, step).await?;
    let before = summary(app.db.read(), &previous).await?;
    let mut now = Summary::empty(view.metric());
    for point in &points {
        now += &point.summary;
    }
    Ok(Figures {
        now,
        before,
        points,
        step,
    })
}

/// The headline with its trend, the distribution, and who answered.
pub fn panels(figures: &Figures, period: Period) -> Markup {
    let metric: Metric = figures.now.metric;
    html! {
        section class="panel hero" aria-label=(score::name(metric)) {
            (score::headlined(&figures.now, &figures.before, period))
            (score::trended("trend", metric, &figures.points, figures.step, period))
        }
        div class="pair" {
            section class="panel" aria-label="Answers" { (score::distributed(&figures.now)) }
            section class="panel" aria-label="Response rate" { (score::asked(&figures.now)) }
        }
    }
}

async fn own_page(app: &App, visitor: &Visitor, view: &View) -> Result<Response, PageError> {
    if let Some(agent) = visitor.own.first() {
        let path = format!("/agents/{}", escaped(&agent.external_id));
        return Ok(Redirect::to(&view.following().href(&path)).into_response());
    }
    let shell = frame::shell(app, visitor, "My answers", "/agents", view).await;
    Ok(shell
        .render(empty::no_agent(&visitor.member.email))
        .into_response())
}
