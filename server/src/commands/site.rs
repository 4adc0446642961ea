//! `poze site add|list|rotate`

use anyhow::{Context as _, bail};
use clap::Subcommand;
use poze_store::{NewSite, Site};
use serde_json::json;

use crate::clock::Clock;
use crate::commands::data::DataArgs;
use crate::commands::pack::PackArgs;
use crate::output;
use crate::policy::is_name;

/// What to do with sites.
#[derive(Subcommand, Debug)]
pub(crate) enum SiteCommand {
    /// Add a site; prints its id and keys. The secret key is shown this once.
    Add {
        /// Shown in the widget.
        #[arg(long)]
        name: String,
        /// An origin whose pages may run the site's sessions, such as https://example.org; repeatable.
        #[arg(long = "origin", required = true)]
        origins: Vec<String>,
        /// Policy of its sessions that name none, such as strict; otherwise the verifier's default.
        #[arg(long, value_parser = policy_name)]
        policy: Option<String>,
        /// Hold the site's sessions to a pack, such as no-hands; `poze pack list` prints them.
        #[arg(long)]
        pack: Option<String>,
        #[command(flatten)]
        packs: PackArgs,
        #[command(flatten)]
        data: DataArgs,
    },
    /// List all sites.
    List {
        #[command(flatten)]
        data: DataArgs,
    },
    /// Name the policy of a site's sessions that name none.
    Policy {
        /// Id of the site.
        site: String,
        /// Such as strict; without it, the verifier's default again.
        #[arg(value_parser = policy_name)]
        policy: Option<String>,
        #[command(flatten)]
        data: DataArgs,
    },
    /// Give a site a new secret key.
    Rotate {
        /// Id of the site.
        site: String,
        /// Hours for which the old keys go on working.
        #[arg(long, default_value_t = 24)]
        overlap_hours: u32,
        #[command(flatten)]
        data: DataArgs,
    },
}

/// Longest name.
const NAME_MAX_CHARS: usize = 64;

pub(crate) async fn run(command: SiteCommand) -> anyhow::Result<()> {
    let now = Clock::system().now();
    match command {
        SiteCommand::Add {
            name,
            origins,
            policy,
            pack,
            packs,
            data,
        } => {
            if name.is_empty()
                || name.chars().count() > NAME_MAX_CHARS
                || name.chars().any(char::is_control)
            {
                bail!("--name must have 1 to {NAME_MAX_CHARS} characters");
            }
            let origins = origins
                .iter()
                .map(|o| origin(o))
                .collect::<anyhow::Result<Vec<_>>>()?;
            if let Some(pack) = &pack {
                packs.require(pack)?;
            }
            let keys = data
                .open()
                .await?
                .add_site(
                    &NewSite {
                        name,
                        origins,
                        policy,
                        pack,
                    },
                    now,
                )
                .await?;
            let mut printed = printed(&keys.site);
            printed["secret_key"] = keys.secret_key.into();
            output::json(&printed)
        }
        SiteCommand::List { data } => {
            let sites = data.open().await?.sites().await?;
            output::json(&sites.iter().map(printed).collect())
        }
        SiteCommand::Policy { site, policy, data } => {
            let store = data.open().await?;
            if !store.set_site_policy(&site, policy.as_deref()).await? {
                bail!("there is no site {site}");
            }
            let site = store.site(&site).await?.context("the site is gone")?;
            output::json(&printed(&site))
        }
        SiteCommand::Rotate {
            site,
            overlap_hours,
            data,
        } => {
            let until = now + u64::from(overlap_hours) * 3600;
            let secret = data
                .open()
                .await?
                .rotate_site_key(&site, now, until)
                .await?;
            let secret = secret.with_context(|| format!("there is no site {site}"))?;
            output::json(&json!({"site": site, "secret_key": secret, "old_keys_expire_at": until}))
        }
    }
}

fn printed(site: &Site) -> serde_json::Value {
    json!({"site": site.id, "name": site.name, "public_key": site.public_key, "origins": site.origins,
        "policy": site.policy, "pack": site.pack})
}

/// What could be the name of a policy; whether it is there, `poze serve` says.
fn policy_name(text: &str) -> Result<String, String> {
    match is_name(text) {
        true => Ok(text.to_owned()),
        false => {
            Err("no policy can be called so; `poze policy` prints those that there are".to_owned())
        }
    }
}

/// scheme://host[:port], as browsers send it.
fn origin(text: &str) -> anyhow::Result<String> {
    let uri: axum::http::Uri = text
        .parse()
        .with_context(|| format!("--origin {text} is not a URL"))?;
    let (Some(scheme), Some(authority)) = (uri.scheme_str(), uri.authority()) else {
        bail!("--origin {text} must be like https://example.org");
    };
    let whole = format!("{scheme}://{authority}");
    let bare = matches!(uri.path(), "" | "/")
        && uri.query().is_none()
        && !authority.as_str().contains('@');
    if !bare || !matches!(scheme, "http" | "https") {
        bail!("--origin {text} must be only scheme, host and port: {whole}");
    }
    Ok(whole.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_scheme_host_and_port() {
        assert_eq!(
            origin("https://Example.org/").unwrap(),
            "https://example.org"
        );
        assert_eq!(
            origin("http://127.0.0.1:8788").unwrap(),
            "http://127.0.0.1:8788"
        );
        for wrong in [
            "example.org",
            "https://a.example/login",
            "ftp://a.example",
            "https://u@a.example",
            "*",
            "",
        ] {
            assert!(origin(wrong).is_err(), "{wrong}");
        }
    }
}
