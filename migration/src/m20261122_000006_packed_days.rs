//! Packed days: the tallies of a day that is over in one dense piece each, for reading many days fast. Derived from
//! the tallies; a piece is there only while it equals them.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        m.create_table(
            Table::create()
                .table("packed_days")
                .col(uuid("brand_id"))
                .col(string_len("metric", 8))
                .col(date("day"))
                .col(big_integer("version"))
                // Last, so that the version can be read without it.
                .col(blob_null("cells"))
                .primary_key(Index::create().col("brand_id").col("metric").col("day"))
                .take(),
        )
        .await
    }

    async fn down(&self, m: &SchemaManager) -> Result<(), DbErr> {
        m.drop_table(Table::drop().table("packed_days").take())
            .await
    }
}
