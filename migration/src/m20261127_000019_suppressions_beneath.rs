//! A weaker reason beneath the one an address is suppressed for: it stands again when that one is lifted.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        for column in [
            string_len_null("beneath", 16),
            string_len_null("beneath_source", 80),
        ] {
            // SQLite adds one column at a time.
            let table = Table::alter()
                .table("suppressions")
                .add_column(column)
                .take();
            m.alter_table(table).await?;
        }
        Ok(())
    }

    async fn down(&self, m: &SchemaManager) -> Result<(), DbErr> {
        for column in ["beneath_source", "beneath"] {
            let table = Table::alter()
                .table("suppressions")
                .drop_column(column)
                .take();
            m.alter_table(table).await?;
        }
        Ok(())
    }
}
