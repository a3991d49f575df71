//! One metric side by side for every agent, team, product or touchpoint: four pages, one implementation.
//! There is no rank: the order is the reader's choice, and the interval stands beside every score.

use std::{cmp::Ordering, collections::HashMap};

use axum::extract::State;
use maud::{Markup, html};

use super::{
    dates, empty,
    error::PageError,
    frame, picks, score,
    view::{View, escaped},
    visitor::Reader,
};
use crate::{
    app::App,
    domain::scores::{
        breakdown::{Breakdown, Group, Grouping, Label, breakdown},
        metric::Metric,
        period::Period,
        reading::Selection,
        summary::Summary,
    },
    web::ui::{
        badge,
        figure::{count, counted, decimal, whole},
        form,
        spread::{Spread, round_axis, spread},
        table::{Column, Direction, table},
    },
};

pub async fn agents(app: State<App>, reader: Reader, view: View) -> Result<Markup, PageError> {
    show(app, reader, view, Grouping::Agent).await
}

pub async fn teams(app: State<App>, reader: Reader, view: View) -> Result<Markup, PageError> {
    show(app, reader, view, Grouping::Team).await
}

pub async fn products(app: State<App>, reader: Reader, view: View) -> Result<Markup, PageError> {
    show(app, reader, view, Grouping::Product).await
}

pub async fn touchpoints(app: State<App>, reader: Reader, view: View) -> Result<Markup, PageError> {
    show(app, reader, view, Grouping::Touchpoint).await
}

async fn show(
    State(app): State<App>,
    Reader(visitor): Reader,
    view: View,
    by: Grouping,
) -> Result<Markup, PageError> {
    let period = view.period(visitor.today(view.get("brand")));
    let (now, before) = both(&app, &view, visitor.brand_ids(), period, by).await?;
    let path = path(by);
    let mut shell = frame::shell(&app, &visitor, title(by), path, &view).await;
    shell.lead = Some(
        html! { (score::name(view.metric())) ", " (dates::period(period)) ". " (score::formula(view.metric())) "." },
    );
    shell.tabs = Some(metrics(&view, path));
    shell.filters = Some(form::filters(
        &picks::bar(app.db.read(), &visitor, &view, path).await?,
    ));
    let content = if now.groups.is_empty() {
        empty::scores(&app, &visitor, &view, path).await?
    } else {
        html! { section class="panel" { (compared(&Compared { now: &now, before: &before, by, view: &view, path, most: None })) } }
    };
    Ok(shell.render(content))
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

/// The groups of a period and those of the period before.
pub async fn both(
    app: &App,
    view: &View,
    brands: Vec<crate::ids::BrandId>,
    period: Period,
    by: Grouping,
) -> Result<(Breakdown, Breakdown), PageError> {
    let selection = Selection {
        metric: view.metric(),
        period,
        filter: view.filter(brands),
    };
    let previous = Selection {
        period: period.previous(),
        ..selection.clone()
    };
    let now = breakdown(app.db.read(), &selection, by).await?;
    let before = breakdown(app.db.read(), &previous, by).await?;
    Ok((now, before))
}

/// What a table of groups is made of.
pub struct Compared<'a> {
    pub now: &'a Breakdown,
    pub before: &'a Breakdown,
    pub by: Grouping,
    pub view: &'a View,
    /// Where its sorting links lead; with `most` there are none.
    pub path: &'a str,
    /// Only so many groups: those with the most responses.
    pub most: Option<usize>,
}

/// The table. Scores share one axis, on which everyone together is a dotted line.
pub fn compared(of: &Compared) -> Markup {
    let metric = of.view.metric();
    let order = Order::read(of.view.get("sort"));
    let mut groups: Vec<&Group> = of.now.groups.iter().collect();
    match of.most {
        Some(most) => {
            groups.sort_by_key(|group| std::cmp::Reverse(group.summary.responses()));
            groups.truncate(most);
        }
        None => groups.sort_by(|a, b| order.compare(a, b)),
    }
    let before: HashMap<&Label, &Summary> = of
        .before
        .groups
        .iter()
        .map(|group| (&group.label, &group.summary))
        .collect();
    let nothing = Summary::empty(metric);
    let total = score::drawn(&of.now.total).map(|[_, score, _]| score);
    let drawn = groups
        .iter()
        .filter_map(|group| score::drawn(&group.summary))
        .flatten();
    let axis = round_axis(drawn.chain(total), metric.formula().range());
    let sorted = |column: Column, key: &str| {
        if of.most.is_some() {
            column
        } else {
            order.offered(column, key, of.view, of.path)
        }
    };
    let range = format!("Likely range, {} to {}", whole(axis.from), whole(axis.to));
    let columns = [
        sorted(Column::text(one(of.by)), "name"),
        sorted(Column::number(score::short(metric)), "score"),
        Column::spread(&range),
        sorted(Column::number("Responses"), "responses"),
        Column::number("Change"),
        sorted(Column::number("Response rate"), "rate"),
    ];
    let rows: Vec<Vec<Markup>> = groups
        .into_iter()
        .map(|group| {
            let summary = &group.summary;
            let earlier = before.get(&group.label).copied().unwrap_or(&nothing);
            vec![
                name_cell(of.by, group, of.view),
                html! {
                    @match score::shown(summary) {
                        Some(score) => { (score) (score::unit(metric)) },
                        None => span class="soft" { "–" },
                    }
                },
                range_cell(summary, axis.ends(), total),
                html! { (count(summary.responses())) },
                score::moved_briefly(summary, earlier),
                html! {
                    @match summary.response_rate() {
                        Some(rate) => { (decimal(rate.value(), 0)) "%" },
                        None => span class="soft" { "–" },
                    }
                },
            ]
        })
        .collect();
    table(&caption(of, total), &columns, &rows)
}

