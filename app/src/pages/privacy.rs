//! `/privacy`: what is recorded, and for how long.

use crate::components::PageMeta;
use leptos::prelude::*;

#[component]
pub fn PrivacyPage() -> impl IntoView {
    view! {
        <PageMeta title="What is recorded" description="What Vitrine records about you, and for how long." path="/privacy"/>
        <div class="page three">
            <div class="feed-head"><h1>"What is recorded"</h1></div>
            <div class="text-only prose">
                <p>"No one outside is told anything: no page loads anything from another host, and there is no tracking."</p>
                <table>
                    <thead><tr><th scope="col">"What"</th><th scope="col">"How long"</th></tr></thead>
                    <tbody>
                        <tr><td>"Your name, what you are called, your words about yourself"</td><td>"until you delete your account"</td></tr>
                        <tr><td>"Your password, as a slow hash that cannot be turned back"</td><td>"until you change it or leave"</td></tr>
                        <tr><td>"Posts, comments, likes, follows"</td><td>"until you delete them; who leaves may let posts and comments stay without a name"</td></tr>
                        <tr><td>"Each session: a digest of its cookie, the browser’s name for itself, the network (not the full address), when it began and was last seen"</td><td>"14 days after its last use, 30 days at most, or until you end it"</td></tr>
                        <tr><td>"That a device signed in before, as a digest of a cookie of its own"</td><td>"until you change your password with “end all others”, or leave"</td></tr>
                        <tr><td>"Failed sign-ins, by name and network"</td><td>"a day"</td></tr>
                        <tr><td>"The server’s log: time, page, how long it took; no names, no addresses, no cookies"</td><td>"as long as whoever runs this site keeps it"</td></tr>
                    </tbody>
                </table>
                <h2>"Cookies"</h2>
                <p>
                    "One for the session, one that lets your device try again when strangers guess at your password, one for day or "
                    "night if you chose, and one for some minutes when a form comes back with something to mend."
                </p>
            </div>
        </div>
    }
}
