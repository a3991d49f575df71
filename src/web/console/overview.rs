//! The dashboard: one metric over one period, with everything that is known about it.

use axum::{
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use maud::html;

use super::{
    dates, empty,
    error::PageError,
    figures, frame,
    group_table::{Compared, compared},
    groups, picks,
    view::{View, escaped},
    visitor::Visitor,
};
use crate::{app::App, domain::scores::breakdown::Grouping, web::ui::form};

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
    let figures = figures::figures(&app, &view, visitor.brand_ids(), period).await?;
    if view.wants_csv() {
        return figures.sheet("overview", period).download();
    }
    let mut shell = frame::shell(&app, &visitor, "Overview", "/", &view).await;
    shell.lead = Some(html! { (dates::line(period, view.compared(period))) });
    shell.download = Some(view.csv("/"));
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
        before: before.as_ref(),
        by: Grouping::Agent,
        view: &view,
        path: "/agents",
        most: Some(AGENTS),
    };
    let content = html! {
        div class="stack" {
            (figures.panels(period))
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
