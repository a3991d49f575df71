//! A quarter in which one product has a bad fortnight and another has not: what signals are about.

use super::centre::{Centre, Contact};
use afterword::domain::organization::brand;
use chrono::{Days, NaiveDate};
use futures_util::future::join_all;

/// How many days are usual before the watched ones begin.
const USUAL: u64 = 62;
const WATCHED: u64 = 30;
const BAD: u64 = 14;

/// Billing, which a-1 looks after, falls in the fortnight that ends with `today`; broadband, with a-2, stays good.
pub async fn bad_fortnight(centre: &Centre, brand: &brand::Model, today: &str) {
    let today: NaiveDate = today.parse().expect("a day");
    for back in (0..USUAL + WATCHED).rev() {
        let day = today.checked_sub_days(Days::new(back)).expect("a day");
        let bad = back < BAD;
        let answers = (0..if bad { 6 } else { 4 }).flat_map(|hour| {
            // Nine of ten are good; about billing, in the bad fortnight, one of six.
            let usual: i16 = if (back * 4 + hour).is_multiple_of(10) {
                1
            } else {
                5
            };
            let falling = if hour == 0 { 5 } else { 2 };
            let billing = if bad { falling } else { usual };
            let about = [("billing", "a-1", billing), ("broadband", "a-2", usual)];
            about.map(|(product, agent, score)| {
                let contact = Contact {
                    agent,
                    team: None,
                    product: Some(product),
                    touchpoint: product,
                    ..Contact::default()
                };
                let at = format!("{day}T{:02}:00:00Z", 3 + hour);
                async move { centre.contact(brand, contact, score, &at).await }
            })
        });
        join_all(answers.collect::<Vec<_>>()).await;
    }
}
