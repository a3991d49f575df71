//! Preferences: customers who wish to be asked less often. Suppressions that a manager looks through, newest first.

use sea_orm_migration::{prelude::*, schema::*};

use crate::m20261122_000001_people::index;

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
                .table("preferences")
                .col(uuid("brand_id"))
                .col(binary_len("address_hash", 32))
                .col(small_integer("months"))
                .col(string_len("source", 32))
                .col(timestamp_with_time_zone("since"))
                .primary_key(Index::create().col("brand_id").col("address_hash"))
                .take(),
        )
        .await?;
        m.create_table(
            Table::create()
                .table("suppression_uploads")
                .col(uuid("id").primary_key())
                .col(uuid("brand_id"))
                .col(string_len("file_name", 120))
                .col(binary("content"))
                .col(timestamp_with_time_zone("uploaded_at"))
                .take(),
        )
        .await?;
        m.create_table(
            Table::create()
                .table("suppression_lifts")
                .col(uuid("id").primary_key())
                .col(uuid("brand_id"))
                .col(binary_len("address_hash", 32))
                .col(string_len("reason", 16))
                .col(text("why"))
                .col(uuid_null("lifted_by"))
                .col(timestamp_with_time_zone("lifted_at"))
                .take(),
        )
        .await?;
        index(m, "suppression_lifts", &["brand_id", "address_hash"]).await?;
        index(m, "suppressions", &["brand_id", "created_at", "id"]).await
    }

    async fn down(&self, m: &SchemaManager) -> Result<(), DbErr> {
        m.drop_index(
            Index::drop()
                .name("ix_suppressions_brand_id_created_at_id")
                .table("suppressions")
                .to_owned(),
        )
        .await?;
        for table in ["suppression_lifts", "suppression_uploads", "preferences"] {
            m.drop_table(Table::drop().table(table).take()).await?;
        }
        Ok(())
    }
}
