//! `poze serve`

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, bail};
use poze_engine::Engine as _;
use poze_engine::local::{LocalEngine, pad_from_file};
use poze_store::{NewSite, Store};
use tokio::net::TcpListener;
use tokio::sync::{Notify, Semaphore};

use crate::clock::Clock;
use crate::commands::data::DataArgs;
use crate::commands::pack::PackArgs;
use crate::config::ConfigArgs;
use crate::listen;
use crate::output;
use crate::router::router;
use crate::signing::{KeyKind, SigningKeys};
use crate::state::{App, Settings};
use crate::uploads::Uploads;

/// Start the verifier.
#[derive(clap::Args, Debug)]
pub(crate) struct ServeArgs {
    /// For development: loopback only, keys and data of one run, every loopback origin, scripted challenges.
    #[arg(long)]
    dev: bool,
    /// Port; 0 picks a free one.
    #[arg(long, env = "POZE_PORT", default_value_t = 8787)]
    port: u16,
    /// Address to listen on; dev mode stays on 127.0.0.1.
    #[arg(long, env = "POZE_BIND", default_value = "127.0.0.1")]
    bind: IpAddr,
    /// URL under which browsers and backends reach this verifier: `iss` of its tokens. Required but in dev mode.
    #[arg(long, env = "POZE_URL")]
    url: Option<String>,
    /// Threads that look at pictures; when absent all cores but one, which answers meanwhile (and, in dev mode, shows the
    /// page: a browser that is starved of the processor loses frames, and a track with gaps is refused).
    #[arg(long, env = "POZE_WORKERS")]
    workers: Option<usize>,
    /// A PAD network (TFLite) in place of the one in the binary; a TOML file of the same name beside it describes its
    /// input: docs/findings.md.
    #[arg(long, env = "POZE_PAD_MODEL", value_name = "FILE")]
    pad_model: Option<PathBuf>,
    #[command(flatten)]
    packs: PackArgs,
    /// Dev mode: how many sites to make.
    #[arg(long, default_value_t = 1, requires = "dev")]
    dev_sites: u8,
    /// Dev mode: how tokens are signed.
    #[arg(long, env = "POZE_DEV_ALG", value_enum, default_value = "es256")]
    dev_alg: KeyKind,
    #[command(flatten)]
    config: ConfigArgs,
    #[command(flatten)]
    data: DataArgs,
}

/// Steps that are arriving: 4 MB each at most, 256 MB in all.
const UPLOADS: usize = 64;
/// Steps and photos per worker: one examined, some waiting.
const EVIDENCE_PER_WORKER: usize = 8;
const SWEEP_EVERY: Duration = Duration::from_secs(60);

pub(crate) async fn run(args: ServeArgs) -> anyhow::Result<()> {
    let config = args.config.read()?;
    let workers = args.workers.unwrap_or_else(all_cores_but_one).clamp(1, 256);
    let bind = if args.dev {
        IpAddr::V4(Ipv4Addr::LOCALHOST)
    } else {
        args.bind
    };
    let pad = args.pad_model.as_deref().map(pad_from_file).transpose()?;
    let wanted = SocketAddr::new(bind, args.port);
    let engine = LocalEngine::with_pad(workers, pad)?;
    let packs = args.packs.read(&engine.capabilities().moves)?;
    let listener = TcpListener::bind(wanted)
        .await
        .with_context(|| format!("cannot listen on {wanted}"))?;
    let address = listener.local_addr()?;
    let (store, keys, issuer) = if args.dev {
        let keys = SigningKeys::for_one_run(args.dev_alg)?;
        (Store::temporary().await?, keys, format!("http://{address}"))
    } else {
        let issuer = args
            .url
            .as_deref()
            .context("--url is missing: it becomes `iss` of every token")?;
        (
            args.data.open().await?,
            SigningKeys::from_folder(&args.data.keys())?,
            issuer_of(issuer)?,
        )
    };
    let app = App {
        settings: Arc::new(Settings {
            issuer,
            dev: args.dev,
            policies: config.policies,
        }),
        store,
        engine: Arc::new(engine),
        packs: Arc::new(packs),
        keys: Arc::new(keys),
        clock: Clock::system(),
        uploads: Uploads::new(UPLOADS),
        evidence_slots: Arc::new(Semaphore::new(workers * EVIDENCE_PER_WORKER)),
        analysed: Arc::new(Notify::new()),
    };
    check_sites(&app).await?;
    name_lost_packs(&app).await?;
    if args.dev {
        add_dev_sites(&app, args.dev_sites.max(1)).await?;
    }
    let sweeper = tokio::spawn(sweep(app.store.clone(), app.clock.clone()));
    let store = app.store.clone();
    output::line(&format!("listening on http://{address}"))?;
    listen::serve(listener, router(app), stopped()).await;
    sweeper.abort();
    store.close().await;
    Ok(())
}

