//! Answering: clicks (evidence), responses with answers and history, and the tallies derived from them.

use sea_orm_migration::{prelude::*, schema::*, sea_orm};

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
                .table("clicks")
                .col(uuid("id").primary_key())
                .col(uuid("brand_id"))
                .col(uuid("invitation_id"))
                .col(uuid("delivery_id"))
                .col(timestamp_with_time_zone("at"))
                .col(string_len("kind", 8))
                .col(small_integer_null("score"))
                .col(binary_len_null("network_hash", 32))
                .col(string_len("agent_class", 16))
                .col(string_len_null("ruling", 10))
                .col(string_len_null("suspicion", 200))
                .take(),
        )
        .await?;
        index(m, "clicks", &["invitation_id", "id"]).await?;
        index(m, "clicks", &["at"]).await?;
        m.create_index(
            Index::create()
                .name("ix_clicks_suspicion")
                .table("clicks")
                .col("brand_id")
                .col("at")
                .and_where(Expr::col("suspicion").is_not_null())
                .take(),
        )
        .await?;
        m.create_table(
            Table::create()
                .table("domain_sweeps")
                .col(uuid("invitation_id").primary_key())
                .col(binary_len("domain_hash", 32))
                .col(timestamp_with_time_zone("at"))
                .take(),
        )
        .await?;
        index(m, "domain_sweeps", &["domain_hash", "at"]).await?;

        m.create_table(
            Table::create()
                .table("responses")
                .col(uuid("id").primary_key())
                .col(uuid("brand_id"))
                .col(uuid("invitation_id"))
                .col(uuid("interaction_id"))
                .col(uuid("customer_id"))
                .col(uuid("survey_id"))
                .col(uuid("survey_version_id"))
                .col(uuid("agent_id"))
                .col(uuid_null("team_id"))
                .col(uuid_null("product_id"))
                .col(uuid("touchpoint_id"))
                .col(string_len("channel", 16))
                .col(string_len("locale", 35))
                .col(string_len("metric", 8))
                .col(small_integer("score"))
                .col(text_null("comment"))
                .col(string_len("evidence", 8))
                .col(boolean("counts"))
                .col(date("day"))
                .col(timestamp_with_time_zone("answered_at"))
                .col(timestamp_with_time_zone("changed_at"))
                .take(),
        )
        .await?;
        unique(m, "responses", &["invitation_id"]).await?;
        index(m, "responses", &["brand_id", "changed_at", "id"]).await?;
        index(m, "responses", &["agent_id", "changed_at"]).await?;
        index(m, "responses", &["brand_id", "day"]).await?;
        m.create_table(
            Table::create()
                .table("answers")
                .col(uuid("response_id"))
                .col(string_len("question", 64))
                .col(uuid("brand_id"))
                .col(string_len_null("metric", 8))
                .col(small_integer_null("score"))
                .col(text("value"))
                .primary_key(Index::create().col("response_id").col("question"))
                .take(),
        )
        .await?;
        m.create_table(
            Table::create()
                .table("revisions")
                .col(uuid("id").primary_key())
                .col(uuid("brand_id"))
                .col(uuid("invitation_id"))
                .col(uuid("click_id"))
                .col(timestamp_with_time_zone("at"))
                .col(small_integer("score"))
                .col(text_null("comment"))
                .col(json_binary("answers"))
                .col(string_len("evidence", 8))
                .take(),
        )
        .await?;
        index(m, "revisions", &["invitation_id", "id"]).await?;
        index(m, "revisions", &["click_id"]).await?;

        let mut tallies = Table::create();
        tallies
            .table("tallies")
            .col(uuid("brand_id"))
            .col(string_len("metric", 8))
            .col(date("day"))
            .col(string_len("kind", 8))
            .col(uuid("agent_id"))
            .col(uuid("team_id"))
            .col(uuid("product_id"))
            .col(uuid("touchpoint_id"))
            .col(string_len("channel", 16))
            .col(uuid("survey_id"))
            .col(boolean("commented"))
            .col(small_integer("score"))
            .col(small_integer("shard"))
            .col(big_integer("count"))
            .primary_key(
                Index::create()
                    .col("brand_id")
                    .col("metric")
                    .col("day")
                    .col("kind")
                    .col("agent_id")
                    .col("team_id")
                    .col("product_id")
                    .col("touchpoint_id")
                    .col("channel")
                    .col("survey_id")
                    .col("commented")
                    .col("score")
                    .col("shard"),
            );
        if m.get_database_backend() == sea_orm::DbBackend::Sqlite {
            // The key is nearly the whole row: without a second copy of it reads and writes take a third.
            tallies.extra("WITHOUT ROWID");
        }
        m.create_table(tallies).await
    }

    async fn down(&self, m: &SchemaManager) -> Result<(), DbErr> {
        for table in [
            "tallies",
            "revisions",
            "answers",
            "responses",
            "domain_sweeps",
            "clicks",
        ] {
            m.drop_table(Table::drop().table(table).take()).await?;
        }
        Ok(())
    }
}
