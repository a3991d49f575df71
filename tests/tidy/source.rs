//! Reads Rust source for tests/tidy.rs: the code without comments and strings, and every path of this crate it names.

use std::{fs, path::Path};

/// One file, its place in the module tree, and its code without comments and strings.
pub struct Source {
    /// Relative to the repository, with slashes.
    pub path: String,
    pub text: String,
    pub code: String,
    /// `src/domain/scores/tally.rs` is `["domain", "scores", "tally"]`; empty outside `src`.
    pub module: Vec<String>,
}

impl Source {
    pub fn new(path: &str, text: &str) -> Self {
        let inside = path.strip_prefix("src/").unwrap_or_default();
        let inside = inside.trim_end_matches(".rs").trim_end_matches("/mod");
        let module = inside.split('/').filter(|m| !m.is_empty() && *m != "lib");
        Source {
            path: path.into(),
            text: text.into(),
            code: stripped(text),
            module: module.map(str::to_owned).collect(),
        }
    }
}

/// Every `.rs` file under these folders of `root`, build results excepted.
pub fn rust_files(root: &Path, folders: &[&str]) -> Vec<Source> {
    let mut found = Vec::new();
    let mut waiting: Vec<_> = folders
        .iter()
        .map(|f| root.join(f))
        .filter(|f| f.exists())
        .collect();
    while let Some(folder) = waiting.pop() {
        for entry in fs::read_dir(&folder).expect("a readable folder") {
            let path = entry.expect("a readable entry").path();
            if path.is_dir() {
                if path.file_name().is_some_and(|n| n != "target") {
                    waiting.push(path);
                }
            } else if path.extension().is_some_and(|e| e == "rs") {
                let name = path
                    .strip_prefix(root)
                    .expect("under the root")
                    .to_string_lossy()
                    .replace('\\', "/");
                found.push(Source::new(
                    &name,
                    &fs::read_to_string(&path).expect("readable source"),
                ));
            }
        }
    }
    found.sort_by(|a, b| a.path.cmp(&b.path));
    found
}

/// The code alone: comments, strings and character literals become blanks, so that line numbers stay.
pub fn stripped(text: &str) -> String {
    let c: Vec<char> = text.chars().collect();
    let at = |i: usize| c.get(i).copied().unwrap_or(' ');
    let mut out = String::with_capacity(text.len());
    let mut i = 0;
    while i < c.len() {
        let end = match c[i] {
            '/' if at(i + 1) == '/' => (i..c.len()).find(|&j| c[j] == '\n').unwrap_or(c.len()),
            '/' if at(i + 1) == '*' => block_comment_end(&c, i),
            '"' => string_end(&c, i),
            'r' if !ident(at(i.wrapping_sub(1))) || at(i.wrapping_sub(1)) == 'b' => {
                raw_string_end(&c, i).unwrap_or(i)
            }
            '\'' if at(i + 1) == '\\' => (i + 3..c.len())
                .find(|&j| c[j] == '\'')
                .map_or(c.len(), |j| j + 1),
            '\'' if at(i + 2) == '\'' => i + 3,
            _ => i,
        };
        if end == i {
            out.push(c[i]);
            i += 1;
        } else {
            out.extend(
                c[i..end]
                    .iter()
                    .map(|&k| if k == '\n' { '\n' } else { ' ' }),
            );
            i = end;
        }
    }
    out
}

fn ident(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

fn block_comment_end(c: &[char], start: usize) -> usize {
    let mut depth = 0;
    let mut i = start;
    while i + 1 < c.len() {
        match (c[i], c[i + 1]) {
            ('/', '*') => depth += 1,
            ('*', '/') => depth -= 1,
            _ => {
                i += 1;
                continue;
            }
        }
        i += 2;
        if depth == 0 {
            return i;
        }
    }
    c.len()
}

fn string_end(c: &[char], start: usize) -> usize {
    let mut i = start + 1;
    while i < c.len() {
        match c[i] {
            '\\' => i += 2,
            '"' => return i + 1,
            _ => i += 1,
        }
    }
    c.len()
}

fn raw_string_end(c: &[char], start: usize) -> Option<usize> {
    let hashes = c[start + 1..].iter().take_while(|k| **k == '#').count();
    let open = start + 1 + hashes;
    (c.get(open) == Some(&'"')).then_some(())?;
    let closes = |j: usize| {
        c[j] == '"'
            && c[j + 1..]
                .iter()
                .take(hashes)
                .filter(|k| **k == '#')
                .count()
                == hashes
    };
    Some(
        (open + 1..c.len())
            .find(|&j| closes(j))
            .map_or(c.len(), |j| j + 1 + hashes),
    )
}

/// Every path that starts at this crate, written `crate::`, `afterword::` or `super::`, groups taken apart. Knows inline
/// modules, so that `super` in a `mod tests` means the file itself.
pub fn paths(file: &Source) -> Vec<Vec<String>> {
    let words = words(&file.code);
    let word = |i: usize| words.get(i).map_or("", String::as_str);
    let mut found = Vec::new();
    let mut inline: Vec<Option<String>> = Vec::new();
    let mut i = 0;
    while i < words.len() {
        match word(i) {
            "mod" if word(i + 2) == "{" => {
                inline.push(Some(word(i + 1).to_owned()));
                i += 2;
            }
            "{" => inline.push(None),
            "}" => drop(inline.pop()),
            start @ ("crate" | "afterword" | "super")
                if word(i + 1) == "::" && (i == 0 || word(i - 1) != "::") =>
            {
                let mut base = Vec::new();
                if start == "super" {
                    base.clone_from(&file.module);
                    base.extend(inline.iter().flatten().cloned());
                    base.pop();
                }
                i += 2;
                while word(i) == "super" && word(i + 1) == "::" {
                    base.pop();
                    i += 2;
                }
                i = tree(&words, i, base, &mut found);
                continue;
            }
            _ => {}
        }
        i += 1;
    }
    found
}

fn words(code: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut in_word = false;
    for c in code.chars() {
        match words.last_mut() {
            Some(last) if in_word && ident(c) => last.push(c),
            Some(last) if c == ':' && last == ":" => last.push(c),
            _ if c.is_whitespace() => {}
            _ => words.push(c.into()),
        }
        in_word = ident(c);
    }
    words
}

/// Reads a path or a group of paths from `i`; returns where it ends.
fn tree(
    words: &[String],
    mut i: usize,
    mut path: Vec<String>,
    found: &mut Vec<Vec<String>>,
) -> usize {
    let word = |i: usize| words.get(i).map_or("", String::as_str);
    if word(i) == "{" {
        i += 1;
        while !matches!(word(i), "}" | "") {
            i = tree(words, i, path.clone(), found);
            while !matches!(word(i), "," | "}" | "") {
                i += 1;
            }
            i += usize::from(word(i) == ",");
        }
        return i + 1;
    }
    path.push(word(i).to_owned());
    if word(i + 1) == "::" {
        return tree(words, i + 2, path, found);
    }
    found.push(path);
    i + 1
}
