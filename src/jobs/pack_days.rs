//! Days that are over are packed, so that scores over many of them are read fast.

use sea_orm::DbErr;

use crate::app::App;
use crate::domain::scores::packed::pack::pack;

pub(super) async fn run(app: &App) -> Result<(), DbErr> {
    let packed = pack(&app.db, app.clock.now()).await?;
    if packed > 0 {
        tracing::debug!(packed, "days packed");
    }
    Ok(())
}
