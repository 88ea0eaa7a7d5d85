//! The X-ray of one's own session: switching it on, and reading what was recorded.

use leptos::{prelude::*, server_fn::codec::GetUrl};
use web::{Error, drawn_page::DrawnPanel};

#[cfg(feature = "ssr")]
use {
    lessons::xray::{self, Filter},
    model::SessionData,
    web::{context, rate_limit::LimitedAction},
};

sentence!(SwitchXray, "You switched the glass on");
/// Switches this session's glass on or off. A guest's first session begins with it.
#[server(endpoint = "switch_xray", prefix = "/api")]
pub async fn switch_xray(#[server(default)] on: Option<String>) -> Result<(), Error> {
    let cx = context::open()?;
    cx.check_rate_limit(LimitedAction::SwitchXray)?;
    let mut data = cx.session_data().await?;
    data.xray = on.is_some();
    if data == SessionData::default() {
        // A guest's session has no other use.
        return Ok(cx.session.flush().await?);
    }
    cx.save_session(&data).await
}

sentence!(XrayPanel, "You looked at your X-ray");
/// The newest story, or the one that has this request in it. `took_us` is what the browser measured for it.
#[server(endpoint = "xray_panel", prefix = "/api", input = GetUrl)]
pub async fn xray_panel(trace: Option<String>, took_us: Option<u64>) -> Result<DrawnPanel, Error> {
    xray::draw_panel(&context::open()?, trace.as_deref(), took_us).await
}

sentence!(XrayPage, "You looked at your X-ray");
/// The whole timeline, drawn: the list, and one story beside it.
#[server(endpoint = "xray_page", prefix = "/api", input = GetUrl)]
pub async fn xray_page(
    only: Option<String>,
    page: Option<String>,
    trace: Option<String>,
) -> Result<String, Error> {
    xray::draw_page(&context::open()?, Filter { only, page, trace }).await
}

sentence!(ShareTrace, "You showed a story to others");
/// Shows a story to whoever gets its address, and leads there.
#[server(endpoint = "share_trace", prefix = "/api")]
pub async fn share_trace(trace: String) -> Result<(), Error> {
    let cx = context::open()?;
    let token = match cx.first_result() {
        Some(token) => token,
        None => xray::share(&cx, &trace).await?,
    };
    leptos_axum::redirect(&format!("/xray/shared/{token}"));
    Ok(())
}

sentence!(UnshareTrace, "You took a shown story back");
/// Takes a shared story back.
#[server(endpoint = "unshare_trace", prefix = "/api")]
pub async fn unshare_trace(token: String) -> Result<(), Error> {
    let cx = context::open()?;
    let viewer = cx.viewer()?.id;
    if !cx.is_repeat() {
        let gone = store::shared_trace::delete_shared_trace(&cx.db, token, viewer).await;
        if !gone? {
            return Err(Error::NotFound);
        }
    }
    leptos_axum::redirect("/xray");
    Ok(())
}

sentence!(XrayShared, "You opened a story that somebody shows");
/// A story that somebody shows, drawn.
#[server(endpoint = "xray_shared", prefix = "/api", input = GetUrl)]
pub async fn xray_shared(token: String) -> Result<String, Error> {
    xray::draw_shared(&context::open()?, token).await
}
