//! Drafts of surveys: what is being edited, sound or not, one for each survey.

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
                .table("survey_drafts")
                .col(uuid("brand_id"))
                .col(string_len("slug", 64))
                .col(json_binary("sketch"))
                .col(uuid_null("base_version_id"))
                .col(integer("revision"))
                .col(uuid("changed_by"))
                .col(timestamp_with_time_zone("changed_at"))
                .primary_key(Index::create().col("brand_id").col("slug"))
                .take(),
        )
        .await
    }

    async fn down(&self, m: &SchemaManager) -> Result<(), DbErr> {
        m.drop_table(Table::drop().table("survey_drafts").take())
            .await
    }
}
