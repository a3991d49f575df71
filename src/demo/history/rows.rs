//! Rows that wait to be written, many in one statement. Filled by the rest of `history`.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use futures_util::future::BoxFuture;
use sea_orm::{
    ActiveModelTrait, DatabaseTransaction, DbErr, EntityTrait, IntoActiveModel, prelude::Uuid,
};

use crate::domain::{
    accounts::audit,
    customers::{customer, suppression},
    deliveries::{attempt, delivery},
    interactions::interaction,
    invitations::invitation,
    responses::{answer, click_event, domain_sweep, response, revision},
    scores::tally::{self, Cell},
};

/// Rows of one statement; the widest table has some twenty columns, and SQLite takes 32,766 values.
const AT_ONCE: usize = 400;
/// The same for tallies, which are narrower.
const CELLS_AT_ONCE: usize = 1_500;

/// What is still to be written.
#[derive(Default)]
pub struct Rows {
    pub interactions: Vec<interaction::Model>,
    pub invitations: Vec<invitation::Model>,
    pub deliveries: Vec<delivery::Model>,
    pub attempts: Vec<attempt::Model>,
    pub clicks: Vec<click_event::Model>,
    pub sweeps: Vec<domain_sweep::Model>,
    pub responses: Vec<response::Model>,
    pub answers: Vec<answer::ActiveModel>,
    pub revisions: Vec<revision::Model>,
    pub suppressions: Vec<suppression::Model>,
    pub audit: Vec<audit::Model>,
    tallies: BTreeMap<Cell, i64>,
}

impl Rows {
    /// Counts once in each of these cells.
    pub fn count(&mut self, cells: impl IntoIterator<Item = Cell>) {
        for cell in cells {
            *self.tallies.entry(cell).or_default() += 1;
        }
    }

    pub fn write(
        self,
        tx: &DatabaseTransaction,
        now: DateTime<Utc>,
    ) -> BoxFuture<'_, Result<(), DbErr>> {
        Box::pin(async move {
            write(tx, self.interactions).await?;
            write(tx, self.invitations).await?;
            write(tx, self.deliveries).await?;
            write(tx, self.attempts).await?;
            write(tx, self.clicks).await?;
            write(tx, self.sweeps).await?;
            write(tx, self.responses).await?;
            write(tx, self.answers).await?;
            write(tx, self.revisions).await?;
            write(tx, self.suppressions).await?;
            write(tx, self.audit).await?;
            let cells: Vec<(Cell, i64)> = self.tallies.into_iter().collect();
            for cells in cells.chunks(CELLS_AT_ONCE) {
                tally::add(tx, cells.iter().cloned(), Uuid::nil(), now).await?;
            }
            Ok(())
        })
    }
}

/// Customers are written last: until then contacts go on changing them.
pub async fn write_customers(
    tx: &DatabaseTransaction,
    customers: Vec<customer::Model>,
) -> Result<(), DbErr> {
    write(tx, customers).await
}

async fn write<A, R>(tx: &DatabaseTransaction, rows: Vec<R>) -> Result<(), DbErr>
where
    A: ActiveModelTrait,
    R: IntoActiveModel<A>,
{
    let mut rows = rows.into_iter().map(IntoActiveModel::into_active_model);
    loop {
        let some: Vec<A> = rows.by_ref().take(AT_ONCE).collect();
        if some.is_empty() {
            return Ok(());
        }
        A::Entity::insert_many(some)
            .exec_without_returning(tx)
            .await?;
    }
}
