//! What has changed in the watched days: for whom, since when, from what to what, and how sure that is.
//! Also makes the marks by which a trend shows its signals.

use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use maud::{Markup, html};

use super::{
    dates, empty,
    error::PageError,
    frame,
    group_table::called,
    groups, picks, score,
    sheet::{self, Cell, Section, Sheet},
    view::{View, escaped},
    visitor::Reader,
};
use crate::{
    app::App,
    domain::scores::{
        grouping::Grouping,
        metric::Metric,
        p_chart::Direction,
        period::Period,
        reading::Selection,
        showing::Steps,
        signals::{BASELINE_DAYS, Chart, LEAST_ANSWERS, Signal, WATCHED, Watched, watch},
        trend::Point,
    },
    web::ui::{
        chart_marks::Mark,
        figure::{Move, change, count, counted, whole},
        form,
        table::{self, Column},
    },
};

const PATH: &str = "/signals";
/// More days than these are not watched at once.
const MOST_DAYS: u32 = 366;

pub async fn show(
    State(app): State<App>,
    Reader(visitor): Reader,
    view: View,
) -> Result<Response, PageError> {
    let metric = view.metric();
    let asked = view.period(visitor.today(view.get("brand")));
    let period = watchable(asked);
    let selection = Selection {
        metric,
        period,
        filter: view.filter(visitor.brand_ids()),
        rules: app.config.display,
    };
    let watched = watch(&app.db, &selection, &WATCHED).await?;
    if view.wants_csv() {
        let Section { columns, rows, .. } = section(&watched.signals, selection.rules.steps);
        let name = sheet::named("signals", Some(metric), period);
        return Sheet {
            name,
            columns,
            rows,
        }
        .download();
    }
    let mut shell = frame::shell(&app, &visitor, "Signals", PATH, &view).await;
    shell.lead = Some(html! {
        (score::name(metric)) ", " (dates::period(period)) ", each month against up to " (BASELINE_DAYS)
        " days of its own past. What is listed here is more than the usual ups and downs."
    });
    if asked != period {
        let longest = format!(
            "At most {MOST_DAYS} days are watched at once: the last of those asked for are shown."
        );
        shell.remarks.push(longest);
    }
    shell.tabs = Some(groups::metrics(&view, PATH));
    shell.filters = Some(form::filters(
        &picks::bar(app.db.read(), &visitor, &view, PATH).await?,
    ));
    shell.download = Some(view.csv(PATH));
    let content = match (watched.signals.is_empty(), watched.series, watched.too_new) {
        (true, 0, 0) => empty::scores(&app, &visitor, &view, PATH).await?,
        (true, 0, _) => table::empty(
            "Too early to say what is usual",
            html! { (needed()) (empty::widen(&visitor, &view, PATH)) },
        ),
        (true, ..) => table::empty(
            "Nothing out of the ordinary",
            html! {
                p { (counted(watched.series as u64, "series was", "series were")) " watched: every score stayed within its usual ups and downs." }
                (kinds(metric))
                (unwatched(&watched, period, &view))
                p { a href=(view.following().href("/")) { "To the overview" } }
            },
        ),
        (false, ..) => html! {
            section class="panel" aria-label="Signals" {
                (listed(&watched.signals, &selection, &view))
                div class="panel-foot soft" {
                    p {
                        (counted(watched.series as u64, "series was", "series were")) " watched. "
                        a href=(view.how("signals")) { "How this is computed" }
                    }
                    (kinds(metric))
                    (unwatched(&watched, period, &view))
                    @if watched.too_new > 0 { (needed()) }
                }
            }
        },
    };
    Ok(shell.render(content).into_response())
}

fn needed() -> Markup {
    html! {
        p {
            "A product, touchpoint or team is watched from the day on which 60 days and " (LEAST_ANSWERS) " answers lie behind it, an agent \
             from the month before which it had " (LEAST_ANSWERS) " answers. Fewer filters leave more answers to go by."
        }
    }
}

/// The days for which there is no past to hold them against.
fn unwatched(watched: &Watched, period: Period, view: &View) -> Markup {
    let from = watched.from.filter(|from| *from > period.from());
    let shorter = |from: &chrono::NaiveDate| {
        let view = view.without("period").without("after");
        view.with("from", &from.to_string())
            .with("to", &period.to().to_string())
            .href(PATH)
    };
    html! {
        @if let Some(from) = from {
            p {
                "Before " (dates::day(from)) " too little lay behind to say what is usual, so nothing is watched there. "
                a href=(shorter(&from)) { "A shorter period shows the watched days alone" } "."
            }
        }
    }
}

fn kinds(metric: Metric) -> Markup {
    html! {
        @if metric == Metric::Nps {
            p { "Single agents are watched where the score is a share of answers, which NPS is not." }
        }
    }
}

fn listed(signals: &[Signal], selection: &Selection, view: &View) -> Markup {
    let columns = [
        Column::text("What changed"),
        Column::text("Score"),
        Column::text("Since about"),
        Column::text("How sure"),
        Column::number("Responses since"),
    ];
    let rows: Vec<Vec<Markup>> = signals
        .iter()
        .map(|signal| row(signal, selection, view))
        .collect();
    let caption = format!(
        "{}, the latest first. The usual score comes from the days before.",
        counted(signals.len() as u64, "change", "changes")
    );
    table::table(&caption, &columns, &rows)
}

