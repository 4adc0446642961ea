//! References: what a subject is matched against. Sealed under the site's key with site, subject and id.

use poze_protocol::{Enrolled, ReferenceView};
use sqlx::Row as _;

use crate::error::StoreError;
use crate::ids::new_id;
use crate::open::Store;

const WHAT: &str = "reference";

/// What is kept of a photo or of a passed run.
pub struct NewReference<'a> {
    /// The site.
    pub site_id: &'a str,
    /// The site's own id of the person.
    pub subject: &'a str,
    /// How it came about.
    pub enrolled: Enrolled,
    /// Id of the embedding model, or of the engine that keeps the photo.
    pub model: &'a str,
    /// Embedding or photo.
    pub bytes: &'a [u8],
}

/// A reference with its bytes opened.
#[derive(Clone)]
pub struct StoredReference {
    /// What backends see of it.
    pub view: ReferenceView,
    /// Embedding or photo.
    pub bytes: Vec<u8>,
}

impl Store {
    /// Keeps a reference.
    pub async fn add_reference(
        &self,
        new: &NewReference<'_>,
        now: u64,
    ) -> Result<ReferenceView, StoreError> {
        let id = new_id("ref_");
        let sealed = self
            .key
            .seal(new.site_id, &[WHAT, new.subject, &id], new.bytes);
        sqlx::query(
            "INSERT INTO subject_references (id, site_id, subject, enrolled, model, sealed, created_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
        )
        .bind(&id)
        .bind(new.site_id)
        .bind(new.subject)
        .bind(name_of(new.enrolled))
        .bind(new.model)
        .bind(sealed)
        .bind(now as i64)
        .execute(&self.pool)
        .await?;
        Ok(ReferenceView {
            id,
            subject: new.subject.to_owned(),
            enrolled: new.enrolled,
            model: new.model.to_owned(),
            created_at: now,
        })
    }

    /// The references of a subject, newest first, `limit` at most.
    pub async fn references(
        &self,
        site_id: &str,
        subject: &str,
        limit: u32,
    ) -> Result<Vec<ReferenceView>, StoreError> {
        let rows = sqlx::query(
            "SELECT * FROM subject_references WHERE site_id = $1 AND subject = $2
             ORDER BY created_at DESC, id LIMIT $3",
        )
        .bind(site_id)
        .bind(subject)
        .bind(i64::from(limit))
        .fetch_all(&self.pool)
        .await?;
        rows.iter().map(view_of).collect()
    }

    /// One reference of a site, opened.
    pub async fn reference(
        &self,
        site_id: &str,
        id: &str,
    ) -> Result<Option<StoredReference>, StoreError> {
        let row = sqlx::query("SELECT * FROM subject_references WHERE site_id = $1 AND id = $2")
            .bind(site_id)
            .bind(id)
            .fetch_optional(&self.pool)
            .await?;
        let Some(row) = row else { return Ok(None) };
        let view = view_of(&row)?;
        let sealed: Vec<u8> = row.try_get("sealed")?;
        let bytes = self
            .key
            .unseal(site_id, &[WHAT, &view.subject, id], &sealed, WHAT)?;
        Ok(Some(StoredReference { view, bytes }))
    }

    /// Deletes a reference of a site; false when there is none.
    pub async fn delete_reference(&self, site_id: &str, id: &str) -> Result<bool, StoreError> {
        let done = sqlx::query("DELETE FROM subject_references WHERE site_id = $1 AND id = $2")
            .bind(site_id)
            .bind(id)
            .execute(&self.pool)
            .await?;
        Ok(done.rows_affected() == 1)
    }
}

fn name_of(enrolled: Enrolled) -> &'static str {
    match enrolled {
        Enrolled::Live => "live",
        Enrolled::Photo => "photo",
    }
}

fn view_of(row: &sqlx::sqlite::SqliteRow) -> Result<ReferenceView, StoreError> {
    let enrolled: String = row.try_get("enrolled")?;
    let created_at: i64 = row.try_get("created_at")?;
    Ok(ReferenceView {
        id: row.try_get("id")?,
        subject: row.try_get("subject")?,
        enrolled: match enrolled.as_str() {
            "live" => Enrolled::Live,
            "photo" => Enrolled::Photo,
            _ => return Err(StoreError::Unreadable(WHAT)),
        },
        model: row.try_get("model")?,
        created_at: created_at as u64,
    })
}
