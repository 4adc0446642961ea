-- Times: *_at are Unix seconds, *_ms Unix milliseconds. `sealed` columns are encrypted (seal.rs).

CREATE TABLE sites (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    public_key TEXT NOT NULL UNIQUE,
    origins TEXT NOT NULL,               -- JSON array
    created_at BIGINT NOT NULL
);

CREATE TABLE site_keys (
    hash BLOB PRIMARY KEY,               -- SHA-256 of the secret key
    site_id TEXT NOT NULL REFERENCES sites (id) ON DELETE CASCADE,
    created_at BIGINT NOT NULL,
    expires_at BIGINT                    -- set by a rotation
);
CREATE INDEX site_keys_site ON site_keys (site_id);

CREATE TABLE subject_references (
    id TEXT PRIMARY KEY,
    site_id TEXT NOT NULL REFERENCES sites (id) ON DELETE CASCADE,
    subject TEXT NOT NULL,
    enrolled TEXT NOT NULL,
    model TEXT NOT NULL,                 -- of the embedding, or the engine that keeps the photo
    sealed BLOB NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX subject_references_subject ON subject_references (site_id, subject);

CREATE TABLE sessions (
    id TEXT PRIMARY KEY,
    site_id TEXT NOT NULL REFERENCES sites (id) ON DELETE CASCADE,
    subject TEXT NOT NULL,
    action TEXT NOT NULL,
    secret_hash BLOB NOT NULL UNIQUE,    -- SHA-256 of the client_secret
    request TEXT NOT NULL,               -- what the backend asked for, JSON, but for `avoid`
    avoid TEXT,                          -- JSON array; gone with the verdict or the session's time
    page_key TEXT,                       -- JWK of the page, set once
    status TEXT NOT NULL,                -- open | verified | failed | cancelled
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    last_error TEXT,
    result TEXT                          -- JSON, after a verdict
);
CREATE INDEX sessions_expiry ON sessions (expires_at);

CREATE TABLE challenges (
    id TEXT PRIMARY KEY,
    session_id TEXT NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    status TEXT NOT NULL,                -- open | passed | failed | replaced | lost | expired
    opened_ms BIGINT NOT NULL,
    deadline_ms BIGINT NOT NULL,
    plan TEXT NOT NULL,                  -- JSON: moves of every step, hold, consent
    codes TEXT NOT NULL                  -- JSON array of reason codes
);
CREATE INDEX challenges_session ON challenges (session_id);

CREATE TABLE steps (
    challenge_id TEXT NOT NULL REFERENCES challenges (id) ON DELETE CASCADE,
    n BIGINT NOT NULL,
    revealed_ms BIGINT NOT NULL,
    received_ms BIGINT,                  -- set by the one request that takes the step
    evidence_sha256 BLOB,
    frames_sha256 BLOB,                  -- of each frame, one after another: for the token
    analysis TEXT,                       -- done | lost
    facts BLOB,                          -- sealed; gone after the verdict
    answer BLOB,                         -- sealed StepAnswer, for a page that lost it
    PRIMARY KEY (challenge_id, n)
);

CREATE TABLE redeemed (
    jti TEXT PRIMARY KEY,
    expires_at BIGINT NOT NULL
);

-- Challenges that were opened and not passed: what counts towards a lock.
CREATE TABLE attempts (
    challenge_id TEXT PRIMARY KEY,
    site_id TEXT NOT NULL REFERENCES sites (id) ON DELETE CASCADE,
    subject TEXT NOT NULL,
    action TEXT NOT NULL,
    opened_at BIGINT NOT NULL
);
CREATE INDEX attempts_subject ON attempts (site_id, subject, action);

CREATE TABLE locks (
    site_id TEXT NOT NULL REFERENCES sites (id) ON DELETE CASCADE,
    subject TEXT NOT NULL,
    action TEXT NOT NULL,
    until_at BIGINT NOT NULL,
    PRIMARY KEY (site_id, subject, action)
);
