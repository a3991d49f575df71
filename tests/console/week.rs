//! A contact centre's last weeks, made through the product's events: enough answers that every figure is shown, one
//! product that got worse, one agent far below the others, names in several scripts.

use crate::support::{
    centre::{Centre, Contact, Says},
    server::Server,
};
use afterword::domain::{interactions::interaction::Channel, organization::brand};
use chrono::TimeDelta;

const AGENTS: [&str; 6] = ["a-1", "a-2", "a-3", "a-4", "وكيل", "山田太郎"];
const PRODUCTS: [&str; 2] = ["broadband", "billing"];
const TOUCHPOINTS: [&str; 2] = ["support", "sales"];

/// A hundred and twenty days of six agents until the clock's now; returns how many answers there are.
pub async fn lived(server: &Server) -> usize {
    let centre = Centre::on(server.app.db.clone());
    let brand = brand::all(server.app.db.read())
        .await
        .expect("brands")
        .remove(0);
    let now = server.app.clock.now();
    let mut answers = 0;
    for day in (0..120_i64).rev() {
        for (number, agent) in AGENTS.iter().enumerate() {
            let at = now - TimeDelta::days(day) - TimeDelta::minutes(5 * number as i64 + 70);
            let turn = day as usize + number;
            let product = PRODUCTS[turn % 2];
            let bad_luck = match (*agent, product) {
                ("a-2", _) => !turn.is_multiple_of(4),
                (_, "billing") if day < 14 => turn % 6 < 4,
                _ => turn.is_multiple_of(7),
            };
            let contact = Contact {
                agent,
                team: Some(if number < 3 { "Tier 1" } else { "فريق" }),
                product: Some(product),
                touchpoint: TOUCHPOINTS[turn / 2 % 2],
                channel: [Channel::Phone, Channel::Chat][turn % 2],
            };
            let says = Says {
                score: if bad_luck {
                    1 + (turn % 2) as i16
                } else {
                    4 + (turn % 2) as i16
                },
                comment: match (bad_luck, turn % 3) {
                    (true, 0) => Some("Waited forty minutes, and the bill is still wrong."),
                    (false, 0) => Some("Quick, kind and clear. شكرا"),
                    _ => None,
                },
                resolved: Some(if bad_luck { "no" } else { "yes" }),
                ..Says::default()
            };
            let letter = centre.ask(&brand, contact, at).await;
            centre
                .answer(&letter, says, at + TimeDelta::minutes(30))
                .await;
            answers += 1;
        }
    }
    answers
}
