//! Records made of `tag=value` pairs with semicolons between (RFC 6376, 3.2): those of DKIM and DMARC.

/// A record's tags in the order they stand.
pub struct Tags<'a>(Vec<(&'a str, &'a str)>);

impl<'a> Tags<'a> {
    /// None when something in it is no pair, or a tag stands twice.
    pub fn read(record: &'a str) -> Option<Self> {
        let mut tags: Vec<(&str, &str)> = Vec::new();
        let pairs = record.split(';').map(str::trim);
        for pair in pairs.filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=')?;
            let name = name.trim_end();
            if tags.iter().any(|(known, _)| *known == name) {
                return None;
            }
            tags.push((name, value.trim_start()));
        }
        Some(Self(tags))
    }

    pub fn get(&self, name: &str) -> Option<&'a str> {
        self.0
            .iter()
            .find(|(known, _)| *known == name)
            .map(|(_, value)| *value)
    }

    /// Whether a list with colons between has this entry; yes where there is no such list.
    pub fn allows(&self, name: &str, entries: &[&str]) -> bool {
        self.get(name)
            .is_none_or(|list| list.split(':').any(|entry| entries.contains(&entry.trim())))
    }
}
