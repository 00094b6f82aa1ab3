-- What the daemon remembers of its surroundings: the fingerprints of key ring and pepper, so that a start with other files
-- is noticed before anything is opened or digested with them.
CREATE TABLE meta (
    name TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) @clustered;
