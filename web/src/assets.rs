//! The files of the browser’s half, as the server found them. Server only.

/// The files of the browser's half, by their addresses.
#[derive(Clone, Debug, Default)]
pub struct Assets {
    pub js: String,
    pub wasm: String,
    /// Script and wasm of the jar (`frontend/jar`), which only its own form loads.
    pub jar: (String, String),
    /// Those of the editor for SQL (`frontend/editor`), which only a page with one loads.
    pub editor: (String, String),
    /// Address and integrity of each stylesheet, in order.
    pub css: Vec<(String, String)>,
    /// While editing: listen for new builds, and reload.
    pub reload: bool,
}
