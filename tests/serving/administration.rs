//! Commands on an installation, most of them while it serves.

use super::{beside, status};
use crate::{on_both, support::binary::Afterword};
use sea_orm::ConnectionTrait;
use serde_json::Value;

fn document(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|e| panic!("{e}: {text}"))
}

on_both! {
    async fn keys_brands_and_members_are_added_while_serving(db: Database) {
        let afterword = Afterword::on(&db);
        let served = afterword.serve().await;

        let add = ["brand", "add", "--slug", "acme", "--name", "Acme", "--time-zone", "Europe/Berlin", "--json"];
        let brand = document(&afterword.run(&add).await.well());
        assert_eq!((&brand["slug"], &brand["time_zone"]), (&"acme".into(), &"Europe/Berlin".into()));
        assert!(afterword.run(&add).await.refusal().contains("acme"));

        let add = ["key", "add", "--name", "crm", "--scopes", "interactions:write,scores:read", "--brand", "acme", "--json"];
        let told = document(&afterword.run(&add).await.well());
        let key = told["key"].as_str().expect("a key");
        assert!(key.starts_with("awk_") && told["id"].is_string(), "{told}");
        let ask = |key: &str| {
            let asking = reqwest::Client::new().get(served.url("/api/v1/brands")).bearer_auth(key);
            async move { asking.send().await.expect("an answer") }
        };
        let brands = ask(key).await;
        assert_eq!(brands.status(), 200);
        let brands: Value = brands.json().await.expect("JSON");
        assert_eq!(brands["data"].as_array().expect("a list").len(), 1, "its own brand and no other: {brands}");
        assert_eq!(ask(&key.replace("awk_0", "awk_1")).await.status(), 401);

        let add = ["member", "add", "--email", "Ana@Example.com", "--role", "manager", "--password-stdin"];
        assert!(afterword.run_telling(&add, "correct horse\n").await.well().contains("can sign in"));
        assert!(afterword.run_telling(&add, "correct horse\n").await.refusal().contains("already"));
        assert_eq!(status(served.url("/readyz")).await, 200);
    }

    async fn nonsense_is_refused_in_words(db: Database) {
        let afterword = Afterword::on(&db);
        for (arguments, input, word) in [
            (&["key", "add", "--name", "a", "--scopes", "interactions:red"][..], "", "interactions:write"),
            (&["key", "add", "--name", "a", "--scopes", "admin", "--brand", "nope"], "", "nope"),
            (&["key", "add", "--name", "", "--scopes", "admin"], "", "--name"),
            (&["brand", "add", "--slug", "Acme Ltd", "--name", "Acme"], "", "--slug"),
            (&["brand", "add", "--slug", "acme", "--name", "Acme", "--time-zone", "Mars/Base"], "", "Mars/Base"),
            (&["member", "add", "--email", "a", "--role", "admin", "--password-stdin"], "correct horse", "--email"),
            (&["member", "add", "--email", "a@b.example", "--role", "king", "--password-stdin"], "correct horse", "king"),
            (&["member", "add", "--email", "a@b.example", "--role", "admin", "--password-stdin"], "short", "8"),
            (&["member", "add", "--email", "a@b.example", "--role", "admin"], "", "--password-stdin"),
            (&["fly"], "", "fly"),
        ] {
            let refusal = afterword.run_telling(arguments, input).await.refusal();
            assert!(refusal.contains(word), "{arguments:?}: {refusal}");
        }
    }

    async fn the_schema_is_brought_up_to_date_once(db: Database) {
        let afterword = Afterword::on(&db);
        assert!(document(&afterword.run(&["migrate", "--json"]).await.well())["steps"].as_u64() > Some(0));
        assert_eq!(document(&afterword.run(&["migrate", "--json"]).await.well())["steps"], 0);
    }

    async fn tallies_are_verified_and_rebuilt(db: Database) {
        let afterword = Afterword::on(&db);
        let _served = afterword.serve().await;
        assert_eq!(document(&afterword.run(&["scores", "verify", "--json"]).await.well())["well"], true);
        let connection = beside(&db).await;
        let none = if db.is_postgres() { "'00000000-0000-0000-0000-000000000000'::uuid" } else { "zeroblob(16)" };
        let brand = "(SELECT id FROM brands)";
        let columns = "brand_id, metric, day, kind, agent_id, team_id, product_id, touchpoint_id, channel, survey_id, \
            commented, score, shard, count";
        let lie = format!(
            "INSERT INTO tallies ({columns}) VALUES \
            ({brand}, 'csat', '2026-11-20', 'answered', {none}, {none}, {none}, {none}, 'phone', {none}, false, 5, 0, 3)"
        );
        connection.execute_unprepared(&lie).await.expect("a lie is told");
        let verified = afterword.run(&["scores", "verify", "--json"]).await;
        assert_eq!(verified.status, Some(1));
        assert_eq!(document(&verified.out)["differing"], 1);
        assert_eq!(document(&afterword.run(&["scores", "rebuild", "--json"]).await.well())["differing"], 1);
        assert!(afterword.run(&["scores", "verify"]).await.well().contains("All is well"));
    }
}
