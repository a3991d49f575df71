//! Small indexes of the letters somebody looks after: those that are claimed, and those that could not leave. All
//! other letters ever sent are not in them.

use sea_orm_migration::{prelude::*, sea_orm::sea_query::ExprTrait};

#[derive(DeriveMigrationName)]
pub struct Migration;

const CLAIMED: &str = "ix_deliveries_claimed_until";
const STUCK: &str = "ix_deliveries_stuck";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        m.create_index(
            Index::create()
                .name(CLAIMED)
                .table("deliveries")
                .col("claimed_until")
                .and_where(Expr::col("claimed_until").is_not_null())
                .take(),
        )
        .await?;
        m.create_index(
            Index::create()
                .name(STUCK)
                .table("deliveries")
                .col("brand_id")
                .col("enqueued_at")
                .col("id")
                .and_where(Expr::col("state").is_in(["deferred", "failed", "expired"]))
                .take(),
        )
        .await
    }

    async fn down(&self, m: &SchemaManager) -> Result<(), DbErr> {
        for name in [CLAIMED, STUCK] {
            m.drop_index(Index::drop().name(name).table("deliveries").to_owned())
                .await?;
        }
        Ok(())
    }
}
