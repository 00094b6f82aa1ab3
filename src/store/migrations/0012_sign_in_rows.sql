-- What a sign-in writes lies on few pages: doc/decisions/0020.
-- A challenge is a session of level 0, so that the second step of sign-in changes one row. The old ones, five minutes of them, are
-- not carried over: who stands between password and code types the password again.
ALTER TABLE session ADD COLUMN tries BIGINT NOT NULL DEFAULT 0;
ALTER TABLE session ADD COLUMN password_version BIGINT NOT NULL DEFAULT 0;
DROP TABLE challenge;

-- The last step that was accepted stands in the guard, which every change writes anyway.
ALTER TABLE guard ADD COLUMN last_step BIGINT NOT NULL DEFAULT 0;
UPDATE guard SET last_step = (SELECT a.last_step FROM authenticator AS a WHERE a.account_id = guard.account_id)
    WHERE account_id IN (SELECT account_id FROM authenticator);
ALTER TABLE authenticator DROP COLUMN last_step;
