//! What moved since the period before, best and worst, on the overview.

use maud::{Markup, html};

use super::{
    group_table::called,
    groups::{one, path},
    score,
    view::{View, escaped},
};
use crate::{
    domain::scores::{grouping::Grouping, metric::Metric, movers::Mover},
    web::ui::{
        figure::{Move, change, count, decimal, whole},
        table::{Column, table},
    },
};

/// Shown of those that rose and of those that fell.
const MOST: usize = 5;

/// Those that fell most, then those that rose most.
pub fn shown(moved: &[(Grouping, Mover)]) -> impl Iterator<Item = &(Grouping, Mover)> {
    let (rose, fell): (Vec<_>, Vec<_>) = moved.iter().partition(|(_, mover)| mover.rose());
    let fell = fell.into_iter().take(MOST);
    fell.chain(rose.into_iter().take(MOST))
}

/// The table of those that fell most and rose most; words where nothing moved.
pub fn panel(moved: &[(Grouping, Mover)], metric: Metric, with: &str, view: &View) -> Markup {
    let columns = [
        Column::text("What moved"),
        Column::number("Now"),
        Column::number("Before"),
        Column::number("Change"),
        Column::number("Likely between"),
        Column::number("Responses"),
    ];
    let unit = score::unit(metric);
    let rows: Vec<Vec<Markup>> = shown(moved)
        .map(|(by, mover)| row(*by, mover, unit, view))
        .collect();
    html! {
        section class="panel" aria-labelledby="movers" {
            div class="section-head" {
                h2 id="movers" { "What moved" }
                a href=(view.how("change")) { "How this is computed" }
            }
            @if rows.is_empty() {
                p class="soft" {
                    "No product and no touchpoint clearly moved against " (with)
                    ". Small differences there may be are within what chance alone makes of these numbers of answers."
                }
            } @else {
                (table(&format!("Products and touchpoints that really changed against {with}, the largest change first. \
                    Each passes a stricter test than one looked at alone."), &columns, &rows))
            }
        }
    }
}

fn row(by: Grouping, mover: &Mover, unit: &str, view: &View) -> Vec<Markup> {
    let name = called(by, &mover.label);
    let difference = mover.difference.difference.unwrap_or_default();
    let direction = if mover.rose() { Move::Up } else { Move::Down };
    let shown = |score: Option<String>| score.unwrap_or_else(|| "–".to_owned());
    vec![
        html! {
            @match &mover.label.key {
                Some(key) => a href=(view.following().href(&format!("{}/{}", path(by), escaped(key)))) dir="auto" { (name) },
                None => span { (name) },
            }
            span class="sub" { (one(by)) }
        },
        html! { (shown(score::shown(&mover.now))) (unit) },
        html! { (shown(score::shown(&mover.before))) (unit) },
        change(direction, &signed_points(difference)),
        html! {
            @if let Some(interval) = mover.difference.interval {
                (signed_points(interval.low)) " to " (signed_points(interval.high))
            }
        },
        html! { (count(mover.now.responses())) },
    ]
}

/// Points with their sign; a small one keeps its first decimal rather than reading as nothing.
fn signed_points(value: f64) -> String {
    let text = if value.abs() < 1.0 {
        decimal(value, 1)
    } else {
        whole(value)
    };
    if value > 0.0 && text != "0.0" {
        format!("+{text}")
    } else {
        text
    }
}
