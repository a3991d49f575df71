//! A crossing made readable: each row and column with its own sum, and the cells marked that really differ from the
//! mean of all. Called by the console's cross table.

use std::cmp::Reverse;

use super::crossing::Crossing;
use super::exact_test::{self, Flag};
use super::grouping::Label;
use super::showing::DisplayRules;
use super::summary::Summary;

/// A row or a column, and everything in it together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    pub label: Label,
    pub summary: Summary,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    pub summary: Summary,
    pub flag: Flag,
}

/// The table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heat {
    pub rows: Vec<Line>,
    pub columns: Vec<Line>,
    /// The first row from left to right, then the next.
    pub cells: Vec<Cell>,
    pub total: Summary,
}

impl Heat {
    /// Tests every cell exactly against all answers. There are many of them, so the false discovery rate is held down.
    pub fn of(crossing: Crossing, rules: &DisplayRules) -> Self {
        let Crossing {
            rows,
            columns,
            cells,
            total,
        } = crossing;
        let answers: Vec<_> = cells.iter().map(|cell| cell.answers.clone()).collect();
        let tested = exact_test::flags(
            total.metric.formula(),
            &answers,
            rules.false_discovery,
            rules.flag_from,
        );
        let width = columns.len();
        let line = |label, cells: &mut dyn Iterator<Item = &Summary>| {
            let mut summary = Summary::empty(total.metric, total.steps);
            cells.for_each(|cell| summary += cell);
            Line { label, summary }
        };
        let down = |i| cells.iter().skip(i).step_by(width.max(1));
        let across = |i| cells.iter().skip(i * width).take(width);
        let columns = columns.into_iter().enumerate();
        let columns = columns
            .map(|(i, label)| line(label, &mut down(i)))
            .collect();
        let rows = rows.into_iter().enumerate();
        let rows = rows.map(|(i, label)| line(label, &mut across(i))).collect();
        let cells = cells.into_iter().zip(tested.agents);
        let cells = cells.map(|(summary, tested)| Cell {
            summary,
            flag: tested.flag,
        });
        Self {
            cells: cells.collect(),
            rows,
            columns,
            total,
        }
    }

    pub fn cell(&self, row: usize, column: usize) -> &Cell {
        &self.cells[row * self.columns.len() + column]
    }

    /// Only the rows and columns with the most responses, in the order they had.
    pub fn busiest(&self, rows: usize, columns: usize) -> Self {
        let down = busiest(&self.rows, rows);
        let across = busiest(&self.columns, columns);
        let cells = down
            .iter()
            .flat_map(|row| across.iter().map(|column| self.cell(*row, *column).clone()));
        Self {
            cells: cells.collect(),
            rows: down.iter().map(|row| self.rows[*row].clone()).collect(),
            columns: across
                .iter()
                .map(|column| self.columns[*column].clone())
                .collect(),
            total: self.total.clone(),
        }
    }
}

fn busiest(lines: &[Line], most: usize) -> Vec<usize> {
    let mut places: Vec<usize> = (0..lines.len()).collect();
    places.sort_by_key(|place| Reverse(lines[*place].summary.responses()));
    places.truncate(most);
    places.sort_unstable();
    places
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::scores::{distribution::Distribution, metric::Metric, showing::Steps};

    fn summary(good: u64, bad: u64) -> Summary {
        let mut summary = Summary::empty(Metric::Csat, Steps::default());
        summary.answers = [(5, good), (1, bad)].into_iter().collect::<Distribution>();
        summary
    }

    fn label(key: &str) -> Label {
        Label {
            key: Some(key.into()),
            name: Some(key.into()),
        }
    }

    fn crossing(cells: Vec<Summary>, rows: usize) -> Crossing {
        let columns = cells.len() / rows;
        let mut total = Summary::empty(Metric::Csat, Steps::default());
        cells.iter().for_each(|cell| total += cell);
        Crossing {
            rows: (0..rows).map(|i| label(&format!("row {i}"))).collect(),
            columns: (0..columns)
                .map(|i| label(&format!("column {i}")))
                .collect(),
            cells,
            total,
        }
    }

    #[test]
    fn only_a_cell_that_really_differs_is_marked() {
        let cells = vec![
            summary(80, 20),
            summary(78, 22),
            summary(30, 70),
            summary(0, 4),
        ];
        let heat = Heat::of(crossing(cells, 2), &DisplayRules::default());
        assert_eq!(heat.cell(1, 0).flag, Flag::Below);
        assert_eq!(
            heat.cell(1, 1).flag,
            Flag::None,
            "four answers are no proof"
        );
        assert_eq!(heat.rows[0].summary.responses(), 200);
        assert_eq!(heat.columns[1].summary.responses(), 104);
    }

    #[test]
    fn the_busiest_lines_stay_in_their_order() {
        let (sizes, rules) = ([3, 9, 1, 5, 8, 2], DisplayRules::default());
        let heat = Heat::of(crossing(sizes.map(|n| summary(n, 0)).into(), 3), &rules);
        let cut = heat.busiest(2, 1);
        let names: Vec<_> = cut
            .rows
            .iter()
            .flat_map(|row| row.label.key.clone())
            .collect();
        assert_eq!(names, ["row 0", "row 2"]);
        assert_eq!(cut.columns[0].label, label("column 1"));
        let responses: Vec<_> = cut
            .cells
            .iter()
            .map(|cell| cell.summary.responses())
            .collect();
        assert_eq!(responses, [9, 2]);
        assert_eq!(cut.total, heat.total);
        assert_eq!(
            Heat::of(crossing(vec![], 1), &rules).busiest(60, 24).cells,
            []
        );
    }
}
