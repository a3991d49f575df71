//! How brands look to their customers: every look ever published or tried, and the logos in them.

use sea_orm_migration::{prelude::*, schema::*};

use crate::m20261122_000001_people::unique;

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
                .table("looks")
                .col(uuid("id").primary_key())
                .col(uuid("brand_id"))
                .col(integer_null("number"))
                .col(json_binary("document"))
                .col(timestamp_with_time_zone("made_at"))
                .take(),
        )
        .await?;
        // Looks that were only tried have no number.
        unique(m, "looks", &["brand_id", "number"]).await?;
        m.create_table(
            Table::create()
                .table("logos")
                .col(uuid("id").primary_key())
                .col(uuid("brand_id"))
                .col(string_len("format", 8))
                .col(integer("width"))
                .col(integer("height"))
                .col(blob("picture"))
                .col(timestamp_with_time_zone("made_at"))
                .take(),
        )
        .await?;
        m.create_index(
            Index::create()
                .name("ix_logos_brand_id")
                .table("logos")
                .col("brand_id")
                .take(),
        )
        .await?;
        m.alter_table(
            Table::alter()
                .table("brands")
                .add_column(uuid_null("current_look_id"))
                .take(),
        )
        .await
    }

    async fn down(&self, m: &SchemaManager) -> Result<(), DbErr> {
        m.alter_table(
            Table::alter()
                .table("brands")
                .drop_column("current_look_id")
                .take(),
        )
        .await?;
        m.drop_table(Table::drop().table("logos").take()).await?;
        m.drop_table(Table::drop().table("looks").take()).await
    }
}
