//! The dashboard: one metric over one period, what changed and whether it is real, and where to look next.

use axum::{
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use maud::{Markup, html};

use super::{
    attention, dates, empty,
    error::PageError,
    figures, frame, groups, movers, picks, report,
    responses::entries,
    sheet::{self, Report},
    signals,
    view::{View, escaped},
    visitor::Visitor,
};
use crate::{
    app::App,
    domain::{
        responses::listing::{self, Shown, Wanted},
        scores::{
            findings::{Findings, findings},
            grouping::Grouping,
            period::Period,
            reading::Selection,
            signals::Signal,
        },
        surveys::question::Kind,
    },
    web::ui::{form, table},
};

/// Comments shown; the rest is a page away.
const COMMENTS: u64 = 5;

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
    let mut figures = figures::figures(&app, &view, visitor.brand_ids(), period).await?;
    let nothing = figures.now.responses() == 0 && figures.asking.reported == 0;
    let metric = view.metric();
    let selection = Selection {
        metric,
        period,
        filter: view.filter(visitor.brand_ids()),
        rules: app.config.display,
    };
    let compared = view.compared(period);
    let with = compared.map(|with| dates::compared(period, with));
    let found = match nothing {
        true => Findings::default(),
        false => findings(&app.db, &selection, compared).await?,
    };
    let comments = newest_comments(&app, &selection).await?;
    if view.wants_csv() {
        let mut sections = vec![
            signals::section(attention::ongoing(&found), selection.rules.steps),
            report::marked(&found),
        ];
        sections.extend(report::of_figures(&figures, period));
        sections.extend(with.map(|with| report::moved(&found.moved, &with)));
        sections.push(report::comments(&visitor, &comments, period));
        let name = sheet::named("overview", Some(metric), period);
        return Report { name, sections }.download();
    }
    let mut shell = frame::shell(&app, &visitor, "Overview", "/", &view).await;
    shell.lead = Some(html! { (dates::line(period, compared)) });
    shell.download = Some(view.csv("/"));
    shell.tabs = Some(groups::metrics(&view, "/"));
    shell.filters = Some(form::filters(
        &picks::bar(app.db.read(), &visitor, &view, "/").await?,
    ));
    if nothing {
        let next = empty::scores(&app, &visitor, &view, "/").await?;
        return Ok(shell.render(next).into_response());
    }
    let of_groups: Vec<Signal> = found
        .signals
        .iter()
        .filter(|signal| signal.grouping != Grouping::Agent)
        .cloned()
        .collect();
    figures.marks = signals::marks(
        &figures.points,
        &of_groups,
        &selection,
        signals::Named::ByName,
    );
    let content = html! {
        div class="stack" {
            (attention::panel(&found, metric, &view))
            (figures.panels(period))
            @if let Some(with) = &with { (movers::panel(&found.moved, metric, with, &view)) }
            (said(&visitor, &comments, &view, period))
        }
    };
    Ok(shell.render(content).into_response())
}

async fn newest_comments(app: &App, selection: &Selection) -> Result<Vec<Shown>, PageError> {
    let mut filter = selection.filter.clone();
    filter.has_comment = Some(true);
    let wanted = Wanted {
        filter,
        metric: Kind::parse(selection.metric.code()),
        days: Some((selection.period.from(), selection.period.to())),
        ..Wanted::default()
    };
    Ok(listing::list(app.db.read(), &wanted, COMMENTS).await?)
}

fn said(visitor: &Visitor, comments: &[Shown], view: &View, period: Period) -> Markup {
    html! {
        section class="panel" aria-labelledby="comments" {
            div class="section-head" {
                h2 id="comments" { "Newest comments" }
                @if !comments.is_empty() { a href=(view.following().href("/comments")) { "All comments" } }
            }
            @if comments.is_empty() {
                (table::empty("No comments yet", html! {
                    p { "Nobody who answered wrote a word, " (dates::period(period)) ". Choose a longer period to look further back." }
                }))
            } @else {
                (entries(visitor, comments))
            }
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
