//! A CRM that reports contacts to the running program, as an operator would set it up.

use afterword::clock::Clock;
use serde_json::{Value, json};

use crate::support::binary::{Afterword, Served};

pub struct Crm {
    key: String,
    pub http: reqwest::Client,
}

impl Crm {
    /// With a key that the operator adds by command.
    pub async fn of(afterword: &Afterword) -> Crm {
        let scopes = "interactions:write,scores:read,responses:read";
        let add = ["key", "add", "--name", "crm", "--scopes", scopes, "--json"];
        let said = afterword.run(&add).await.well();
        let said: Value = serde_json::from_str(&said).expect("JSON");
        let key = said["key"].as_str().expect("a key").to_owned();
        Crm {
            key,
            http: reqwest::Client::new(),
        }
    }

    /// Contacts of these customers, just now. Returns when all are acknowledged.
    pub async fn report(&self, served: &Served, emails: &[String]) {
        let ended_at = Clock::System.now().to_rfc3339();
        let contact = |email: &String| {
            json!({
                "external_id": email, "touchpoint": "phone-support", "channel": "phone", "ended_at": ended_at,
                "agent": { "external_id": "a-17", "name": "Ana Reyes" },
                "customer": { "email": email, "name": "Kim Lee" },
            })
        };
        let contacts: Vec<Value> = emails.iter().map(contact).collect();
        let url = served.url("/api/v1/interactions/batch");
        let sending = self
            .http
            .post(url)
            .bearer_auth(&self.key)
            .json(&json!({ "interactions": contacts }));
        let answer: Value = sending
            .send()
            .await
            .expect("an answer")
            .json()
            .await
            .expect("JSON");
        let results = answer["data"]
            .as_array()
            .or(answer["results"].as_array())
            .cloned()
            .unwrap_or_default();
        assert_eq!(results.len(), emails.len(), "{answer}");
        assert!(
            results.iter().all(|result| result["status"] == 201),
            "{answer}"
        );
    }

    /// One contact in the CRM's own words; the answer with its status.
    pub async fn tell(&self, served: &Served, contact: &Value) -> (u16, Value) {
        let url = served.url("/api/v1/interactions");
        let sending = self.http.post(url).bearer_auth(&self.key).json(contact);
        let answer = sending.send().await.expect("an answer");
        let status = answer.status().as_u16();
        (status, answer.json().await.expect("JSON"))
    }

    /// What `GET` of a path of the API says.
    pub async fn ask(&self, served: &Served, path: &str) -> Value {
        let asking = self
            .http
            .get(served.url(path))
            .bearer_auth(&self.key)
            .send()
            .await;
        asking.expect("an answer").json().await.expect("JSON")
    }
}
