//! A theme: a name a manager gives to words that comments have in common. Added, changed and removed through `flow`;
//! `scores::comments` finds it in comments.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveValue::Set, FromJsonQueryResult, IntoActiveModel, PaginatorTrait, QueryOrder, SqlErr,
    entity::prelude::*, sea_query::OnConflict,
};
use serde::{Deserialize, Serialize};

use super::phrase::{Ending, Phrase};
use crate::ids::{BrandId, ThemeId};

/// Characters of a name.
pub const LONGEST_NAME: usize = 80;
/// Words and phrases of one theme.
pub const MOST_WORDS: usize = 50;
/// Characters of a word or phrase.
pub const LONGEST_WORD: usize = 80;
/// Themes of one brand: every comment is compared with all of them.
pub const MOST_THEMES: u64 = 100;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "themes")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ThemeId,
    pub brand_id: BrandId,
    pub name: String,
    /// The name without regard to capitals: no two in a brand; in several brands they are one theme.
    pub key: String,
    pub words: Words,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// Words and phrases as they were typed. A comment with one of them has the theme.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, FromJsonQueryResult)]
#[serde(transparent)]
pub struct Words(pub Vec<String>);

impl Words {
    /// What is looked for: a word matches at the beginning of words (`wait` finds "waiting"), a phrase too;
    /// in scripts without spaces it matches anywhere.
    pub fn phrases(&self) -> impl Iterator<Item = Phrase> + '_ {
        self.0
            .iter()
            .filter_map(|words| Phrase::new(words, Ending::Open))
    }
}

/// How a name is compared.
pub fn key(name: &str) -> String {
    name.to_lowercase()
}

/// A theme as it is typed, found to be one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    pub name: String,
    pub words: Words,
}

/// What is wrong with a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NameFault {
    Missing,
    TooLong,
    /// The brand has a theme of that name.
    Taken,
    /// The brand has [`MOST_THEMES`].
    Full,
}

/// What is wrong with the words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WordsFault {
    Missing,
    /// So many were typed.
    TooMany(usize),
    TooLong(String),
    /// Only signs: it would never be found.
    NoWord(String),
}

/// Everything that is wrong with what was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Faults {
    pub name: Option<NameFault>,
    pub words: Option<WordsFault>,
}

impl Draft {
    /// Reads what was typed: words one a line, or between commas.
    ///
    /// # Errors
    /// With everything that is wrong, not only the first.
    pub fn read(name: &str, words: &str) -> Result<Self, Faults> {
        let name = tidy(name);
        let read = read_words(words);
        let name_fault = match name.chars().count() {
            0 => Some(NameFault::Missing),
            1..=LONGEST_NAME => None,
            _ => Some(NameFault::TooLong),
        };
        match (name_fault, read) {
            (None, Ok(words)) => Ok(Self { name, words }),
            (name, words) => Err(Faults {
                name,
                words: words.err(),
            }),
        }
    }
}

/// The words of a theme, as typed in a form.
///
/// # Errors
/// With the first thing that is wrong with them.
pub fn read_words(typed: &str) -> Result<Words, WordsFault> {
    let mut seen = BTreeSet::new();
    let words: Vec<String> = typed
        .split(is_separator)
        .map(tidy)
        .filter(|word| !word.is_empty() && seen.insert(word.to_lowercase()))
        .collect();
    if words.is_empty() {
        return Err(WordsFault::Missing);
    }
    if words.len() > MOST_WORDS {
        return Err(WordsFault::TooMany(words.len()));
    }
    for word in &words {
        if word.chars().count() > LONGEST_WORD {
            return Err(WordsFault::TooLong(word.clone()));
        }
        if Phrase::new(word, Ending::Open).is_none() {
            return Err(WordsFault::NoWord(word.clone()));
        }
    }
    Ok(Words(words))
}

