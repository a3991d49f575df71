//! The comments of a selection, read once: which are found, how they scored, which words tell unhappy from happy ones,
//! what each theme has to do with the score. Called by the console's comments.

use chrono::{DateTime, Utc};
use sea_orm::{ConnectionTrait, DbErr};

use super::{
    distribution::Distribution,
    feeling::Feeling,
    reading::Selection,
    remembered,
    themes::{Theme, ThemeShare, Themes},
    vocabulary::{Vocabulary, Words},
};
use crate::{
    db::Db,
    domain::{
        organization::brand,
        responses::{commented::Commented, search::Search, theme, tokens::Tokens},
        surveys::question::Kind,
    },
    ids::ResponseId,
};

pub use super::remembered::MOST;

/// What is looked for in the comments of a selection.
#[derive(Clone, Debug, Default)]
pub struct LookedFor {
    pub search: Search,
    /// A theme by its name. One that is not there is in no comment.
    pub theme: Option<String>,
    pub feeling: Option<Feeling>,
    /// Only what comes after this one in the list: its last change and id.
    pub after: Option<(DateTime<Utc>, ResponseId)>,
    /// So many are listed.
    pub limit: usize,
}

/// What the comments say.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Comments {
    /// The answers of all comments of the selection.
    pub all: Distribution,
    /// The answers of those that were looked for.
    pub found: Distribution,
    /// Of those the ones to list, the newest first.
    pub listed: Vec<ResponseId>,
    /// The theme that was looked for.
    pub theme: Option<Theme>,
    /// Every theme, in all comments of the selection.
    pub themes: Vec<ThemeShare>,
    /// What tells unhappy comments from happy ones, in all comments of the selection.
    pub words: Words,
    /// There are more than [`MOST`]: those of the oldest days were not read.
    pub cut: bool,
}

/// Reads the comments given with an answer to the selection's metric.
pub async fn comments(
    db: &Db,
    selection: &Selection,
    looked_for: &LookedFor,
    now: DateTime<Utc>,
) -> Result<Comments, DbErr> {
    let Selection {
        metric,
        period,
        filter,
        ..
    } = selection;
    let (metric, Some(kind)) = (*metric, Kind::parse(metric.code())) else {
        return Ok(Comments::default());
    };
    let mut reader = Reader::new(themes(db.read(), selection).await?, looked_for);
    let cut = remembered::each(db, filter, Some(metric), *period, now, |comment| {
        let answer = comment.score(kind).map(i32::from);
        // "Not applicable" is no answer: its comment is in no score.
        if let Some(answer) = answer.filter(|answer| metric.values().contains(answer)) {
            reader.take(comment, answer, Feeling::of(metric, answer));
        }
    })
    .await?;
    let Reader {
        mut said,
        vocabulary,
        themes,
        theme,
        listed,
        ..
    } = reader;
    said.listed = listed.into_iter().map(|(_, id)| id).collect();
    said.theme = theme.flatten().and_then(|at| themes.get(at).cloned());
    said.themes = themes.shares(metric, &said.all);
    said.words = vocabulary.distinctive();
    said.cut = cut;
    Ok(said)
}

/// The themes of the brands a selection is about.
async fn themes(db: &impl ConnectionTrait, selection: &Selection) -> Result<Themes, DbErr> {
    let mut brands = selection.filter.brands.clone();
    if let Some(slug) = &selection.filter.brand {
        let named = brand::by_slug(db, slug).await?;
        brands.retain(|id| named.as_ref().is_some_and(|brand| brand.id == *id));
    }
    Ok(Themes::new(theme::of_brands(db, &brands).await?))
}

struct Reader<'a> {
    looked_for: &'a LookedFor,
    themes: Themes,
    /// Where the theme that is looked for stands; the inner none: nowhere.
    theme: Option<Option<usize>>,
    vocabulary: Vocabulary,
    tokens: Tokens,
    /// The newest of those to list: their last change and id.
    listed: Vec<(DateTime<Utc>, ResponseId)>,
    said: Comments,
}

impl<'a> Reader<'a> {
    fn new(themes: Themes, looked_for: &'a LookedFor) -> Self {
        let theme = looked_for.theme.as_ref();
        Self {
            looked_for,
            theme: theme.map(|name| themes.position(name)),
            themes,
            vocabulary: Vocabulary::default(),
            tokens: Tokens::default(),
            listed: Vec::new(),
            said: Comments::default(),
        }
    }

    fn take(&mut self, comment: &Commented, answer: i32, feeling: Option<Feeling>) {
        self.said.all.add(answer, 1);
        self.tokens.read(&comment.comment);
        self.vocabulary.add(&comment.comment, &self.tokens, feeling);
        let themes = self.themes.add(comment.brand_id, &self.tokens, answer);
        let right_theme = match self.theme {
            None => true,
            Some(None) => false,
            Some(Some(wanted)) => themes.contains(&wanted),
        };
        let right_feeling = self.looked_for.feeling.is_none_or(|it| Some(it) == feeling);
        if !right_theme || !right_feeling || !self.looked_for.search.finds(&self.tokens) {
            return;
        }
        self.said.found.add(answer, 1);
        self.list((comment.changed_at, comment.id));
    }

    /// Days come the newest first, but an old one's comment may have been changed last.
    fn list(&mut self, place: (DateTime<Utc>, ResponseId)) {
        let after = self.looked_for.after;
        let full = self.listed.len() >= self.looked_for.limit;
        if after.is_some_and(|after| place >= after)
            || full && self.listed.last().is_none_or(|last| place < *last)
        {
            return;
        }
        let at = self.listed.partition_point(|listed| *listed > place);
        self.listed.insert(at, place);
        self.listed.truncate(self.looked_for.limit);
    }
}
