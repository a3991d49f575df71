//! Coming in and going out.

use super::{PASSWORD, enter, get, member, page, try_to_enter};
use crate::support::server::Server;
use afterword::domain::accounts::member::Role;
use chrono::TimeDelta;
use reqwest::{StatusCode, header};

crate::on_both! {
    async fn a_member_comes_in_and_goes_out(db: Database) {
        let server = Server::start(db).await;
        member(&server, "ana@example.com", Role::Manager).await;
        let turned_away = get(&server, "", "/agents?metric=nps").await;
        assert_eq!(turned_away.status(), StatusCode::SEE_OTHER);
        assert_eq!(turned_away.headers()[header::LOCATION], "/sign-in?next=%2Fagents%3Fmetric%3Dnps");

        let wrong = try_to_enter(&server, "ana@example.com", "not the password").await;
        let unknown = try_to_enter(&server, "nobody@example.com", PASSWORD).await;
        assert_eq!((wrong.status(), unknown.status()), (StatusCode::UNAUTHORIZED, StatusCode::UNAUTHORIZED));
        let words = "do not belong together";
        assert!(wrong.text().await.expect("a page").contains(words));
        assert!(unknown.text().await.expect("a page").contains(words));

        let cookie = enter(&server, "Ana@Example.com").await;
        assert!(page(&server, &cookie, "/").await.contains("ana@example.com"));
        let leaving = server.http.post(server.url("/sign-out")).header(header::COOKIE, &cookie);
        assert_eq!(leaving.send().await.expect("an answer").status(), StatusCode::SEE_OTHER);
        assert_eq!(get(&server, &cookie, "/").await.status(), StatusCode::SEE_OTHER);
    }

    async fn a_session_ends_when_it_is_left_alone(db: Database) {
        let server = Server::start(db).await;
        member(&server, "ana@example.com", Role::Manager).await;
        let cookie = enter(&server, "ana@example.com").await;
        server.advance(TimeDelta::hours(7));
        assert_eq!(get(&server, &cookie, "/").await.status(), StatusCode::OK);
        server.advance(TimeDelta::hours(7));
        assert_eq!(get(&server, &cookie, "/").await.status(), StatusCode::OK);
        server.advance(TimeDelta::hours(9));
        assert_eq!(get(&server, &cookie, "/").await.status(), StatusCode::SEE_OTHER);
    }

    async fn a_session_ends_after_seven_days_however_busy(db: Database) {
        let server = Server::start(db).await;
        member(&server, "ana@example.com", Role::Manager).await;
        let cookie = enter(&server, "ana@example.com").await;
        for hour in (7..7 * 24).step_by(7) {
            server.advance(TimeDelta::hours(7));
            assert_eq!(get(&server, &cookie, "/").await.status(), StatusCode::OK, "hour {hour}");
        }
        server.advance(TimeDelta::hours(7));
        assert_eq!(get(&server, &cookie, "/").await.status(), StatusCode::SEE_OTHER);
    }

    async fn whoever_guesses_must_wait(db: Database) {
        let server = Server::start(db).await;
        for _ in 0..5 {
            try_to_enter(&server, "nobody@example.com", "a guess").await;
        }
        let answer = try_to_enter(&server, "nobody@example.com", "a guess").await;
        assert_eq!(answer.status(), StatusCode::TOO_MANY_REQUESTS);
        assert!(answer.headers().contains_key(header::RETRY_AFTER));
        server.advance(TimeDelta::minutes(15));
        let answer = try_to_enter(&server, "nobody@example.com", "a guess").await;
        assert_eq!(answer.status(), StatusCode::UNAUTHORIZED);
    }

    async fn a_form_from_another_site_is_refused(db: Database) {
        let server = Server::start(db).await;
        member(&server, "ana@example.com", Role::Manager).await;
        let form = [("email", "ana@example.com"), ("password", PASSWORD)];
        for (name, value) in [("sec-fetch-site", "cross-site"), ("origin", "https://elsewhere.example")] {
            let sent = server.http.post(server.url("/sign-in")).header(name, value).form(&form).send();
            assert_eq!(sent.await.expect("an answer").status(), StatusCode::FORBIDDEN);
        }
    }

    async fn the_welcome_link_makes_one_member(db: Database) {
        let server = Server::start(db).await;
        let path = format!("/welcome/{}", server.app.keys.first_run_token());
        assert_eq!(get(&server, "", &path).await.status(), StatusCode::OK);
        assert_eq!(get(&server, "", "/welcome/guessed").await.status(), StatusCode::NOT_FOUND);
        let join = async |password: &str| {
            let form = [("email", "first@example.com"), ("password", password)];
            server.http.post(server.url(&path)).form(&form).send().await.expect("an answer").status()
        };
        assert_eq!(join("short").await, StatusCode::UNPROCESSABLE_ENTITY);
        for easy in ["Password1!", "first@example.com", "Afterword1", "qwertyuiop", "abcdefghij"] {
            assert_eq!(join(easy).await, StatusCode::UNPROCESSABLE_ENTITY, "{easy}");
        }
        assert_eq!(join(PASSWORD).await, StatusCode::SEE_OTHER);
        assert_eq!(join(PASSWORD).await, StatusCode::NOT_FOUND);
        enter(&server, "first@example.com").await;
    }
}
