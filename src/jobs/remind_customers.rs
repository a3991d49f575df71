//! Customers who have not answered are reminded when their survey says so.

use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::app::App;
use crate::domain::flow;
use crate::domain::invitations::invitation;
use crate::ids::InvitationId;

/// Looked at in one go; more than that wait for the next.
const BATCH: u64 = 200;

pub(super) async fn run(app: &App) -> Result<(), DbErr> {
    let now = app.clock.now();
    loop {
        let due: Vec<InvitationId> = invitation::Entity::find()
            .select_only()
            .column(invitation::Column::Id)
            .filter(invitation::Column::RemindAt.lte(now))
            .order_by_asc(invitation::Column::RemindAt)
            .limit(BATCH)
            .into_tuple()
            .all(app.db.read())
            .await?;
        let done = (due.len() as u64) < BATCH;
        let mut reminded = 0;
        for id in due {
            let keys = app.keys.clone();
            let reminding = app
                .db
                .write(move |tx| Box::pin(async move { flow::remind(tx, &keys, id, now).await }));
            reminded += usize::from(reminding.await?);
        }
        if reminded > 0 {
            tracing::info!(reminded, "customers are reminded");
            app.letters_waiting.notify_one();
        }
        if done {
            return Ok(());
        }
    }
}
