//! The pieces every page is made of. They know maud and nothing of the domain.
//! A page builds a `layout::Shell`, fills it with `form`, `table`, `chart`, and renders it.

pub mod badge;
pub mod chart;
pub mod chart_marks;
pub mod columns;
pub mod figure;
pub mod flash;
pub mod form;
pub mod funnel_plot;
pub mod icon;
pub mod layout;
pub mod plot_names;
pub mod share;
pub mod spread;
pub mod table;
