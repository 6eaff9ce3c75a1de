-- browsers in which somebody is logged in; only the hash of what their cookie says
CREATE TABLE login_sessions (
    token_hash TEXT PRIMARY KEY,
    login TEXT NOT NULL,
    origin TEXT NOT NULL CHECK (origin IN ('local', 'oidc')),
    started_at TEXT NOT NULL,
    seen_at TEXT NOT NULL,
    ends_at TEXT NOT NULL -- at the latest, however busy it is
) STRICT, WITHOUT ROWID;
CREATE INDEX login_sessions_by_login ON login_sessions (login);

-- logins that failed lately, by whom they named and from where they came
CREATE TABLE failed_logins (
    id INTEGER PRIMARY KEY,
    login TEXT NOT NULL,
    address TEXT NOT NULL,
    failed_at TEXT NOT NULL
) STRICT;
CREATE INDEX failed_logins_by_login ON failed_logins (login, failed_at);
CREATE INDEX failed_logins_by_address ON failed_logins (address, failed_at);

-- tickets that a page gives a browser which has come back from a login service, for one use within a minute
CREATE TABLE login_tickets (
    ticket_hash TEXT PRIMARY KEY,
    login TEXT NOT NULL,
    name TEXT NOT NULL,
    ends_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- what was done and by whom; each line holds the hash of the one before, so that a change shows
CREATE TABLE audit (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at TEXT NOT NULL,
    login TEXT NOT NULL,
    role TEXT NOT NULL,
    act TEXT NOT NULL,
    subject TEXT NOT NULL,
    details TEXT NOT NULL, -- JSON object of strings
    previous_hash TEXT NOT NULL,
    hash TEXT NOT NULL
) STRICT;
CREATE INDEX audit_by_subject ON audit (subject);
CREATE TRIGGER audit_is_not_changed BEFORE UPDATE ON audit
BEGIN SELECT RAISE (ABORT, 'the audit log is not changed'); END;
CREATE TRIGGER audit_is_not_deleted BEFORE DELETE ON audit
BEGIN SELECT RAISE (ABORT, 'the audit log is not changed'); END;
