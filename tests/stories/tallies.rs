//! Tallies say what a recount of responses and letters says, whatever happens at once, and can be put right.

use crate::{
    on_both,
    support::{
        centre::{Centre, Contact, Says, instant},
        dice::Dice,
    },
};
use afterword::domain::{
    deliveries::outbox::Settlement,
    organization::brand,
    responses::{filter::Filter, record::Recorded},
    scores::{
        breakdown::{Grouping, breakdown},
        metric::Metric,
        period::Period,
        reading::Selection,
        showing::{DisplayRules, Steps},
        summary::{Summary, summary},
        tally, verify,
    },
    surveys::question::Kind,
};
use chrono::TimeDelta;
use futures_util::future::join_all;
use sea_orm::{ConnectionTrait, EntityTrait, QueryFilter, entity::prelude::*};

/// Everything of a year, by the way every screen reads it.
async fn figures(centre: &Centre, brand: &brand::Model, metric: Metric) -> Summary {
    summary(&centre.db, &year(brand, metric))
        .await
        .expect("figures")
}

fn year(brand: &brand::Model, metric: Metric) -> Selection {
    let day = |text: &str| text.parse().expect("a day");
    let period = Period::new(day("2026-01-01"), day("2026-12-31")).expect("a year");
    Selection {
        metric,
        period,
        filter: Filter::within([brand.id]),
        rules: DisplayRules::default(),
    }
}

async fn assert_recounted(centre: &Centre) {
    let report = verify::verify(&centre.db, |_| ()).await.expect("a recount");
    assert!(report.is_right(), "{:?}", report.differences);
}

fn distribution(summary: &Summary) -> Vec<(i32, u64)> {
    summary.answers.iter().collect()
}

