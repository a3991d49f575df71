//! One team, product, touchpoint, channel, survey or brand: its figures, what is inside it, and what customers said
//! last. One implementation; things that several brands know by one key are one page.

use axum::{
    extract::{Path, State},
    response::{IntoResponse, Response},
    routing::{MethodRouter, get},
};
use maud::{Markup, html};

use super::{
    dates, empty,
    error::PageError,
    figures, frame,
    group_table::{Compared, called, compared, page},
    groups,
    picks::{self, Offered},
    responses::entries,
    signals,
    view::View,
    visitor::{Reader, Visitor},
};
use crate::{
    app::App,
    domain::{
        responses::listing::{self, Wanted},
        scores::{
            grouping::{self, Grouping},
            period::Period,
        },
    },
    web::ui::{figure::count, form},
};

/// Comments shown on the page.
const NEWEST: u64 = 5;
/// Groups shown of each other dimension; the rest is a page away.
const INSIDE: usize = 8;

/// The page of one such dimension.
pub fn handler(by: Grouping) -> MethodRouter<App> {
    get(move |app, reader, key, view| show(app, reader, key, view, by))
}

async fn show(
    State(app): State<App>,
    Reader(visitor): Reader,
    Path(key): Path<String>,
    view: View,
    by: Grouping,
) -> Result<Response, PageError> {
    let label = grouping::known(app.db.read(), &visitor.brand_ids(), by, &key)
        .await?
        .ok_or(PageError::NotFound)?;
    // The page's own address says which one it is; a filter of the same kind would only contradict it.
    let view = view.without(groups::parameter(by));
    let (list, path) = (groups::path(by), page(by, &key));
    let of_group = view.with(groups::parameter(by), &key);
    let period = view.period(visitor.today(of_group.get("brand")));
    let mut figures = figures::figures(&app, &of_group, visitor.brand_ids(), period).await?;
    if view.wants_csv() {
        let name = format!("{}-{key}", by.code());
        return figures.sheet(&name, period).download();
    }
    let mut shell = frame::shell(&app, &visitor, &called(by, &label), list, &view).await;
    shell.lead = Some(html! {
        (groups::one(by)) ". " (dates::line(period, view.compared(period))) "."
    });
    shell.crumbs = vec![(groups::title(by).to_owned(), view.following().href(list))];
    shell.tabs = Some(groups::metrics(&view, &path));
    let offered = Offered {
        own: Some(by),
        ..Offered::default()
    };
    shell.filters = Some(form::filters(
        &picks::bar_with(app.db.read(), &visitor, &view, &path, offered).await?,
    ));
    shell.download = Some(view.csv(&path));
    if figures.now.responses() == 0 && figures.now.asked == 0 {
        let next = empty::scores(&app, &visitor, &view, &path).await?;
        return Ok(shell.render(next).into_response());
    }
    figures.marks = signals::marked(&app, &of_group, &visitor, period, by, &figures.points).await?;
    let inside = inside(&app, &visitor, &of_group, period, by).await?;
    let comments = comments(&app, &visitor, &of_group, period).await?;
    let page = shell.render(html! {
        div class="stack" {
            (figures.panels(period))
            @for table in inside { (table) }
            (comments)
        }
    });
    Ok(page.into_response())
}

/// Every other dimension inside this group, where there is more than one of it.
async fn inside(
    app: &App,
    visitor: &Visitor,
    view: &View,
    period: Period,
    own: Grouping,
) -> Result<Vec<Markup>, PageError> {
    let mut tables = Vec::new();
    let others = Grouping::ALL
        .into_iter()
        .filter(|by| *by != own && (*by != Grouping::Brand || visitor.brands.len() > 1));
    for by in others {
        let (now, before) = groups::both(app, view, visitor.brand_ids(), period, by).await?;
        if now.groups.len() < 2 {
            continue;
        }
        let of = Compared {
            now: &now,
            before: before.as_ref(),
            by,
            view,
            path: groups::path(by),
            most: Some(INSIDE),
        };
        let all = view.following().href(groups::path(by));
        tables.push(html! {
            section class="panel" {
                div class="section-head" {
                    h2 { (groups::title(by)) }
                    @if now.groups.len() > INSIDE { a href=(all) { "All " (count(now.groups.len() as u64)) } }
                }
                (compared(&of))
            }
        });
    }
    Ok(tables)
}

async fn comments(
    app: &App,
    visitor: &Visitor,
    view: &View,
    period: Period,
) -> Result<Markup, PageError> {
    let commented = view.with("has_comment", "true");
    let wanted = Wanted {
        filter: commented.filter(visitor.brand_ids()),
        days: Some((period.from(), period.to())),
        ..Wanted::default()
    };
    let newest = listing::list(app.db.read(), &wanted, NEWEST).await?;
    let all = view.following().href("/comments");
    Ok(html! {
        section class="panel" {
            div class="section-head" {
                h2 { "Newest comments" }
                @if !newest.is_empty() { a href=(all) { "All comments" } }
            }
            @if newest.is_empty() {
                p class="soft" { "Nobody who answered in this period wrote a comment." }
            } @else {
                (entries(visitor, &newest))
            }
        }
    })
}
