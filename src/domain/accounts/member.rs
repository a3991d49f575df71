//! A member: someone who signs in to the console.

use chrono::{DateTime, Utc};
use sea_orm::{ActiveValue::Set, PaginatorTrait, entity::prelude::*, sea_query::OnConflict};

use crate::ids::MemberId;

/// What a member may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(
    rs_type = "String",
    db_type = "String(StringLen::N(16))",
    rename_all = "snake_case"
)]
pub enum Role {
    Admin,
    Manager,
    /// Reads everything, changes nothing.
    Analyst,
    /// Sees only the agent with the member's own email address.
    Agent,
}

impl Role {
    /// The role of that name, as `afterword member add --role` takes it.
    pub fn parse(name: &str) -> Option<Self> {
        Self::try_from_value(&name.to_owned()).ok()
    }

    /// May rule on suspect clicks and see the letters.
    pub fn manages(self) -> bool {
        matches!(self, Self::Admin | Self::Manager)
    }

    /// May see every agent.
    pub fn sees_everyone(self) -> bool {
        self != Self::Agent
    }
}

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "members")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: MemberId,
    /// Lower case.
    pub email: String,
    pub role: Role,
    /// A PHC string.
    pub password_hash: String,
    pub created_at: DateTimeUtc,
    pub disabled_at: Option<DateTimeUtc>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// Adds a member; `None` when the address has one already.
pub async fn add(
    tx: &impl ConnectionTrait,
    email: &str,
    role: Role,
    password_hash: String,
    now: DateTime<Utc>,
) -> Result<Option<MemberId>, DbErr> {
    let id = MemberId::new(now);
    let row = ActiveModel {
        id: Set(id),
        email: Set(email.trim().to_lowercase()),
        role: Set(role),
        password_hash: Set(password_hash),
        created_at: Set(now),
        disabled_at: Set(None),
    };
    let taken = OnConflict::column(Column::Email).do_nothing().to_owned();
    let added = Entity::insert(row)
        .on_conflict(taken)
        .exec_without_returning(tx)
        .await?;
    Ok((added > 0).then_some(id))
}

/// The member who may sign in with that address.
pub async fn by_email(db: &impl ConnectionTrait, email: &str) -> Result<Option<Model>, DbErr> {
    let email = email.trim().to_lowercase();
    Entity::find()
        .filter(Column::Email.eq(email))
        .filter(Column::DisabledAt.is_null())
        .one(db)
        .await
}

/// Whether anyone can sign in yet.
pub async fn any(db: &impl ConnectionTrait) -> Result<bool, DbErr> {
    Ok(Entity::find().count(db).await? > 0)
}
