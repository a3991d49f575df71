//! The sentence by which a customer recognises the contact. Stands on the survey's page.

use crate::{
    domain::{
        deliveries::delivery::Facts,
        surveys::wording::{self, Names},
    },
    words::{self, Voice, formats},
};

/// With whom, when, how and about what.
pub fn sentence(voice: Voice<'_>, names: &Names, facts: &Facts) -> String {
    let agent = names.agent.and_then(wording::first_name);
    let args = [
        ("channel", facts.channel.code().into()),
        ("agent", words::isolated(agent.unwrap_or_default()).into()),
        ("brand", words::isolated(names.brand).into()),
        ("day", formats::day(voice.locale, facts.contact_day).into()),
        (
            "product",
            words::isolated(names.product.unwrap_or_default()).into(),
        ),
    ];
    let key = match (agent, names.product) {
        (Some(_), None) => "letter-contact-agent",
        (Some(_), Some(_)) => "letter-contact-agent-about",
        (None, None) => "letter-contact-brand",
        (None, Some(_)) => "letter-contact-brand-about",
    };
    words::text(voice, key, &args)
}
