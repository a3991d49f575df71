//! Two dimensions crossed, and every agent's answers by product and touchpoint: all of it adds up to the whole.

use crate::{
    on_both,
    support::centre::{Centre, Contact, Says},
};
use afterword::domain::{
    organization::brand,
    responses::filter::Filter,
    scores::{
        breakdown::{Grouping, Label, breakdown},
        crossing::{crossing, strata},
        metric::Metric,
        period::Period,
        reading::{Selection, counts},
        showing::{DisplayRules, Steps},
        summary::{Summary, summary},
    },
};

fn march(brands: &[&brand::Model], metric: Metric) -> Selection {
    let day = |text: &str| text.parse().expect("a day");
    Selection {
        metric,
        period: Period::new(day("2026-03-01"), day("2026-03-31")).expect("a month"),
        filter: Filter::within(brands.iter().map(|brand| brand.id)),
        rules: DisplayRules::default(),
    }
}

fn keys(labels: &[Label]) -> Vec<Option<&str>> {
    labels.iter().map(|label| label.key.as_deref()).collect()
}

/// Two brands that share an agent and a product, and what both leave out.
async fn two_brands(centre: &Centre) -> [brand::Model; 2] {
    let start = "2026-03-01T00:00:00Z";
    let acme = centre.brand("acme", "UTC", start).await;
    let bolt = centre.brand("bolt", "Europe/Berlin", start).await;
    let about = |agent, product, touchpoint| Contact {
        agent,
        product,
        touchpoint,
        ..Contact::default()
    };
    let told = [
        (&acme, about("ana", Some("broadband"), "support"), 5),
        (&acme, about("ana", Some("tv"), "support"), 2),
        (&bolt, about("ana", Some("broadband"), "support"), 4),
        (&bolt, about("bo", None, "billing"), 1),
        (&acme, about("bo", Some("tv"), "billing"), 3),
    ];
    for (brand, contact, score) in told {
        let says = Says {
            score,
            resolved: Some(if score > 3 { "yes" } else { "not_applicable" }),
            ..Says::default()
        };
        centre
            .contact(brand, contact, says, "2026-03-02T09:00:00Z")
            .await;
    }
    [acme, bolt]
}

on_both! {
    async fn what_brands_know_by_one_key_is_one_row_of_the_heat_table(db: Database) {
        let centre = Centre::open(&db).await;
        let [acme, bolt] = two_brands(&centre).await;
        let selection = march(&[&acme, &bolt], Metric::Csat);
        let table = crossing(&centre.db, &selection, Grouping::Agent, Grouping::Product).await.unwrap();
        assert_eq!(keys(&table.rows), [Some("ana"), Some("bo")]);
        assert_eq!(keys(&table.columns), [Some("broadband"), Some("tv"), None]);
        let responses: Vec<u64> = table.cells.iter().map(Summary::responses).collect();
        assert_eq!(responses, [2, 1, 0, 0, 1, 1]);
        let asked: Vec<u64> = table.cells.iter().map(|cell| cell.asked).collect();
        assert_eq!(asked, responses);
        assert_eq!(table.total, summary(&centre.db, &selection).await.unwrap());
        // Any two dimensions add up to the whole, and each row to its own group.
        for (down, across) in Grouping::ALL.into_iter().flat_map(|a| Grouping::ALL.map(|b| (a, b))) {
            let table = crossing(&centre.db, &selection, down, across).await.unwrap();
            let groups = breakdown(&centre.db, &selection, down).await.unwrap().groups;
            assert_eq!(table.rows, groups.iter().map(|group| group.label.clone()).collect::<Vec<_>>());
            for (cells, group) in table.cells.chunks(table.columns.len()).zip(&groups) {
                let mut sum = Summary::empty(Metric::Csat, Steps::default());
                cells.iter().for_each(|cell| sum += cell);
                assert_eq!(sum, group.summary, "{down:?} by {across:?}");
            }
        }
        // What was not answered on the scale fills no cell.
        let resolved = march(&[&acme], Metric::Fcr);
        let table = crossing(&centre.db, &resolved, Grouping::Agent, Grouping::Product).await.unwrap();
        assert_eq!(table.cells.iter().map(Summary::responses).collect::<Vec<_>>(), [1, 0, 0, 0]);
        let nothing = crossing(&centre.db, &march(&[], Metric::Csat), Grouping::Agent, Grouping::Team).await.unwrap();
        assert!(nothing.rows.is_empty() && nothing.cells.is_empty());
    }

    async fn every_agents_answers_lie_in_strata_of_product_and_touchpoint(db: Database) {
        let centre = Centre::open(&db).await;
        let [acme, bolt] = two_brands(&centre).await;
        let selection = march(&[&acme, &bolt], Metric::Csat);
        let found = strata(&centre.db, &selection).await.unwrap();
        let about: Vec<_> = found.strata.iter().map(|s| (s.product.key.as_deref(), s.touchpoint.key.as_deref())).collect();
        assert_eq!(about, [
            (Some("broadband"), Some("support")), (Some("tv"), Some("billing")), (Some("tv"), Some("support")),
            (None, Some("billing")),
        ]);
        let cells: Vec<_> = found.agents.iter().map(|agent| {
            let cells = agent.cells.iter().map(|(stratum, answers)| (*stratum, answers.iter().collect::<Vec<_>>()));
            (agent.label.key.as_deref().unwrap(), cells.collect::<Vec<_>>())
        }).collect();
        assert_eq!(cells, [
            ("ana", vec![(0, vec![(4, 1), (5, 1)]), (2, vec![(2, 1)])]),
            ("bo", vec![(1, vec![(3, 1)]), (3, vec![(1, 1)])]),
        ]);
        let groups = breakdown(&centre.db, &selection, Grouping::Agent).await.unwrap().groups;
        for (agent, group) in found.agents.iter().zip(&groups) {
            assert_eq!((&agent.label, &agent.summary), (&group.label, &group.summary));
            assert_eq!(agent.cells.iter().map(|(_, answers)| answers.total()).sum::<u64>(), agent.summary.responses());
        }
        // Who was asked about but has no answer on the scale has figures and no cell.
        let resolved = strata(&centre.db, &march(&[&acme], Metric::Fcr)).await.unwrap();
        let bo = resolved.agents.iter().find(|agent| agent.label.key.as_deref() == Some("bo")).unwrap();
        assert_eq!((bo.summary.asked, bo.cells.len()), (1, 0));
        assert_eq!(resolved.strata.len(), 1, "{:?}", resolved.strata);
    }

    async fn counts_come_in_any_groups_and_by_day(db: Database) {
        let centre = Centre::open(&db).await;
        let [acme, bolt] = two_brands(&centre).await;
        let selection = march(&[&acme, &bolt], Metric::Csat);
        let whole = counts(&centre.db, &selection, &Grouping::ALL, true).await.unwrap();
        assert!(whole.groups.iter().all(|group| group.len() == Grouping::ALL.len()));
        assert_eq!(whole.rows.iter().map(|row| row.count).sum::<u64>(), 10, "five letters and five answers");
        assert!(whole.rows.iter().all(|row| row.day == "2026-03-02".parse().ok()));
    }
}
