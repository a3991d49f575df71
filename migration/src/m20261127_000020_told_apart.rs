//! What decided is told apart: a customer's own wish from a survey's rest, and who published a version, by an index of the
//! audit.

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
        m.alter_table(
            Table::alter()
                .table("interactions")
                .add_column(small_integer_null("wish_months"))
                .take(),
        )
        .await?;
        index(m, "audit_events", &["brand_id", "object"]).await
    }

    async fn down(&self, m: &SchemaManager) -> Result<(), DbErr> {
        let index = Index::drop()
            .name("ix_audit_events_brand_id_object")
            .table("audit_events")
            .to_owned();
        m.drop_index(index).await?;
        m.alter_table(
            Table::alter()
                .table("interactions")
                .drop_column("wish_months")
                .take(),
        )
        .await
    }
}
