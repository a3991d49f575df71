//! Agents compared on the same footing: what each was rated against what was to be expected of the products and
//! touchpoints they handled. Called by the agents' page; `fair_score` shrinks what comes out.

use super::distribution::{Distribution, Score};
use super::exact_test::{Finding, Flag, decide};
use super::interval::Interval;
use super::metric::Formula;
use super::mid_p::Null;
use super::mix::{Mix, Own};
use super::showing::DisplayRules;

pub use super::mix::Cell;

/// Below this comparable share there is too little to compare an agent with, and the adjusted score is not shown.
pub const COMPARABLE: f64 = 0.8;
/// So many answers of other agents make a stratum comparable.
const OTHERS: u64 = 10;

/// When agents are tested and flagged.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rules {
    /// The share of chance finds that is allowed among the flagged, as a proportion.
    pub fdr: f64,
    /// Agents with fewer answers are not tested.
    pub min_n: u64,
    /// Answers of other agents from which a stratum is comparable.
    pub min_other: u64,
}

impl From<&DisplayRules> for Rules {
    fn from(rules: &DisplayRules) -> Self {
        Self {
            fdr: rules.false_discovery,
            min_n: rules.flag_from,
            min_other: OTHERS,
        }
    }
}

/// What came out for all agents, in the order given.
#[derive(Clone, Debug, PartialEq)]
pub struct CaseMix {
    /// The score of all answers together, in the unit of the score.
    pub mean: Option<f64>,
    pub tested: usize,
    pub flagged: usize,
    pub agents: Vec<Adjusted>,
}

/// One agent's figures; without answers there are none. Scores are in the unit of the score, inside its range.
#[derive(Clone, Debug, PartialEq)]
pub struct Adjusted {
    pub responses: u64,
    pub score: Option<f64>,
    /// The score an average agent would have had with the same mix.
    pub expected: Option<f64>,
    /// Observed over expected, 1 is average; for shares only.
    pub ratio: Option<f64>,
    pub ratio_interval: Option<Interval>,
    /// The score this agent would have had with everybody's mix.
    pub adjusted: Option<f64>,
    pub adjusted_interval: Option<Interval>,
    /// From 0 to 1. None below `min_n`.
    pub p_value: Option<f64>,
    /// From 0 to 1: the part of the answers in strata where other agents have answers too.
    pub comparable_share: Option<f64>,
    pub flag: Flag,
}

/// Indirect standardisation, with an exact test of each agent.
///
/// With `n_ij` answers of agent `i` in stratum `j`, and `m_j` the mean of `s` there over all agents:
///
/// ```text
/// O = sum of s      E = sum_j n_ij m_j      ratio = O/E      expected = E/n      adjusted = mu + O/n - E/n
/// ratio interval    = the limits of the agent's own share, times n/E
/// adjusted interval = the limits of the agent's own score, plus mu - E/n
/// p_value: as in `exact_test`, n_ij answers drawn from the pooled answers of each stratum
/// ```
///
/// All `O` together are all `E`. An agent alone in a stratum is compared with nobody there, which `comparable_share`
/// tells: the part of the answers in strata where others have at least `min_other`.
/// Sources: Spiegelhalter 2005, Statistics in Medicine 24:1185-1202; Steiner et al. 2000, Biostatistics 1:441-452.
pub fn case_mix(formula: Formula, agents: &[Vec<Cell>], rules: &Rules, level: f64) -> CaseMix {
    let mix = Mix::new(formula, agents);
    let mut null = Null::new(&mix.levels, mix.strata.iter().map(|s| s.counts.as_slice()));
    let findings: Vec<Finding> = mix
        .agents
        .iter()
        .map(|own| Finding {
            p_value: (own.n > 0 && own.n >= rules.min_n)
                .then(|| null.mid_p(&own.sizes, own.observed)),
            excess: own.observed - own.expected,
        })
        .collect();
    let decided = decide(&findings, rules.fdr);
    let adjusted = agents.iter().zip(&mix.agents).zip(&findings).zip(&decided);
    CaseMix {
        mean: mix.mean(),
        tested: findings.iter().filter(|f| f.p_value.is_some()).count(),
        flagged: decided.iter().filter(|flag| **flag != Flag::None).count(),
        agents: adjusted
            .map(|(((cells, own), finding), flag)| Adjusted {
                p_value: finding.p_value,
                flag: *flag,
                comparable_share: mix.comparable_share(own, rules.min_other),
                ..mix.adjusted(&merged(cells), own, level)
            })
            .collect(),
    }
}

