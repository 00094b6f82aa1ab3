-- A device that asks to be let in by another one, ten minutes long; of a vault one at a time. `answer` is the other's nonce, `opened` the
-- new device's: empty until each is there, and never written twice.
CREATE TABLE sync_approval (
    account_id @account_pk,
    device_id BYTEA NOT NULL,
    name TEXT NOT NULL,
    box BYTEA NOT NULL,
    sign BYTEA NOT NULL,
    commitment BYTEA NOT NULL,
    answer BYTEA NOT NULL,
    opened BYTEA NOT NULL,
    asked_at BIGINT NOT NULL
);