on_both! {
    async fn sixty_four_answers_at_once_are_all_counted(db: Database) {
        let centre = Centre::open(&db).await;
        let brand = centre.brand("acme", "Europe/Berlin", "2026-03-01T00:00:00Z").await;
        let asked = instant("2026-03-02T08:00:00Z");
        let mut letters = Vec::new();
        for _ in 0..64 {
            letters.push(centre.ask(&brand, Contact::default(), asked).await);
        }
        let at = asked + TimeDelta::hours(1);
        let answers = letters.iter().zip(0_i16..).map(|(letter, n)| {
            let says = Says { score: 1 + n % 5, resolved: Some(["yes", "no", "not_applicable"][n as usize % 3]), ..Says::default() };
            centre.answer(letter, says, at)
        });
        for recorded in join_all(answers).await {
            assert!(matches!(recorded, Recorded::First { .. }), "{recorded:?}");
        }
        assert_recounted(&centre).await;
        let csat = figures(&centre, &brand, Metric::Csat).await;
        assert_eq!(distribution(&csat), [(1, 13), (2, 13), (3, 13), (4, 13), (5, 12)]);
        assert_eq!((csat.asked, csat.delivered()), (64, 64));
        let fcr = figures(&centre, &brand, Metric::Fcr).await;
        assert_eq!(distribution(&fcr), [(0, 21), (2, 22)]);
    }

    async fn two_answers_to_one_letter_at_the_same_instant_are_one(db: Database) {
        let centre = Centre::open(&db).await;
        let brand = centre.brand("acme", "UTC", "2026-03-01T00:00:00Z").await;
        let letter = centre.ask(&brand, Contact::default(), instant("2026-03-02T08:00:00Z")).await;
        let at = instant("2026-03-02T09:00:00Z");
        join_all([2, 4].map(|score| centre.answer(&letter, score, at))).await;
        assert_recounted(&centre).await;
        assert_eq!(figures(&centre, &brand, Metric::Csat).await.responses(), 1);
    }

    async fn a_change_of_mind_moves_the_count_and_a_withdrawal_takes_it_away(db: Database) {
        let centre = Centre::open(&db).await;
        let brand = centre.brand("acme", "UTC", "2026-03-01T00:00:00Z").await;
        let changed = centre.contact(&brand, Contact::default(), 2, "2026-03-02T09:00:00Z").await;
        let withdrawn = centre.contact(&brand, Contact::default(), 1, "2026-03-02T09:00:00Z").await;
        centre.contact(&brand, Contact::default(), 5, "2026-03-02T09:00:00Z").await;
        let says = Says { score: 4, comment: Some("on second thought"), resolved: Some("partly"), ..Says::default() };
        let recorded = centre.answer(&changed, says, instant("2026-03-05T09:00:00Z")).await;
        assert!(matches!(recorded, Recorded::Changed { .. }), "{recorded:?}");
        assert_recounted(&centre).await;
        let recorded = centre.dismiss(&withdrawn, instant("2026-03-05T10:00:00Z")).await;
        assert!(matches!(recorded, Recorded::Withdrawn { .. }), "{recorded:?}");
        assert_recounted(&centre).await;
        let csat = figures(&centre, &brand, Metric::Csat).await;
        assert_eq!(distribution(&csat), [(4, 1), (5, 1)]);
        // Changed on the 5th, but given on the 2nd, where it stays.
        let mut selection = year(&brand, Metric::Fcr);
        selection.period = Period::day("2026-03-02".parse().unwrap());
        let fcr = summary(&centre.db, &selection).await.unwrap();
        assert_eq!(distribution(&fcr), [(1, 1)]);
        let again = centre.answer(&withdrawn, 3, instant("2026-03-06T09:00:00Z")).await;
        assert!(!matches!(again, Recorded::Unchanged(_)), "{again:?}");
        assert_recounted(&centre).await;
        assert_eq!(figures(&centre, &brand, Metric::Csat).await.responses(), 3);
    }

    async fn letters_count_as_asked_when_they_leave_and_as_bounced_when_refused(db: Database) {
        let centre = Centre::open(&db).await;
        let brand = centre.brand("acme", "UTC", "2026-03-01T00:00:00Z").await;
        let at = instant("2026-03-02T09:00:00Z");
        centre.ask(&brand, Contact::default(), at).await;
        let ends = [
            Settlement::Failed { reply: "550 no such user".into() },
            Settlement::Deferred { until: at + TimeDelta::hours(1), reply: "451 later".into() },
            Settlement::Expired { reply: "too late".into() },
        ];
        for end in ends {
            centre.ask_and_settle(&brand, Contact::default(), end, at).await;
        }
        assert_recounted(&centre).await;
        for metric in [Metric::Csat, Metric::Fcr] {
            let figures = figures(&centre, &brand, metric).await;
            assert_eq!((figures.asked, figures.delivered(), figures.responses()), (2, 1, 0));
        }
        let not_asked_for = figures(&centre, &brand, Metric::Nps).await;
        assert_eq!((not_asked_for.asked, not_asked_for.score()), (0, None));
    }

    async fn the_day_of_an_answer_is_the_brands(db: Database) {
        let centre = Centre::open(&db).await;
        let berlin = centre.brand("berlin", "Europe/Berlin", "2026-03-01T00:00:00Z").await;
        let auckland = centre.brand("auckland", "Pacific/Auckland", "2026-03-01T00:00:00Z").await;
        for brand in [&berlin, &auckland] {
            centre.contact(brand, Contact::default(), 5, "2026-03-28T22:59:59Z").await;
            centre.contact(brand, Contact::default(), 1, "2026-03-28T23:00:00Z").await;
            // Summer began in Berlin: the day is an hour shorter.
            centre.contact(brand, Contact::default(), 2, "2026-03-29T21:59:59Z").await;
            centre.contact(brand, Contact::default(), 3, "2026-03-29T22:00:00Z").await;
        }
        let on = async |brand: &brand::Model, day: &str| {
            let mut selection = year(brand, Metric::Csat);
            selection.period = Period::day(day.parse().unwrap());
            distribution(&summary(&centre.db, &selection).await.unwrap())
        };
        assert_eq!(on(&berlin, "2026-03-28").await, [(5, 1)]);
        assert_eq!(on(&berlin, "2026-03-29").await, [(1, 1), (2, 1)]);
        assert_eq!(on(&berlin, "2026-03-30").await, [(3, 1)]);
        assert_eq!(on(&auckland, "2026-03-29").await, [(1, 1), (5, 1)]);
        assert_eq!(on(&auckland, "2026-03-30").await, [(2, 1), (3, 1)]);
        assert_recounted(&centre).await;
    }

    async fn a_wrong_tally_is_found_and_mended(db: Database) {
        let centre = Centre::open(&db).await;
        let brand = centre.brand("acme", "UTC", "2026-03-01T00:00:00Z").await;
        for day in ["2026-03-02", "2026-03-03", "2026-03-04"] {
            centre.contact(&brand, Contact::default(), 5, &format!("{day}T09:00:00Z")).await;
            centre.contact(&brand, Contact::default(), 2, &format!("{day}T09:00:00Z")).await;
        }
        let before = figures(&centre, &brand, Metric::Csat).await;
        let answered = tally::Column::Kind.eq(tally::Kind::Answered);
        let write = async |work: sea_orm::sea_query::Condition| {
            let wrong = tally::Entity::update_many().col_expr(tally::Column::Count, Expr::value(7_i64)).filter(work);
            let sql = centre.db.read().get_database_backend().build(sea_orm::QueryTrait::as_query(&wrong));
            let written: Result<_, DbErr> =
                centre.db.write(move |tx| Box::pin(async move { tx.execute_raw(sql).await })).await;
            assert!(written.unwrap().rows_affected() > 0);
        };
        write(sea_orm::Condition::all().add(tally::Column::Day.eq("2026-03-03".parse::<chrono::NaiveDate>().unwrap())).add(answered)).await;
        let lost: Result<_, DbErr> = centre.db.write(|tx| Box::pin(async move {
            let day: chrono::NaiveDate = "2026-03-04".parse().unwrap();
            tally::Entity::delete_many().filter(tally::Column::Day.eq(day)).exec(tx).await
        })).await;
        lost.unwrap();

        let found = verify::verify(&centre.db, |_| ()).await.unwrap();
        assert!(!found.is_right());
        assert!(found.differences.iter().any(|d| d.day.to_string() == "2026-03-03" && (d.stored, d.recounted) == (7, 1)), "{found:?}");
        assert!(found.differences.iter().any(|d| d.day.to_string() == "2026-03-04" && d.stored == 0), "{found:?}");
        assert!(found.differences.iter().all(|d| d.day.to_string() != "2026-03-02"), "{found:?}");

        let mut seen = Vec::new();
        let mended = verify::rebuild(&centre.db, |at| seen.push((at.done, at.total))).await.unwrap();
        assert_eq!(mended.differing, found.differing);
        assert_eq!(seen, [(0, 3), (1, 3), (2, 3)]);
        assert_recounted(&centre).await;
        assert_eq!(figures(&centre, &brand, Metric::Csat).await, before);
        assert!(verify::rebuild(&centre.db, |_| ()).await.unwrap().is_right(), "nothing is left to mend");
    }

    async fn a_rebuild_while_answers_come_in_loses_none(db: Database) {
        let centre = Centre::open(&db).await;
        let brand = centre.brand("acme", "UTC", "2026-03-01T00:00:00Z").await;
        let asked = instant("2026-03-02T08:00:00Z");
        let mut letters = Vec::new();
        for _ in 0..48 {
            letters.push(centre.ask(&brand, Contact::default(), asked).await);
        }
        let gone: Result<_, DbErr> =
            centre.db.write(|tx| Box::pin(async move { tally::Entity::delete_many().exec(tx).await })).await;
        gone.unwrap();
        let answers = letters.iter().map(|letter| centre.answer(letter, 5, asked + TimeDelta::hours(1)));
        let rebuilds = async {
            for _ in 0..8 {
                verify::rebuild(&centre.db, |_| ()).await.unwrap();
            }
        };
        let checks = async {
            // What is being remade is never half there: a day is right or as wrong as it was.
            for _ in 0..8 {
                let asked = figures(&centre, &brand, Metric::Csat).await.asked;
                assert!(asked == 0 || asked == 48, "{asked}");
            }
        };
        tokio::join!(join_all(answers), rebuilds, checks);
        verify::rebuild(&centre.db, |_| ()).await.unwrap();
        assert_recounted(&centre).await;
        let csat = figures(&centre, &brand, Metric::Csat).await;
        assert_eq!((csat.responses(), csat.asked), (48, 48));
    }

    async fn agents_of_two_brands_are_one_group_and_what_has_no_team_comes_last(db: Database) {
        let centre = Centre::open(&db).await;
        let acme = centre.brand("acme", "UTC", "2026-03-01T00:00:00Z").await;
        let bolt = centre.brand("bolt", "UTC", "2026-03-01T00:00:00Z").await;
        let at = "2026-03-02T09:00:00Z";
        centre.contact(&acme, Contact { agent: "z", ..Contact::default() }, 5, at).await;
        centre.contact(&bolt, Contact { agent: "z", ..Contact::default() }, 1, at).await;
        centre.contact(&bolt, Contact { agent: "B", team: None, ..Contact::default() }, 3, at).await;
        let mut selection = year(&acme, Metric::Csat);
        selection.filter.brands.push(bolt.id);
        let agents = breakdown(&centre.db, &selection, Grouping::Agent).await.unwrap();
        let shown: Vec<_> = agents.groups.iter().map(|g| (g.label.key.as_deref(), g.summary.responses())).collect();
        assert_eq!(shown, [(Some("B"), 1), (Some("z"), 2)]);
        assert_eq!(agents.total, summary(&centre.db, &selection).await.unwrap());
        let teams = breakdown(&centre.db, &selection, Grouping::Team).await.unwrap();
        let shown: Vec<_> = teams.groups.iter().map(|g| (g.label.key.as_deref(), g.summary.responses())).collect();
        assert_eq!(shown, [(Some("Tier 1"), 2), (None, 1)]);
        for grouping in Grouping::ALL {
            let found = breakdown(&centre.db, &selection, grouping).await.unwrap();
            let mut sum = Summary::empty(Metric::Csat, Steps::default());
            for group in &found.groups {
                sum += &group.summary;
            }
            assert_eq!(sum, found.total, "{grouping:?}");
        }
        // Behind the wall nothing is seen, whatever is asked for.
        selection.filter.brands = vec![acme.id];
        selection.filter.brand = Some("bolt".into());
        assert_eq!(summary(&centre.db, &selection).await.unwrap(), Summary::empty(Metric::Csat, Steps::default()));
        selection.filter.brand = None;
        selection.filter.agent = Some("B".into());
        assert_eq!(summary(&centre.db, &selection).await.unwrap(), Summary::empty(Metric::Csat, Steps::default()));
        selection.filter.brands.clear();
        selection.filter.agent = None;
        assert_eq!(summary(&centre.db, &selection).await.unwrap(), Summary::empty(Metric::Csat, Steps::default()));
    }

    async fn whatever_happens_a_recount_agrees(db: Database) {
        let centre = Centre::open(&db).await;
        let start = "2026-03-01T00:00:00Z";
        let brands = [centre.brand("acme", "Europe/Berlin", start).await, centre.brand("bolt", "America/New_York", start).await];
        let asked = [Kind::Nps, Kind::Ces, Kind::Csat, Kind::Fcr, Kind::Comment];
        for brand in &brands {
            centre.publish(brand, "quarter", &asked, start).await;
        }
        let mut dice = Dice(20_261_122);
        let (mut at, mut letters, mut answered) = (instant("2026-03-27T20:00:00Z"), Vec::new(), Vec::new());
        for step in 1..=160 {
            at += TimeDelta::minutes(2 + dice.below(90));
            match dice.below(10) {
                0..4 => {
                    let brand = &brands[dice.below(2) as usize];
                    letters.push(centre.ask(brand, dice.contact(), at).await);
                }
                4 => {
                    let refused = Settlement::Failed { reply: "550 no".into() };
                    centre.ask_and_settle(&brands[0], dice.contact(), refused, at).await;
                }
                5..9 if !letters.is_empty() => {
                    let letter = &letters[dice.below(letters.len() as i64) as usize];
                    centre.answer(letter, dice.words(letter), at).await;
                    answered.push(letter.clone());
                }
                9 if !answered.is_empty() => {
                    let letter = &answered[dice.below(answered.len() as i64) as usize];
                    centre.dismiss(letter, at).await;
                }
                _ => {}
            }
            if step % 20 == 0 {
                assert_recounted(&centre).await;
            }
        }
        let mut seen = 0;
        for metric in Metric::ALL {
            for brand in &brands {
                seen += figures(&centre, brand, metric).await.responses();
            }
        }
        assert!(seen > 60, "the walk went nowhere: {seen}");
    }
}
