//! How a score moved: in words, in a table's cell, in a file. Whether a move is real is decided by the interval of the
//! difference, and with too few answers on either side nothing is claimed.

use maud::{Markup, html};

use super::sheet::Cell;
use crate::{
    domain::scores::{compare::difference, interval::LEVEL, summary::Summary},
    web::ui::figure::{self, Move, change},
};

/// What a figure is set beside, and how that is called: `the 30 days before`.
pub struct Before {
    pub summary: Summary,
    pub words: String,
}

/// How the score moved, in words; an arrow only where there are enough answers and the move is no chance.
pub fn moved(now: &Summary, before: &Before) -> Markup {
    let (before, before_words) = (&before.summary, &before.words);
    let compared = difference(now.metric.formula(), &now.answers, &before.answers, LEVEL);
    let enough = now.showing().may_show_arrow() && before.showing().may_show_arrow();
    match compared.difference {
        _ if before.responses() == 0 => {
            change(Move::None, &format!("no answers in {before_words}"))
        }
        Some(by) if enough && compared.significant => {
            let size = figure::whole(by.abs().max(1.0));
            let (direction, word) = if by > 0.0 {
                (Move::Up, "up")
            } else {
                (Move::Down, "down")
            };
            change(
                direction,
                &format!("{word} {size} on {before_words}: a real change"),
            )
        }
        Some(_) if enough => change(
            Move::None,
            &format!("no clear change on {before_words}: within noise"),
        ),
        _ => change(
            Move::None,
            &format!("too few answers to compare with {before_words}"),
        ),
    }
}

/// The same in a table cell.
pub fn moved_briefly(now: &Summary, before: &Summary) -> Markup {
    let compared = difference(now.metric.formula(), &now.answers, &before.answers, LEVEL);
    let enough = now.showing().may_show_arrow() && before.showing().may_show_arrow();
    match compared.difference {
        Some(by) if enough && compared.significant => {
            let direction = if by > 0.0 { Move::Up } else { Move::Down };
            change(
                direction,
                &figure::signed(if by > 0.0 { by.max(1.0) } else { by.min(-1.0) }),
            )
        }
        Some(_) if enough => html! { span class="soft" { "no clear change" } },
        _ => html! { span class="soft" { "–" } },
    }
}

/// The same for a file: the points, and whether they are more than chance.
pub fn moved_cells(now: &Summary, before: &Summary) -> [Cell; 2] {
    let compared = difference(now.metric.formula(), &now.answers, &before.answers, LEVEL);
    let enough = now.showing().may_show_arrow() && before.showing().may_show_arrow();
    match compared.difference {
        Some(by) if enough && compared.significant => [Cell::Number(by), Cell::text("real")],
        Some(_) if enough => [Cell::Nothing, Cell::text("within noise")],
        _ => [Cell::Nothing, Cell::text("too few answers")],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::scores::{distribution::Distribution, metric::Metric, showing::Steps};

    fn summary(counts: &[(i32, u64)]) -> Summary {
        let mut summary = Summary::empty(Metric::Csat, Steps::default());
        summary.answers = counts.iter().copied().collect::<Distribution>();
        summary
    }

    fn before(counts: &[(i32, u64)]) -> Before {
        Before {
            summary: summary(counts),
            words: "the 30 days before".into(),
        }
    }

    #[test]
    fn an_arrow_stands_only_where_the_move_is_no_chance() {
        let up = moved(&summary(&[(5, 90), (1, 10)]), &before(&[(5, 60), (1, 40)])).into_string();
        assert!(up.contains("▲") && up.contains("up 30 on the 30 days before"));
        let same = moved(&summary(&[(5, 61), (1, 39)]), &before(&[(5, 60), (1, 40)])).into_string();
        assert!(!same.contains("▲") && same.contains("no clear change"));
        let first = moved(&summary(&[(5, 61)]), &before(&[])).into_string();
        assert!(first.contains("no answers in the 30 days before"));
    }
}
