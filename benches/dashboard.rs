//! Server time of the dashboard over a year of answers, and over ten times fewer: `cargo bench --bench dashboard`.
//!
//! `AFTERWORD_BENCH_RESPONSES` is how many (default 100,000), `AFTERWORD_BENCH_LOOKS` how often each page is asked
//! for (default 200). The rows are inserted as they are, since this measures reading; the tallies are then made by
//! `scores rebuild`. The times are a client's over the loopback, one request at a time: a little more than the server's.

mod support;

use std::time::{Duration, Instant};

use afterword::{
    clock::Clock,
    db::Db,
    domain::{
        accounts::{
            member::{self, Role},
            session,
        },
        deliveries::delivery,
        flow,
        interactions::interaction::Channel,
        invitations::invitation,
        organization::{agent, brand, product, team, touchpoint},
        responses::response,
        scores::verify,
        surveys::survey,
    },
    ids::{
        AgentId, CustomerId, DeliveryId, InteractionId, InvitationId, ProductId, ResponseId,
        TeamId, TouchpointId,
    },
};
use chrono::{DateTime, TimeDelta, TimeZone, Utc};
use rand::{RngExt, SeedableRng, rngs::StdRng};
use sea_orm::{ActiveModelTrait, DbErr, EntityTrait, IntoActiveModel};
use support::{Client, Figures, Server, setting};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const AGENTS: usize = 500;
const DAYS: i64 = 365;
/// Rows of one statement: 22 columns stay below SQLite's limit of variables.
const ROWS: usize = 500;
/// What is asked for, and where it is.
const PAGES: [(&str, &str); 3] = [
    ("unfiltered", "/?metric=csat&period=last_90_days"),
    (
        "one product",
        "/?metric=csat&period=last_90_days&product=p-1",
    ),
    (
        "one team, phone",
        "/?metric=csat&period=last_90_days&team=team-3&channel=phone",
    ),
];

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let responses = setting("AFTERWORD_BENCH_RESPONSES", 100_000);
    let looks = setting("AFTERWORD_BENCH_LOOKS", 200);
    let fewer = measured(responses / 10, looks).await?;
    let many = measured(responses, looks).await?;
    for ((what, _), (fewer, many)) in PAGES.iter().zip(fewer.iter().zip(&many)) {
        let ratio = many.p95.as_secs_f64() / fewer.p95.as_secs_f64();
        println!(
            "{what}: p95 with {responses} is {ratio:.2} times p95 with {}",
            responses / 10
        );
    }
    println!(
        "budget, of ten million: p95 under 20 ms unfiltered, 100 ms with any filter, at most 1.5 times the figure of 100,000"
    );
    Ok(())
}

async fn measured(responses: usize, looks: usize) -> anyhow::Result<Vec<Figures>> {
    let now = Utc.with_ymd_and_hms(2026, 11, 23, 12, 0, 0).single();
    let now = now.ok_or_else(|| anyhow::anyhow!("no such moment"))?;
    let folder = tempfile::tempdir()?;
    let url = format!("sqlite://{}/dashboard.db", folder.path().display());
    let server = Server::start(&url, Clock::standing_at(now)).await?;
    let begun = Instant::now();
    let session = generate(&server.app.db, responses, now).await?;
    verify::rebuild(&server.app.db, |_| {}).await?;
    println!(
        "{responses} responses made in {:.1} s",
        begun.elapsed().as_secs_f64()
    );
    let headers = format!("Cookie: afterword={session}\r\n");
    let mut client = Client::connect(server.address).await?;
    let mut all = Vec::new();
    for (what, path) in PAGES {
        let mut times: Vec<Duration> = Vec::with_capacity(looks);
        let mut total = Duration::ZERO;
        for look in 0..looks + 5 {
            let begun = Instant::now();
            let answer = client.send("GET", path, &headers, "").await?;
            anyhow::ensure!(
                answer.status == 200,
                "{path} was answered {}",
                answer.status
            );
            if look >= 5 {
                times.push(begun.elapsed());
                total += begun.elapsed();
            }
        }
        let figures = Figures::of(times, total);
        figures.print(&format!("  dashboard, {responses} responses, {what}"));
        all.push(figures);
    }
    server.end().await?;
    Ok(all)
}

/// The people and things of the database.
struct World {
    brand: brand::Model,
    survey: survey::Model,
    agents: Vec<(AgentId, TeamId)>,
    products: Vec<ProductId>,
    touchpoints: Vec<TouchpointId>,
}