fn merged(cells: &[Cell]) -> Distribution {
    cells.iter().map(|cell| &cell.answers).collect()
}

impl Mix<'_> {
    /// What the mix makes of an agent's own answers.
    fn adjusted(&self, answers: &Distribution, own: &Own, level: f64) -> Adjusted {
        let unit = self.formula.unit();
        let some = (own.n > 0).then_some(own.n as f64);
        let limits = self.formula.interval(answers, level);
        let expected = some.map(|n| unit * own.expected / n);
        let is_share = matches!(self.formula, Formula::Share { .. });
        let per_expected = (is_share && own.expected > 0.0).then_some(1.0 / own.expected);
        let ratio_interval = limits.zip(some).zip(per_expected).map(|((own, n), per)| {
            let scale = n * per / unit;
            Interval {
                level,
                low: own.low * scale,
                high: own.high * scale,
            }
        });
        let shift = expected.map(|expected| unit * self.mu - expected);
        Adjusted {
            responses: own.n,
            score: self.formula.score(answers).map(Score::value),
            expected,
            ratio: some.and(per_expected).map(|per| own.observed * per),
            ratio_interval,
            adjusted: self.adjusted_score(own),
            adjusted_interval: limits.zip(shift).map(|(own, shift)| {
                let range = self.formula.range();
                Interval::clipped(own.low + shift, own.high + shift, range, level)
            }),
            p_value: None,
            comparable_share: None,
            flag: Flag::None,
        }
    }

    fn comparable_share(&self, own: &Own, min_other: u64) -> Option<f64> {
        let others = |at: usize, n: u64| self.strata[at].n - n;
        let comparable = own
            .sizes
            .iter()
            .filter(|(at, n)| others(*at, *n) >= min_other);
        let n: u64 = comparable.map(|(_, n)| n).sum();
        (own.n > 0).then(|| n as f64 / own.n as f64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::scores::exact_test::flags;
    use crate::domain::scores::interval::LEVEL;
    use crate::domain::scores::metric::Metric;
    use proptest::prelude::*;

    fn cell(stratum: u32, good: u64, bad: u64) -> Cell {
        Cell {
            stratum,
            answers: Metric::Csat.distribution([(5, good), (1, bad)]),
        }
    }

    fn usual() -> Rules {
        Rules::from(&DisplayRules::default())
    }

    fn csat(agents: &[Vec<Cell>]) -> CaseMix {
        case_mix(Metric::Csat.formula(), agents, &usual(), LEVEL)
    }

    #[test]
    fn who_handles_what_is_difficult_is_not_blamed_for_it() {
        let easy = vec![cell(1, 95, 5), cell(2, 5, 5)];
        let hard = vec![cell(1, 19, 1), cell(2, 50, 50)];
        let found = csat(&[easy.clone(), easy, hard.clone(), hard]);
        assert_eq!(found.flagged, 0);
        for agent in &found.agents {
            assert_eq!(agent.ratio, Some(1.0));
            assert!((agent.adjusted.unwrap() - found.mean.unwrap()).abs() < 1e-9);
        }
    }

    #[test]
    fn alone_in_a_stratum_means_compared_with_nobody_there() {
        let found = csat(&[
            vec![cell(7, 10, 30)],
            vec![cell(1, 30, 10)],
            vec![cell(1, 30, 10)],
            vec![],
        ]);
        let alone = &found.agents[0];
        assert_eq!(
            (alone.ratio, alone.comparable_share),
            (Some(1.0), Some(0.0))
        );
        assert_eq!(
            (alone.p_value.map(|p| p > 0.5), alone.flag),
            (Some(true), Flag::None)
        );
        assert_eq!(found.agents[1].comparable_share, Some(1.0));
        let nobody = &found.agents[3];
        assert_eq!(
            (nobody.score, nobody.expected, nobody.ratio),
            (None, None, None)
        );
        assert_eq!((nobody.adjusted, nobody.comparable_share), (None, None));
        assert_eq!((nobody.p_value, nobody.flag), (None, Flag::None));
    }

    #[test]
    fn without_a_single_good_answer_there_is_no_ratio() {
        let found = csat(&[vec![cell(1, 0, 20)], vec![cell(1, 0, 12)]]);
        assert_eq!(found.agents[0].ratio, None);
        assert_eq!(found.agents[0].adjusted, Some(0.0));
        assert_eq!((csat(&[]).mean, csat(&[vec![]]).mean), (None, None));
    }

    /// Stratum and counts of each cell.
    type Cells = Vec<(u32, Vec<(i32, u64)>)>;

    fn some_agents() -> impl Strategy<Value = Vec<Cells>> {
        let counts = prop::collection::vec((0..11_i32, 0..40_u64), 0..5);
        prop::collection::vec(prop::collection::vec((0..4_u32, counts), 0..6), 1..7)
    }

    proptest! {
        #[test]
        fn all_that_is_observed_is_expected_of_somebody(which in 0..4_usize, agents in some_agents()) {
            let metric = Metric::ALL[which];
            let agents: Vec<Vec<Cell>> = agents.into_iter().map(|cells| {
                let cell = |(stratum, counts)| Cell { stratum, answers: metric.distribution(counts) };
                cells.into_iter().map(cell).collect()
            }).collect();
            for formula in [Some(metric.formula()), metric.mean()].into_iter().flatten() {
                let found = case_mix(formula, &agents, &usual(), LEVEL);
                let sum = |of: fn(&Adjusted) -> Option<f64>| -> f64 {
                    found.agents.iter().filter_map(|a| Some(of(a)? * a.responses as f64)).sum()
                };
                let (observed, expected) = (sum(|a| a.score), sum(|a| a.expected));
                prop_assert!((observed - expected).abs() < 1e-6 * (1.0 + observed.abs()));
                for agent in &found.agents {
                    prop_assert!(agent.p_value.is_none_or(|p| (0.0..=1.0).contains(&p)));
                    if let (Some(adjusted), Some(interval)) = (agent.adjusted, agent.adjusted_interval) {
                        prop_assert!(interval.low <= adjusted + 1e-9 && adjusted <= interval.high + 1e-9);
                    }
                }

                let tenfold: Vec<Vec<Cell>> = agents.iter()
                    .map(|cells| cells.iter().cycle().take(10 * cells.len()).cloned().collect())
                    .collect();
                let surer = case_mix(formula, &tenfold, &usual(), LEVEL);
                for (once, often) in found.agents.iter().zip(&surer.agents) {
                    let width = |agent: &Adjusted| agent.adjusted_interval.map_or(0.0, |i| i.high - i.low);
                    prop_assert!(width(often) <= width(once) + 1e-9);
                }
            }
        }

        #[test]
        fn one_stratum_is_the_test_without_strata(agents in some_agents()) {
            let of = |cells: &Cells| -> Vec<Cell> {
                let cell = |(_, counts): &(u32, Vec<(i32, u64)>)| Cell {
                    stratum: 9,
                    answers: Metric::Nps.distribution(counts.iter().copied()),
                };
                cells.iter().map(cell).collect()
            };
            let cells: Vec<Vec<Cell>> = agents.iter().map(of).collect();
            let whole: Vec<Distribution> = cells.iter().map(|cells| merged(cells)).collect();
            let rules = usual();
            let formula = Metric::Nps.formula();
            let (mixed, plain) = (
                case_mix(formula, &cells, &rules, LEVEL),
                flags(formula, &whole, rules.fdr, rules.min_n),
            );
            for (mixed, plain) in mixed.agents.iter().zip(&plain.agents) {
                prop_assert_eq!((mixed.p_value, mixed.flag), (plain.p_value, plain.flag));
            }
        }
    }
}
