-- Packs of sites, swaps of steps, and what a visitor was asked for within the last day.

ALTER TABLE sites ADD COLUMN pack TEXT;                             -- NULL: any pack of the verifier
ALTER TABLE challenges ADD COLUMN swapped BIGINT NOT NULL DEFAULT 0; -- how many of its steps were swapped

CREATE TABLE drawn_pozes (
    visitor BLOB NOT NULL,               -- keyed digest of site and subject
    poze BLOB NOT NULL,                  -- keyed digest of site, subject and the moves of all steps
    site_id TEXT NOT NULL REFERENCES sites (id) ON DELETE CASCADE,
    drawn_ms BIGINT NOT NULL,
    PRIMARY KEY (visitor, poze)
);
CREATE INDEX drawn_pozes_age ON drawn_pozes (drawn_ms);