/// One space between words; signs that no screen shows and no database keeps are spaces too.
fn tidy(text: &str) -> String {
    let words = text.split(|c: char| c.is_whitespace() || c.is_control());
    words
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

fn is_separator(c: char) -> bool {
    matches!(c, '\n' | '\r' | ',' | ';' | '،' | '؛' | '、' | '，' | '；')
}

/// The themes of these brands, by name.
pub async fn of_brands(db: &impl ConnectionTrait, brands: &[BrandId]) -> Result<Vec<Model>, DbErr> {
    Entity::find()
        .filter(Column::BrandId.is_in(brands.iter().copied()))
        .order_by_asc(Column::Key)
        .order_by_asc(Column::Id)
        .all(db)
        .await
}

/// The theme of that id, if it is in one of these brands.
pub async fn by_id(
    db: &impl ConnectionTrait,
    brands: &[BrandId],
    id: ThemeId,
) -> Result<Option<Model>, DbErr> {
    Entity::find_by_id(id)
        .filter(Column::BrandId.is_in(brands.iter().copied()))
        .one(db)
        .await
}

/// The theme of that id with its equals: rows of the same name and words in these brands are one theme to whoever sees
/// them. None where that id is in none of them.
pub async fn with_equals(
    db: &impl ConnectionTrait,
    brands: &[BrandId],
    id: ThemeId,
) -> Result<Vec<Model>, DbErr> {
    let Some(theme) = by_id(db, brands, id).await? else {
        return Ok(Vec::new());
    };
    let mut namesakes = Entity::find()
        .filter(Column::BrandId.is_in(brands.iter().copied()))
        .filter(Column::Key.eq(&theme.key))
        .order_by_asc(Column::Id)
        .all(db)
        .await?;
    namesakes.retain(|other| other.words == theme.words);
    Ok(namesakes)
}

/// Adds a theme, unless its name is taken or the brand has too many.
///
/// # Errors
/// The inner error is the name's fault.
pub async fn add(
    tx: &impl ConnectionTrait,
    brand: BrandId,
    draft: Draft,
    now: DateTime<Utc>,
) -> Result<Result<ThemeId, NameFault>, DbErr> {
    let there = Entity::find().filter(Column::BrandId.eq(brand));
    if there.count(tx).await? >= MOST_THEMES {
        return Ok(Err(NameFault::Full));
    }
    let id = ThemeId::new(now);
    let row = ActiveModel {
        id: Set(id),
        brand_id: Set(brand),
        key: Set(key(&draft.name)),
        name: Set(draft.name),
        words: Set(draft.words),
        created_at: Set(now),
        updated_at: Set(now),
    };
    let taken = OnConflict::columns([Column::BrandId, Column::Key])
        .do_nothing()
        .to_owned();
    let added = Entity::insert(row)
        .on_conflict(taken)
        .exec_without_returning(tx)
        .await?;
    Ok(if added == 1 {
        Ok(id)
    } else {
        Err(NameFault::Taken)
    })
}

/// Gives a theme another name and words.
///
/// # Errors
/// The inner error is the name's fault.
pub async fn change(
    tx: &impl ConnectionTrait,
    theme: Model,
    draft: Draft,
    now: DateTime<Utc>,
) -> Result<Result<(), NameFault>, DbErr> {
    let namesake = Entity::find()
        .filter(Column::BrandId.eq(theme.brand_id))
        .filter(Column::Key.eq(key(&draft.name)))
        .filter(Column::Id.ne(theme.id));
    if namesake.count(tx).await? > 0 {
        return Ok(Err(NameFault::Taken));
    }
    let mut row = theme.into_active_model();
    row.key = Set(key(&draft.name));
    row.name = Set(draft.name);
    row.words = Set(draft.words);
    row.updated_at = Set(now);
    match row.update(tx).await {
        Ok(_) => Ok(Ok(())),
        // Somebody else took the name at the same instant.
        Err(error) if matches!(error.sql_err(), Some(SqlErr::UniqueConstraintViolation(_))) => {
            Ok(Err(NameFault::Taken))
        }
        Err(error) => Err(error),
    }
}

/// Removes a theme; the comments stay.
pub async fn remove(tx: &impl ConnectionTrait, id: ThemeId) -> Result<(), DbErr> {
    Entity::delete_by_id(id).exec(tx).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::responses::tokens::Tokens;
    use proptest::prelude::*;

    #[test]
    fn words_are_typed_one_a_line_or_between_commas() {
        let draft = Draft::read(
            "  Waiting \0\t time ",
            "wait\r\n no  answer ,queue\n\nWait\n等待、انتظار",
        );
        let draft = draft.expect("a theme");
        assert_eq!(draft.name, "Waiting time");
        assert_eq!(
            draft.words.0,
            ["wait", "no answer", "queue", "等待", "انتظار"]
        );
        let has = |comment: &str| {
            let tokens = Tokens::of(comment);
            draft.words.phrases().any(|phrase| phrase.is_in(&tokens))
        };
        assert!(
            has("All that WAITING")
                && has("no answers!")
                && has("我等待了很久")
                && has("انتظارٌ طويل")
        );
        assert!(!has("I await") && !has("no good answer"));
    }

    #[test]
    fn every_fault_is_named() {
        let faults = Draft::read(" ", "\n , ").unwrap_err();
        assert_eq!(faults.name, Some(NameFault::Missing));
        assert_eq!(faults.words, Some(WordsFault::Missing));
        let long = "x".repeat(81);
        let faults = Draft::read(&long, &format!("ok\n{long}")).unwrap_err();
        assert_eq!(faults.name, Some(NameFault::TooLong));
        assert_eq!(faults.words, Some(WordsFault::TooLong(long)));
        let many: Vec<_> = (0..51).map(|i| i.to_string()).collect();
        let faults = Draft::read(&"等".repeat(80), &many.join("\n")).unwrap_err();
        assert_eq!(
            (faults.name, faults.words),
            (None, Some(WordsFault::TooMany(51)))
        );
        let faults = Draft::read("Signs", "%\nok").unwrap_err();
        assert_eq!(faults.words, Some(WordsFault::NoWord("%".into())));
    }

    proptest! {
        #[test]
        fn what_was_read_reads_the_same_again(name in "\\PC{0,90}", words in "\\PC{0,100}|[a-c,;\n ]{0,20}") {
            if let Ok(draft) = Draft::read(&name, &words) {
                prop_assert_eq!(Draft::read(&draft.name, &draft.words.0.join("\n")), Ok(draft));
            }
        }
    }
}
