//! A form with a file, as a browser sends it: read to its end, whatever is wrong with one part of it.

use axum::extract::{Multipart, multipart::MultipartError};

use super::error::PageError;

/// One field or file of the form.
pub struct Part {
    pub name: String,
    /// Of a file alone; a text in the form has none.
    pub file_name: Option<String>,
    /// A byte more than was to be kept says that there was more.
    pub content: Vec<u8>,
}

impl Part {
    /// What was typed, without what no database can keep inside a text.
    pub fn text(&self) -> String {
        let text = String::from_utf8_lossy(&self.content);
        text.replace("\r\n", "\n").replace('\0', "")
    }
}

/// Every part of a form, each with at most one byte more than `most`.
///
/// # Errors
/// When the form breaks off, or is larger than any form may be.
pub async fn parts(mut form: Multipart, most: usize) -> Result<Vec<Part>, PageError> {
    let broken = |_: MultipartError| PageError::BrokenForm;
    let mut parts = Vec::new();
    while let Some(mut part) = form.next_field().await.map_err(broken)? {
        let mut content = Vec::new();
        while let Some(chunk) = part.chunk().await.map_err(broken)? {
            let room = (most + 1).saturating_sub(content.len());
            content.extend_from_slice(&chunk[..chunk.len().min(room)]);
        }
        parts.push(Part {
            name: part.name().unwrap_or_default().to_owned(),
            file_name: part.file_name().map(|name| name.replace('\0', "")),
            content,
        });
    }
    Ok(parts)
}
