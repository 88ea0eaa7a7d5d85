//! `vitrine user`: accounts, for whoever runs the site.
//!
//! Passwords are made here and printed once. An administrator cannot choose one, and so never knows the password that a
//! person chooses later (OWASP ASVS 5.0, 6.4.6). All of this works while the site is being served.

use super::{output::say, run::block_on, subcommand::Subcommand};
use crate::{clock::Clock, config::DataFolder, data_folder, random};
use anyhow::{Context, Result, bail};
use clap::ArgMatches;
use model::{DisplayName, Field, NewPassword, Role, UserName};
use store::{Db, password::Hasher};

const EXAMPLES: &str = "\
Examples:
  vitrine user create ana --admin      the first administrator
  vitrine user reset-password ben      for someone who forgot theirs; ends their sessions
  vitrine user disable ben             out at the next request; `enable` lets them in again
  vitrine user list";

/// Which folder, and what to do.
#[derive(clap::Args, Debug)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    #[command(flatten)]
    data: DataFolder,
    #[command(subcommand)]
    action: Action,
}

#[derive(clap::Subcommand, Debug)]
enum Action {
    /// Make an account; its password is printed once
    Create {
        #[arg(value_parser = UserName::parse)]
        name: UserName,
        /// Give it an administrator's rights
        #[arg(long)]
        admin: bool,
    },
    /// Give someone an administrator's rights; ends their sessions
    Promote {
        #[arg(value_parser = UserName::parse)]
        name: UserName,
    },
    /// Take an administrator's rights away; ends their sessions
    Demote {
        #[arg(value_parser = UserName::parse)]
        name: UserName,
    },
    /// Keep someone out, from their next request on
    Disable {
        #[arg(value_parser = UserName::parse)]
        name: UserName,
    },
    /// Let someone in again
    Enable {
        #[arg(value_parser = UserName::parse)]
        name: UserName,
    },
    /// Give someone a new password, printed once; ends their sessions
    ResetPassword {
        #[arg(value_parser = UserName::parse)]
        name: UserName,
    },
    /// Print everybody: name, role, since when, whether kept out, and what they are called
    List,
}

impl Subcommand for Args {
    const NAME: &'static str = "user";
    const SUMMARY: &'static str = "Look after people's accounts";

    fn run(self, _: &ArgMatches) -> Result<()> {
        block_on(open_and_act(self))
    }
}

/// Does it, and says on stdout what came of it.
///
/// # Errors
/// Where there is no such name, or where there is one already.
async fn open_and_act(args: Args) -> Result<()> {
    let db = data_folder::open_existing(&args.data.data).await?;
    let result = act(&db, args.action).await;
    // Also after a mistake, so that the write-ahead log is merged into the database.
    db.close().await;
    result
}

async fn act(db: &Db, action: Action) -> Result<()> {
    let now = Clock::default().now();
    match action {
        Action::Create { name, admin } => {
            let role = if admin { Role::Admin } else { Role::Person };
            if store::user::find_account(db, &name).await?.is_some() {
                bail!("somebody is called `{name}` already");
            }
            let (password, hash) = new_password(&name).await?;
            let display_name = DisplayName::parse(name.as_str())?;
            say_password(&name, &password)?;
            store::user::insert_user(db, &name, &display_name, hash, role, now)
                .await
                .with_context(|| format!("`{name}` was not made, and the password above is for nothing"))?;
        }
        Action::Promote { name } => {
            found(store::user::update_role(db, &name, Role::Admin).await?, &name)?;
            say(format_args!("{name} is an administrator now, and has to sign in again."))?;
        }
        Action::Demote { name } => {
            found(store::user::update_role(db, &name, Role::Person).await?, &name)?;
            say(format_args!("{name} is no administrator any more, and has to sign in again."))?;
        }
        Action::Disable { name } => {
            found(store::user::update_disabled(db, &name, Some(now)).await?, &name)?;
            say(format_args!("{name} is kept out from the next request on."))?;
        }
        Action::Enable { name } => {
            found(store::user::update_disabled(db, &name, None).await?, &name)?;
            say(format_args!("{name} may come in again."))?;
        }
        Action::ResetPassword { name } => {
            let account = store::user::find_account(db, &name).await?;
            let account = account.with_context(|| not_found_message(&name))?;
            let (password, hash) = new_password(&name).await?;
            say_password(&name, &password)?;
            store::user::update_password(db, account.id, hash, true, None)
                .await
                .with_context(|| format!("the password above is for nothing, the one of `{name}` stays"))?;
        }
        Action::List => list(db).await?,
    }
    Ok(())
}

/// A new password and its hash.
async fn new_password(name: &UserName) -> Result<(String, String)> {
    let text = random::passphrase();
    let password = NewPassword::parse(Field::Password, &text)?;
    let hash = Hasher::default().hash(Field::Password, password, vec![name.to_string()]).await?;
    Ok((text, hash))
}

/// Prints a new password. This comes before it is stored: nobody could ever read one that was stored and not printed.
fn say_password(name: &UserName, password: &str) -> Result<()> {
    say(format_args!("{name} can sign in with this password, which is shown only now: {password}"))
}

/// An error where a statement found nobody of this name.
fn found(found: bool, name: &UserName) -> Result<()> {
    if !found {
        bail!(not_found_message(name));
    }
    Ok(())
}

fn not_found_message(name: &UserName) -> String {
    format!("nobody here is called `{name}`")
}

/// Prints everybody, a page at a time, so that a large site does not fill the memory.
async fn list(db: &Db) -> Result<()> {
    const AT_ONCE: i64 = 500;
    let mut after = String::new();
    loop {
        let people = store::user::list_users(db, &after, AT_ONCE).await?;
        for person in &people {
            let role = if person.role == Role::Admin { "admin" } else { "person" };
            let kept_out = if person.disabled_at.is_some() { "kept out" } else { "-" };
            let since = person.created_at.rfc3339();
            say(format_args!("{}\t{role}\t{since}\t{kept_out}\t{}", person.name, person.display_name))?;
        }
        match people.last() {
            Some(last) => after = last.name.to_string(),
            None => return Ok(()),
        }
    }
}