fn row(signal: &Signal, selection: &Selection, view: &View) -> Vec<Markup> {
    let name = called(signal.grouping, &signal.label);
    let direction = match signal.direction {
        Direction::Down => Move::Down,
        Direction::Up => Move::Up,
    };
    let by = groups::parameter(signal.grouping);
    let days = view
        .without("period")
        .with("from", &signal.began.to_string())
        .with("to", &signal.last.to_string());
    vec![
        html! {
            @match &signal.label.key {
                Some(key) => a href=(view.following().href(&format!("{}/{}", groups::path(signal.grouping), escaped(key)))) dir="auto" { (name) },
                None => span { (name) },
            }
            span class="sub" { (groups::one(signal.grouping)) }
        },
        html! { (change(direction, &moved(signal, selection))) },
        html! {
            (dates::day(signal.began))
            span class="sub" { (noticed(signal)) }
        },
        html! {
            (sure(signal.chart))
            span class="sub" { (how(signal.chart)) }
        },
        html! {
            @match &signal.label.key {
                Some(key) => a href=(days.with(by, key).answers()) { (count(signal.responses)) },
                None => (count(signal.responses)),
            }
        },
    ]
}

/// `from 88% to 74%`; of very few answers the score is not told.
fn moved(signal: &Signal, selection: &Selection) -> String {
    let unit = score::unit(selection.metric);
    match selection
        .rules
        .steps
        .showing(signal.responses)
        .shows_score()
    {
        true => format!(
            "from {}{unit} to {}{unit}",
            whole(signal.baseline),
            whole(signal.now)
        ),
        false => format!("{} from {}{unit}", went(signal), whole(signal.baseline)),
    }
}

fn went(signal: &Signal) -> &'static str {
    match signal.direction {
        Direction::Down => "down",
        Direction::Up => "up",
    }
}

fn noticed(signal: &Signal) -> String {
    let noticed = format!("noticed {}", dates::day(signal.since));
    match signal.ongoing {
        true => format!("{noticed}, goes on"),
        false => format!("{noticed}, over since {}", dates::day(signal.last)),
    }
}

/// How often the chart would say so with nothing behind it.
fn sure(chart: Chart) -> &'static str {
    match chart {
        Chart::Ewma => "About one false alarm per series in two years",
        Chart::Cusum => "About one false alarm in 4,000 to 17,000 answers",
    }
}

fn how(chart: Chart) -> &'static str {
    match chart {
        Chart::Ewma => "against its own past, the latest days weighing most",
        Chart::Cusum => "against the agent's own past, answer by answer",
    }
}

/// The signals of the one group that is selected.
pub async fn of_group(
    app: &App,
    selection: &Selection,
    by: Grouping,
) -> Result<Vec<Signal>, PageError> {
    let selection = Selection {
        period: watchable(selection.period),
        ..selection.clone()
    };
    Ok(watch(&app.db, &selection, &[by]).await?.signals)
}

/// The last days of a period that is too long.
fn watchable(period: Period) -> Period {
    match period.length() > u64::from(MOST_DAYS) {
        true => Period::last(MOST_DAYS, period.to()),
        false => period,
    }
}

/// Whether a mark has to say what it is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Named {
    /// The page is about it.
    Alone,
    /// It is one of many.
    ByName,
}

/// One mark at the step in which each signal was noticed; at the first step where that was before all of them.
pub fn marks(
    points: &[Point],
    signals: &[Signal],
    selection: &Selection,
    named: Named,
) -> Vec<Mark> {
    let mut marks: Vec<Mark> = signals
        .iter()
        .filter_map(|signal| {
            let noticed_at = points
                .iter()
                .position(|point| point.period.contains(signal.since));
            let first = points.first()?.period.from();
            let at = noticed_at.or((signal.since < first && signal.last >= first).then_some(0))?;
            let words = format!(
                "{}: {}, since about {}, {}.",
                match (named, signal.direction) {
                    (Named::Alone, Direction::Down) => "Fell".to_owned(),
                    (Named::Alone, Direction::Up) => "Rose".to_owned(),
                    (Named::ByName, direction) => {
                        let fell = direction == Direction::Down;
                        let name = called(signal.grouping, &signal.label);
                        format!("{name} {}", if fell { "fell" } else { "rose" })
                    }
                },
                moved(signal, selection),
                dates::day(signal.began),
                noticed(signal)
            );
            Some(Mark { at, words })
        })
        .collect();
    marks.sort_by_key(|mark| mark.at);
    marks
}

/// What the list shows, as a part of a file.
pub fn section<'a>(signals: impl IntoIterator<Item = &'a Signal>, steps: Steps) -> Section {
    let columns = [
        "What",
        "Name",
        "Key",
        "Direction",
        "Usual score",
        "Score now",
        "Since about",
        "Noticed",
        "Last day outside",
        "Goes on",
        "Chart",
        "Responses since",
    ];
    Section::new("Signals", columns).with(signals.into_iter().map(|signal| {
        let shown = steps.showing(signal.responses).shows_score();
        vec![
            Cell::text(groups::one(signal.grouping)),
            Cell::text(called(signal.grouping, &signal.label)),
            signal.label.key.as_ref().map_or(Cell::Nothing, Cell::text),
            Cell::text(went(signal)),
            Cell::Number(signal.baseline),
            Cell::number(shown.then_some(signal.now)),
            Cell::Day(signal.began),
            Cell::Day(signal.since),
            Cell::Day(signal.last),
            Cell::text(if signal.ongoing { "yes" } else { "no" }),
            Cell::text(signal.chart.code()),
            Cell::Count(signal.responses),
        ]
    }))
}
