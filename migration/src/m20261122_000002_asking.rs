//! Asking: surveys and their versions, interactions, invitations, deliveries and their attempts.

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
                .table("surveys")
                .col(uuid("id").primary_key())
                .col(uuid("brand_id"))
                .col(string_len("slug", 200))
                .col(string_len("name", 200))
                .col(uuid("current_version_id"))
                .col(timestamp_with_time_zone("published_at"))
                .col(timestamp_with_time_zone_null("retired_at"))
                .col(timestamp_with_time_zone("created_at"))
                .take(),
        )
        .await?;
        unique(m, "surveys", &["brand_id", "slug"]).await?;
        m.create_table(
            Table::create()
                .table("survey_versions")
                .col(uuid("id").primary_key())
                .col(uuid("brand_id"))
                .col(uuid("survey_id"))
                .col(integer("number"))
                .col(json_binary("definition"))
                .col(timestamp_with_time_zone("published_at"))
                .take(),
        )
        .await?;
        unique(m, "survey_versions", &["survey_id", "number"]).await?;

        m.create_table(
            Table::create()
                .table("interactions")
                .col(uuid("id").primary_key())
                .col(uuid("brand_id"))
                .col(string_len("source", 200))
                .col(string_len("external_id", 200))
                .col(uuid("customer_id"))
                .col(uuid("agent_id"))
                .col(uuid_null("team_id"))
                .col(uuid_null("product_id"))
                .col(uuid("touchpoint_id"))
                .col(string_len("channel", 16))
                .col(timestamp_with_time_zone_null("started_at"))
                .col(timestamp_with_time_zone("ended_at"))
                .col(integer_null("handle_seconds"))
                .col(json_binary_null("attributes"))
                .col(timestamp_with_time_zone("reported_at"))
                .col(string_len("outcome", 8))
                .col(string_len_null("reason", 16))
                .col(uuid_null("invitation_id"))
                .take(),
        )
        .await?;
        unique(m, "interactions", &["brand_id", "source", "external_id"]).await?;
        index(m, "interactions", &["brand_id", "outcome", "reported_at"]).await?;
        index(m, "interactions", &["agent_id", "reported_at"]).await?;

        m.create_table(
            Table::create()
                .table("invitations")
                .col(uuid("id").primary_key())
                .col(uuid("brand_id"))
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
                .col(string_len("state", 12))
                .col(timestamp_with_time_zone("send_at"))
                .col(timestamp_with_time_zone_null("sent_at"))
                .col(timestamp_with_time_zone_null("answered_at"))
                .col(timestamp_with_time_zone("expires_at"))
                .col(timestamp_with_time_zone_null("swept_at"))
                .col(timestamp_with_time_zone_null("look_again_at"))
                .col(timestamp_with_time_zone("created_at"))
                .take(),
        )
        .await?;
        unique(m, "invitations", &["interaction_id"]).await?;
        index(m, "invitations", &["brand_id", "state", "send_at"]).await?;
        index(m, "invitations", &["expires_at"]).await?;
        m.create_index(
            Index::create()
                .name("ix_invitations_look_again_at")
                .table("invitations")
                .col("look_again_at")
                .and_where(Expr::col("look_again_at").is_not_null())
                .take(),
        )
        .await?;

        m.create_table(
            Table::create()
                .table("deliveries")
                .col(uuid("id").primary_key())
                .col(uuid("brand_id"))
                .col(string_len("kind", 32))
                .col(uuid_null("invitation_id"))
                .col(binary_len("token_hash", 32))
                .col(string_len("recipient", 320))
                .col(json_binary("facts"))
                .col(string_len("state", 12))
                .col(timestamp_with_time_zone("due_at"))
                .col(timestamp_with_time_zone("enqueued_at"))
                .col(integer("attempts"))
                .col(string_len_null("claimed_by", 64))
                .col(timestamp_with_time_zone_null("claimed_until"))
                .col(timestamp_with_time_zone_null("first_attempt_at"))
                .col(timestamp_with_time_zone_null("settled_at"))
                .col(text_null("reply"))
                .take(),
        )
        .await?;
        unique(m, "deliveries", &["token_hash"]).await?;
        index(m, "deliveries", &["brand_id", "enqueued_at"]).await?;
        index(m, "deliveries", &["invitation_id"]).await?;
        index(m, "deliveries", &["brand_id", "settled_at"]).await?;
        m.create_index(
            Index::create()
                .name("ix_deliveries_due_at")
                .table("deliveries")
                .col("due_at")
                .and_where(Expr::col("state").is_in(["queued", "deferred", "sending"]))
                .take(),
        )
        .await?;
        m.create_table(
            Table::create()
                .table("attempts")
                .col(uuid("id").primary_key())
                .col(uuid("delivery_id"))
                .col(integer("number"))
                .col(string_len("worker", 64))
                .col(timestamp_with_time_zone("started_at"))
                .col(timestamp_with_time_zone_null("finished_at"))
                .col(string_len_null("outcome", 12))
                .col(text_null("reply"))
                .take(),
        )
        .await?;
        unique(m, "attempts", &["delivery_id", "number"]).await
    }

    async fn down(&self, m: &SchemaManager) -> Result<(), DbErr> {
        for table in [
            "attempts",
            "deliveries",
            "invitations",
            "interactions",
            "survey_versions",
            "surveys",
        ] {
            m.drop_table(Table::drop().table(table).take()).await?;
        }
        Ok(())
    }
}
