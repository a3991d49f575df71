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
    group_table::{self, Compared, called, compared, page},
    groups,
    picks::{self, Offered},
    report,
    responses::entries,
    sheet::{self, Report, Section},
    signals,
    view::{View, escaped},
    visitor::{Reader, Visitor},
};
use crate::{
    app::App,
    domain::{
        responses::listing::{self, Shown, Wanted},
        scores::{
            breakdown::{Breakdown, breakdowns},
            grouping::{self, Grouping},
            period::Period,
            reading::Selection,
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
    Reader(reader): Reader,
    Path(key): Path<String>,
    view: View,
    by: Grouping,
) -> Result<Response, PageError> {
    // The page's own address says which one it is; a filter of the same kind would only contradict it.
    let view = view.without(groups::parameter(by));
    let knowing = grouping::knowing(app.db.read(), &reader.brand_ids(), by, &key).await?;
    let visitor = reader.within(&knowing);
    let label = match &visitor.ids_of(&view)[..] {
        [] => None,
        brands => grouping::known(app.db.read(), brands, by, &key).await?,
    };
    let label = label.ok_or(PageError::NotFound)?;
    let (list, path) = (groups::path(by), page(by, &key));
    let of_group = view.with(groups::parameter(by), &key);
    let period = view.period(visitor.today(of_group.get("brand")));
    let mut figures = figures::figures(&app, &of_group, visitor.brand_ids(), period).await?;
    let selection = Selection {
        metric: view.metric(),
        period,
        filter: of_group.filter(visitor.brand_ids()),
        rules: app.config.display,
    };
    let found = signals::of_group(&app, &selection, by).await?;
    let compared = view.compared(period);
    let inside = inside(&app, &visitor, &selection, compared, by).await?;
    let comments = comments(&app, &visitor, &of_group, period).await?;
    if view.wants_csv() {
        let mut sections = report::of_figures(&figures, period);
        sections.push(signals::section(&found, selection.rules.steps));
        sections.extend(
            inside
                .iter()
                .map(|inside| inside.section(&of_group, period)),
        );
        sections.push(report::comments(&visitor, &comments, period));
        let name = format!("{}-{key}", by.code());
        let name = sheet::named(&name, Some(view.metric()), period);
        return Report { name, sections }.download();
    }
    let mut shell = frame::shell(&app, &reader, &called(by, &label), list, &view).await;
    shell.lead = Some(html! {
        (groups::one(by)) ". " (dates::line(period, view.compared(period))) "."
    });
    shell.clocks = dates::clocks(&visitor.brands_of(&of_group));
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
        let next = empty::scores_of(&app, &visitor, &of_group, &view, &path).await?;
        return Ok(shell.render(next).into_response());
    }
    figures.marks = signals::marks(&figures.points, &found, &selection, signals::Named::Alone);
    let page = shell.render(html! {
        div class="stack" {
            (figures.panels(period))
            @for inside in inside { (inside.panel(&of_group)) }
            @if by == Grouping::Survey { (rehearsals(&visitor, &key)) }
            (said(&visitor, &comments, &of_group))
        }
    });
    Ok(page.into_response())
}

/// Where rules for this survey can be tried.
fn rehearsals(visitor: &Visitor, survey: &str) -> Markup {
    html! {
        section class="panel" aria-labelledby="rehearse" {
            h2 id="rehearse" { "Whom it asks" }
            p { "Try other rules on the contacts of the last 30 days, before they are published." }
            div class="entry-actions" {
                @for brand in &visitor.brands {
                    a class="button button-quiet" href={ "/surveys/" (escaped(&brand.slug)) "/" (escaped(survey)) "/rehearsal" } {
                        "Rehearse" @if visitor.brands.len() > 1 { " for " bdi { (brand.name) } }
                    }
                }
            }
        }
    }
}

/// Another dimension inside this group.
struct Inside {
    by: Grouping,
    now: Breakdown,
    before: Option<Breakdown>,
}

impl Inside {
    fn compared<'a>(&'a self, view: &'a View) -> Compared<'a> {
        Compared {
            now: &self.now,
            before: self.before.as_ref(),
            by: self.by,
            view,
            path: groups::path(self.by),
            most: Some(INSIDE),
        }
    }

    fn panel(&self, view: &View) -> Markup {
        let (path, groups) = (groups::path(self.by), self.now.groups.len());
        html! {
            section class="panel" {
                div class="section-head" {
                    h2 { (groups::title(self.by)) }
                    @if groups > INSIDE { a href=(view.following().href(path)) { "All " (count(groups as u64)) } }
                }
                (compared(&self.compared(view)))
            }
        }
    }

    fn section(&self, view: &View, period: Period) -> Section {
        let sheet = group_table::sheet(&self.compared(view), period);
        Section::of(groups::title(self.by), sheet)
    }
}

/// Every other dimension inside this group, where there is more than one of it.
async fn inside(
    app: &App,
    visitor: &Visitor,
    selection: &Selection,
    compared: Option<Period>,
    own: Grouping,
) -> Result<Vec<Inside>, PageError> {
    let others: Vec<Grouping> = Grouping::ALL
        .into_iter()
        .filter(|by| *by != own && (*by != Grouping::Brand || visitor.brands.len() > 1))
        .collect();
    let found = breakdowns(&app.db, selection, compared, &others).await?;
    let all = others.into_iter().zip(found);
    let all = all.map(|(by, (now, before))| Inside { by, now, before });
    Ok(all.filter(|inside| inside.now.groups.len() > 1).collect())
}

async fn comments(
    app: &App,
    visitor: &Visitor,
    view: &View,
    period: Period,
) -> Result<Vec<Shown>, PageError> {
    let commented = view.with("has_comment", "true");
    let wanted = Wanted {
        filter: commented.filter(visitor.brand_ids()),
        days: Some((period.from(), period.to())),
        ..Wanted::default()
    };
    Ok(listing::list(app.db.read(), &wanted, NEWEST).await?)
}

fn said(visitor: &Visitor, newest: &[Shown], view: &View) -> Markup {
    html! {
        section class="panel" {
            div class="section-head" {
                h2 { "Newest comments" }
                @if !newest.is_empty() { a href=(view.following().href("/comments")) { "All comments" } }
            }
            @if newest.is_empty() {
                p class="soft" { "Nobody who answered in this period wrote a comment." }
            } @else {
                (entries(visitor, newest))
            }
        }
    }
}
