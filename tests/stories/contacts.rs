//! How many contacts were reported, asked about and held for which reason is counted as they are reported.

use std::collections::BTreeMap;

use crate::{
    on_both,
    support::centre::{Centre, Contact, Says, instant},
};
use afterword::domain::{
    deliveries::{delivery, outbox::Settlement},
    interactions::interaction::{self, Channel, HeldReason},
    invitations::invitation,
    organization::brand,
    responses::{filter::Filter, response},
    scores::{
        asking::{About, Asking, asking, contacts},
        coverage::coverages,
        metric::Metric,
        period::{Period, day_of},
        reading::Selection,
        showing::DisplayRules,
        tally::{self, Kind},
        verify,
    },
    surveys::{question, survey},
};
use chrono::{NaiveDate, TimeDelta};
use migration::{Migrator, MigratorTrait};
use sea_orm::{EntityTrait, QueryFilter, entity::prelude::*};

/// What the tallies say of contacts: by brand, day, kind and reason.
type Counted = BTreeMap<(String, NaiveDate, String, i16), i64>;

async fn counted(centre: &Centre) -> Counted {
    let brands = brand::all(centre.db.read()).await.expect("brands");
    let rows = tally::Entity::find().filter(tally::Column::Metric.eq(tally::CONTACT));
    let mut counted = Counted::new();
    for row in rows.all(centre.db.read()).await.expect("tallies") {
        let brand = brands.iter().find(|brand| brand.id == row.brand_id);
        let brand = brand.expect("the brand").slug.clone();
        let key = (brand, row.day, row.kind.to_value(), row.score);
        *counted.entry(key).or_default() += row.count;
    }
    counted
}

fn expected(counts: &[(&str, &str, Kind, i16, i64)]) -> Counted {
    let counts = counts.iter().map(|(brand, day, kind, reason, count)| {
        let day = day.parse().expect("a day");
        (((*brand).to_owned(), day, kind.to_value(), *reason), *count)
    });
    counts.collect()
}

/// Contacts of two brands at an instant that is another day in each, some of them held.
async fn told(centre: &Centre) -> Counted {
    let opened = "2026-03-01T00:00:00Z";
    let acme = centre.brand("acme", "Asia/Tokyo", opened).await;
    let blue = centre.brand("blue", "America/New_York", opened).await;
    let nothing = Contact::default();
    let elsewhere = Contact {
        agent: "a-2",
        team: None,
        product: None,
        ..nothing
    };
    let night = instant("2026-03-02T20:00:00Z");
    let told = [
        (&acme, nothing, "kim@example.net"),
        (&acme, nothing, "kim@example.net"),
        (&acme, elsewhere, "none"),
        (&blue, nothing, "kim@example.net"),
    ];
    centre.tell(&told, night).await;
    let again = [(&acme, elsewhere, "kim@example.net")];
    centre.tell(&again, night + TimeDelta::days(1)).await;
    let (quarantine, invalid) = (
        HeldReason::Quarantine.number(),
        HeldReason::InvalidAddress.number(),
    );
    expected(&[
        ("acme", "2026-03-03", Kind::Reported, 0, 3),
        ("acme", "2026-03-03", Kind::Held, quarantine, 1),
        ("acme", "2026-03-03", Kind::Held, invalid, 1),
        ("acme", "2026-03-04", Kind::Reported, 0, 1),
        ("acme", "2026-03-04", Kind::Held, quarantine, 1),
        ("blue", "2026-03-02", Kind::Reported, 0, 1),
    ])
}

fn march() -> Period {
    let day = |text: &str| text.parse().expect("a day");
    Period::new(day("2026-03-05"), day("2026-03-20")).expect("some days")
}

fn selection(metric: Metric, filter: &Filter) -> Selection {
    Selection {
        metric,
        period: march(),
        filter: filter.clone(),
        rules: DisplayRules::default(),
    }
}

