//! Themes: names a manager gives to words that comments have in common.

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
                .table("themes")
                .col(uuid("id").primary_key())
                .col(uuid("brand_id"))
                .col(text("name"))
                .col(text("key"))
                .col(json_binary("words"))
                .col(timestamp_with_time_zone("created_at"))
                .col(timestamp_with_time_zone("updated_at"))
                .take(),
        )
        .await?;
        unique(m, "themes", &["brand_id", "key"]).await
    }

    async fn down(&self, m: &SchemaManager) -> Result<(), DbErr> {
        m.drop_table(Table::drop().table("themes").take()).await
    }
}
