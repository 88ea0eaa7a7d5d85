//! The source of the running build, which the site shows at `/source`.
//!
//! It is inside the binary (`build.rs`). The name of a build is a digest of the texts and not a commit, because a downloaded
//! copy of the source has no git history.

use sha2::{Digest, Sha256};
use std::sync::LazyLock;
use web::source::Source;

mod embedded {
    include!(concat!(env!("OUT_DIR"), "/source.rs"));
}

/// Eight hexadecimal digits of the SHA-256 over all paths and texts.
static BUILD: LazyLock<String> = LazyLock::new(|| {
    let mut digest = Sha256::new();
    for (path, text) in embedded::FILES {
        // Neither a path nor a text contains a NUL, so two different sources never give the same sequence of bytes.
        for part in [path, text] {
            digest.update(part);
            digest.update([0]);
        }
    }
    digest.finalize().iter().take(4).map(|byte| format!("{byte:02x}")).collect()
});

/// The texts and the name of this build.
pub fn of_this_build() -> Source {
    Source { files: embedded::FILES, build: BUILD.as_str() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_source_is_whole_and_nothing_else_is_in_it() {
        let source = of_this_build();
        assert_eq!(source.find("server/src/source.rs"), Some(include_str!("source.rs")));
        for path in [
            "ARCHITECTURE.md",
            "Cargo.toml",
            "app/src/pages/source.rs",
            "content/about.md",
            "end2end/page-states.ts",
            "end2end/pages/source.spec.ts",
            "frontend/index.html",
            "model/src/lib.rs",
            "server/build.rs",
            "store/migrations/sqlite/0001_users.sql",
            "store/src/like.rs",
            "style/base.css",
            "xtask/src/main.rs",
        ] {
            assert!(source.find(path).is_some_and(|text| !text.is_empty()), "{path} is missing");
        }
        assert!(source.files.is_sorted_by(|one, next| one.0 < next.0), "paths are sorted, each there once");
        for (path, _) in source.files {
            // So they stand in an address as they are.
            let plain = path.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-./".contains(&byte));
            let tools = ["node_modules", "target", "dist", "data", "test-results"];
            let made = path.split('/').any(|part| part.starts_with('.') || tools.contains(&part));
            assert!(plain && !made && !path.ends_with(".lock"), "{path}");
        }
    }

    #[test]
    fn no_page_of_it_is_large() {
        let source = of_this_build();
        for (path, _) in source.files {
            let bytes = source.html(path).unwrap().len();
            assert!(bytes < 160 * 1024, "{path} makes {bytes} bytes");
        }
    }

    #[test]
    fn a_build_has_a_short_name() {
        let name = of_this_build().build;
        assert!(name.len() == 8 && name.bytes().all(|byte| byte.is_ascii_hexdigit()), "{name}");
        assert_eq!(name, of_this_build().build);
    }
}