/// The same, by looking at every interaction, letter and answer.
async fn by_hand(centre: &Centre, metric: Metric, filter: &Filter) -> Asking {
    let db = centre.db.read();
    let survey = match metric {
        Metric::Nps => "visit",
        _ => "after-contact",
    };
    let surveys = survey::Entity::find().all(db).await.expect("surveys");
    let asks = |id| {
        let of = surveys.iter().find(|survey| Some(survey.id) == id);
        of.is_none_or(|known| known.slug == survey)
    };
    let brands = brand::all(db).await.expect("brands");
    let in_march = |brand, at| {
        let of = brands.iter().find(|known| known.id == brand);
        march().contains(day_of(at, of.expect("the brand").tz()))
    };
    let mut found = Asking::default();
    let contacts = interaction::Entity::find().filter(filter.attribution("interactions"));
    for contact in contacts.all(db).await.expect("interactions") {
        if !asks(contact.survey_id) || !in_march(contact.brand_id, contact.reported_at) {
            continue;
        }
        found.reported += 1;
        match contact.reason {
            None => found.invited += 1,
            Some(reason) => match found.held.iter_mut().find(|(known, _)| *known == reason) {
                Some((_, count)) => *count += 1,
                None => found.held.push((reason, 1)),
            },
        }
    }
    let order = |reason| HeldReason::ALL.iter().position(|known| *known == reason);
    found
        .held
        .sort_by_key(|(reason, count)| (std::cmp::Reverse(*count), order(*reason)));
    let invitations = invitation::Entity::find().filter(filter.attribution("invitations"));
    for invitation in invitations.all(db).await.expect("invitations") {
        let letters = delivery::Entity::find()
            .filter(delivery::Column::InvitationId.eq(invitation.id))
            .filter(delivery::Column::SettledAt.is_not_null());
        for letter in letters.all(db).await.expect("letters") {
            let settled = letter.settled_at.expect("an instant");
            if asks(Some(invitation.survey_id)) && in_march(letter.brand_id, settled) {
                found.asked += 1;
                found.delivered += u64::from(letter.state == delivery::State::Sent);
            }
        }
    }
    let plain = Filter {
        score_min: None,
        ..filter.clone()
    };
    let answers = response::Entity::find().filter(plain.over_responses(Some(metric.code())));
    let answers = answers.all(db).await.expect("answers");
    let days = answers.iter().filter(|answer| march().contains(answer.day));
    found.answered = days.count() as u64;
    found
}

async fn assert_recounted(centre: &Centre) {
    let report = verify::verify(&centre.db, |_| ()).await.expect("a recount");
    assert!(report.is_right(), "{:?}", report.differences);
}

