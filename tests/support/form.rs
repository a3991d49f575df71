//! A form of a page as a browser would send it: its fields with their values, read from the markup that maud writes.

/// The fields of the form that has this in its tag, in the order of the page; no button.
pub fn fields(page: &str, mark: &str) -> Vec<(String, String)> {
    let at = page
        .find(mark)
        .unwrap_or_else(|| panic!("no form with {mark}"));
    let start = page[..at].rfind("<form").expect("the form's tag");
    let end = start + page[start..].find("</form>").expect("the form's end");
    let mut fields = Vec::new();
    let mut list = String::new();
    for tag in page[start..end].split('<').skip(1) {
        let (tag, text) = tag.split_once('>').expect("a whole tag");
        let value = || attribute(tag, "value").unwrap_or_default();
        match tag.split_whitespace().next() {
            Some("select") => list = attribute(tag, "name").unwrap_or_default(),
            Some("textarea") => {
                let name = attribute(tag, "name").unwrap_or_default();
                fields.push((name, unescaped(text.strip_prefix('\n').unwrap_or(text))));
            }
            Some("option") if tag.ends_with(" selected") => fields.push((list.clone(), value())),
            Some("input") => {
                let box_ = ["checkbox", "radio"].map(|kind| format!("type=\"{kind}\""));
                let ticked =
                    box_.iter().all(|kind| !tag.contains(kind)) || tag.contains(" checked");
                if let Some(name) = attribute(tag, "name").filter(|_| ticked) {
                    fields.push((name, value()));
                }
            }
            _ => {}
        }
    }
    fields
}

/// The same fields with another value for one of them, which must be there.
pub fn with(fields: &[(String, String)], name: &str, value: &str) -> Vec<(String, String)> {
    let mut changed = fields.to_vec();
    let field = changed.iter_mut().find(|(known, _)| known == name);
    field.unwrap_or_else(|| panic!("no field {name}")).1 = value.into();
    changed
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let (_, rest) = tag.split_once(&format!(" {name}=\""))?;
    let value = rest.split('"').next()?;
    Some(unescaped(value))
}

fn unescaped(text: &str) -> String {
    let text = text.replace("&quot;", "\"").replace("&lt;", "<");
    text.replace("&gt;", ">").replace("&amp;", "&")
}
