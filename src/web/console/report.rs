//! A page of figures as tables of one file, under the headings and by the display rules of the page.
//! Used by the overview, the agent's page and the page of any other group.

use super::{
    asking::{notes, percent, steps, words},
    change::moved_cells,
    figures::Figures,
    group_table::called,
    groups::one,
    movers, responses, score,
    sheet::{Cell, Section},
    visitor::Visitor,
};
use crate::domain::{
    responses::listing::Shown,
    scores::{
        findings::Findings,
        grouping::Grouping,
        handle_time::{HandleTimes, Times},
        metric::Metric,
        movers::Mover,
        period::Period,
        reasons::Reasons,
        showing::Steps,
        summary::Summary,
    },
};

/// The headline, the trend, the distribution and the way to the answers.
pub fn of_figures(figures: &Figures, period: Period) -> Vec<Section> {
    let asking = &figures.asking;
    let held = asking.held.iter().map(|(reason, held)| {
        vec![
            Cell::text(words(*reason)),
            Cell::Count(*held),
            percent(*held, asking.reported).map_or(Cell::Nothing, Cell::Text),
        ]
    });
    let steps = steps(asking).map(|step| {
        vec![
            Cell::text(step.label),
            Cell::Count(step.count),
            Cell::text(step.note),
        ]
    });
    let notes = notes(asking)
        .into_iter()
        .map(|note| vec![Cell::text(note), Cell::Nothing, Cell::Nothing]);
    vec![
        headline(figures, period),
        trend(figures),
        distribution("What customers answered", &figures.now),
        Section::new("From contact to answer", ["Step", "Count", "Share"])
            .with(steps)
            .with(notes),
        Section::new("Not asked", ["Because", "Contacts", "Of reported"]).with(held),
    ]
}

fn headline(figures: &Figures, period: Period) -> Section {
    let now = &figures.now;
    let [low, score, high] = score::cells(now);
    let mean = now.mean().filter(|_| now.showing().shows_score());
    let mut row = vec![
        Cell::Day(period.from()),
        Cell::Day(period.to()),
        score,
        low,
        high,
        Cell::Count(now.responses()),
        Cell::number(mean.map(|mean| mean.value())),
    ];
    if let Some(before) = &figures.before {
        row.push(Cell::text(&before.words));
        row.extend(moved_cells(now, &before.summary));
    }
    let columns = [
        "From",
        "To",
        score::short(now.metric),
        "Likely from",
        "Likely to",
        "Responses",
        "Mean answer",
        "Compared with",
        "Change",
        "Change is",
    ];
    Section::new(score::name(now.metric), columns).with([row])
}

/// Step by step, with what was answered and how many letters left.
fn trend(figures: &Figures) -> Section {
    let metric = figures.now.metric;
    let columns = [
        "From",
        "To",
        score::short(metric),
        "Likely from",
        "Likely to",
        "Responses",
    ];
    let mut section = Section::new("Trend", columns);
    let answers = metric.values().iter();
    let answers = answers.map(|value| format!("Answered {}", metric.key(*value)));
    section.columns.extend(answers);
    section
        .columns
        .extend(["Sent", "Delivered"].map(str::to_owned));
    section.with(figures.points.iter().map(|point| {
        let (days, summary) = (point.period, &point.summary);
        let [low, score, high] = score::cells(summary);
        let answers = metric.values().iter();
        let answers = answers.map(|value| Cell::Count(summary.answers.count(*value)));
        let counts = [summary.asked, summary.delivered()].map(Cell::Count);
        let days = [Cell::Day(days.from()), Cell::Day(days.to())];
        let figures = [score, low, high, Cell::Count(summary.responses())];
        days.into_iter()
            .chain(figures)
            .chain(answers)
            .chain(counts)
            .collect()
    }))
}

/// How often each answer was given, and the groups the score is made of; shares where the page has them.
pub fn distribution(title: &str, summary: &Summary) -> Section {
    let (all, full) = (summary.responses(), summary.showing().shows_score());
    let rows = score::counts(summary).into_iter().map(|(answer, count)| {
        let share = (full && all > 0).then(|| count as f64 / all as f64 * 100.0);
        vec![Cell::text(answer), Cell::Count(count), Cell::number(share)]
    });
    Section::new(title, ["Answer", "Responses", "Share (%)"]).with(rows)
}

