//! Mail keys: what letters are signed with (DKIM), by sender domain and selector. The private half is sealed.

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
                .table("mail_keys")
                .col(uuid("id").primary_key())
                .col(string_len("domain", 253))
                .col(string_len("selector", 63))
                .col(string_len("kind", 8))
                .col(blob("public_key"))
                .col(blob("sealed_key"))
                .col(string_len("sealed_with", 16))
                .col(timestamp_with_time_zone("created_at"))
                .take(),
        )
        .await?;
        unique(m, "mail_keys", &["domain", "selector"]).await
    }

    async fn down(&self, m: &SchemaManager) -> Result<(), DbErr> {
        m.drop_table(Table::drop().table("mail_keys").take()).await
    }
}
