-- A take of an appeal's video: the prompts that were drawn when it was opened, and what has arrived of it. `digest` is SHA-256 over
-- the one before it and the newest chunk's; a take that another took the place of is dropped.
CREATE TABLE appeal_take (
    account_id BIGINT NOT NULL,
    appeal_id BIGINT NOT NULL,
    take BIGINT NOT NULL,
    item_id BIGINT NOT NULL,
    round BIGINT NOT NULL,
    script TEXT NOT NULL,
    opened_at BIGINT NOT NULL,
    chunks BIGINT NOT NULL DEFAULT 0,
    octets BIGINT NOT NULL DEFAULT 0,
    digest BYTEA NOT NULL,
    media TEXT NOT NULL DEFAULT '',
    last_chunk_at BIGINT NOT NULL DEFAULT 0,
    dropped BOOLEAN NOT NULL DEFAULT FALSE,
    PRIMARY KEY (account_id, appeal_id, take)
) @clustered;

-- Pictures that no decoder has looked at yet.
CREATE INDEX evidence_item_checking ON evidence_item (at) WHERE status = 'checking';
