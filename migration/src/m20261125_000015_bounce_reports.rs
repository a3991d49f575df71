//! Bounce reports: what is heard of letters after they left.

use sea_orm_migration::{prelude::*, schema::*};

use crate::m20261122_000001_people::{index, unique};

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
                .table("bounce_reports")
                .col(uuid("id").primary_key())
                .col(string_len("report_key", 80))
                .col(string_len_null("once", 80))
                .col(string_len("inlet", 12))
                .col(string_len("kind", 16))
                .col(string_len_null("status", 16))
                .col(string_len("effect", 16))
                .col(uuid_null("brand_id"))
                .col(uuid_null("delivery_id"))
                .col(binary_len_null("address_hash", 32))
                .col(text("diagnostic"))
                .col(binary_null("kept"))
                .col(timestamp_with_time_zone("received_at"))
                .take(),
        )
        .await?;
        unique(m, "bounce_reports", &["report_key"]).await?;
        unique(m, "bounce_reports", &["once"]).await?;
        index(m, "bounce_reports", &["brand_id", "received_at"]).await?;
        index(m, "bounce_reports", &["brand_id", "address_hash"]).await?;
        index(m, "bounce_reports", &["delivery_id"]).await
    }

    async fn down(&self, m: &SchemaManager) -> Result<(), DbErr> {
        m.drop_table(Table::drop().table("bounce_reports").take())
            .await
    }
}
