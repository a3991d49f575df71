//! The statistics alone: 500 agents by 20 strata, adjusted, tested and shrunk, as the agents' page does at every view:
//! `cargo bench --bench statistics`. One core, no database.

use std::hint::black_box;
use std::time::{Duration, Instant};

use afterword::domain::scores::case_mix::{Cell, Rules, case_mix};
use afterword::domain::scores::distribution::Distribution;
use afterword::domain::scores::exact_test::flags;
use afterword::domain::scores::fair_score::fair_score;
use afterword::domain::scores::interval::LEVEL;
use afterword::domain::scores::metric::{Formula, Metric};
use afterword::domain::scores::showing::DisplayRules;
use rand::{RngExt, SeedableRng, rngs::StdRng};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const AGENTS: usize = 500;
const STRATA: u32 = 20;
const RUNS: usize = 60;
const BUDGET: Duration = Duration::from_millis(20);

fn main() {
    println!(
        "{AGENTS} agents by {STRATA} strata: case mix, fair score and exact tests, {RUNS} runs each \
         (budget {BUDGET:?})"
    );
    let metrics = [
        ("share of CSAT", Metric::Csat, Metric::Csat.formula()),
        ("NPS", Metric::Nps, Metric::Nps.formula()),
        (
            "mean of CES",
            Metric::Ces,
            Formula::Mean {
                scale: Metric::Ces.values(),
            },
        ),
    ];
    for (name, metric, formula) in metrics {
        for answers in [200, 2000] {
            let agents = agents(metric, answers);
            let whole: Vec<Distribution> = agents
                .iter()
                .map(|cells| cells.iter().map(|cell| &cell.answers).collect())
                .collect();
            let mut times: Vec<Duration> = (0..RUNS)
                .map(|_| {
                    let begun = Instant::now();
                    let rules = Rules::from(&DisplayRules::default());
                    black_box(case_mix(formula, &agents, &rules, LEVEL));
                    black_box(fair_score(formula, &agents, LEVEL));
                    black_box(flags(formula, &whole, rules.fdr, rules.min_n));
                    begun.elapsed()
                })
                .collect();
            times.sort_unstable();
            let at = |share: f64| times[(share * (RUNS - 1) as f64) as usize];
            // The quickest run is what a core that is busy with something else hides.
            let (quickest, p50, p95) = (at(0.0), at(0.5), at(0.95));
            println!(
                "{name}, about {answers} answers an agent: p50 {p50:.2?}, p95 {p95:.2?}, \
                 quickest {quickest:.2?}"
            );
        }
    }
}

/// Agents of different skill who handle different mixes of strata of different difficulty.
fn agents(metric: Metric, answers: u64) -> Vec<Vec<Cell>> {
    let mut rng = StdRng::seed_from_u64(7);
    let values = metric.values();
    (0..AGENTS)
        .map(|_| {
            let skill = rng.random_range(0.9..1.1);
            let cells = (0..STRATA).map(|stratum| {
                let n = rng.random_range(1..2 * answers / u64::from(STRATA));
                let top = 0.9 - 0.02 * f64::from(stratum);
                let one = |_| match rng.random_bool((top * skill).min(1.0)) {
                    true => (values[values.len() - 1 - rng.random_range(0..2)], 1),
                    false => (values[rng.random_range(0..values.len())], 1),
                };
                Cell {
                    stratum,
                    answers: (0..n).map(one).collect(),
                }
            });
            cells.collect()
        })
        .collect()
}
