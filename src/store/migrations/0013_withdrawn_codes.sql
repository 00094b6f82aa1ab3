-- Since when no code of a set is good: the database was restored from a backup, which does not know which codes were used since.
ALTER TABLE backup_codes ADD COLUMN withdrawn_at BIGINT NOT NULL DEFAULT 0;
