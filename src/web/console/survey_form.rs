//! The editor's form as it is sent: pairs of names and texts in, a sketch of the survey out, with everything that was
//! typed. Rows stand in the order in which they were sent, so that they can be dragged.

use std::collections::BTreeMap;

use crate::domain::surveys::{
    definition::Definition,
    sketch::{OptionSketch, QuestionSketch, Sketch, Texts, rules::RuleSketch},
};

/// Rows of options are looked for up to here; a survey may have 50.
const MOST_OPTIONS: usize = 200;

/// What the form said.
#[derive(Clone, Debug, Default)]
pub struct Posted {
    pub sketch: Sketch,
    /// The names under which the questions' rows were sent, in their order.
    pub rows: Vec<String>,
    pub press: String,
    /// The revision of the draft its author had before their eyes.
    pub seen: i32,
    /// The version it began from.
    pub base: String,
    pub new_kind: String,
    pub new_locale: String,
    pub look: Look,
}

impl Posted {
    /// The verb of the pressed button, and which row or language it is about.
    pub fn verb(&self) -> (&str, &str) {
        self.press.split_once(':').unwrap_or((&self.press, ""))
    }

    /// The position of a row.
    pub fn position(&self, row: &str) -> Option<usize> {
        self.rows.iter().position(|known| known == row)
    }
}

/// What customers see of a survey, and a preview shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Part {
    #[default]
    Letter,
    Reminder,
    Page,
    Thanks,
}

impl Part {
    pub const ALL: [Self; 4] = [Self::Letter, Self::Reminder, Self::Page, Self::Thanks];

    pub fn code(self) -> &'static str {
        match self {
            Self::Letter => "letter",
            Self::Reminder => "reminder",
            Self::Page => "page",
            Self::Thanks => "thanks",
        }
    }

    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|part| part.code() == code)
    }
}

/// How the preview is looked at: it travels with the form and is no part of the survey.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Look {
    pub locale: String,
    pub part: Part,
    pub wide: bool,
    /// Empty: as the reader's own screen.
    pub scheme: String,
}

impl Look {
    /// As part of an address.
    pub fn code(&self) -> String {
        let what = self.part.code();
        let width = if self.wide { "wide" } else { "narrow" };
        format!("{}.{what}.{width}.{}", self.locale, self.scheme)
    }

    pub fn parse(code: &str) -> Self {
        let mut parts = code.split('.');
        let mut next = || parts.next().unwrap_or_default().to_owned();
        let (locale, what, width, scheme) = (next(), next(), next(), next());
        let scheme = Some(scheme).filter(|scheme| matches!(scheme.as_str(), "light" | "dark"));
        Self {
            locale,
            part: Part::parse(&what).unwrap_or_default(),
            wide: width == "wide",
            scheme: scheme.unwrap_or_default(),
        }
    }
}

struct Fields(BTreeMap<String, Vec<String>>);

impl Fields {
    fn of(pairs: Vec<(String, String)>) -> Self {
        let mut fields: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (name, value) in pairs {
            // what no database can keep inside a text
            let value = value.replace('\0', "");
            fields.entry(name).or_default().push(value);
        }
        Self(fields)
    }

    fn all(&self, name: &str) -> &[String] {
        self.0.get(name).map_or(&[], Vec::as_slice)
    }

    fn get(&self, name: &str) -> Option<&str> {
        self.all(name).last().map(String::as_str)
    }

    fn text(&self, name: &str) -> String {
        self.get(name).unwrap_or_default().to_owned()
    }

    /// The texts `name.de`, `name.en` and so on of these languages.
    fn texts(&self, name: &str, languages: &[String]) -> Texts {
        let of = |locale: &String| {
            let text = self.text(&format!("{name}.{locale}"));
            (!text.is_empty()).then(|| (locale.clone(), text))
        };
        languages.iter().filter_map(of).collect()
    }
}

/// Reads the form. What it does not show is as in `base`.
pub fn read(pairs: Vec<(String, String)>, base: Definition) -> Posted {
    let fields = Fields::of(pairs);
    let rows = fields.all("row").to_vec();
    let languages = fields.all("locale").to_vec();
    let touchpoints = fields.all("touchpoint").iter().map(|slug| slug.trim());
    let mut named: Vec<String> = Vec::new();
    for slug in touchpoints.filter(|slug| !slug.is_empty()) {
        if !named.iter().any(|known| known == slug) {
            named.push(slug.to_owned());
        }
    }
    let slugs: BTreeMap<&str, String> = rows
        .iter()
        .map(|row| {
            (
                row.as_str(),
                fields.text(&format!("q{row}.slug")).trim().to_owned(),
            )
        })
        .collect();
    let questions = rows
        .iter()
        .map(|row| question(&fields, row, &languages, &slugs))
        .collect();
    let default_locale = fields.text("default_locale").trim().to_owned();
    let further = languages.iter().filter(|locale| **locale != default_locale);
    let mut sketch = Sketch {
        base,
        name: fields.text("name"),
        touchpoints: named,
        questions,
        locales: further.cloned().collect(),
        default_locale,
        subject: fields.texts("subject", &languages),
        thanks: fields.texts("thanks", &languages),
        remind_after_days: fields.text("remind_after_days"),
        expires_after_days: fields.text("expires_after_days"),
        strict: fields.text("one_click") == "strict",
        ..Sketch::default()
    };
    sketch.forget_no_languages();
    rules(&fields, &mut sketch);
    let look = Look {
        locale: fields.text("see.locale"),
        part: Part::parse(&fields.text("see.what")).unwrap_or_default(),
        wide: fields.text("see.width") == "wide",
        scheme: fields.text("see.scheme"),
    };
    Posted {
        sketch,
        rows,
        press: fields.text("press"),
        seen: fields.text("seen").parse().unwrap_or_default(),
        base: fields.text("base"),
        new_kind: fields.text("new_kind"),
        new_locale: fields.text("new_locale").trim().to_owned(),
        look,
    }
}

