//! Invitations withdrawn before their letter left, by the day of their contact: a ledger counts them, and they are few.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        m.get_connection()
            .execute_unprepared(
                "CREATE INDEX ix_invitations_withdrawn ON invitations (brand_id, created_at) WHERE state = 'cancelled'",
            )
            .await
            .map(drop)
    }

    async fn down(&self, m: &SchemaManager) -> Result<(), DbErr> {
        let index = Index::drop()
            .name("ix_invitations_withdrawn")
            .table("invitations")
            .to_owned();
        m.drop_index(index).await
    }
}
