//! Letters whose process died while it sent them go back into the queue, once their lease has run out.

use sea_orm::DbErr;

use crate::app::App;
use crate::domain::deliveries::outbox;

pub(super) async fn run(app: &App) -> Result<(), DbErr> {
    let now = app.clock.now();
    let recovered = app
        .db
        .write(move |tx| Box::pin(async move { outbox::recover(tx, now).await }))
        .await?;
    note(recovered);
    Ok(())
}

/// At the start of the only server there can be: no lease is anybody's any more.
pub(super) async fn recover_all(app: &App) -> Result<(), DbErr> {
    let recovered = app
        .db
        .write(move |tx| Box::pin(async move { outbox::recover_all(tx).await }))
        .await?;
    note(recovered);
    Ok(())
}

fn note(recovered: u64) {
    if recovered > 0 {
        tracing::warn!(recovered, "letters of a process that died are sent again");
    }
}
