//! Answers by the day they count on: those of a period long past are found without walking over all newer ones, and
//! comments that are kept in memory day by day are known to be what is stored.

use sea_orm_migration::{prelude::*, schema::*, sea_orm::sea_query::ExprTrait};

#[derive(DeriveMigrationName)]
pub struct Migration;

/// Begins with the columns of `ix_responses_brand_id_day`, whose place it takes, and has all that a list or a count
/// of a period looks at.
const BY_DAY: &str = "ix_responses_by_day";
const OLD_BY_DAY: &str = "ix_responses_brand_id_day";
/// Most responses have no comment; reading comments need not look at those.
const COMMENTED: &str = "ix_responses_commented_by_day";
const OLD_COMMENTED: &str = "ix_responses_commented";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        m.create_table(
            Table::create()
                .table("commented_days")
                .col(uuid("brand_id"))
                .col(date("day"))
                .col(big_integer("version"))
                .primary_key(Index::create().col("brand_id").col("day"))
                .take(),
        )
        .await?;
        m.create_index(
            on_responses(BY_DAY, &["brand_id", "day", "counts", "changed_at", "id"]).take(),
        )
        .await?;
        m.create_index(
            on_responses(COMMENTED, &["brand_id", "day"])
                .and_where(Expr::col("comment").is_not_null())
                .take(),
        )
        .await?;
        drop_index(m, OLD_BY_DAY).await?;
        drop_index(m, OLD_COMMENTED).await
    }

    async fn down(&self, m: &SchemaManager) -> Result<(), DbErr> {
        m.create_index(
            on_responses(OLD_COMMENTED, &["brand_id", "changed_at", "id"])
                .and_where(Expr::col("comment").is_not_null())
                .take(),
        )
        .await?;
        m.create_index(on_responses(OLD_BY_DAY, &["brand_id", "day"]).take())
            .await?;
        drop_index(m, COMMENTED).await?;
        drop_index(m, BY_DAY).await?;
        m.drop_table(Table::drop().table("commented_days").take())
            .await
    }
}

fn on_responses(name: &'static str, columns: &[&'static str]) -> IndexCreateStatement {
    let mut index = Index::create().name(name).table("responses").take();
    for column in columns {
        index.col(*column);
    }
    index
}

async fn drop_index(m: &SchemaManager<'_>, name: &'static str) -> Result<(), DbErr> {
    m.drop_index(Index::drop().name(name).table("responses").to_owned())
        .await
}
