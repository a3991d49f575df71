//! What customers named as the reason: how often each option of a question with options was chosen.
//! Called by an agent's page, where a bad score may well be about a product or a rule.

use std::collections::BTreeMap;

use sea_orm::{
    FromQueryResult, QuerySelect,
    entity::prelude::*,
    sea_query::{Condition, ExprTrait, Query},
};

use super::reading::Selection;
use crate::{
    domain::{
        responses::{answer, response},
        surveys::{
            definition::Definition,
            phrasing,
            question::{Kind, Question},
            survey_version,
            wording::Names,
        },
    },
    ids::SurveyVersionId,
};

/// One question with options, and how often each was chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reasons {
    /// The question's name.
    pub question: String,
    /// Every option of its newest version in its order, then options only older ones had: how the survey words it in
    /// its default language, and how often it was chosen.
    pub options: Vec<(String, u64)>,
}

/// An option as it is stored, as a person reads it, and how often it was chosen.
struct Offered {
    option: String,
    words: String,
    times: u64,
}

#[derive(Debug, FromQueryResult)]
struct Chosen {
    version: SurveyVersionId,
    question: String,
    value: String,
    times: i64,
}

/// The questions with options that the selected responses' surveys ask, by name.
pub async fn reasons(
    db: &impl ConnectionTrait,
    selection: &Selection,
) -> Result<Vec<Reasons>, DbErr> {
    let mut versions: Vec<SurveyVersionId> = response::Entity::find()
        .select_only()
        .column(response::Column::SurveyVersionId)
        .distinct()
        .filter(counted(selection))
        .into_tuple()
        .all(db)
        .await?;
    // Ids grow with time: of two versions the newer one says how options are ordered.
    versions.sort_unstable_by(|a, b| b.cmp(a));
    let mut asked: BTreeMap<String, Vec<Offered>> = BTreeMap::new();
    let mut choices = Vec::new();
    for version in versions {
        let definition = survey_version::definition(db, version).await?;
        for question in &definition.questions {
            if question.kind != Kind::Choice {
                continue;
            }
            let options = asked.entry(question.slug.clone()).or_default();
            for option in &question.options {
                if options.iter().all(|known| known.option != *option) {
                    options.push(Offered {
                        option: option.clone(),
                        words: words(&definition, question, option),
                        times: 0,
                    });
                }
            }
            choices.push((version, question.slug.clone()));
        }
    }
    if choices.is_empty() {
        return Ok(Vec::new());
    }
    for chosen in chosen(db, selection, asked.keys()).await? {
        // In another version a question of the same name may ask for free text.
        let was_choice = choices
            .iter()
            .any(|(version, slug)| *version == chosen.version && *slug == chosen.question);
        let options = asked.get_mut(&chosen.question).filter(|_| was_choice);
        let option = options.and_then(|options| {
            options
                .iter_mut()
                .find(|offered| offered.option == chosen.value)
        });
        if let Some(option) = option {
            option.times += u64::try_from(chosen.times).unwrap_or(0);
        }
    }
    Ok(asked
        .into_iter()
        .map(|(question, options)| {
            let options = options.into_iter();
            let options = options.map(|offered| (offered.words, offered.times));
            Reasons {
                question,
                options: options.collect(),
            }
        })
        .collect())
}

/// How customers read an option in the survey's default language; one nobody has words for begins with a capital.
fn words(definition: &Definition, question: &Question, option: &str) -> String {
    let locale = &definition.default_locale;
    let words = phrasing::option(definition, question, option, locale, &Names::default());
    let own = words != option.replace(['-', '_'], " ");
    let mut letters = words.chars();
    match letters.next() {
        Some(first) if !own => first.to_uppercase().chain(letters).collect(),
        _ => words,
    }
}

/// The responses that answer the metric within the period.
fn counted(selection: &Selection) -> Condition {
    let period = selection.period;
    selection
        .filter
        .over_responses(Some(selection.metric.code()))
        .add(response::Column::Counts.eq(true))
        .add(response::Column::Day.between(period.from(), period.to()))
}

async fn chosen(
    db: &impl ConnectionTrait,
    selection: &Selection,
    questions: impl Iterator<Item = &String>,
) -> Result<Vec<Chosen>, DbErr> {
    let query = Query::select()
        .expr_as(response::Column::SurveyVersionId.into_expr(), "version")
        .expr_as(answer::Column::Question.into_expr(), "question")
        .expr_as(answer::Column::Value.into_expr(), "value")
        .expr_as(answer::Column::ResponseId.count(), "times")
        .from(answer::Entity)
        .inner_join(
            response::Entity,
            response::Column::Id
                .into_expr()
                .equals(answer::Column::ResponseId.as_column_ref()),
        )
        .cond_where(counted(selection))
        .and_where(answer::Column::Question.is_in(questions.cloned()))
        .group_by_col(response::Column::SurveyVersionId.as_column_ref())
        .group_by_col(answer::Column::Question.as_column_ref())
        .group_by_col(answer::Column::Value.as_column_ref())
        .take();
    let rows = db.query_all(&query).await?;
    rows.iter()
        .map(|row| Chosen::from_query_result(row, ""))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_option_is_said_as_the_survey_says_it() {
        let question = Question {
            slug: "why".into(),
            kind: Kind::Choice,
            options: vec![],
            show_when: None,
        };
        let mut survey = Definition {
            default_locale: "de".into(),
            ..Definition::default()
        };
        for (locale, text) in [("de", "die Warteschleife"), ("en", "the queue")] {
            let texts = [("why.queue-time".to_owned(), text.to_owned())].into();
            survey.wording.insert(locale.into(), texts);
        }
        let said = |option| words(&survey, &question, option);
        assert_eq!(said("queue-time"), "die Warteschleife");
        assert_eq!(said("hold_music"), "Hold music");
        assert_eq!(said("\u{fc}ber-alles"), "\u{dc}ber alles");
    }
}
