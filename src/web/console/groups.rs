//! One metric side by side for every agent, team, product, touchpoint, channel, survey or brand: one implementation.
//! There is no rank: the order is the reader's choice, and the interval stands beside every score.

use axum::{
    extract::State,
    response::{IntoResponse, Response},
    routing::{MethodRouter, get},
};
use maud::{Markup, html};

use super::{
    cross, dates, empty,
    error::PageError,
    frame,
    group_table::{Compared, compared, sheet},
    picks, score,
    view::View,
    visitor::Reader,
};
use crate::{
    app::App,
    domain::scores::{
        breakdown::{Grouping, beside},
        metric::Metric,
        reading::Selection,
    },
    web::ui::form,
};

/// The page of one such dimension.
pub fn handler(by: Grouping) -> MethodRouter<App> {
    get(move |app, reader, view| show(app, reader, view, by))
}

async fn show(
    State(app): State<App>,
    Reader(visitor): Reader,
    view: View,
    by: Grouping,
) -> Result<Response, PageError> {
    let period = view.period(visitor.today(view.get("brand")));
    let selection = Selection {
        metric: view.metric(),
        period,
        filter: view.filter(visitor.brand_ids()),
        rules: app.config.display,
    };
    let (now, before) = beside(&app.db, &selection, view.compared(period), by).await?;
    let path = path(by);
    let of = Compared {
        now: &now,
        before: before.as_ref(),
        by,
        view: &view,
        path,
        most: None,
    };
    if view.wants_csv() {
        return sheet(&of, period).download();
    }
    let mut shell = frame::shell(&app, &visitor, title(by), path, &view).await;
    shell.lead = Some(html! {
        (score::name(view.metric())) ", " (dates::line(period, view.compared(period))) ". "
        (score::formula(view.metric())) "."
    });
    shell.download = Some(view.csv(path));
    shell.tabs = Some(metrics(&view, path));
    shell.filters = Some(form::filters(
        &picks::bar(app.db.read(), &visitor, &view, path).await?,
    ));
    let content = if now.groups.is_empty() {
        empty::scores(&app, &visitor, &view, path).await?
    } else {
        html! {
            section class="panel" {
                (compared(&of))
                p class="panel-foot" {
                    a href=(cross::href(by, &view)) {
                        (title(by)) " by " (one(cross::partner(by)).to_lowercase()) " in one table"
                    }
                }
            }
        }
    };
    Ok(shell.render(content).into_response())
}

/// The metrics as tabs; a metric is switched without losing the filters.
pub fn metrics(view: &View, path: &str) -> Markup {
    let entries: Vec<_> = Metric::ALL
        .into_iter()
        .map(|metric| {
            let code = if metric == Metric::Csat {
                ""
            } else {
                metric.code()
            };
            (
                score::short(metric).to_owned(),
                view.with("metric", code).without("after").href(path),
                metric == view.metric(),
            )
        })
        .collect();
    form::tabs("Metric", &entries)
}

/// The heading of a page of groups.
pub fn title(by: Grouping) -> &'static str {
    match by {
        Grouping::Agent => "Agents",
        Grouping::Team => "Teams",
        Grouping::Product => "Products",
        Grouping::Touchpoint => "Touchpoints",
        Grouping::Channel => "Channels",
        Grouping::Survey => "Surveys",
        Grouping::Brand => "Brands",
    }
}

/// What one of them is called.
pub fn one(by: Grouping) -> &'static str {
    match by {
        Grouping::Agent => "Agent",
        Grouping::Team => "Team",
        Grouping::Product => "Product",
        Grouping::Touchpoint => "Touchpoint",
        Grouping::Channel => "Channel",
        Grouping::Survey => "Survey",
        Grouping::Brand => "Brand",
    }
}

/// Where their page is.
pub fn path(by: Grouping) -> &'static str {
    match by {
        Grouping::Agent => "/agents",
        Grouping::Team => "/teams",
        Grouping::Product => "/products",
        Grouping::Touchpoint => "/touchpoints",
        Grouping::Channel => "/channels",
        Grouping::Survey => "/survey-scores",
        Grouping::Brand => "/brands",
    }
}

/// The filter that keeps one of them.
pub fn parameter(by: Grouping) -> &'static str {
    match by {
        Grouping::Agent => "agent",
        Grouping::Team => "team",
        Grouping::Product => "product",
        Grouping::Touchpoint => "touchpoint",
        Grouping::Channel => "channel",
        Grouping::Survey => "survey",
        Grouping::Brand => "brand",
    }
}
