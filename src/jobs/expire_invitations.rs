//! Invitations whose time ran out unanswered expire.

use sea_orm::DbErr;

use crate::app::App;
use crate::domain::flow;

pub(super) async fn run(app: &App) -> Result<(), DbErr> {
    let now = app.clock.now();
    let expired = app
        .db
        .write(move |tx| Box::pin(async move { flow::expire(tx, now).await }))
        .await?;
    if expired > 0 {
        tracing::info!(expired, "invitations expired");
    }
    Ok(())
}
