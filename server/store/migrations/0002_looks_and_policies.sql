-- What steps looked like, for a day: to tell a replay from a new run. Nothing of it says who was there.
CREATE TABLE looks (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    site_id TEXT NOT NULL REFERENCES sites (id) ON DELETE CASCADE,
    challenge_id TEXT NOT NULL,          -- no foreign key: a look may stay when its session goes
    n BIGINT NOT NULL,
    received_ms BIGINT NOT NULL,
    sealed BLOB NOT NULL,
    UNIQUE (challenge_id, n)
);
CREATE INDEX looks_site ON looks (site_id, id);
CREATE INDEX looks_age ON looks (received_ms);

-- Keyed hashes of some bits of a look's frames: pictures that are alike share some of them.
CREATE TABLE look_bands (
    site_id TEXT NOT NULL,
    band BIGINT NOT NULL,
    look_id BIGINT NOT NULL REFERENCES looks (id) ON DELETE CASCADE,
    PRIMARY KEY (site_id, band, look_id)
) WITHOUT ROWID;
CREATE INDEX look_bands_look ON look_bands (look_id);

-- Name of the policy of sessions that name none; NULL is the verifier's default.
ALTER TABLE sites ADD COLUMN policy TEXT;
