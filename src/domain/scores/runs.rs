//! Days on which a chart is outside its limits, joined to runs: one change is told once. Pure; called by `signals`.

use super::p_chart::{Alarm, Direction};

/// Days outside that belong together, counted from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Run {
    pub direction: Direction,
    /// Where the chart left its centre.
    pub began: usize,
    /// The first day outside, and the last.
    pub since: usize,
    pub last: usize,
}

/// Joins the alarms of each direction with at most `gap` other days between them. A run began with the first of the
/// days before it on which the chart was `away` from its centre without a break.
pub fn runs(alarms: &[Alarm], gap: usize, away: impl Fn(usize, Direction) -> bool) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    for alarm in alarms {
        let Alarm { index, direction } = *alarm;
        let mut of_kind = runs.iter_mut().filter(|run| run.direction == direction);
        match of_kind.next_back() {
            Some(run) if index <= run.last + gap + 1 => run.last = index,
            _ => {
                let before = (0..index).rev();
                let leading = before.take_while(|index| away(*index, direction)).count();
                runs.push(Run {
                    direction,
                    began: index - leading,
                    since: index,
                    last: index,
                });
            }
        }
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::*;

    fn alarms(of: &[(usize, Direction)]) -> Vec<Alarm> {
        of.iter()
            .map(|(index, direction)| Alarm {
                index: *index,
                direction: *direction,
            })
            .collect()
    }

    fn run(direction: Direction, began: usize, since: usize, last: usize) -> Run {
        Run {
            direction,
            began,
            since,
            last,
        }
    }

    #[test]
    fn days_in_a_row_are_one_run_and_a_pause_ends_it() {
        use Direction::{Down, Up};
        let found = alarms(&[(3, Down), (4, Down), (7, Down), (11, Down), (12, Up)]);
        let never = |_: usize, _: Direction| false;
        assert_eq!(
            runs(&found, 2, never),
            [
                run(Down, 3, 3, 7),
                run(Down, 11, 11, 11),
                run(Up, 12, 12, 12)
            ]
        );
        let strict = runs(&found, 0, never);
        assert_eq!(strict.len(), 4);
        assert_eq!(runs(&[], 2, never), []);
    }

    #[test]
    fn both_directions_run_beside_each_other() {
        use Direction::{Down, Up};
        let found = alarms(&[(1, Down), (2, Up), (3, Down), (4, Up)]);
        let never = |_: usize, _: Direction| false;
        assert_eq!(
            runs(&found, 1, never),
            [run(Down, 1, 1, 3), run(Up, 2, 2, 4)]
        );
    }

    #[test]
    fn a_run_began_when_the_chart_left_its_centre() {
        use Direction::Down;
        let series = [0.1, -0.2, 0.3, -0.5, -1.5, -3.5];
        let away = |index: usize, _: Direction| series[index] < 0.0;
        let found = runs(&alarms(&[(5, Down)]), 0, away);
        assert_eq!(found, [run(Down, 3, 5, 5)]);
        let from_the_start = runs(&alarms(&[(1, Down)]), 0, |_, _| true);
        assert_eq!(from_the_start, [run(Down, 0, 1, 1)]);
    }
}
