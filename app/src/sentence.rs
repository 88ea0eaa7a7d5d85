//! `sentence!` says beside a server function or a page what somebody does who asks for it; the X-ray titles its stories so.

/// `sentence!(LikePost, "You liked {post}")` for a server function, by the type that `#[server]` makes of it;
/// `sentence!("/tag/:tag", "You opened …")` for a page, by its route. The placeholders are told at `xray::Sentence`. A test
/// fails where one is missing. Nothing of it reaches the browser.
macro_rules! sentence {
    ($route:literal, $text:literal) => {
        #[cfg(feature = "ssr")]
        ::xray::sentence!($route, $text);
    };
    ($function:ident, $text:literal) => {
        #[cfg(feature = "ssr")]
        ::xray::sentence!(<$function as ::leptos::server_fn::ServerFn>::PATH, $text);
    };
}
