//! The clerk writes for all carriers: what became of their letters and which they begin next, gathered into one
//! transaction for whoever waits. A carrier is answered when its part is on disk.

use std::time::Duration;

use sea_orm::DbErr;
use tokio::{
    sync::{mpsc, oneshot},
    time::timeout,
};

use crate::app::App;
use crate::domain::deliveries::outbox::Tried;
use crate::domain::flow::{self, Leave};
use crate::ids::DeliveryId;

/// Requests written together at most.
const TOGETHER: usize = 64;

/// How long those that came wait for the carriers under way: a commit costs as much for one of them as for all.
const GATHERING: Duration = Duration::from_millis(1);

/// Of so many carriers under way half are enough: the others carry while the clerk writes.
const HALF_FROM: usize = 16;

/// What one carrier wants written.
#[derive(Clone, Default)]
pub(super) struct Order {
    pub(super) tried: Vec<Tried>,
    pub(super) begin: Vec<DeliveryId>,
}

type Answer = Result<Vec<Leave>, DbErr>;

struct Request {
    order: Order,
    answer: oneshot::Sender<Answer>,
}

/// A handle to the clerk, who goes home when all of them are dropped.
#[derive(Clone)]
pub(super) struct Clerk(mpsc::UnboundedSender<Request>);

impl Clerk {
    /// Begins work. `worker` names this process in attempts.
    pub(super) fn start(app: App, worker: String) -> Self {
        let (requests, mut waiting) = mpsc::unbounded_channel();
        tokio::spawn(async move {
            let mut some = Vec::with_capacity(TOGETHER);
            // Carriers that took letters along and have not come back.
            let mut under_way = 0;
            while waiting.recv_many(&mut some, TOGETHER).await > 0 {
                let all_back = async {
                    while enough(under_way) > returned(&some) && some.len() < TOGETHER {
                        let room = TOGETHER - some.len();
                        if waiting.recv_many(&mut some, room).await == 0 {
                            return;
                        }
                    }
                };
                // Whoever is not back by then is carrying something to a slow server.
                drop(timeout(GATHERING, all_back).await);
                under_way = under_way.saturating_sub(returned(&some));
                under_way += write(&app, &worker, std::mem::take(&mut some)).await;
            }
        });
        Self(requests)
    }

    /// Writes an order and returns when it is on disk: a word on each letter to begin, in their order.
    pub(super) async fn write(&self, order: Order) -> Answer {
        let gone = || DbErr::Custom("nobody writes any more".into());
        let (answer, answered) = oneshot::channel();
        self.0.send(Request { order, answer }).map_err(|_| gone())?;
        answered.await.map_err(|_| gone())?
    }
}

/// How many of the carriers under way are worth a commit.
fn enough(under_way: usize) -> usize {
    match under_way {
        HALF_FROM.. => under_way / 2,
        few => few,
    }
}

/// How many of them come back from a server.
fn returned(requests: &[Request]) -> usize {
    let back = |request: &&Request| !request.order.tried.is_empty();
    requests.iter().filter(back).count()
}

/// Writes what is asked for and answers; returns how many carriers have letters to take along now.
async fn write(app: &App, worker: &str, requests: Vec<Request>) -> usize {
    let mut leaving = 0;
    let mut tell = |answer: oneshot::Sender<Answer>, words: Answer| {
        let goes = |leave: &Leave| matches!(leave, Leave::Now { .. });
        leaving += usize::from(words.as_ref().is_ok_and(|words| words.iter().any(goes)));
        // Whoever asked may be gone; what is written stands all the same.
        drop(answer.send(words));
    };
    let orders = requests.iter().map(|request| request.order.clone());
    match write_together(app, worker, orders.collect()).await {
        Ok(words) => {
            for (request, words) in requests.into_iter().zip(words) {
                tell(request.answer, Ok(words));
            }
        }
        Err(error) if requests.len() == 1 => {
            for request in requests {
                tell(request.answer, Err(error.clone()));
            }
        }
        // One letter that cannot be written must not keep the others from it.
        Err(_) => {
            for Request { order, answer } in requests {
                let alone = write_together(app, worker, vec![order]).await;
                tell(
                    answer,
                    alone.map(|words| words.into_iter().flatten().collect()),
                );
            }
        }
    }
    leaving
}

async fn write_together(
    app: &App,
    worker: &str,
    orders: Vec<Order>,
) -> Result<Vec<Vec<Leave>>, DbErr> {
    let (now, give_up) = (app.clock.now(), app.config.sending.give_up);
    let (keys, worker) = (app.keys.clone(), worker.to_owned());
    let soft_limit = app.config.bouncing.soft_limit;
    app.db
        .write(move |tx| {
            Box::pin(async move {
                let tried: Vec<_> = orders
                    .iter()
                    .flat_map(|order| order.tried.iter().cloned())
                    .collect();
                flow::settle_tried(tx, &keys, &tried, soft_limit, now).await?;
                let letters: Vec<_> = orders
                    .iter()
                    .flat_map(|order| order.begin.iter().copied())
                    .collect();
                let words =
                    flow::begin_attempts(tx, &keys, &letters, &worker, give_up, now).await?;
                let mut words = words.into_iter();
                let each = orders
                    .iter()
                    .map(|order| words.by_ref().take(order.begin.len()).collect());
                Ok(each.collect())
            })
        })
        .await
}
