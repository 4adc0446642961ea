//! Sites: who may ask, from where.

use sqlx::{Row as _, SqliteConnection};

use crate::error::StoreError;
use crate::ids::{SECRET_KEY_PREFIX, hash_of, new_id, new_secret};
use crate::open::Store;

/// What an operator says of a new site.
#[derive(Clone, Debug)]
pub struct NewSite {
    /// Display name, shown in the widget.
    pub name: String,
    /// Origins whose pages may run its sessions.
    pub origins: Vec<String>,
    /// Name of the policy of sessions that name none; the verifier's default when absent.
    pub policy: Option<String>,
    /// The pack that it is held to.
    pub pack: Option<String>,
}

/// A site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Site {
    /// `aud` of its tokens.
    pub id: String,
    /// Display name.
    pub name: String,
    /// Names the site in a page; authorises nothing.
    pub public_key: String,
    /// Origins whose pages may run its sessions.
    pub origins: Vec<String>,
    /// Name of the policy of sessions that name none.
    pub policy: Option<String>,
    /// The pack that it is held to; without one its sessions may name any.
    pub pack: Option<String>,
}

/// A new site's keys: the only moment at which the secret one is known.
#[derive(Clone)]
pub struct SiteKeys {
    /// The site.
    pub site: Site,
    /// For its backend.
    pub secret_key: String,
}

impl Store {
    /// Adds a site with fresh keys.
    pub async fn add_site(&self, new: &NewSite, now: u64) -> Result<SiteKeys, StoreError> {
        let site = Site {
            id: new_id("site_"),
            name: new.name.clone(),
            public_key: new_id("pk_"),
            origins: new.origins.clone(),
            policy: new.policy.clone(),
            pack: new.pack.clone(),
        };
        let origins =
            serde_json::to_string(&site.origins).map_err(|_| StoreError::Unreadable("site"))?;
        let mut tx = self.pool.begin().await?;
        sqlx::query("INSERT INTO sites (id, name, public_key, origins, created_at, policy, pack) VALUES ($1, $2, $3, $4, $5, $6, $7)")
            .bind(&site.id)
            .bind(&site.name)
            .bind(&site.public_key)
            .bind(origins)
            .bind(now as i64)
            .bind(&site.policy)
            .bind(&site.pack)
            .execute(&mut *tx)
            .await?;
        let secret_key = add_key(&mut tx, &site.id, now).await?;
        tx.commit().await?;
        Ok(SiteKeys { site, secret_key })
    }

    /// Gives a site a new secret key; the others work until `old_expire_at`. `None` when there is no such site.
    pub async fn rotate_site_key(
        &self,
        site_id: &str,
        now: u64,
        old_expire_at: u64,
    ) -> Result<Option<String>, StoreError> {
        if self.site(site_id).await?.is_none() {
            return Ok(None);
        }
        let mut tx = self.pool.begin().await?;
        sqlx::query("UPDATE site_keys SET expires_at = $1 WHERE site_id = $2 AND (expires_at IS NULL OR expires_at > $1)")
            .bind(old_expire_at as i64)
            .bind(site_id)
            .execute(&mut *tx)
            .await?;
        let secret = add_key(&mut tx, site_id, now).await?;
        tx.commit().await?;
        Ok(Some(secret))
    }

    /// Names the policy of a site's sessions that name none; `None` is the verifier's default. False when there is no
    /// such site.
    pub async fn set_site_policy(
        &self,
        site_id: &str,
        policy: Option<&str>,
    ) -> Result<bool, StoreError> {
        let done = sqlx::query("UPDATE sites SET policy = $1 WHERE id = $2")
            .bind(policy)
            .bind(site_id)
            .execute(&self.pool)
            .await?;
        Ok(done.rows_affected() == 1)
    }

    /// The site of a secret key that is valid at `now`.
    pub async fn site_by_secret_key(
        &self,
        secret: &str,
        now: u64,
    ) -> Result<Option<Site>, StoreError> {
        let row = sqlx::query(
            "SELECT s.* FROM sites s JOIN site_keys k ON k.site_id = s.id
             WHERE k.hash = $1 AND (k.expires_at IS NULL OR k.expires_at > $2)",
        )
        .bind(hash_of(secret))
        .bind(now as i64)
        .fetch_optional(&self.pool)
        .await?;
        row.as_ref().map(site_of).transpose()
    }

    /// A site by its id.
    pub async fn site(&self, id: &str) -> Result<Option<Site>, StoreError> {
        let row = sqlx::query("SELECT * FROM sites WHERE id = $1")
            .bind(id)
            .fetch_optional(&self.pool)
            .await?;
        row.as_ref().map(site_of).transpose()
    }

    /// All sites, oldest first.
    pub async fn sites(&self) -> Result<Vec<Site>, StoreError> {
        let rows = sqlx::query("SELECT * FROM sites ORDER BY created_at, id")
            .fetch_all(&self.pool)
            .await?;
        rows.iter().map(site_of).collect()
    }
}

async fn add_key(tx: &mut SqliteConnection, site_id: &str, now: u64) -> Result<String, StoreError> {
    let secret = new_secret(SECRET_KEY_PREFIX);
    sqlx::query("INSERT INTO site_keys (hash, site_id, created_at) VALUES ($1, $2, $3)")
        .bind(hash_of(&secret))
        .bind(site_id)
        .bind(now as i64)
        .execute(tx)
        .await?;
    Ok(secret)
}

fn site_of(row: &sqlx::sqlite::SqliteRow) -> Result<Site, StoreError> {
    let origins: String = row.try_get("origins")?;
    Ok(Site {
        id: row.try_get("id")?,
        name: row.try_get("name")?,
        public_key: row.try_get("public_key")?,
        origins: serde_json::from_str(&origins).map_err(|_| StoreError::Unreadable("site"))?,
        policy: row.try_get("policy")?,
        pack: row.try_get("pack")?,
    })
}
