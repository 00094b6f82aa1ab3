-- The journal's seals: each covers the lines of a range of ids, and names the seal before it by its digest. A line's own row has
-- nothing of them, so that a sign-in pays for no second write and no index: doc/decisions/0012.
CREATE TABLE journal_seal (
    position @account_pk,
    previous BYTEA NOT NULL,
    after_id BIGINT NOT NULL,
    upto_id BIGINT NOT NULL,
    late BOOLEAN NOT NULL,
    sealed_at BIGINT NOT NULL,
    line_count BIGINT NOT NULL,
    entries BYTEA NOT NULL,
    lines_digest BYTEA NOT NULL,
    digest BYTEA NOT NULL,
    mac BYTEA NOT NULL
);
CREATE INDEX journal_seal_upto ON journal_seal (upto_id);

-- The newest seal of each day, signed. `day` counts from 1970-01-01 UTC.
CREATE TABLE journal_head (
    day @account_pk,
    position BIGINT NOT NULL,
    digest BYTEA NOT NULL,
    signed_at BIGINT NOT NULL,
    signature BYTEA NOT NULL
);

-- Work that one of several daemons does: who does it, and until when nobody else begins.
CREATE TABLE lease (
    name TEXT NOT NULL PRIMARY KEY,
    holder BIGINT NOT NULL,
    until BIGINT NOT NULL
) @clustered;
