//! Answering over plain HTTP: what counts, what is kept, and what is said when it does not fit.

use super::letter::{self, Letter, Who, responses, tallied};
use crate::{on_both, support::server::Server};
use afterword::domain::surveys::{definition::Definition, question::Kind};
use chrono::TimeDelta;
use std::collections::BTreeMap;

fn counted(pairs: &[(&str, i16, i64)]) -> BTreeMap<(String, i16), i64> {
    pairs
        .iter()
        .map(|(metric, score, count)| (((*metric).to_owned(), *score), *count))
        .collect()
}

on_both! {
    async fn an_answer_is_stored_with_everything_it_says_and_can_be_changed(db: Database) {
        let server = Server::start(db).await;
        let letter = Letter::arrives(&server).await;
        letter.open(&server, 4).await;
        assert_eq!(letter.counts(&server).await, None);

        let comment = "<script>alert('1')</script>\r\nAna was quick \u{1f600}\0";
        let thanks = letter.send(&server, &[("score", "4"), ("resolved", "yes"), ("comment", comment)]).await;
        assert_eq!(thanks.status(), 200);
        assert!(thanks.text().await.expect("text").contains("Thank you"));
        let standing = letter.standing(&server).await.expect("an answer");
        assert_eq!(standing.content.score, 4);
        assert_eq!(standing.content.comment.as_deref(), Some("<script>alert('1')</script>\nAna was quick \u{1f600}"));
        assert_eq!(standing.content.answers["resolved"], "yes");
        assert_eq!(tallied(&server).await, counted(&[("csat", 4, 1), ("fcr", 2, 1)]));

        // the same link shows it, as text, and takes another word
        let page = letter.open(&server, 2).await.text().await.expect("text");
        assert!(page.contains("&lt;script&gt;") && !page.contains("<script>alert"), "{page}");
        assert!(page.contains("You answered 4"), "{page}");
        server.advance(TimeDelta::hours(3));
        letter.send(&server, &[("score", "2"), ("resolved", "no"), ("comment", "")]).await;
        let changed = letter.standing(&server).await.expect("an answer");
        assert_eq!((changed.content.score, changed.content.comment), (2, None));
        assert_eq!(changed.response.id, standing.response.id);
        assert_eq!(changed.response.answered_at, standing.response.answered_at);
        assert!(changed.response.changed_at > standing.response.changed_at);
        assert_eq!(tallied(&server).await, counted(&[("csat", 2, 1), ("fcr", 0, 1)]));
        let history: Vec<_> = letter.history(&server).await.into_iter().map(|said| said.score).collect();
        assert_eq!(history, [4, 2]);
    }

    async fn fifty_people_pressing_at_once_make_one_response(db: Database) {
        let server = Server::start(db).await;
        let letter = Letter::arrives(&server).await;
        let sending = (0..50).map(|_| letter.send(&server, &[("score", "5"), ("comment", "Great")]));
        let answers = futures_util::future::join_all(sending).await;
        assert!(answers.iter().all(|answer| answer.status() == 200));
        assert_eq!(responses(&server).await.len(), 1);
        assert_eq!(letter.counts(&server).await, Some((5, "submit".into())));
        assert_eq!(tallied(&server).await, counted(&[("csat", 5, 1)]));
    }

    async fn two_answers_at_one_instant_leave_one_response_and_both_in_the_history(db: Database) {
        let server = Server::start(db).await;
        let letter = Letter::arrives(&server).await;
        let (one, other) = tokio::join!(
            letter.send(&server, &[("score", "1"), ("comment", "one")]),
            letter.send(&server, &[("score", "5"), ("comment", "other")]),
        );
        assert_eq!((one.status(), other.status()), (200.try_into().expect("ok"), 200.try_into().expect("ok")));
        assert_eq!(responses(&server).await.len(), 1);
        let standing = letter.standing(&server).await.expect("an answer");
        let history = letter.history(&server).await;
        assert_eq!(history.len(), 2);
        let last = history.last().expect("a last word");
        assert_eq!((standing.content.score, &standing.content.comment), (last.score, &last.comment));
        assert_eq!(tallied(&server).await, counted(&[("csat", last.score, 1)]));
    }

    async fn who_sends_three_ratings_in_a_minute_is_told_that_they_wait(db: Database) {
        let server = Server::start(db).await;
        let letter = Letter::arrives(&server).await;
        for score in ["4", "2"] {
            let thanks = letter.send(&server, &[("score", score)]).await.text().await.expect("text");
            assert!(thanks.contains("is saved"), "{thanks}");
        }
        let held = letter.send(&server, &[("score", "5"), ("comment", "kept")]).await;
        assert_eq!(held.status(), 200);
        let held = held.text().await.expect("text");
        assert!(held.contains("does not count yet") && !held.contains("is saved"), "{held}");
        assert_eq!(letter.counts(&server).await, None);
        server.advance(TimeDelta::minutes(2));
        let thanks = letter.send(&server, &[("score", "5")]).await.text().await.expect("text");
        assert!(thanks.contains("is saved"), "{thanks}");
        assert_eq!(letter.counts(&server).await, Some((5, "submit".into())));
        assert_eq!(tallied(&server).await, counted(&[("csat", 5, 1)]));
        let history: Vec<_> = letter.history(&server).await.into_iter().map(|said| said.score).collect();
        assert_eq!(history, [4, 2, 5, 5]);
    }

    async fn what_does_not_fit_is_named_and_kept(db: Database) {
        let server = Server::start(db).await;
        let letter = Letter::arrives(&server).await;
        let long = "x".repeat(10_001);
        let refused = letter.send(&server, &[("score", "6"), ("resolved", "perhaps"), ("comment", &long)]).await;
        assert_eq!(refused.status(), 422);
        let page = refused.text().await.expect("text");
        for said in ["from 1 to 5", "one of the options", "one character too long", &long] {
            assert!(page.contains(said), "{said} is missing");
        }
        assert!(page.contains("href=\"#q-score\"") && page.contains("id=\"q-score\""));
        assert!(page.contains("role=\"alert\""));

        let empty = letter.send(&server, &[]).await;
        assert_eq!(empty.status(), 422);
        assert!(empty.text().await.expect("text").contains("Please choose a rating"));
        let kept = letter.send(&server, &[("score", "9"), ("comment", "<b>half</b> typed")]).await;
        let page = kept.text().await.expect("text");
        assert!(page.contains("&lt;b&gt;half&lt;/b&gt; typed"), "{page}");
        let url = server.url(&format!("/s/{}", letter.token));
        let json = server.http.post(url).json(&serde_json::json!({ "score": 4 })).send().await.expect("an answer");
        assert_eq!(json.status(), 422);
        assert_eq!((letter.counts(&server).await, letter.history(&server).await.len()), (None, 0));

        let fits = letter.send(&server, &[("score", "5"), ("comment", &long[1..])]).await;
        assert_eq!(fits.status(), 200);
    }

    async fn questions_that_a_score_does_not_raise_are_not_answered(db: Database) {
        let server = Server::start(db).await;
        letter::publish(&server, letter::with_conditions()).await;
        let letter = Letter::arrives(&server).await;
        let page = letter.open(&server, 2).await.text().await.expect("text");
        assert!(page.contains("class=\"choice when w0-1 w0-2 w0-3\""), "{page}");
        letter.send(&server, &[("score", "5"), ("reason", "wait")]).await;
        assert_eq!(letter.standing(&server).await.expect("an answer").content.answers.len(), 0);
        letter.send(&server, &[("score", "2"), ("reason", "wait")]).await;
        let standing = letter.standing(&server).await.expect("an answer");
        assert_eq!(standing.content.answers["reason"], "wait");
    }

    async fn a_retired_survey_still_takes_the_answers_it_asked_for(db: Database) {
        let server = Server::start(db).await;
        let letter = Letter::arrives(&server).await;
        let mut other = Definition::starting();
        other.questions[0].kind = Kind::Nps;
        letter::publish(&server, other).await;
        letter::retire(&server).await;
        let page = letter.open(&server, 3).await;
        assert_eq!(page.status(), 200);
        assert!(page.text().await.expect("text").contains("of-5"));
        assert_eq!(letter.send(&server, &[("score", "8")]).await.status(), 422);
        assert_eq!(letter.send(&server, &[("score", "3")]).await.status(), 200);
        assert_eq!(tallied(&server).await, counted(&[("csat", 3, 1)]));
    }

    async fn a_closed_survey_says_so_and_takes_nothing(db: Database) {
        let server = Server::start(db).await;
        let letter = Letter::arrives(&server).await;
        letter.send(&server, &[("score", "3")]).await;
        server.advance(TimeDelta::days(28));
        for answer in [letter.open(&server, 5).await, letter.send(&server, &[("score", "5")]).await] {
            assert_eq!(answer.status(), 410);
            let page = answer.text().await.expect("text");
            assert!(page.contains("has closed") && page.contains("December 20"), "{page}");
        }
        assert_eq!(letter.counts(&server).await, Some((3, "submit".into())));
    }

    async fn every_wrong_link_gets_the_same_page(db: Database) {
        let server = Server::start(db).await;
        let letter = Letter::arrives(&server).await;
        let foreign = Letter::arrives_for(&server, Who { email: "other@example.net".into(), ..Who::default() }).await;
        let cut = &letter.token[..letter.token.len() - 1];
        let made_up = server.app.keys.link_token(uuid::Uuid::nil());
        let mut pages = Vec::new();
        for token in [cut, &made_up, "x", "%00", "%ff", "..%2f", &format!("{}=", letter.token), &"a".repeat(4_000)] {
            for door in ["s", "u"] {
                let url = server.url(&format!("/{door}/{token}"));
                let shown = server.http.get(&url).send().await.expect("a page");
                let sent = server.http.post(&url).form(&[("score", "1")]).send().await.expect("a page");
                assert_eq!((shown.status().as_u16(), sent.status().as_u16()), (404, 404), "{url}");
                pages.extend([shown.text().await.expect("text"), sent.text().await.expect("text")]);
            }
        }
        assert!(pages[0].contains("does not lead to a survey"));
        assert!(pages.iter().all(|page| *page == pages[0]));
        assert_eq!(foreign.counts(&server).await, None);
    }
}
