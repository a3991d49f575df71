//! Which survey gives way to which: of several that ask at a touchpoint, the one published last does. Pure.

/// Where a survey asks: its name, and the touchpoints it names; none: every touchpoint that no other names.
pub type Asks<'a> = (&'a str, &'a [String]);

/// Where surveys published later ask instead of one with these touchpoints, the newest first: the touchpoint, or none for
/// all that nobody names, and the survey that asks there now.
pub fn replaced<'a>(
    newer: impl Iterator<Item = Asks<'a>> + Clone,
    touchpoints: &'a [String],
) -> Vec<(Option<&'a str>, &'a str)> {
    if touchpoints.is_empty() {
        let mut newer = newer;
        let other = newer.find(|(_, named)| named.is_empty());
        return other.map(|(name, _)| (None, name)).into_iter().collect();
    }
    let by = |touchpoint: &String| newer.clone().find(|(_, named)| named.contains(touchpoint));
    let taken = touchpoints
        .iter()
        .filter_map(|touchpoint| Some((Some(touchpoint.as_str()), by(touchpoint)?.0)));
    taken.collect()
}

/// What publishing a survey with these touchpoints takes from the others, which are given the newest first: the survey
/// that loses it, and the touchpoint, or none for all that nobody names.
pub fn takes<'a>(
    others: &[Asks<'a>],
    touchpoints: &'a [String],
) -> Vec<(&'a str, Option<&'a str>)> {
    let mut taken = Vec::new();
    for (at, (name, asks)) in others.iter().enumerate() {
        let lost_before = replaced(others[..at].iter().copied(), asks);
        for (touchpoint, _) in replaced(std::iter::once(("", touchpoints)), asks) {
            if !lost_before.iter().any(|(lost, _)| *lost == touchpoint) {
                taken.push((*name, touchpoint));
            }
        }
    }
    taken
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(touchpoints: &[&str]) -> Vec<String> {
        touchpoints.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn the_newest_of_those_that_name_a_touchpoint_asks_there() {
        let (calls, all, chat) = (named(&["phone", "billing"]), named(&[]), named(&["chat"]));
        let newer = [
            ("Calls", &calls[..]),
            ("All", &all[..]),
            ("Chat", &chat[..]),
        ];
        let old = named(&["billing", "visit", "chat"]);
        let lost = replaced(newer.into_iter(), &old);
        assert_eq!(lost, [(Some("billing"), "Calls"), (Some("chat"), "Chat")]);
        assert_eq!(replaced(newer.into_iter(), &all), [(None, "All")]);
        assert_eq!(replaced(std::iter::empty(), &all), []);
    }

    #[test]
    fn publishing_takes_only_what_a_survey_still_has() {
        let (billing, older, all) = (
            named(&["billing"]),
            named(&["billing", "phone"]),
            named(&[]),
        );
        let others = [
            ("Billing", &billing[..]),
            ("Older", &older[..]),
            ("All", &all[..]),
        ];
        assert_eq!(takes(&others, &billing), [("Billing", Some("billing"))]);
        let phone = named(&["phone"]);
        assert_eq!(takes(&others, &phone), [("Older", Some("phone"))]);
        assert_eq!(takes(&others, &all), [("All", None)]);
    }
}
