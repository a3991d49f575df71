//! The filter bar of the score pages: what can be picked, and what is picked, as chips.

use sea_orm::{ConnectionTrait, DbErr};

use super::{
    dates,
    view::{CUSTOM, FILTERS, SHOWN, View},
    visitor::Visitor,
};
use crate::{
    domain::{
        interactions::interaction::Channel,
        organization::{product, team, touchpoint},
        scores::period::Preset,
        surveys::survey,
    },
    web::ui::form::{Chip, Choice, Field, Filters, field, select},
};

/// The bar with period and brand in sight and everything else behind "More filters".
pub async fn bar(
    db: &impl ConnectionTrait,
    visitor: &Visitor,
    view: &View,
    path: &str,
) -> Result<Filters, DbErr> {
    let brands = visitor.brand_ids();
    let named = |names: Vec<String>| {
        names
            .into_iter()
            .map(|name| Choice::new(name.clone(), name))
            .collect::<Vec<_>>()
    };
    let pick = |name: &'static str, label: &str, mut choices: Vec<Choice>| {
        let chosen = view.value(name);
        if !chosen.is_empty() && !choices.iter().any(|choice| choice.value == chosen) {
            choices.push(Choice::new(chosen, chosen));
        }
        choices.insert(0, Choice::new("", "All"));
        (choices.len() > 1).then(|| select(name, label, &choices, chosen))
    };
    let brand_choices = visitor
        .brands
        .iter()
        .map(|brand| Choice::new(&brand.slug, &brand.name))
        .collect::<Vec<_>>();
    let channels =
        Channel::ALL.map(|channel| Choice::new(channel.code(), channel_name(channel.code())));
    let surveys = survey::names(db, &brands)
        .await?
        .into_iter()
        .map(|(slug, name)| Choice::new(slug, name));

    let mut first = vec![periods(view)];
    if brand_choices.len() > 1 {
        first.extend(pick("brand", "Brand", brand_choices));
    }
    let mut more: Vec<_> = [
        pick("team", "Team", named(team::names(db, &brands).await?)),
        pick(
            "product",
            "Product",
            named(product::names(db, &brands).await?),
        ),
        pick(
            "touchpoint",
            "Touchpoint",
            named(touchpoint::names(db, &brands).await?),
        ),
        pick("channel", "Channel", channels.to_vec()),
        pick("survey", "Survey", surveys.collect()),
    ]
    .into_iter()
    .flatten()
    .collect();
    more.extend(days(view));
    let kept = ["metric", "sort", "agent"].iter().filter_map(|name| {
        view.get(name)
            .map(|value| ((*name).to_owned(), value.to_owned()))
    });
    Ok(Filters {
        action: path.to_owned(),
        first,
        more,
        kept: kept.chain(shown(view)).collect(),
        chips: chips(visitor, view, path),
    })
}

/// The two ends of a period of one's own.
pub fn days(view: &View) -> [maud::Markup; 2] {
    [("from", "From"), ("to", "To")].map(|(name, label)| {
        field(&Field {
            name,
            label,
            kind: "date",
            value: view.value(name),
            ..Field::default()
        })
    })
}

/// What a form with [`days`] takes along, so that those just typed are told from those it came with.
pub fn shown(view: &View) -> Option<(String, String)> {
    let own = view.own_days();
    own.map(|_| (SHOWN.to_owned(), view.shown()))
}

/// The period alone.
pub fn periods(view: &View) -> maud::Markup {
    let mut choices = Preset::ALL
        .map(|preset| Choice::new(preset.code(), dates::preset(preset)))
        .to_vec();
    let own = view.own_days().map(dates::period);
    choices.push(Choice::new(
        CUSTOM,
        own.as_deref().unwrap_or("Dates of your own"),
    ));
    let chosen = view.preset().map_or(CUSTOM, Preset::code);
    select("period", "Period", &choices, chosen)
}

/// One chip per filter that is set.
pub fn chips(visitor: &Visitor, view: &View, path: &str) -> Vec<Chip> {
    let set = FILTERS
        .iter()
        .filter_map(|name| Some((*name, view.get(name)?)));
    set.map(|(name, value)| {
        let label = match name {
            "brand" => {
                let known = visitor.brands.iter().find(|brand| brand.slug == value);
                format!("Brand: {}", known.map_or(value, |brand| &brand.name))
            }
            "channel" => format!("Channel: {}", channel_name(value)),
            "score_min" => format!("Score at least {value}"),
            "score_max" => format!("Score at most {value}"),
            "has_comment" if value == "true" => "With a comment".to_owned(),
            "has_comment" => "Without a comment".to_owned(),
            _ => format!("{}{}: {value}", name[..1].to_uppercase(), &name[1..]),
        };
        Chip {
            label,
            without: view.without(name).href(path),
        }
    })
    .collect()
}

/// A channel as a person reads it.
pub fn channel_name(code: &str) -> String {
    let words = code.replace('_', " ");
    let mut letters = words.chars();
    letters.next().map_or(String::new(), |first| {
        first.to_uppercase().chain(letters).collect()
    })
}
