//! Light or dark, where a preview shows one of them whatever the browser prefers. Called by the survey's frame and the
//! console's previews.

use serde::Deserialize;

/// One of the two.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Scheme {
    Light,
    Dark,
}

impl Scheme {
    pub fn code(self) -> &'static str {
        match self {
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// A style sheet, or a page with one in it, as if the browser preferred this scheme.
    pub fn only(self, css: &str) -> String {
        let asked = match self {
            Self::Light => "not all",
            Self::Dark => "all",
        };
        css.replace("(prefers-color-scheme: dark)", asked)
            .replace("(prefers-color-scheme:dark)", asked)
            .replace(
                "color-scheme: light dark",
                &format!("color-scheme: {}", self.code()),
            )
            .replace(
                "color-scheme:light dark",
                &format!("color-scheme:{}", self.code()),
            )
    }
}

#[cfg(test)]
mod tests {
    use super::Scheme;

    #[test]
    fn only_one_scheme_is_left() {
        let css = ":root{color-scheme:light dark}@media (prefers-color-scheme: dark){a{color:red}}";
        let dark = Scheme::Dark.only(css);
        assert_eq!(dark, ":root{color-scheme:dark}@media all{a{color:red}}");
        let light = Scheme::Light.only(css);
        assert_eq!(
            light,
            ":root{color-scheme:light}@media not all{a{color:red}}"
        );
    }
}