/// Fills the database; returns a session of someone who may see it all.
async fn generate(db: &Db, responses: usize, now: DateTime<Utc>) -> anyhow::Result<String> {
    let (world, session) = db.write(move |tx| Box::pin(opened(tx, now))).await?;
    let mut rng = StdRng::seed_from_u64(1);
    let mut left = responses;
    while left > 0 {
        let rows: Vec<_> = (0..left.min(ROWS))
            .map(|_| answered(&world, &mut rng, now))
            .collect();
        left -= rows.len();
        let writing = db.write(move |tx| {
            Box::pin(async move {
                let (mut responses, mut invitations, mut letters) = (vec![], vec![], vec![]);
                for (response, invitation, letter) in rows {
                    responses.push(response.into_active_model().reset_all());
                    invitations.push(invitation.into_active_model().reset_all());
                    letters.push(letter.into_active_model().reset_all());
                }
                response::Entity::insert_many(responses)
                    .exec_without_returning(tx)
                    .await?;
                invitation::Entity::insert_many(invitations)
                    .exec_without_returning(tx)
                    .await?;
                delivery::Entity::insert_many(letters)
                    .exec_without_returning(tx)
                    .await?;
                Ok::<_, DbErr>(())
            })
        });
        writing.await?;
    }
    Ok(session)
}

async fn opened(
    tx: &sea_orm::DatabaseTransaction,
    now: DateTime<Utc>,
) -> Result<(World, String), DbErr> {
    let gone = |what: &str| DbErr::RecordNotFound(what.into());
    let brand = flow::add_brand(tx, "bench", "Bench", chrono_tz::Tz::UTC, now).await?;
    let brand = brand.ok_or_else(|| gone("an empty database"))?;
    let survey = survey::by_slug(tx, brand.id, survey::STARTING_SLUG).await?;
    let survey = survey.ok_or_else(|| gone("the starting survey"))?;
    let mut agents = Vec::new();
    for number in 0..AGENTS {
        let name = format!("team-{}", number % 20);
        let team = team::at_first_sight(tx, brand.id, &name, now).await?;
        let told = agent::Told {
            external_id: format!("a-{number}"),
            name: Some(format!("Agent Number {number}")),
            email: None,
            team_id: Some(team),
        };
        agents.push((
            agent::at_first_sight(tx, brand.id, told, now).await?.id,
            team,
        ));
    }
    let (mut products, mut touchpoints) = (Vec::new(), Vec::new());
    for number in 0..4 {
        let slug = format!("p-{number}");
        products.push(product::at_first_sight(tx, brand.id, &slug, now).await?);
    }
    for number in 0..5 {
        let slug = format!("t-{number}");
        touchpoints.push(touchpoint::at_first_sight(tx, brand.id, &slug, now).await?);
    }
    let member = member::add(tx, "bench@example.com", Role::Admin, "!".into(), now).await?;
    let member = member.ok_or_else(|| gone("the member"))?;
    let session = session::begin(tx, member, now).await?;
    let world = World {
        brand,
        survey,
        agents,
        products,
        touchpoints,
    };
    Ok((world, session))
}

/// An answer with the invitation and the letter that led to it.
fn answered(
    world: &World,
    rng: &mut StdRng,
    now: DateTime<Utc>,
) -> (response::Model, invitation::Model, delivery::Model) {
    let at = now - TimeDelta::seconds(rng.random_range(0..DAYS * 86_400));
    let (agent_id, team_id) = world.agents[rng.random_range(0..world.agents.len())];
    let channels = [
        Channel::Phone,
        Channel::Phone,
        Channel::Chat,
        Channel::Email,
    ];
    let invitation = invitation::Model {
        id: InvitationId::new(at),
        brand_id: world.brand.id,
        interaction_id: InteractionId::new(at),
        customer_id: CustomerId::new(at),
        survey_id: world.survey.id,
        survey_version_id: world.survey.current_version_id,
        agent_id,
        team_id: Some(team_id),
        product_id: Some(world.products[rng.random_range(0..world.products.len())]),
        touchpoint_id: world.touchpoints[rng.random_range(0..world.touchpoints.len())],
        channel: channels[rng.random_range(0..channels.len())],
        locale: "en".into(),
        state: invitation::State::Answered,
        send_at: at,
        sent_at: Some(at),
        answered_at: Some(at),
        expires_at: at + TimeDelta::days(28),
        swept_at: None,
        look_again_at: None,
        created_at: at,
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
        channel: invitation.channel,
        locale: "en".into(),
        metric: "csat".into(),
        score: [1, 2, 3, 4, 4, 5, 5, 5, 5][rng.random_range(0..9)],
        comment: rng
            .random_bool(0.3)
            .then(|| "Quick, clear and kind.".into()),
        evidence: "submit".into(),
        counts: true,
        day: at.date_naive(),
        answered_at: at,
        changed_at: at,
    };
    let id = DeliveryId::new(at);
    let letter = delivery::Model {
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
    };
    (response, invitation, letter)
}
