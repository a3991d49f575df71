//! Makes a new file of words or a new language be noticed; the macros that embed them see known files only.

fn main() {
    println!("cargo:rerun-if-changed=locales");
    println!("cargo:rerun-if-changed=static");
}