fn caption(of: &Compared, total: Option<f64>) -> String {
    let groups = of.now.groups.len() as u64;
    let of_all = match of.most {
        Some(most) if groups > most as u64 => {
            format!("The {most} with the most responses of {}", count(groups))
        }
        _ => counted(
            groups,
            &one(of.by).to_lowercase(),
            &title(of.by).to_lowercase(),
        ),
    };
    match total {
        Some(score) => format!(
            "{of_all}. The dotted line is all together: {}{}.",
            whole(score),
            score::unit(of.view.metric())
        ),
        None => format!("{of_all}."),
    }
}

fn name_cell(by: Grouping, group: &Group, view: &View) -> Markup {
    let few = group.summary.showing() == crate::domain::scores::showing::Showing::Few;
    html! {
        @match (&group.label.key, &group.label.name) {
            (Some(key), name) => {
                @let name = name.as_ref().unwrap_or(key);
                @if by == Grouping::Agent {
                    a href=(view.following().href(&format!("/agents/{}", escaped(key)))) dir="auto" { (name) }
                } @else {
                    a href=(view.following().with(parameter(by), key).href("/")) dir="auto" { (name) }
                }
                @if by == Grouping::Agent && name != key { span class="sub" dir="auto" { (key) } }
            },
            (None, _) => span class="soft" { "No " (one(by).to_lowercase()) },
        }
        @if few { span class="sub" { (badge::few_responses()) } }
    }
}

fn range_cell(summary: &Summary, axis: (f64, f64), reference: Option<f64>) -> Markup {
    use crate::domain::scores::showing::Showing;
    match (score::drawn(summary), summary.showing()) {
        (Some([low, score, high]), showing) => html! {
            span class=[(showing == Showing::Few).then_some("few")] {
                span class="sr-only" { (whole(low)) " to " (whole(high)) }
                (spread(&Spread { axis, low, score, high, reference }))
            }
        },
        (None, Showing::Nothing) => html! { span class="soft" { "no answers" } },
        (None, _) => html! { span class="soft" { "a score from 5 on" } },
    }
}

/// How a table is ordered: by a column, one way or the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Order {
    key: &'static str,
    direction: Direction,
}

const KEYS: [&str; 4] = ["name", "score", "responses", "rate"];

impl Order {
    /// `score`, or `-score` for the highest first. By name where nothing is asked for.
    fn read(text: Option<&str>) -> Self {
        let (key, direction) = match text.and_then(|text| text.strip_prefix('-')) {
            Some(key) => (key, Direction::Descending),
            None => (text.unwrap_or("name"), Direction::Ascending),
        };
        match KEYS.into_iter().find(|known| *known == key) {
            Some(key) => Self { key, direction },
            None => Self {
                key: "name",
                direction: Direction::Ascending,
            },
        }
    }

    /// The column with its link: figures begin with the highest, names with A.
    fn offered(self, column: Column, key: &str, view: &View, path: &str) -> Column {
        let now = (self.key == key).then_some(self.direction);
        let next = match (now, key) {
            (Some(Direction::Descending), _) | (None, "name") => key.to_owned(),
            _ => format!("-{key}"),
        };
        column.sorted_by(view.with("sort", &next).href(path), now)
    }

    /// Groups without the figure come last, whichever way the table is turned.
    fn compare(self, a: &Group, b: &Group) -> Ordering {
        let figure = |group: &Group| match self.key {
            "score" => score::drawn(&group.summary).map(|[_, score, _]| score),
            "responses" => Some(group.summary.responses() as f64),
            "rate" => group.summary.response_rate().map(|rate| rate.value()),
            _ => None,
        };
        let name = |group: &Group| {
            (
                group.label.key.is_none(),
                group
                    .label
                    .name
                    .as_deref()
                    .unwrap_or_default()
                    .to_lowercase(),
            )
        };
        let turned = |order: Ordering| {
            if self.direction == Direction::Descending {
                order.reverse()
            } else {
                order
            }
        };
        if self.key == "name" {
            return turned(name(a).cmp(&name(b)));
        }
        match (figure(a), figure(b)) {
            (Some(x), Some(y)) => turned(x.total_cmp(&y)).then_with(|| name(a).cmp(&name(b))),
            (x, y) => y
                .is_some()
                .cmp(&x.is_some())
                .then_with(|| name(a).cmp(&name(b))),
        }
    }
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

fn one(by: Grouping) -> &'static str {
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

fn path(by: Grouping) -> &'static str {
    match by {
        Grouping::Agent => "/agents",
        Grouping::Team => "/teams",
        Grouping::Product => "/products",
        _ => "/touchpoints",
    }
}

fn parameter(by: Grouping) -> &'static str {
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
