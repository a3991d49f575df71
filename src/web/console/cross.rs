//! Any two dimensions crossed as a heat table: a score and its count in every cell, shaded only where a cell really
//! differs from all together. Every count leads to the answers behind it.

use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use maud::{Markup, html};

use super::{
    agent_words::percent,
    dates, empty,
    error::PageError,
    frame,
    group_table::{called, page},
    groups::{metrics, one, parameter, title},
    picks::{self, Offered},
    score,
    sheet::{self, Sheet},
    view::View,
    visitor::Reader,
};
use crate::{
    app::App,
    domain::scores::{
        crossing::crossing,
        exact_test::Flag,
        grouping::{Grouping, Label},
        heat::{Cell, Heat, Line},
        period::Period,
        reading::Selection,
        showing::DisplayRules,
        summary::Summary,
    },
    web::ui::{
        figure::{count, counted},
        form::{self, Choice, select},
    },
};

const PATH: &str = "/cross";
/// Drawn at most; the file has all.
const ROWS: usize = 60;
const COLUMNS: usize = 24;
/// Points from the mean of all at which a shade becomes strong.
const STRONG: f64 = 10.0;

/// `GET /cross`
pub async fn show(
    State(app): State<App>,
    Reader(visitor): Reader,
    view: View,
) -> Result<Response, PageError> {
    let period = view.period(visitor.today(view.get("brand")));
    let (axes, remarks) = Axes::read(&view);
    let selection = Selection {
        metric: view.metric(),
        period,
        filter: view.filter(visitor.brand_ids()),
        rules: app.config.display,
    };
    let crossed = crossing(&app.db, &selection, axes.rows, axes.columns).await?;
    let heat = Heat::of(crossed, &selection.rules);
    if view.wants_csv() {
        return sheet_of(&heat, axes, period).download();
    }
    let heading = format!(
        "{} by {}",
        title(axes.rows),
        one(axes.columns).to_lowercase()
    );
    let mut shell = frame::shell(&app, &visitor, &heading, PATH, &view).await;
    shell.lead = Some(html! { (score::name(view.metric())) ", " (dates::period(period)) "." });
    shell.remarks.extend(remarks);
    shell.tabs = Some(metrics(&view, PATH));
    shell.download = Some(view.csv(PATH));
    let offered = Offered {
        no_comparison: true,
        ..Offered::default()
    };
    let mut bar = picks::bar_with(app.db.read(), &visitor, &view, PATH, offered).await?;
    bar.first.splice(0..0, axes.picks());
    bar.kept.retain(|(name, _)| name != "sort");
    shell.filters = Some(form::filters(&bar));
    let content = if heat.total.responses() == 0 {
        empty::scores(&app, &visitor, &view, PATH).await?
    } else {
        drawn(&heat, axes, &view, &selection.rules)
    };
    Ok(shell.render(content).into_response())
}

/// What goes down and what across.
#[derive(Clone, Copy)]
struct Axes {
    rows: Grouping,
    columns: Grouping,
}

impl Axes {
    /// What cannot be crossed is replaced, and the remark says so.
    fn read(view: &View) -> (Self, Option<String>) {
        let read = |name| match view.get(name) {
            None => Ok(None),
            Some(code) => Grouping::parse(code).map(Some).ok_or(code),
        };
        let of = |rows, columns| Self { rows, columns };
        match (read("rows"), read("columns")) {
            (Ok(Some(rows)), Ok(Some(columns))) if rows == columns => {
                let axes = of(rows, partner(rows));
                let words = format!(
                    "{} cannot be crossed with themselves. Shown against {} instead.",
                    title(rows),
                    title(axes.columns).to_lowercase()
                );
                (axes, Some(words))
            }
            (Ok(rows), Ok(columns)) => {
                let rows = rows.unwrap_or(columns.map_or(Grouping::Product, partner));
                (of(rows, columns.unwrap_or(partner(rows))), None)
            }
            (rows, columns) => {
                let unknown = rows.err().or(columns.err()).unwrap_or_default();
                let words = format!(
                    "Nothing is called “{unknown}” that could be crossed. Shown are products against touchpoints instead."
                );
                (of(Grouping::Product, Grouping::Touchpoint), Some(words))
            }
        }
    }

