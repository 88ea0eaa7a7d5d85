//! The addresses of the browser's files, as the build named them. Server only.

/// The files of the browser's half, by their addresses.
#[derive(Clone, Debug, Default)]
pub struct Assets {
    /// The script that loads the wasm; empty while nothing has been built.
    pub js: String,
    /// The wasm itself.
    pub wasm: String,
    /// The small script beside the wasm (`frontend/page`), which runs in pages and in a worker.
    pub page: String,
    /// The script that sends files to the sandbox (`frontend/page/upload.js`), which only a page with that form loads.
    pub upload: String,
    /// Script and wasm of the cookie jar (`frontend/jar`), which only a page with its form loads.
    pub jar: (String, String),
    /// Script and wasm of the SQL editor (`frontend/editor`), which only a page with an editor loads.
    pub editor: (String, String),
    /// Address and integrity value (W3C Subresource Integrity) of each stylesheet, in the order of the cascade.
    pub css: Vec<(String, String)>,
    /// Whether pages listen for new builds and reload, as `cargo xtask dev` wants it.
    pub reload: bool,
}
