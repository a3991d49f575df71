//! A year of a large centre, inserted as it is: 500 agents of mixed skill in 20 teams, four products that differ, five
//! touchpoints, quiet weekends. Much faster than living it through the product's events; the tallies are then made by
//! `scores rebuild`.

use afterword::{
    db::Db,
    domain::{
        customers::customer,
        deliveries::delivery,
        flow,
        interactions::interaction::{self, Channel, Outcome},
        invitations::invitation,
        organization::{agent, brand, product, team, touchpoint},
        responses::{answer, response},
        surveys::survey,
    },
    ids::{
        AgentId, CustomerId, DeliveryId, InteractionId, InvitationId, ProductId, ResponseId,
        TeamId, TouchpointId,
    },
};
use chrono::{DateTime, Datelike, TimeDelta, Utc};
use rand::{RngExt, SeedableRng, rngs::StdRng};
use sea_orm::{ActiveModelTrait, DbErr, EntityTrait, IntoActiveModel};

const AGENTS: usize = 500;
const TEAMS: usize = 20;
const DAYS: i64 = 365;
/// Rows of one statement: their columns stay below SQLite's limit of variables.
const ROWS: usize = 1_000;
/// How much of everything each product is, and how satisfied its customers are beside the others.
const PRODUCTS: [(&str, u32, f64); 4] = [
    ("p-0", 45, 0.03),
    ("p-1", 30, 0.0),
    ("p-2", 15, -0.04),
    ("p-3", 10, -0.12),
];
const TOUCHPOINTS: [(&str, u32); 5] = [
    ("t-0", 40),
    ("t-1", 25),
    ("t-2", 15),
    ("t-3", 12),
    ("t-4", 8),
];
const CHANNELS: [(Channel, u32); 3] = [
    (Channel::Phone, 50),
    (Channel::Chat, 30),
    (Channel::Email, 20),
];
const GLAD: [&str; 8] = [
    "quick", "clear", "kind", "friendly", "solved", "patient", "helpful", "thanks",
];
const SAD: [&str; 8] = [
    "wait",
    "rude",
    "again",
    "nothing",
    "billing",
    "hours",
    "unresolved",
    "transferred",
];
const NEUTRAL: [&str; 8] = [
    "the agent",
    "my router",
    "the invoice",
    "this week",
    "a call",
    "my order",
    "the app",
    "it was",
];

/// The people and things of the database.
struct World {
    brand: brand::Model,
    survey: survey::Model,
    agents: Vec<(AgentId, TeamId)>,
    products: Vec<ProductId>,
    touchpoints: Vec<TouchpointId>,
    customers: Vec<CustomerId>,
}

/// All rows of one answered contact.
struct Answered {
    interaction: interaction::Model,
    invitation: invitation::Model,
    letter: delivery::Model,
    response: response::Model,
    resolved: Option<answer::Model>,
}

/// Fills an empty database with a year that ends at `now`.
pub async fn fill(db: &Db, responses: usize, now: DateTime<Utc>) -> anyhow::Result<()> {
    let customers = (responses / 10).max(1);
    let world = db
        .write(move |tx| Box::pin(opened(tx, customers, now)))
        .await?;
    let mut rng = StdRng::seed_from_u64(1);
    let mut moments: Vec<_> = (0..responses).map(|_| moment(&mut rng, now)).collect();
    moments.sort_unstable();
    for (at, moments) in moments.chunks(ROWS).enumerate() {
        let rows = (at * ROWS..).zip(moments);
        let rows: Vec<Answered> = rows
            .map(|(number, at)| answered(&world, number, *at, &mut rng))
            .collect();
        db.write(move |tx| Box::pin(async move { insert(tx, rows).await }))
            .await?;
    }
    Ok(())
}

async fn insert(tx: &sea_orm::DatabaseTransaction, rows: Vec<Answered>) -> Result<(), DbErr> {
    macro_rules! insert {
        ($entity:ty, $of:expr) => {
            let rows = rows.iter().filter_map($of);
            let rows = rows.map(|row| row.into_active_model().reset_all());
            <$entity>::insert_many(rows)
                .exec_without_returning(tx)
                .await?;
        };
    }
    insert!(interaction::Entity, |row: &Answered| Some(
        row.interaction.clone()
    ));
    insert!(invitation::Entity, |row: &Answered| Some(
        row.invitation.clone()
    ));
    insert!(delivery::Entity, |row: &Answered| Some(row.letter.clone()));
    insert!(response::Entity, |row: &Answered| Some(
        row.response.clone()
    ));
    insert!(answer::Entity, |row: &Answered| row.resolved.clone());
    Ok(())
}

