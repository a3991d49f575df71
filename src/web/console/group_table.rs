//! The table of groups side by side, in any order the reader likes, and the same as a file.
//! Used by the pages of `groups` and by every page that shows what is inside a selection.

use std::{cmp::Ordering, collections::HashMap};

use maud::{Markup, html};

use super::{
    change,
    groups::{one, parameter, path, title},
    picks::channel_name,
    score,
    sheet::{self, Cell, Sheet},
    view::{View, escaped},
};
use crate::{
    domain::scores::{
        breakdown::{Breakdown, Group, Grouping, Label},
        period::Period,
        showing::Showing,
        summary::Summary,
    },
    web::ui::{
        badge,
        figure::{count, counted, decimal, whole},
        spread::{Spread, round_axis, spread},
        table::{Column, Direction, table},
    },
};

/// What a table of groups is made of.
pub struct Compared<'a> {
    pub now: &'a Breakdown,
    pub before: Option<&'a Breakdown>,
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
    let groups = of.shown();
    let nothing = Summary::empty(metric, of.now.total.steps);
    let before = of.earlier();
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
    let mut columns = vec![
        sorted(Column::text(one(of.by)), "name"),
        sorted(Column::number(score::short(metric)), "score"),
        Column::spread(&range),
        sorted(Column::number("Responses"), "responses"),
    ];
    columns.extend(before.is_some().then(|| Column::number("Change")));
    columns.push(sorted(Column::number("Response rate"), "rate"));
    let rows: Vec<Vec<Markup>> = groups
        .into_iter()
        .map(|group| {
            let summary = &group.summary;
            let mut row = vec![
                name_cell(of.by, group, of.view),
                html! {
                    @match score::shown(summary) {
                        Some(score) => { (score) (score::unit(metric)) },
                        None => span class="soft" { "–" },
                    }
                },
                range_cell(summary, axis.ends(), total),
                responses_cell(of, group),
            ];
            row.extend(before.as_ref().map(|before| {
                let earlier = before.get(&group.label).copied().unwrap_or(&nothing);
                change::moved_briefly(summary, earlier)
            }));
            row.push(html! {
                @match summary.response_rate() {
                    Some(rate) => { (decimal(rate.value(), 0)) "%" },
                    None => span class="soft" { "–" },
                }
            });
            row
        })
        .collect();
    html! {
        (table(&caption(of, total), &columns, &rows))
        @if of.most.is_none() { p class="panel-foot" { a href=(of.view.how("interval")) { "How the ranges are computed" } } }
    }
}

impl Compared<'_> {
    /// The groups that are shown, in their order.
    fn shown(&self) -> Vec<&Group> {
        let mut groups: Vec<&Group> = self.now.groups.iter().collect();
        match self.most {
            Some(most) => {
                groups.sort_by_key(|group| std::cmp::Reverse(group.summary.responses()));
                groups.truncate(most);
            }
            None => {
                let order = Order::read(self.view.get("sort"));
                groups.sort_by(|a, b| order.compare(a, b));
            }
        }
        groups
    }

    fn earlier(&self) -> Option<HashMap<&Label, &Summary>> {
        let groups = self.before?.groups.iter();
        Some(groups.map(|group| (&group.label, &group.summary)).collect())
    }
}

/// The same rows in the same order for a spreadsheet.
pub fn sheet(of: &Compared, period: Period) -> Sheet {
    let metric = of.view.metric();
    let before = of.earlier();
    let nothing = Summary::empty(metric, of.now.total.steps);
    let mut columns = vec![
        one(of.by),
        "Key",
        score::short(metric),
        "Likely from",
        "Likely to",
        "Responses",
    ];
    if before.is_some() {
        columns.extend(["Change", "Change is"]);
    }
    columns.extend(["Sent", "Delivered", "Response rate (%)"]);
    let rows = of.shown().into_iter().map(|group| {
        let summary = &group.summary;
        let [low, score, high] = score::cells(summary);
        let mut row = vec![
            Cell::text(called(of.by, &group.label)),
            group.label.key.as_ref().map_or(Cell::Nothing, Cell::text),
            score,
            low,
            high,
            Cell::Count(summary.responses()),
        ];
        if let Some(before) = &before {
            let earlier = before.get(&group.label).copied().unwrap_or(&nothing);
            row.extend(change::moved_cells(summary, earlier));
        }
        row.extend([summary.asked, summary.delivered()].map(Cell::Count));
        row.push(Cell::number(
            summary.response_rate().map(|rate| rate.value()),
        ));
        row
    });
    Sheet {
        name: sheet::named(&title(of.by).to_lowercase(), Some(metric), period),
        columns: columns.into_iter().map(str::to_owned).collect(),
        rows: rows.collect(),
    }
}

/// What people call a group.
pub fn called(by: Grouping, label: &Label) -> String {
    match (&label.key, &label.name) {
        (None, _) => format!("No {}", one(by).to_lowercase()),
        (Some(key), _) if by == Grouping::Channel => channel_name(key),
        (Some(key), name) => name.as_ref().unwrap_or(key).clone(),
    }
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
    let few = group.summary.showing() == Showing::Few;
    let name = called(by, &group.label);
    html! {
        @match &group.label.key {
            Some(key) => {
                a href=(view.following().without(parameter(by)).href(&page(by, key))) dir="auto" { (name) }
                @if by == Grouping::Agent && &name != key { span class="sub" dir="auto" { (key) } }
            },
            None => span class="soft" { (name) },
        }
        @if few { span class="sub" { (badge::few_responses(group.summary.steps.full_from)) } }
    }
}

/// The page of one group.
pub fn page(by: Grouping, key: &str) -> String {
    let rooms = match by {
        // where surveys are listed beside each other is not where each is
        Grouping::Survey => "/surveys",
        by => path(by),
    };
    format!("{rooms}/{}", escaped(key))
}

fn responses_cell(of: &Compared, group: &Group) -> Markup {
    let responses = group.summary.responses();
    html! {
        @match group.label.key.as_ref().filter(|_| responses > 0) {
            Some(key) => a href=(of.view.with(parameter(of.by), key).answers()) { (count(responses)) },
            None => (count(responses)),
        }
    }
}

fn range_cell(summary: &Summary, axis: (f64, f64), reference: Option<f64>) -> Markup {
    match (score::drawn(summary), summary.showing()) {
        (Some([low, score, high]), showing) => html! {
            span class=[(showing == Showing::Few).then_some("few")] {
                span class="sr-only" { (whole(low)) " to " (whole(high)) }
                (spread(&Spread { axis, low, score, high, reference }))
            }
        },
        (None, Showing::Nothing) => html! { span class="soft" { "no answers" } },
        (None, _) => {
            html! { span class="soft" { "a score from " (summary.steps.score_from) " on" } }
        }
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