/// A site whose pack is not there can make no session: better said now than at its first visitor.
async fn name_lost_packs(app: &App) -> anyhow::Result<()> {
    for site in app.store.sites().await? {
        if let Some(pack) = site.pack.filter(|pack| app.packs.get(pack).is_none()) {
            tracing::warn!(
                site = site.id,
                pack,
                "a site is held to a pack that is not there"
            );
        }
    }
    Ok(())
}

fn all_cores_but_one() -> usize {
    std::thread::available_parallelism().map_or(1, |cores| cores.get().saturating_sub(1).max(1))
}

/// Scheme, host and port; tokens carry it, frames compare with it.
fn issuer_of(url: &str) -> anyhow::Result<String> {
    let uri: axum::http::Uri = url.parse().context("--url is not a URL")?;
    match (uri.scheme_str(), uri.authority(), uri.path()) {
        (Some(scheme @ ("http" | "https")), Some(authority), "" | "/") => {
            Ok(format!("{scheme}://{authority}"))
        }
        _ => bail!("--url must be scheme, host and port, such as https://poze.example.org"),
    }
}

/// A site that names a policy which is not there could make no session: said at the start, not by its first visitor.
async fn check_sites(app: &App) -> anyhow::Result<()> {
    for site in app.store.sites().await? {
        if let Some(name) = &site.policy
            && app.settings.policies.get(name).is_none()
        {
            bail!(
                "site {} wants the policy {name}, which is not there: add [policy.{name}] to --config, or run \
                 `poze site policy {} standard`",
                site.id,
                site.id
            );
        }
    }
    Ok(())
}

async fn add_dev_sites(app: &App, count: u8) -> anyhow::Result<()> {
    for n in 1..=count {
        let name = if n == 1 {
            "PrivacyBook".to_owned()
        } else {
            format!("Site {n}")
        };
        let keys = app
            .store
            .add_site(
                &NewSite {
                    name,
                    origins: Vec::new(),
                    policy: None,
                    pack: None,
                },
                app.clock.now(),
            )
            .await?;
        output::line(&format!("site: {}", keys.site.id))?;
        output::line(&format!("secret key: {}", keys.secret_key))?;
    }
    Ok(())
}

async fn sweep(store: Store, clock: Clock) {
    loop {
        tokio::time::sleep(SWEEP_EVERY).await;
        match store.sweep(clock.now()).await {
            Ok(swept) => tracing::debug!(?swept, "swept"),
            Err(error) => tracing::error!(%error, "the sweep failed"),
        }
    }
}

/// Ctrl-C, or the signal by which service managers stop a process. Requests that are there are answered first.
async fn stopped() {
    let interrupt = async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    let terminate = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => _ = signal.recv().await,
            Err(_) => std::future::pending().await,
        }
    };
    #[cfg(not(unix))]
    let terminate = std::future::pending::<()>();
    tokio::select! {
        () = interrupt => {}
        () = terminate => {}
    }
}
