-- What an applicant sent: one row an upload. The octets themselves are sealed files, not here. `kind`, `captured`, `status` and
-- `advice` are slugs; `picture_hash` is the 64-bit difference hash, NULL where the picture is too plain to have one.
CREATE TABLE evidence_item (
    account_id BIGINT NOT NULL,
    appeal_id BIGINT NOT NULL,
    item_id BIGINT NOT NULL,
    kind TEXT NOT NULL,
    version BIGINT NOT NULL,
    round BIGINT NOT NULL,
    captured TEXT NOT NULL,
    media TEXT NOT NULL,
    status TEXT NOT NULL,
    at BIGINT NOT NULL,
    octets BIGINT NOT NULL DEFAULT 0,
    sha256 BYTEA NOT NULL,
    width BIGINT NOT NULL DEFAULT 0,
    height BIGINT NOT NULL DEFAULT 0,
    advice TEXT NOT NULL DEFAULT '',
    picture_hash BIGINT,
    duration_ms BIGINT NOT NULL DEFAULT 0,
    probe TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (account_id, appeal_id, item_id)
) @clustered;

-- A video arrives in chunks as it runs, each a sealed file of its own: in order, without a gap, or not at all.
CREATE TABLE evidence_chunk (
    account_id BIGINT NOT NULL,
    appeal_id BIGINT NOT NULL,
    item_id BIGINT NOT NULL,
    number BIGINT NOT NULL,
    octets BIGINT NOT NULL,
    sha256 BYTEA NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (account_id, appeal_id, item_id, number)
) @clustered;

-- Where a picture was seen, for finding it again under another account: its own tables, of no account. A difference hash is cut
-- into five bands; two hashes that differ in at most eight bits differ in at most one bit of some band (doc/decisions/0015).
CREATE TABLE picture_seen (
    sha256 BYTEA NOT NULL,
    item_id BIGINT NOT NULL,
    account_id BIGINT NOT NULL,
    appeal_id BIGINT NOT NULL,
    seen_at BIGINT NOT NULL,
    PRIMARY KEY (sha256, item_id)
) @clustered;
CREATE INDEX picture_seen_at ON picture_seen (seen_at);

CREATE TABLE picture_band (
    band BIGINT NOT NULL,
    item_id BIGINT NOT NULL,
    account_id BIGINT NOT NULL,
    appeal_id BIGINT NOT NULL,
    picture_hash BIGINT NOT NULL,
    seen_at BIGINT NOT NULL,
    PRIMARY KEY (band, item_id)
) @clustered;
CREATE INDEX picture_band_seen_at ON picture_band (seen_at);
