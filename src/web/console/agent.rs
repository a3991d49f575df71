//! One agent: the figures over a period, what they were about, and what customers said last.

use axum::{
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use maud::html;

use super::{
    dates,
    error::PageError,
    figures, frame,
    group_table::{Compared, compared},
    groups, picks,
    responses::entries,
    view::{View, escaped},
    visitor::Visitor,
};
use crate::{
    app::App,
    domain::{
        organization::agent,
        responses::listing::{self, Wanted},
        scores::breakdown::Grouping,
    },
    web::ui::{form, table::empty},
};

/// Answers shown on the page; the rest is in the list of responses.
const LATEST: u64 = 5;

/// `GET /agents/{key}`
pub async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Path(key): Path<String>,
    view: View,
) -> Result<Response, PageError> {
    if !visitor.may_see_agent(&key) {
        return Err(PageError::NotFound);
    }
    let agent = agent::by_key(app.db.read(), &visitor.brand_ids(), &key)
        .await?
        .ok_or(PageError::NotFound)?;
    let path = format!("/agents/{}", escaped(&key));
    let tz = visitor.tz(view.get("brand"));
    let period = view.period(visitor.today(view.get("brand")));
    let of_agent = view.with("agent", &key);
    let figures = figures::figures(&app, &of_agent, visitor.brand_ids(), period).await?;
    if view.wants_csv() {
        return figures.sheet(&format!("agent-{key}"), period).download();
    }
    let (since, until) = period.instants(tz);
    let wanted = Wanted {
        filter: of_agent.filter(visitor.brand_ids()),
        since: Some(since),
        until: Some(until),
        ..Wanted::default()
    };
    let latest = listing::list(app.db.read(), &wanted, LATEST).await?;

    let mut shell = frame::shell(&app, &visitor, agent.shown_name(), "/agents", &view).await;
    shell.lead = Some(html! { (dates::line(period, view.compared(period))) });
    shell.download = Some(view.csv(&path));
    shell.tabs = Some(groups::metrics(&view.without("agent"), &path));
    let reads_all = visitor.member.role.sees_everyone();
    if reads_all {
        shell.crumbs = vec![("Agents".to_owned(), view.following().href("/agents"))];
    }
    let mut bar = picks::bar(app.db.read(), &visitor, &view.without("agent"), &path).await?;
    bar.kept.retain(|(name, _)| name != "agent");
    shell.filters = Some(form::filters(&bar));

    let mut tables = Vec::new();
    for by in [Grouping::Touchpoint, Grouping::Product] {
        let (now, before) = groups::both(&app, &of_agent, visitor.brand_ids(), period, by).await?;
        if now.groups.len() > 1 {
            let table = Compared {
                now: &now,
                before: before.as_ref(),
                by,
                view: &of_agent,
                path: &path,
                most: Some(12),
            };
            tables.push(
                html! { section class="panel" { h2 { (groups::title(by)) } (compared(&table)) } },
            );
        }
    }
    let page = shell.render(html! {
        div class="stack" {
            (figures.panels(period))
            @for table in tables { (table) }
            section class="panel" {
                div class="section-head" {
                    h2 { "Latest answers" }
                    @if reads_all { a href=(of_agent.href("/responses")) { "All answers" } }
                }
                @if latest.is_empty() {
                    (empty("No answers in this period", html! { p { "Choose a longer period, or wait for the first answer." } }))
                } @else {
                    (entries(&visitor, &latest))
                }
            }
        }
    });
    Ok(page.into_response())
}
