//! Contacts reported and letters sent, so that there are links to follow. Used by the benchmarks of the survey's pages.

use afterword::{
    db::Db,
    domain::{
        customers::customer,
        deliveries::outbox::{self, Settlement},
        flow::{self, Leave},
        interactions::{interaction::Channel, report::Report},
        organization::agent,
    },
    token::Keys,
};
use chrono::{DateTime, Utc};
use sea_orm::DbErr;

/// Reports contacts of twenty agents and lets the letters leave; returns the tokens in them.
pub async fn asked(
    db: &Db,
    keys: &Keys,
    count: usize,
    now: DateTime<Utc>,
) -> anyhow::Result<Vec<String>> {
    let brand = db
        .write(move |tx| {
            Box::pin(flow::add_brand(
                tx,
                "bench",
                "Bench",
                chrono_tz::Tz::UTC,
                now,
            ))
        })
        .await?;
    let brand = brand.ok_or_else(|| anyhow::anyhow!("the database is not empty"))?;
    let mut tokens = Vec::with_capacity(count);
    for begin in (0..count).step_by(500) {
        let numbers = begin..count.min(begin + 500);
        let (keys, brand) = (keys.clone(), brand.clone());
        let asking = db.write(move |tx| {
            Box::pin(async move {
                for number in numbers {
                    flow::report(tx, &keys, &brand, contact(number, now), now).await?;
                }
                let mut tokens = Vec::new();
                for letter in outbox::claim(tx, "bench", 1000, now).await? {
                    let leave = flow::begin_attempt(tx, &keys, letter.id, "bench", now).await?;
                    if let Leave::Now { attempt, .. } = leave {
                        let reply = "250 2.0.0 Ok".to_owned();
                        let sent = Settlement::Sent { reply };
                        flow::settle(tx, letter.id, attempt, sent, now).await?;
                        tokens.push(keys.link_token(letter.id.0));
                    }
                }
                Ok::<_, DbErr>(tokens)
            })
        });
        tokens.extend(asking.await?);
    }
    anyhow::ensure!(
        tokens.len() == count,
        "{} of {count} letters left",
        tokens.len()
    );
    Ok(tokens)
}

fn contact(number: usize, now: DateTime<Utc>) -> Report {
    Report {
        source: "bench".into(),
        external_id: number.to_string(),
        touchpoint: "support".into(),
        product: Some("product".into()),
        channel: Channel::Phone,
        agent: agent::Told {
            external_id: format!("a-{}", number % 20),
            ..agent::Told::default()
        },
        team: Some("team".into()),
        customer: customer::Told {
            email: format!("customer{number}@example.net"),
            ..customer::Told::default()
        },
        started_at: None,
        ended_at: now,
        handle_seconds: None,
        attributes: None,
    }
}
