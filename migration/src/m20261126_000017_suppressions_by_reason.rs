//! Suppressions counted and looked through by their reason: with a million of them a count took seconds.

use sea_orm_migration::prelude::*;

use crate::m20261122_000001_people::index;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        let columns = ["brand_id", "reason", "created_at", "id"];
        index(m, "suppressions", &columns).await
    }

    async fn down(&self, m: &SchemaManager) -> Result<(), DbErr> {
        m.drop_index(
            Index::drop()
                .name("ix_suppressions_brand_id_reason_created_at_id")
                .table("suppressions")
                .to_owned(),
        )
        .await
    }
}
