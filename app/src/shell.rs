//! The HTML document around the app, and the scripts that start the browser's code. Server only.

use crate::App;
use leptos::{nonce::use_nonce, prelude::*};
use leptos_meta::MetaTags;
use web::{assets::Assets, context};

/// Where Trunk announces new builds while somebody edits (`cargo xtask dev`).
pub const RELOAD_SOCKET: &str = "ws://127.0.0.1:8081/.well-known/trunk/ws";

/// The whole document of a page.
pub fn shell() -> impl IntoView {
    let site = use_context::<context::Site>();
    let assets = site.map(|site| (site.assets)()).unwrap_or_default();
    let (theme, is_recorded) =
        context::open().map(|cx| (cx.visit.theme, cx.visit.is_recorded)).unwrap_or_default();
    let styles: Vec<_> = assets
        .css
        .iter()
        .map(|(href, integrity)| view! { <link rel="stylesheet" href=href.clone() integrity=integrity.clone()/> })
        .collect();
    view! {
        <!DOCTYPE html>
        <html lang="en" data-theme=theme.attribute()>
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <meta name="color-scheme" content="light dark"/>
                <link rel="icon" href="/favicon.svg" type="image/svg+xml"/>
                <link rel="preload" href="/fonts/literata-roman.woff2" r#as="font" r#type="font/woff2" crossorigin="anonymous"/>
                {styles}
                <MetaTags/>
                {boot(&assets)}
            </head>
            <body class=is_recorded.then_some("glass-on")>
                <App/>
            </body>
        </html>
    }
}

/// The scripts that load the wasm and hydrate the page. `None` where there is no bundle, as in a build that was made
/// before the first `trunk build`. Each script carries the nonce of this answer, the only scripts that the CSP lets
/// run.
fn boot(assets: &Assets) -> Option<impl IntoView + use<>> {
    if assets.js.is_empty() {
        return None;
    }
    let start = format!(
        "import init,*as m from '{}';await init({{module_or_path:'{}'}});m.hydrate();",
        assets.js, assets.wasm
    );
    let reload = assets.reload.then(|| {
        let listen = format!(
            "new WebSocket('{RELOAD_SOCKET}').onmessage=e=>{{if(JSON.parse(e.data).type==='reload')location.reload()}}"
        );
        view! { <script nonce=use_nonce()>{listen}</script> }
    });
    // The cookie jar and the SQL editor have bundles of their own, whose addresses stand on their elements. They are
    // heavy, so they are loaded when the focus first comes into such an element, and loaded again if that failed.
    let jar = "addEventListener('focusin',e=>{const f=e.target.closest('form'),d=f&&f.querySelector('[data-jar]');\
               if(d&&d.dataset.jar&&!self.jarLoads){self.jarLoads=1;import(d.dataset.jar).then(m=>m.default({module_or_path:d.dataset.jarWasm}).then(m.start)).catch(()=>self.jarLoads=0)}})";
    let editor = "addEventListener('focusin',e=>{const d=e.target.closest('[data-editor]');\
                  if(d&&d.dataset.editor&&!self.editorLoads){self.editorLoads=1;import(d.dataset.editor).then(m=>m.default({module_or_path:d.dataset.editorWasm}).then(m.start)).catch(()=>self.editorLoads=0)}})";
    // A form that the browser sends by itself rests while it is under way, and a second press of it does nothing. After ten
    // seconds it can be pressed again, should no page have come: its idempotency key sees to it that this is the same act.
    // Forms that a script sends have done so already when the event comes here (`web/src/form_post.rs`).
    let rest = "addEventListener('submit',e=>{const f=e.target,b=e.submitter;if(e.defaultPrevented||f.getAttribute('method')!=='post')return;\
                if(f.hasAttribute('aria-busy'))return e.preventDefault();f.setAttribute('aria-busy','true');b&&b.setAttribute('aria-disabled','true');\
                setTimeout(()=>{f.removeAttribute('aria-busy');b&&b.removeAttribute('aria-disabled')},1e4)})";
    Some(view! {
        <script nonce=use_nonce()>{format!("{jar};{editor};{rest}")}</script>
        <link rel="modulepreload" href=assets.js.clone() nonce=use_nonce()/>
        <link rel="preload" href=assets.wasm.clone() r#as="fetch" r#type="application/wasm" crossorigin="anonymous"/>
        <script type="module" nonce=use_nonce()>{start}</script>
        {reload}
    })
}
