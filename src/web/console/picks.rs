//! The filter bar of the score pages: what can be picked, and what is picked, as chips.

use sea_orm::{ConnectionTrait, DbErr};

use super::{
    dates,
    span::{self, CUSTOM, Compare},
    view::{COMPARE_SHOWN, FILTERS, SHOWN, View},
    visitor::Visitor,
};
use crate::{
    domain::{
        interactions::interaction::Channel,
        organization::{product, team, touchpoint},
        scores::{
            feeling::Feeling,
            grouping::Grouping,
            period::{Period, Preset},
        },
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
    bar_with(db, visitor, view, path, Offered::default()).await
}

/// What a page leaves out of its bar.
#[derive(Clone, Copy, Debug, Default)]
pub struct Offered {
    /// The page is about one of these, so none can be picked.
    pub own: Option<Grouping>,
    /// The page compares nothing.
    pub no_comparison: bool,
}

/// The bar of a page that does not offer everything.
pub async fn bar_with(
    db: &impl ConnectionTrait,
    visitor: &Visitor,
    view: &View,
    path: &str,
    offered: Offered,
) -> Result<Filters, DbErr> {
    let Offered { own, no_comparison } = offered;
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
        let offered = choices.len() > 1 && own.is_none_or(|own| own.code() != name);
        offered.then(|| select(name, label, &choices, chosen))
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

    let period = view.period(visitor.today(view.get("brand")));
    let mut first = vec![periods(view, period)];
    if !no_comparison {
        first.push(comparisons(view, period));
    }
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
    if !no_comparison {
        more.extend(days_to_compare(view));
    }
    let unseen: &[&str] = if no_comparison {
        &["compare", "compare_from", "compare_to"]
    } else {
        &[]
    };
    let kept = ["metric", "sort", "flag", "agent"]
        .iter()
        .chain(unseen)
        .filter_map(|name| {
            view.get(name)
                .map(|value| ((*name).to_owned(), value.to_owned()))
        });
    Ok(Filters {
        action: path.to_owned(),
        first,
        more,
        kept: kept.chain(shown(view)).collect(),
        chips: chips(visitor, view, path),
        open: span::remarks(view, visitor.today(view.get("brand")))
            .iter()
            .any(|remark| more_field(remark.field)),
    })
}

/// The bar of a page that compares its days with no others. What is compared elsewhere is kept.
pub fn uncompared(mut bar: Filters, view: &View) -> Filters {
    bar.first.remove(1);
    bar.more.truncate(bar.more.len().saturating_sub(2));
    let kept = ["compare", "compare_from", "compare_to"].into_iter();
    bar.kept.extend(kept.filter_map(|name| {
        let value = view.get(name)?;
        Some((name.to_owned(), value.to_owned()))
    }));
    bar
}

fn more_field(name: &str) -> bool {
    ["from", "to", "compare_from", "compare_to"].contains(&name)
}

/// The two ends of a period of one's own.
pub fn days(view: &View) -> [maud::Markup; 2] {
    [("from", "From"), ("to", "To")].map(|(name, label)| day(view, name, label))
}

/// The two ends of the days to compare with.
fn days_to_compare(view: &View) -> [maud::Markup; 2] {
    [
        ("compare_from", "Compare from"),
        ("compare_to", "Compare to"),
    ]
    .map(|(name, label)| day(view, name, label))
}

/// A field for a day. A browser empties it when what was typed is no day, so that is kept as text.
fn day(view: &View, name: &'static str, label: &'static str) -> maud::Markup {
    let value = view.value(name);
    let wrong = !value.is_empty() && value.parse::<chrono::NaiveDate>().is_err();
    field(&Field {
        name,
        label,
        kind: if wrong { "text" } else { "date" },
        value,
        error: wrong.then_some("Not a day. Write it like 2026-11-22."),
        ..Field::default()
    })
}

/// What a form with [`days`] takes along, so that those just typed are told from those it came with.
pub fn shown(view: &View) -> impl Iterator<Item = (String, String)> {
    let own = view
        .has_own_days()
        .then(|| (SHOWN.to_owned(), view.shown()));
    let comparison = view
        .has_own_comparison()
        .then(|| (COMPARE_SHOWN.to_owned(), view.compare_shown()));
    own.into_iter().chain(comparison)
}

/// What the period is compared with.
fn comparisons(view: &View, period: Period) -> maud::Markup {
    let own = span::compare(view) == Ok(Compare::Custom);
    let own = own.then(|| view.compared(period)).flatten();
    let choices = [
        (Compare::Previous, "The period before".to_owned()),
        (Compare::Year, "A year earlier".to_owned()),
        (
            Compare::Custom,
            own.map_or("Dates of your own".to_owned(), dates::period),
        ),
        (Compare::Nothing, "Nothing".to_owned()),
    ];
    let choices = choices.map(|(compare, label)| Choice::new(compare.code(), label));
    let chosen = span::compare(view).unwrap_or(Compare::Previous);
    select("compare", "Compare with", &choices, chosen.code())
}

/// The same page over longer periods, nearest first: what they are called and where they are.
pub fn longer(
    view: &View,
    period: Period,
    today: chrono::NaiveDate,
    path: &str,
) -> Vec<(String, String)> {
    let bare = view.without("from").without("to").without("after");
    let presets = [Preset::Last30Days, Preset::Last90Days, Preset::Last365Days];
    presets
        .into_iter()
        .filter(|preset| preset.period(today).length() > period.length())
        .map(|preset| {
            let name = dates::preset(preset).to_owned();
            (name, bare.with("period", preset.code()).href(path))
        })
        .collect()
}

/// The period alone.
pub fn periods(view: &View, period: Period) -> maud::Markup {
    let mut choices = Preset::ALL
        .map(|preset| Choice::new(preset.code(), dates::preset(preset)))
        .to_vec();
    // Days of no use were replaced: then it is not they that are shown.
    let typed = [("from", period.from()), ("to", period.to())];
    let used = typed
        .iter()
        .any(|(name, day)| view.get(name) == Some(&day.to_string()));
    let own = used.then(|| dates::period(period));
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
            "feel" if value == Feeling::Unhappy.code() => "Unhappy customers".to_owned(),
            "feel" => "Happy customers".to_owned(),
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
