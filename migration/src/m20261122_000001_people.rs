//! Who: brands and the people and things they are measured by, members and keys, customers and suppressions.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    // SQLite would otherwise run the step outside a transaction.
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        m.create_table(
            Table::create()
                .table("brands")
                .col(uuid("id").primary_key())
                .col(string_len("slug", 200).unique_key())
                .col(string_len("name", 200))
                .col(string_len("time_zone", 64))
                .col(timestamp_with_time_zone("created_at"))
                .take(),
        )
        .await?;
        for (table, key) in [
            ("teams", "name"),
            ("products", "slug"),
            ("touchpoints", "slug"),
        ] {
            m.create_table(
                Table::create()
                    .table(table)
                    .col(uuid("id").primary_key())
                    .col(uuid("brand_id"))
                    .col(string_len(key, 200))
                    .col(timestamp_with_time_zone("created_at"))
                    .take(),
            )
            .await?;
            unique(m, table, &["brand_id", key]).await?;
        }
        m.create_table(
            Table::create()
                .table("agents")
                .col(uuid("id").primary_key())
                .col(uuid("brand_id"))
                .col(string_len("external_id", 200))
                .col(string_len_null("name", 200))
                .col(string_len_null("email", 320))
                .col(uuid_null("team_id"))
                .col(timestamp_with_time_zone("created_at"))
                .col(timestamp_with_time_zone("updated_at"))
                .take(),
        )
        .await?;
        unique(m, "agents", &["brand_id", "external_id"]).await?;

        m.create_table(
            Table::create()
                .table("members")
                .col(uuid("id").primary_key())
                .col(string_len("email", 320).unique_key())
                .col(string_len("role", 16))
                .col(string_len("password_hash", 255))
                .col(timestamp_with_time_zone("created_at"))
                .col(timestamp_with_time_zone_null("disabled_at"))
                .take(),
        )
        .await?;
        m.create_table(
            Table::create()
                .table("sessions")
                .col(binary_len("token_hash", 32).primary_key())
                .col(uuid("member_id"))
                .col(timestamp_with_time_zone("created_at"))
                .col(timestamp_with_time_zone("last_seen_at"))
                .take(),
        )
        .await?;
        index(m, "sessions", &["last_seen_at"]).await?;
        m.create_table(
            Table::create()
                .table("api_keys")
                .col(uuid("id").primary_key())
                .col(uuid_null("brand_id"))
                .col(string_len("name", 200))
                .col(string_len("scopes", 200))
                .col(binary_len("secret_hash", 32))
                .col(timestamp_with_time_zone_null("expires_at"))
                .col(timestamp_with_time_zone_null("last_used_at"))
                .col(timestamp_with_time_zone("created_at"))
                .take(),
        )
        .await?;
        m.create_table(
            Table::create()
                .table("audit_events")
                .col(uuid("id").primary_key())
                .col(uuid_null("brand_id"))
                .col(string_len("actor", 80))
                .col(string_len("action", 80))
                .col(string_len("object", 200))
                .col(timestamp_with_time_zone("at"))
                .take(),
        )
        .await?;

        m.create_table(
            Table::create()
                .table("customers")
                .col(uuid("id").primary_key())
                .col(uuid("brand_id"))
                .col(string_len("email", 320))
                .col(string_len("email_key", 320))
                .col(string_len_null("name", 200))
                .col(string_len_null("external_id", 200))
                .col(string_len_null("locale", 35))
                .col(string_len_null("time_zone", 64))
                .col(timestamp_with_time_zone_null("last_invited_at"))
                .col(timestamp_with_time_zone("created_at"))
                .col(timestamp_with_time_zone("updated_at"))
                .take(),
        )
        .await?;
        unique(m, "customers", &["brand_id", "email_key"]).await?;
        m.create_table(
            Table::create()
                .table("suppressions")
                .col(uuid("id").primary_key())
                .col(uuid("brand_id"))
                .col(binary_len("address_hash", 32))
                .col(string_len_null("email", 320))
                .col(string_len("reason", 16))
                .col(string_len("source", 80))
                .col(timestamp_with_time_zone("created_at"))
                .take(),
        )
        .await?;
        unique(m, "suppressions", &["brand_id", "address_hash"]).await
    }

    async fn down(&self, m: &SchemaManager) -> Result<(), DbErr> {
        for table in [
            "suppressions",
            "customers",
            "audit_events",
            "api_keys",
            "sessions",
            "members",
            "agents",
            "touchpoints",
            "products",
            "teams",
            "brands",
        ] {
            m.drop_table(Table::drop().table(table).take()).await?;
        }
        Ok(())
    }
}

/// `ix_{table}_{columns}`.
pub(crate) async fn index(
    m: &SchemaManager<'_>,
    table: &'static str,
    columns: &[&'static str],
) -> Result<(), DbErr> {
    m.create_index(named(table, columns)).await
}

/// The same, and no two rows alike.
pub(crate) async fn unique(
    m: &SchemaManager<'_>,
    table: &'static str,
    columns: &[&'static str],
) -> Result<(), DbErr> {
    m.create_index(named(table, columns).unique().take()).await
}

fn named(table: &'static str, columns: &[&'static str]) -> IndexCreateStatement {
    let mut index = Index::create()
        .name(format!("ix_{table}_{}", columns.join("_")))
        .table(table)
        .take();
    for column in columns {
        index.col(*column);
    }
    index
}
