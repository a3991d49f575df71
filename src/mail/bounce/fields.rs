//! Header fields as reports carry them: in the head of a message, in a block of a delivery status, in returned text.

/// The fields of one block, in their order, names in small letters, values unfolded.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Fields(Vec<(String, String)>);

impl Fields {
    /// The fields before the first empty line.
    pub(super) fn first(text: &str) -> Self {
        Self::blocks(text).into_iter().next().unwrap_or_default()
    }

    /// Every block of fields; what is no field is left aside.
    pub(super) fn blocks(text: &str) -> Vec<Self> {
        let mut blocks = Vec::new();
        let mut block = Self::default();
        for line in text.lines() {
            if line.trim().is_empty() {
                if !block.0.is_empty() {
                    blocks.push(std::mem::take(&mut block));
                }
            } else if line.starts_with([' ', '\t']) {
                if let Some((_, value)) = block.0.last_mut() {
                    value.push(' ');
                    value.push_str(line.trim());
                }
            } else if let Some((name, value)) = line.split_once(':') {
                let name = name.trim_end().to_ascii_lowercase();
                if !name.contains(' ') {
                    block.0.push((name, value.trim().to_owned()));
                }
            }
        }
        if !block.0.is_empty() {
            blocks.push(block);
        }
        blocks
    }

    /// The first field of that name.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        let found = self.0.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    }

    /// Every field of one of these names.
    pub(super) fn all(&self, names: &'static [&'static str]) -> impl Iterator<Item = &str> {
        let wanted = self
            .0
            .iter()
            .filter(|(name, _)| names.contains(&name.as_str()));
        wanted.map(|(_, value)| value.as_str())
    }
}