/// Agents marked on the overview. Its signals are a section of their own.
pub fn marked(found: &Findings) -> Section {
    let rows = [("below", found.below), ("above", found.above)].into_iter();
    let rows = rows.filter(|(_, agents)| *agents > 0);
    Section::new("Agents against the others", ["Marked", "Agents"])
        .with(rows.map(|(side, agents)| vec![Cell::text(side), Cell::Count(agents)]))
}

/// What moved, as many as the page shows and in its order.
pub fn moved(moved: &[(Grouping, Mover)], with: &str) -> Section {
    let columns = [
        "What",
        "Name",
        "Key",
        "Now",
        "Before",
        "Change",
        "Likely from",
        "Likely to",
        "Responses",
    ];
    let score = |summary: &Summary| {
        let [_, score, _] = score::cells(summary);
        score
    };
    Section::new(format!("What moved against {with}"), columns).with(movers::shown(moved).map(
        |(by, mover)| {
            let difference = &mover.difference;
            vec![
                Cell::text(one(*by)),
                Cell::text(called(*by, &mover.label)),
                mover.label.key.as_ref().map_or(Cell::Nothing, Cell::text),
                score(&mover.now),
                score(&mover.before),
                Cell::number(difference.difference),
                Cell::number(difference.interval.map(|interval| interval.low)),
                Cell::number(difference.interval.map(|interval| interval.high)),
                Cell::Count(mover.now.responses()),
            ]
        },
    ))
}

/// The newest comments.
pub fn comments(visitor: &Visitor, found: &[Shown], period: Period) -> Section {
    Section::of(
        "Newest comments",
        responses::sheet("comments", visitor, found, period),
    )
}

/// What customers named as reasons.
pub fn reasons(found: &[Reasons]) -> Section {
    let given = |reasons: &&Reasons| reasons.options.iter().any(|(_, times)| *times > 0);
    let rows = found.iter().filter(given).flat_map(|reasons| {
        reasons.options.iter().map(|(option, times)| {
            vec![
                Cell::text(responses::spoken(&reasons.question)),
                Cell::text(responses::spoken(option)),
                Cell::Count(*times),
            ]
        })
    });
    Section::new("Reasons given", ["Question", "Reason", "Times"]).with(rows)
}

/// Whether it was resolved, beside all agents where the reader may see them.
pub fn resolved(of: &Summary, all: Option<&Summary>) -> Vec<Section> {
    if of.responses() == 0 {
        return Vec::new();
    }
    let [low, score, high] = score::cells(of);
    let all = all.map_or(Cell::Nothing, |all| {
        let [_, score, _] = score::cells(all);
        score
    });
    let columns = [
        "Resolved (%)",
        "Likely from",
        "Likely to",
        "Answers",
        "All agents (%)",
    ];
    let row = vec![score, low, high, Cell::Count(of.responses()), all];
    vec![
        Section::new("Resolved at first contact", columns).with([row]),
        distribution("What customers said", of),
    ]
}

/// How long contacts took, in seconds.
pub fn durations(metric: Metric, times: &HandleTimes, steps: Steps) -> Section {
    let shown = |times: &Times, seconds: f64| {
        Cell::number((steps.showing(times.contacts).shows_score()).then_some(seconds))
    };
    let rows = super::agent_answers::groups(metric, times)
        .into_iter()
        .map(|(name, times)| {
            vec![
                Cell::text(name),
                shown(&times, times.median),
                shown(&times, times.mean),
                Cell::Count(times.contacts),
            ]
        });
    let columns = ["Customers", "Half took at most (s)", "Mean (s)", "Contacts"];
    Section::new("Handle time beside satisfaction", columns).with(rows)
}

/// The agents' own level, where there is enough of it.
pub fn own_level(usual: Option<f64>, now: &Summary, level: &Summary) -> Section {
    let row = usual.map(|usual| {
        let mut row = vec![Cell::Number(usual), Cell::Count(level.responses())];
        row.extend(moved_cells(now, level));
        row
    });
    let columns = ["Own level", "Responses", "Change", "Change is"];
    Section::new("Own level in the year before", columns).with(row)
}