on_both! {
    async fn contacts_are_counted_once_on_the_brands_own_day_with_their_reason(db: Database) {
        let centre = Centre::open(&db).await;
        let expected = told(&centre).await;
        assert_eq!(counted(&centre).await, expected);
        assert_recounted(&centre).await;
    }

    async fn the_way_to_the_answers_is_what_a_count_over_everything_says(db: Database) {
        let centre = Centre::open(&db).await;
        let opened = "2026-03-01T00:00:00Z";
        let brands = [centre.brand("acme", "Asia/Tokyo", opened).await, centre.brand("blue", "UTC", opened).await];
        for brand in &brands {
            centre.publish(brand, "visit", &[question::Kind::Nps, question::Kind::Fcr], opened).await;
        }
        let mut letters = Vec::new();
        for step in 0_i64..90 {
            let at = instant("2026-03-02T09:00:00Z") + TimeDelta::hours(7 * step);
            let contact = Contact {
                agent: ["a-1", "a-2", "a-3"][step as usize % 3],
                team: [Some("Tier 1"), None][step as usize % 2],
                product: [None, Some("tv"), Some("broadband")][step as usize % 3],
                touchpoint: ["support", "visit"][step as usize / 7 % 2],
                channel: Channel::ALL[step as usize % 5],
            };
            let brand = &brands[step as usize % 5 / 3];
            match step % 4 {
                0 => {
                    let email = ["kim@example.net", "lee@example.net", "none"][step as usize % 3];
                    centre.tell(&[(brand, contact, email), (brand, contact, "kim@example.net")], at).await;
                }
                1 => {
                    let reply = "550 nobody here".to_owned();
                    centre.ask_and_settle(brand, contact, Settlement::Failed { reply }, at).await;
                }
                _ => letters.push(centre.ask(brand, contact, at).await),
            }
            if step % 3 == 0 && let Some(letter) = letters.last() {
                centre.answer(letter, Says { score: 5, ..Says::default() }, at + TimeDelta::hours(2)).await;
            }
        }
        let all = Filter::within(brands.iter().map(|brand| brand.id));
        let some = |text: &str| Some(text.to_owned());
        let filters = [
            all.clone(),
            Filter { brand: some("acme"), ..all.clone() },
            Filter { agent: some("a-2"), ..all.clone() },
            Filter { team: some("Tier 1"), product: some("tv"), ..all.clone() },
            Filter { survey: some("visit"), ..all.clone() },
            Filter { channel: some("chat"), touchpoint: some("support"), score_min: Some(9), ..all.clone() },
            Filter { agent: some("nobody"), ..all.clone() },
            Filter::within([]),
        ];
        let mut seen = 0;
        for filter in &filters {
            for metric in [Metric::Csat, Metric::Nps] {
                let told = selection(metric, filter);
                let told = asking(&centre.db, &told).await.expect("figures");
                let expected = by_hand(&centre, metric, filter).await;
                assert_eq!(told, expected, "{metric} {filter:?}");
                seen += told.reported;
            }
        }
        assert!(seen > 150, "{seen}");
        let rules = DisplayRules::default();
        let asked = coverages(&centre.db, march(), &all, &About::default(), &rules).await.expect("figures");
        let agents: BTreeMap<_, _> = asked.agents.iter().map(|(key, agent)| (key, &agent.own)).collect();
        let whole = contacts(&centre.db, march(), &all, &About::default()).await.expect("figures");
        assert_eq!(agents.values().map(|agent| agent.reported).sum::<u64>(), whole.reported);
        assert_eq!(agents.values().map(|own| own.invited()).sum::<u64>(), whole.invited());
        assert_eq!(asked.all, whole);
        assert_eq!(agents.keys().map(|key| key.as_str()).collect::<Vec<_>>(), ["a-1", "a-2", "a-3"]);
    }

    async fn a_contact_told_again_is_not_counted_again(db: Database) {
        let centre = Centre::open(&db).await;
        let acme = centre.brand("acme", "UTC", "2026-03-01T00:00:00Z").await;
        let at = instant("2026-03-02T10:00:00Z");
        centre.tell(&[(&acme, Contact::default(), "kim@example.net")], at).await;
        // The numbers that name its contacts begin anew.
        let centre = Centre::on(centre.db.clone());
        let again = centre.tell(&[(&acme, Contact::default(), "kim@example.net")], at).await;
        assert!(!again[0].first);
        assert_eq!(counted(&centre).await.values().sum::<i64>(), 1);
        assert_recounted(&centre).await;
    }

    async fn a_database_of_before_is_counted_when_it_is_brought_up_to_date(db: Database) {
        let centre = Centre::open(&db).await;
        let expected = told(&centre).await;
        let steps = Migrator::migrations();
        let before = steps.iter().position(|step| step.name().ends_with("_contacts")).expect("the step");
        let undone = u32::try_from(steps.len() - before).expect("a few");
        Migrator::down(centre.db.read(), Some(undone)).await.expect("a step back");
        let contacts = tally::Entity::find().filter(tally::Column::Metric.eq(tally::CONTACT));
        assert!(contacts.all(centre.db.read()).await.expect("tallies").is_empty());
        centre.db.migrate().await.expect("its tables");
        assert_eq!(counted(&centre).await, expected);
        assert_recounted(&centre).await;
    }

    async fn contacts_without_a_survey_are_counted_without_one(db: Database) {
        let centre = Centre::open(&db).await;
        let acme = centre.brand("acme", "UTC", "2026-03-01T00:00:00Z").await;
        centre.publish(&acme, "visit", &[question::Kind::Csat], "2026-03-01T01:00:00Z").await;
        let contact = |touchpoint| Contact { touchpoint, ..Contact::default() };
        let now = instant("2026-03-02T10:00:00Z");
        let brand = acme.id;
        let retired: Result<_, DbErr> = centre.db.write(move |tx| Box::pin(async move {
            afterword::domain::flow::retire_survey(tx, brand, "after-contact", "member:test", now).await
        })).await;
        retired.expect("a retired survey").expect("it was there");
        let told = [(&acme, contact("visit"), "kim@example.net"), (&acme, contact("support"), "lee@example.net")];
        let reported = centre.tell(&told, now).await;
        assert!(reported[0].interaction.survey_id.is_some() && reported[1].interaction.survey_id.is_none());
        assert_eq!(reported[1].interaction.reason, Some(HeldReason::NoSurvey));
        let rows = tally::Entity::find().filter(tally::Column::Kind.eq(Kind::Held)).all(centre.db.read()).await.expect("tallies");
        assert!(rows.len() == 1 && rows[0].survey_id.0.is_nil() && rows[0].score == HeldReason::NoSurvey.number());
        assert_recounted(&centre).await;
    }
}