    fn picks(self) -> [Markup; 2] {
        let choices = Grouping::ALL.map(|by| Choice::new(by.code(), title(by)));
        [
            select("rows", "Down", &choices, self.rows.code()),
            select("columns", "Across", &choices, self.columns.code()),
        ]
    }
}

/// What a dimension is crossed with where nothing else is asked for.
pub fn partner(by: Grouping) -> Grouping {
    match by {
        Grouping::Product => Grouping::Touchpoint,
        _ => Grouping::Product,
    }
}

/// The address of a dimension crossed with its partner.
pub fn href(by: Grouping, view: &View) -> String {
    let axes = view.following().with("rows", by.code());
    axes.with("columns", partner(by).code()).href(PATH)
}

/// The table: as much of it as can be read, with the sums of each row and column.
fn drawn(heat: &Heat, axes: Axes, view: &View, rules: &DisplayRules) -> Markup {
    let cut = heat.busiest(ROWS, COLUMNS);
    let across: Vec<Option<View>> = cut
        .columns
        .iter()
        .map(|column| narrowed(view, axes.columns, &column.label))
        .collect();
    html! {
        section class={ "panel" @if cut.columns.len() > 8 { " wide" } } {
            p class="cross-note" { (size(heat, &cut, axes)) }
            div class="cross" role="region" tabindex="0" aria-label="The table, scrolls sideways" {
                table {
                    thead {
                        tr {
                            td {}
                            @for column in &cut.columns {
                                th scope="col" { (heading(axes.columns, &column.label, view)) }
                            }
                            th scope="col" class="cross-sum" { "All" }
                        }
                    }
                    tbody {
                        @for (i, row) in cut.rows.iter().enumerate() {
                            @let down = narrowed(view, axes.rows, &row.label);
                            tr {
                                th scope="row" { (heading(axes.rows, &row.label, view)) }
                                @for (j, column) in cut.columns.iter().enumerate() {
                                    @let both = down.as_ref().and_then(|view| narrowed(view, axes.columns, &column.label));
                                    (shaded(cut.cell(i, j), heat, both.as_ref()))
                                }
                                (sum(&row.summary, down.as_ref()))
                            }
                        }
                        tr {
                            th scope="row" { "All" }
                            @for (column, view) in cut.columns.iter().zip(&across) { (sum(&column.summary, view.as_ref())) }
                            (sum(&heat.total, Some(view)))
                        }
                    }
                }
            }
            (legend(heat, view, rules))
        }
    }
}

/// The view of one row or column; none for what has no key to filter by.
fn narrowed(view: &View, by: Grouping, label: &Label) -> Option<View> {
    let key = label.key.as_ref()?;
    Some(view.with(parameter(by), key))
}

fn heading(by: Grouping, label: &Label, view: &View) -> Markup {
    let name = called(by, label);
    html! {
        @match &label.key {
            Some(key) => a href=(view.following().without(parameter(by)).href(&page(by, key))) dir="auto" { (name) },
            None => span class="soft" { (name) },
        }
    }
}

/// Shade and mark stand only where the test finds a difference; without colours the mark says the same.
fn shaded(cell: &Cell, heat: &Heat, view: Option<&View>) -> Markup {
    let distance = match (cell.summary.score(), heat.total.score()) {
        (Some(own), Some(all)) => own.value() - all.value(),
        _ => 0.0,
    };
    let (class, mark, words) = match cell.flag {
        Flag::Above if distance >= STRONG => ("heat-high heat-strong", "▲", "above all together"),
        Flag::Above => ("heat-high", "▲", "above all together"),
        Flag::Below if distance <= -STRONG => ("heat-low heat-strong", "▼", "below all together"),
        Flag::Below => ("heat-low", "▼", "below all together"),
        Flag::None => ("", "", ""),
    };
    html! {
        td class=[(!class.is_empty()).then_some(class)] {
            @if !mark.is_empty() {
                span class="heat-mark" aria-hidden="true" { (mark) } span class="sr-only" { (words) " " }
            }
            (figures(&cell.summary, view))
        }
    }
}

