//! `afterword scores verify` and `scores rebuild`: the tallies against a recount of the responses.

use indicatif::{ProgressBar, ProgressStyle};
use serde_json::json;

use super::Told;
use crate::{
    clock::Clock,
    db::Db,
    domain::scores::{
        packed::pack::pack,
        verify::{self, Progress, Report},
    },
};

/// Recounts and compares; all is well when nothing differs.
///
/// # Errors
/// When the database fails.
pub async fn verify(db: &Db) -> anyhow::Result<Told> {
    let bar = bar("recounting");
    let report = verify::verify(db, |progress| advance(&bar, progress)).await?;
    bar.finish_and_clear();
    let sentence = match report.differing {
        0 => format!(
            "All is well: {} answers, letters and contacts on {} days, no difference.",
            report.counted, report.days
        ),
        n => format!(
            "{n} tallies differ from a recount. `afterword scores rebuild` puts them right."
        ),
    };
    Ok(Told {
        sentence,
        well: report.is_right(),
        document: document(&report)?,
    })
}

/// Remakes the tallies and the packed days that differ, while serving, and packs what is over.
///
/// # Errors
/// When the database fails.
pub async fn rebuild(db: &Db, clock: &Clock) -> anyhow::Result<Told> {
    let bar = bar("rebuilding");
    let report = verify::rebuild(db, |progress| advance(&bar, progress)).await?;
    bar.finish_and_clear();
    pack(db, clock.now()).await?;
    let sentence = match report.differing {
        0 => "Nothing had to be mended.".to_owned(),
        n => format!("{n} tallies were put right."),
    };
    Ok(Told::new(sentence, document(&report)?))
}

fn document(report: &Report) -> anyhow::Result<serde_json::Value> {
    let mut document = json!({ "well": report.is_right() });
    if let (Some(all), serde_json::Value::Object(more)) =
        (document.as_object_mut(), serde_json::to_value(report)?)
    {
        all.extend(more);
    }
    Ok(document)
}

/// Drawn on standard error, and only where a person watches.
fn bar(what: &'static str) -> ProgressBar {
    let bar = ProgressBar::no_length().with_message(what);
    if let Ok(style) = ProgressStyle::with_template("{msg} {wide_bar} {pos}/{len} days, {eta} left")
    {
        bar.set_style(style);
    }
    bar
}

fn advance(bar: &ProgressBar, progress: &Progress) {
    bar.set_length(progress.total);
    bar.set_position(progress.done);
}
