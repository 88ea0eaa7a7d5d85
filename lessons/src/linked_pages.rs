// The pages of the site that are no chapters. The build reads this file as well (`build.rs`).

/// The addresses that texts may lead to, beside chapters, exercises and the source.
pub const PAGES: [&str; 15] = [
    "/",
    "/about",
    "/following",
    "/lab/with/counter",
    "/lab/without/counter",
    "/learn",
    "/learn/join/slow-feed",
    "/learn/more",
    "/learn/try",
    "/privacy",
    "/sandbox",
    "/settings",
    "/sign-in",
    "/sign-up",
    "/xray",
];
