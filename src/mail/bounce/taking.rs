//! Takes a report that was read: one transaction, a line in the log where somebody must look, one count. Called by every
//! inlet.

use chrono::{DateTime, Utc};
use sea_orm::DbErr;

use crate::db::Db;
use crate::domain::deliveries::bounce::Told;
use crate::domain::deliveries::bounce_report::Effect;
use crate::domain::flow::{self, Done};
use crate::token::Keys;

/// Acts on a report. `soft_limit` letters that fail softly within 30 days suppress an address.
///
/// # Errors
/// When the database cannot be written; nothing has happened then, and the report must be brought again.
pub async fn take(
    db: &Db,
    keys: &Keys,
    soft_limit: u64,
    told: Told,
    now: DateTime<Utc>,
) -> Result<Done, DbErr> {
    let keys = keys.clone();
    let (inlet, outcomes) = (told.inlet, told.outcomes.clone());
    let done = db
        .write(move |tx| {
            Box::pin(async move { flow::bounced(tx, &keys, told, soft_limit, now).await })
        })
        .await?;
    if done.effect == Some(Effect::Alarmed)
        && let (Some(letter), Some(said)) = (done.letter, outcomes.first())
    {
        tracing::error!(
            %letter,
            status = said.status,
            words = said.diagnostic,
            "a letter was refused because of the sender, not the address: see to SPF, DKIM, DMARC and its content"
        );
    }
    let effect = done.effect.map_or("repeated", Effect::code);
    metrics::counter!("afterword_bounces_total", "inlet" => inlet.code(), "kind" => done.kind.code(), "effect" => effect)
        .increment(1);
    Ok(done)
}
