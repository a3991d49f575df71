//! The schema, one file per step. Rules: additive first, and a released step is never edited.

pub use sea_orm_migration::prelude::*;

mod m20261122_000001_people;
mod m20261122_000002_asking;
mod m20261122_000003_answering;
mod m20261122_000004_contacts;
mod m20261122_000005_themes;
mod m20261122_000006_packed_days;
mod m20261122_000007_comments_at_hand;
mod m20261122_000008_answers_by_day;
mod m20261125_000010_looks;
mod m20261125_000011_survey_drafts;
mod m20261125_000012_rules;
mod m20261125_000013_queue_at_hand;
mod m20261125_000014_mail_keys;
mod m20261125_000015_bounce_reports;
mod m20261125_000016_preferences;
mod m20261126_000017_suppressions_by_reason;
mod m20261127_000018_withdrawn_invitations;
mod m20261127_000019_suppressions_beneath;
mod m20261127_000020_told_apart;

pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m20261122_000001_people::Migration),
            Box::new(m20261122_000002_asking::Migration),
            Box::new(m20261122_000003_answering::Migration),
            Box::new(m20261122_000004_contacts::Migration),
            Box::new(m20261122_000005_themes::Migration),
            Box::new(m20261122_000006_packed_days::Migration),
            Box::new(m20261122_000007_comments_at_hand::Migration),
            Box::new(m20261122_000008_answers_by_day::Migration),
            Box::new(m20261125_000010_looks::Migration),
            Box::new(m20261125_000011_survey_drafts::Migration),
            Box::new(m20261125_000012_rules::Migration),
            Box::new(m20261125_000013_queue_at_hand::Migration),
            Box::new(m20261125_000014_mail_keys::Migration),
            Box::new(m20261125_000015_bounce_reports::Migration),
            Box::new(m20261125_000016_preferences::Migration),
            Box::new(m20261126_000017_suppressions_by_reason::Migration),
            Box::new(m20261127_000018_withdrawn_invitations::Migration),
            Box::new(m20261127_000019_suppressions_beneath::Migration),
            Box::new(m20261127_000020_told_apart::Migration),
        ]
    }
}
