//! What is kept for a while goes when its time is over: clicks of closed invitations, sweeps of domains, sessions,
//! what was heard of letters, files that were not imported.

use sea_orm::DbErr;

use crate::app::App;
use crate::domain::accounts::session;
use crate::domain::customers::suppression_upload;
use crate::domain::deliveries::bounce_report;
use crate::domain::responses::{click_event, domain_sweep};

pub(super) async fn run(app: &App) -> Result<(), DbErr> {
    let now = app.clock.now();
    app.db
        .write(move |tx| {
            Box::pin(async move {
                session::sweep(tx, now).await?;
                bounce_report::forget(tx, now).await?;
                suppression_upload::forget(tx, now).await?;
                click_event::forget(tx, now).await?;
                domain_sweep::forget(tx, now).await
            })
        })
        .await
}