async fn opened(
    tx: &sea_orm::DatabaseTransaction,
    customers: usize,
    now: DateTime<Utc>,
) -> Result<World, DbErr> {
    let gone = |what: &str| DbErr::RecordNotFound(what.into());
    let begun = now - TimeDelta::days(DAYS);
    let brand = flow::add_brand(tx, "bench", "Bench", chrono_tz::Tz::UTC, begun).await?;
    let brand = brand.ok_or_else(|| gone("an empty database"))?;
    let survey = survey::by_slug(tx, brand.id, survey::STARTING_SLUG).await?;
    let survey = survey.ok_or_else(|| gone("the starting survey"))?;
    let mut agents = Vec::new();
    for number in 0..AGENTS {
        let name = format!("team-{}", number % TEAMS);
        let team = team::at_first_sight(tx, brand.id, &name, now).await?;
        let told = agent::Told {
            external_id: format!("a-{number}"),
            name: Some(format!("Agent Number {number}")),
            email: None,
            team_id: Some(team),
        };
        let agent = agent::at_first_sight(tx, brand.id, told, now).await?;
        agents.push((agent.id, team));
    }
    let (mut products, mut touchpoints) = (Vec::new(), Vec::new());
    for (slug, _, _) in PRODUCTS {
        products.push(product::at_first_sight(tx, brand.id, slug, now).await?);
    }
    for (slug, _) in TOUCHPOINTS {
        touchpoints.push(touchpoint::at_first_sight(tx, brand.id, slug, now).await?);
    }
    let of_brand = brand.id;
    let person = |number: usize| customer::Model {
        id: CustomerId::new(begun),
        brand_id: of_brand,
        email: format!("customer-{number}@example.net"),
        email_key: format!("customer-{number}@example.net"),
        name: Some(format!("Customer Number {number}")),
        external_id: None,
        locale: None,
        time_zone: None,
        last_invited_at: None,
        created_at: begun,
        updated_at: begun,
    };
    let people: Vec<customer::Model> = (0..customers).map(person).collect();
    for people in people.chunks(ROWS) {
        let rows = people
            .iter()
            .map(|person| person.clone().into_active_model().reset_all());
        customer::Entity::insert_many(rows)
            .exec_without_returning(tx)
            .await?;
    }
    Ok(World {
        brand,
        survey,
        agents,
        products,
        touchpoints,
        customers: people.iter().map(|person| person.id).collect(),
    })
}

fn weighted(rng: &mut StdRng, weights: impl Iterator<Item = u32> + Clone) -> usize {
    let mut at = rng.random_range(0..weights.clone().sum::<u32>());
    for (place, weight) in weights.enumerate() {
        if at < weight {
            return place;
        }
        at -= weight;
    }
    0
}

/// A moment of the year; three of four weekend contacts come on another day.
fn moment(rng: &mut StdRng, now: DateTime<Utc>) -> DateTime<Utc> {
    loop {
        let at = now - TimeDelta::seconds(rng.random_range(0..DAYS * 86_400));
        if at.weekday().num_days_from_monday() < 5 || rng.random_bool(0.25) {
            return at;
        }
    }
}