/// A survey with the rules of whom and when that these pairs say: the rehearsal's form.
pub fn read_rules(pairs: Vec<(String, String)>, of: &Sketch) -> Sketch {
    let mut sketch = of.clone();
    rules(&Fields::of(pairs), &mut sketch);
    sketch
}

fn rules(fields: &Fields, sketch: &mut Sketch) {
    sketch.send_after = fields.text("send_after");
    sketch.send_unit = fields.text("send_unit");
    sketch.any_hour = fields.text("any_hour") == "yes";
    sketch.days = fields.all("days").to_vec();
    sketch.from = fields.text("from");
    sketch.to = fields.text("to");
    sketch.quarantine_days = fields.text("quarantine_days");
    sketch.sample_percent = fields.text("sample_percent");
    sketch.max_age_hours = fields.text("max_age_hours");
    // a form of before these fields leaves them as they are
    sketch.rules = fields.get("limits").map(|limits| RuleSketch {
        monthly_limit: fields.text("monthly_limit"),
        limits: limits.to_owned(),
        skip_when: fields.text("skip_when"),
        on_second_contact: fields.text("on_second_contact"),
    });
}

fn question(
    fields: &Fields,
    row: &str,
    languages: &[String],
    slugs: &BTreeMap<&str, String>,
) -> QuestionSketch {
    let name = |field: &str| format!("q{row}.{field}");
    let options = (0..MOST_OPTIONS).map_while(|j| {
        let slug = fields.get(&name(&format!("o{j}.slug")))?.trim().to_owned();
        let texts = fields.texts(&name(&format!("o{j}.text")), languages);
        Some(OptionSketch { slug, texts })
    });
    // a condition names the other's row, so that it follows a question that gets another name
    let when = match fields.text(&name("when")) {
        other if other.starts_with('?') => other[1..].to_owned(),
        other => slugs.get(other.as_str()).cloned().unwrap_or_default(),
    };
    QuestionSketch {
        slug: fields.text(&name("slug")).trim().to_owned(),
        kind: fields.text(&name("kind")),
        texts: fields.texts(&name("text"), languages),
        options: options
            .filter(|option| !option.slug.is_empty() || !option.texts.is_empty())
            .collect(),
        when,
        min: fields.text(&name("min")),
        max: fields.text(&name("max")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn posted(pairs: &[(&str, &str)]) -> Posted {
        let pairs = pairs.iter();
        let pairs = pairs.map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        read(pairs.collect(), Definition::default())
    }

    #[test]
    fn rows_stand_as_they_were_sent_and_conditions_follow_a_new_name() {
        let posted = posted(&[
            ("locale", "en"),
            ("locale", "de"),
            ("default_locale", "en"),
            ("row", "1"),
            ("q1.slug", "happy"),
            ("q1.kind", "csat"),
            ("row", "0"),
            ("q0.slug", "why"),
            ("q0.kind", "choice"),
            ("q0.when", "1"),
            ("q0.max", "3"),
            ("q0.text.de", "Warum?\0"),
            ("q0.o0.slug", ""),
            ("q0.o0.text.en", "Waiting"),
            ("q0.o1.slug", ""),
            ("q0.o1.text.en", ""),
            ("press", "up:0"),
        ]);
        let [first, second] = &posted.sketch.questions[..] else {
            panic!("two questions")
        };
        assert_eq!(
            (first.slug.as_str(), second.when.as_str()),
            ("happy", "happy")
        );
        assert_eq!(second.texts["de"], "Warum?");
        assert_eq!(second.options.len(), 1);
        assert_eq!(posted.verb(), ("up", "0"));
        assert_eq!(posted.position("0"), Some(1));
        assert_eq!(posted.sketch.locales, ["de"]);
    }

    #[test]
    fn what_is_no_language_goes_once_it_is_corrected() {
        let typed = posted(&[
            ("locale", "Klingon"),
            ("locale", "en"),
            ("default_locale", "de"),
            ("subject.Klingon", "Qapla’?"),
            ("subject.en", "Success?"),
        ]);
        assert_eq!(typed.sketch.languages(), ["de", "en"]);
        let kept = typed.sketch.subject.iter();
        let kept: Vec<_> = kept
            .map(|(tag, text)| (tag.as_str(), text.as_str()))
            .collect();
        assert_eq!(kept, [("de", "Qapla’?"), ("en", "Success?")]);
        let refused = posted(&[("locale", "en"), ("default_locale", "Klingon")]);
        assert_eq!(refused.sketch.languages(), ["Klingon", "en"]);
    }

    #[test]
    fn a_look_survives_its_address() {
        let look = Look {
            locale: "pt-BR".into(),
            part: Part::Thanks,
            wide: true,
            scheme: "dark".into(),
        };
        assert_eq!(Look::parse(&look.code()), look);
        assert_eq!(Look::parse(""), Look::default());
    }
}
