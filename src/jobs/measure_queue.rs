//! Tells Prometheus how many letters are due and since when the oldest is.

use sea_orm::DbErr;

use crate::app::App;
use crate::domain::deliveries::queue;

pub(super) async fn run(app: &App) -> Result<(), DbErr> {
    let now = app.clock.now();
    let (waiting, oldest) = queue::of_all(app.db.read(), now).await?;
    let waited = oldest.map_or(0.0, |oldest| (now - oldest).as_seconds_f64().max(0.0));
    metrics::gauge!("afterword_letters_due").set(waiting as f64);
    metrics::gauge!("afterword_letters_oldest_due_age").set(waited);
    let paused = app.pace().pause().holds(now);
    metrics::gauge!("afterword_sending_paused").set(if paused { 1.0 } else { 0.0 });
    Ok(())
}