/// An answer with everything that led to it.
fn answered(world: &World, number: usize, at: DateTime<Utc>, rng: &mut StdRng) -> Answered {
    let who = rng.random_range(0..world.agents.len());
    let (agent_id, team_id) = world.agents[who];
    // Most agents know one product best.
    let product = if rng.random_bool(0.5) {
        who % PRODUCTS.len()
    } else {
        weighted(rng, PRODUCTS.iter().map(|(_, weight, _)| *weight))
    };
    let touchpoint = weighted(rng, TOUCHPOINTS.iter().map(|(_, weight)| *weight));
    let (channel, _) = CHANNELS[weighted(rng, CHANNELS.iter().map(|(_, weight)| *weight))];
    let skill = ((who * 7919) % 101) as f64 / 101.0 * 0.2 - 0.1;
    let satisfied = 0.8 + skill + PRODUCTS[product].2;
    let score: i16 = if rng.random_bool(satisfied.clamp(0.05, 0.98)) {
        [4, 5, 5][rng.random_range(0..3)]
    } else {
        rng.random_range(1..4)
    };
    let comment = rng.random_bool(0.3).then(|| {
        let tone = if score >= 4 { &GLAD } else { &SAD };
        let mut words = Vec::new();
        for _ in 0..rng.random_range(2..6) {
            words.push(NEUTRAL[rng.random_range(0..NEUTRAL.len())]);
            words.push(tone[rng.random_range(0..tone.len())]);
        }
        words.join(" ")
    });
    let invitation = invitation::Model {
        id: InvitationId::new(at),
        brand_id: world.brand.id,
        interaction_id: InteractionId::new(at),
        customer_id: world.customers[rng.random_range(0..world.customers.len())],
        survey_id: world.survey.id,
        survey_version_id: world.survey.current_version_id,
        agent_id,
        team_id: Some(team_id),
        product_id: Some(world.products[product]),
        touchpoint_id: world.touchpoints[touchpoint],
        channel,
        locale: "en".into(),
        state: invitation::State::Answered,
        send_at: at,
        sent_at: Some(at),
        answered_at: Some(at),
        expires_at: at + TimeDelta::days(28),
        swept_at: None,
        look_again_at: None,
        created_at: at,
        remind_at: None,
        reminder_id: None,
        reminded_at: None,
        cancelled_at: None,
        cancelled_by: None,
        cancel_reason: None,
    };
    let interaction = interaction::Model {
        id: invitation.interaction_id,
        brand_id: world.brand.id,
        source: "bench".into(),
        external_id: format!("i-{number}"),
        customer_id: invitation.customer_id,
        agent_id,
        team_id: invitation.team_id,
        product_id: invitation.product_id,
        touchpoint_id: invitation.touchpoint_id,
        channel,
        started_at: None,
        ended_at: at,
        handle_seconds: Some(rng.random_range(60..1800)),
        attributes: None,
        reported_at: at,
        outcome: Outcome::Invited,
        reason: None,
        invitation_id: Some(invitation.id),
        survey_id: Some(world.survey.id),
        wish_months: None,
    };
    let response = response::Model {
        id: ResponseId::new(at),
        brand_id: invitation.brand_id,
        invitation_id: invitation.id,
        interaction_id: invitation.interaction_id,
        customer_id: invitation.customer_id,
        survey_id: invitation.survey_id,
        survey_version_id: invitation.survey_version_id,
        agent_id,
        team_id: invitation.team_id,
        product_id: invitation.product_id,
        touchpoint_id: invitation.touchpoint_id,
        channel,
        locale: "en".into(),
        metric: "csat".into(),
        score,
        comment,
        evidence: "submit".into(),
        counts: true,
        day: at.date_naive(),
        answered_at: at,
        changed_at: at,
    };
    let resolved = rng.random_bool(0.7).then(|| {
        let resolved = rng.random_bool(if score >= 4 { 0.9 } else { 0.4 });
        answer::Model {
            response_id: response.id,
            question: "resolved".into(),
            brand_id: response.brand_id,
            metric: Some("fcr".into()),
            score: Some(if resolved { 2 } else { 0 }),
            value: if resolved { "yes" } else { "no" }.into(),
        }
    });
    Answered {
        interaction,
        letter: letter(world, &invitation, at),
        invitation,
        response,
        resolved,
    }
}

fn letter(world: &World, invitation: &invitation::Model, at: DateTime<Utc>) -> delivery::Model {
    let id = DeliveryId::new(at);
    delivery::Model {
        id,
        brand_id: invitation.brand_id,
        kind: delivery::Kind::Invitation,
        invitation_id: Some(invitation.id),
        token_hash: [id.0.as_bytes().as_slice(), id.0.as_bytes()].concat(),
        recipient: "customer@example.net".into(),
        facts: delivery::Facts {
            survey_version_id: invitation.survey_version_id,
            survey_slug: world.survey.slug.clone(),
            brand_slug: world.brand.slug.clone(),
            brand_name: world.brand.name.clone(),
            locale: "en".into(),
            customer_name: None,
            agent_name: None,
            product: None,
            channel: invitation.channel,
            contact_day: at.date_naive(),
            trial: None,
            answer_until: None,
            look_id: None,
        },
        state: delivery::State::Sent,
        due_at: at,
        enqueued_at: at,
        attempts: 1,
        claimed_by: None,
        claimed_until: None,
        first_attempt_at: Some(at),
        settled_at: Some(at),
        reply: None,
    }
}