fn sum(summary: &Summary, view: Option<&View>) -> Markup {
    html! { td class="cross-sum" { (figures(summary, view)) } }
}

/// The score and below it how many answers it was counted from; where there are too few answers for one, only how many.
fn figures(summary: &Summary, view: Option<&View>) -> Markup {
    let responses = summary.responses();
    let n = html! { span aria-hidden="true" { "n " } (count(responses)) span class="sr-only" { " responses" } };
    html! {
        @if let Some(score) = score::shown(summary) { strong { (score) (score::unit(summary.metric)) } }
        @match view.filter(|_| responses > 0) {
            Some(view) => a class="heat-n" href=(view.answers()) { (n) },
            None if responses > 0 => span class="heat-n" { (n) },
            None => span class="soft" { span aria-hidden="true" { "·" } span class="sr-only" { "no responses" } },
        }
    }
}

fn size(heat: &Heat, cut: &Heat, axes: Axes) -> Markup {
    let many = |by, n: usize| counted(n as u64, &one(by).to_lowercase(), &title(by).to_lowercase());
    html! {
        (many(axes.rows, heat.rows.len())) " and " (many(axes.columns, heat.columns.len())) "."
        @if cut.rows.len() < heat.rows.len() {
            " Shown are the " (cut.rows.len()) " " (title(axes.rows).to_lowercase()) " with the most responses; the file has all."
        }
        @if cut.columns.len() < heat.columns.len() {
            " Shown are the " (cut.columns.len()) " " (title(axes.columns).to_lowercase()) " with the most responses; the file has all."
        }
    }
}

fn legend(heat: &Heat, view: &View, rules: &DisplayRules) -> Markup {
    let metric = heat.total.metric;
    html! {
        ul class="heat-legend" {
            li { span class="heat-swatch heat-high" aria-hidden="true" { "▲" } " higher than all together" }
            li { span class="heat-swatch heat-low" aria-hidden="true" { "▼" } " lower than all together" }
        }
        p class="hint" {
            "All together: "
            @match score::shown(&heat.total) {
                Some(score) => { strong { (score) (score::unit(metric)) } },
                None => { "no score yet" },
            }
            ". A cell is shaded only where chance does not explain the difference, strongly from ten points on; of all shaded cells \
             no more than " (percent(rules.false_discovery)) " should be chance. Cells below " (rules.flag_from) " responses are not tested, and below "
            (rules.steps.score_from) " there is no score. "
            a href=(view.how("flag")) { "How this is tested" }
        }
    }
}

/// Every cell with an answer, one a line, in the order of the table.
fn sheet_of(heat: &Heat, axes: Axes, period: Period) -> Sheet {
    let metric = heat.total.metric;
    let columns = [
        one(axes.rows),
        "Key",
        one(axes.columns),
        "Key",
        score::short(metric),
        "Likely from",
        "Likely to",
        "Responses",
        "Against all together",
    ];
    let cells = heat.rows.iter().enumerate().flat_map(|(i, row)| {
        let across = heat.columns.iter().enumerate();
        across.map(move |(j, column)| (row, column, heat.cell(i, j)))
    });
    let rows = cells
        .filter(|(_, _, cell)| cell.summary.responses() > 0)
        .map(|(row, column, cell)| {
            let [low, score, high] = score::cells(&cell.summary);
            let mut line = named(axes.rows, row);
            line.extend(named(axes.columns, column));
            line.extend([score, low, high]);
            line.push(sheet::Cell::Count(cell.summary.responses()));
            line.push(match cell.flag {
                Flag::None => sheet::Cell::Nothing,
                flag => sheet::Cell::text(flag.code()),
            });
            line
        });
    let page = format!("{}-by-{}", axes.rows.code(), axes.columns.code());
    Sheet {
        name: sheet::named(&page, Some(metric), period),
        columns: columns.map(str::to_owned).into(),
        rows: rows.collect(),
    }
}

fn named(by: Grouping, line: &Line) -> Vec<sheet::Cell> {
    let key = line.label.key.as_ref();
    vec![
        sheet::Cell::text(called(by, &line.label)),
        key.map_or(sheet::Cell::Nothing, sheet::Cell::text),
    ]
}
