//! Held clicks that have waited long enough are weighed again: somebody looked, nothing spoke against it, it counts.

use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::app::App;
use crate::domain::flow;
use crate::domain::invitations::invitation;
use crate::ids::InvitationId;

/// Weighed in one go; more than that wait for the next.
const BATCH: u64 = 200;

pub(super) async fn run(app: &App) -> Result<(), DbErr> {
    let now = app.clock.now();
    loop {
        let ripe: Vec<InvitationId> = invitation::Entity::find()
            .select_only()
            .column(invitation::Column::Id)
            .filter(invitation::Column::LookAgainAt.lte(now))
            .order_by_asc(invitation::Column::LookAgainAt)
            .limit(BATCH)
            .into_tuple()
            .all(app.db.read())
            .await?;
        let done = (ripe.len() as u64) < BATCH;
        for id in ripe {
            let (keys, windows) = (app.keys.clone(), app.config.windows);
            app.db
                .write(move |tx| {
                    Box::pin(async move { flow::look_again(tx, &keys, id, windows, now).await })
                })
                .await?;
        }
        if done {
            return Ok(());
        }
    }
}
