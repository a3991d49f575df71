//! What the answers say: metrics, intervals, comparisons, and the tallies they are computed from.
//! Everything is computed from counts: add the counts up first, then compute; scores are never averaged.

pub mod metric;

pub mod distribution;

pub mod interval;

pub mod compare;

mod levels;

pub mod false_discovery;

mod mid_p;

pub mod exact_test;

pub mod shrinkage;

mod mix;

pub mod case_mix;

pub mod fair_score;

pub mod funnel_limits;

pub mod distinctive;

pub mod impact;

pub mod withdrawn;
pub mod worked;

pub mod period;

pub mod response_rate;

pub mod p_chart;

pub mod ewma;

pub mod cusum;

pub mod showing;

pub mod tally;

pub mod grouping;

pub mod packed;

mod wanted;

pub mod reading;

pub mod summary;

pub mod breakdown;

pub mod crossing;

pub mod heat;

pub mod agents;

pub mod reasons;

pub mod handle_time;

pub mod trend;

mod runs;

mod watching;

pub mod signals;

pub mod movers;

pub mod feeling;

mod remembered;

pub mod vocabulary;

pub mod themes;

pub mod comments;

pub mod findings;

pub mod asking;
pub mod coverage;

pub mod ledger;

pub mod recount;

pub mod verify;
