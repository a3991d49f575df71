//! An index of the responses with a comment in the order of their last change: most have none, and reading comments
//! need not look at those.

use sea_orm_migration::{prelude::*, sea_orm::sea_query::ExprTrait};

#[derive(DeriveMigrationName)]
pub struct Migration;

const INDEX: &str = "ix_responses_commented";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        m.create_index(
            Index::create()
                .name(INDEX)
                .table("responses")
                .col("brand_id")
                .col("changed_at")
                .col("id")
                .and_where(Expr::col("comment").is_not_null())
                .take(),
        )
        .await
    }

    async fn down(&self, m: &SchemaManager) -> Result<(), DbErr> {
        m.drop_index(Index::drop().name(INDEX).table("responses").to_owned())
            .await
    }
}
