//! Rules about whom to ask: reminders and withdrawn letters on their invitations, the invitations of a customer by an
//! index, and the counts of limits.

use sea_orm_migration::{prelude::*, schema::*, sea_orm::sea_query::ExprTrait};

use crate::m20261122_000001_people::index;

#[derive(DeriveMigrationName)]
pub struct Migration;

const REMIND: &str = "ix_invitations_remind_at";
const OF_CUSTOMER: &str = "ix_invitations_customer_id_send_at";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        for column in [
            timestamp_with_time_zone_null("remind_at"),
            uuid_null("reminder_id"),
            timestamp_with_time_zone_null("reminded_at"),
            timestamp_with_time_zone_null("cancelled_at"),
            uuid_null("cancelled_by"),
            text_null("cancel_reason"),
        ] {
            // SQLite adds one column at a time.
            m.alter_table(
                Table::alter()
                    .table("invitations")
                    .add_column(column)
                    .take(),
            )
            .await?;
        }
        index(m, "invitations", &["customer_id", "send_at"]).await?;
        m.create_index(
            Index::create()
                .name(REMIND)
                .table("invitations")
                .col("remind_at")
                .and_where(Expr::col("remind_at").is_not_null())
                .take(),
        )
        .await?;
        m.create_table(
            Table::create()
                .table("limit_counts")
                .col(uuid("brand_id"))
                .col(uuid("survey_id"))
                .col(string_len("rule", 250))
                .col(string_len("value", 250))
                .col(json_binary("days"))
                .primary_key(
                    Index::create()
                        .col("brand_id")
                        .col("survey_id")
                        .col("rule")
                        .col("value"),
                )
                .take(),
        )
        .await
    }

    async fn down(&self, m: &SchemaManager) -> Result<(), DbErr> {
        m.drop_table(Table::drop().table("limit_counts").take())
            .await?;
        for index in [REMIND, OF_CUSTOMER] {
            m.drop_index(Index::drop().name(index).table("invitations").to_owned())
                .await?;
        }
        for column in [
            "remind_at",
            "reminder_id",
            "reminded_at",
            "cancelled_at",
            "cancelled_by",
            "cancel_reason",
        ] {
            m.alter_table(
                Table::alter()
                    .table("invitations")
                    .drop_column(column)
                    .take(),
            )
            .await?;
        }
        Ok(())
    }
}
