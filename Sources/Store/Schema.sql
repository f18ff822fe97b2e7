-- VideoCheck's database, as prose. Store is the only target that knows SQL; one connection in one process writes.
-- Instants are INTEGER milliseconds since 1970-01-01 UTC. Identifiers are TEXT with their prefix (chk_, rec_, …).
-- Digests are lower-case hex TEXT where people compare them, BLOB of 32 bytes where only the machine does.
-- JSON columns hold canonical JSON (sorted keys). Until the first release this file is migration 1; from then on every
-- change is a migration of its own, and a test holds this file to all of them replayed.

-- Small facts about this installation: which footage directory belongs to it, for one.
CREATE TABLE fact (
    name TEXT PRIMARY KEY NOT NULL,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- The next number of every numbered series (check numbers, notices), per year of the centre's calendar.
CREATE TABLE counter (
    series TEXT NOT NULL,
    year INTEGER NOT NULL CHECK (year BETWEEN 2000 AND 9999),
    last INTEGER NOT NULL CHECK (last >= 1),
    PRIMARY KEY (series, year)
) STRICT, WITHOUT ROWID;

-- A licence application as the licensing office handed it over. Same number and body: the same row; other body: refused.
CREATE TABLE application (
    id TEXT PRIMARY KEY NOT NULL,
    application_no TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL CHECK (kind IN ('new', 'change_item', 'change_registration', 'renew', 'reissue')),
    commitment INTEGER NOT NULL CHECK (commitment IN (0, 1)),
    accepted_at INTEGER NOT NULL,
    uscc TEXT NOT NULL CHECK (length(uscc) = 18),
    enterprise_name TEXT NOT NULL,
    contact_name TEXT NOT NULL,
    contact_phone TEXT,
    contact_mail TEXT,
    contact_language TEXT NOT NULL CHECK (contact_language IN ('zh', 'en')),
    channels TEXT NOT NULL,                        -- JSON array: the service_confirmation's channels, in its order
    confirmation_signed_at INTEGER,
    body_sha256 TEXT NOT NULL,                     -- of the canonical form of what was sent
    triage_decision TEXT NOT NULL CHECK (triage_decision IN ('video_check', 'desk_check', 'none', 'ask')),
    triage_reason TEXT NOT NULL,
    triaged_by TEXT,                               -- the person who triaged it; NULL: a rule did, or nobody yet
    triaged_at INTEGER,                            -- when that person did
    made_at INTEGER NOT NULL,
    CHECK ((triaged_by IS NULL) = (triaged_at IS NULL)),
    CHECK (triage_decision <> 'ask' OR triaged_by IS NULL)
) STRICT;
CREATE INDEX application_by_enterprise ON application (uscc, id);
CREATE INDEX application_awaiting_triage ON application (id) WHERE triage_decision = 'ask';

-- The people an application names. The number is sealed; id_lookup finds equal numbers without opening any.
CREATE TABLE person (
    id TEXT PRIMARY KEY NOT NULL,
    application_id TEXT NOT NULL REFERENCES application (id),
    position INTEGER NOT NULL,                     -- counts from 0, in the application's order
    name TEXT NOT NULL,
    id_type TEXT NOT NULL,
    id_sealed BLOB NOT NULL,                       -- AES-256-GCM, context person.id_number/<id>
    id_lookup BLOB NOT NULL CHECK (length(id_lookup) = 32),
    id_masked TEXT NOT NULL,                       -- 440***********0014
    posts TEXT NOT NULL,                           -- JSON array of posts
    UNIQUE (application_id, position)
) STRICT;
CREATE INDEX person_by_number ON person (id_lookup);

CREATE TABLE certificate (
    person_id TEXT NOT NULL REFERENCES person (id),
    position INTEGER NOT NULL,
    type TEXT NOT NULL CHECK (type IN ('title', 'special_operation')),
    number_sealed BLOB NOT NULL,                   -- context certificate.number/<person>/<position>
    number_lookup BLOB NOT NULL CHECK (length(number_lookup) = 32),
    issuer TEXT,
    valid_to TEXT,                                 -- YYYY-MM-DD
    next_review TEXT,                              -- YYYY-MM-DD
    PRIMARY KEY (person_id, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX certificate_by_number ON certificate (number_lookup);

-- The roster (名录库): who may be drawn.
CREATE TABLE inspector (
    id TEXT PRIMARY KEY NOT NULL,
    name TEXT NOT NULL,
    certificate_no TEXT NOT NULL UNIQUE,           -- enforcement_certificate (执法证): the draw's key
    certificate_expires TEXT,                      -- YYYY-MM-DD, the last valid day; NULL: not known to expire
    active INTEGER NOT NULL CHECK (active IN (0, 1)),
    qualifications TEXT NOT NULL DEFAULT '[]' CHECK (qualifications LIKE '[%]'), -- JSON: names, as the rules use them
    leave TEXT NOT NULL DEFAULT '[]' CHECK (leave LIKE '[%]'), -- JSON: from, to (both included), note
    conflicts TEXT NOT NULL DEFAULT '[]' CHECK (conflicts LIKE '[%]'), -- JSON: uscc, reason
    made_at INTEGER NOT NULL
) STRICT;

-- The secret of an inspector's one-time codes (RFC 6238). Enrolling another telephone replaces it.
CREATE TABLE inspector_proof (
    inspector_id TEXT PRIMARY KEY NOT NULL REFERENCES inspector (id),
    secret_sealed BLOB NOT NULL,                   -- context inspector.proof/<id>
    last_step INTEGER NOT NULL CHECK (last_step >= 0), -- the half minute of the last code that was taken: none up to it is again
    wrong INTEGER NOT NULL DEFAULT 0 CHECK (wrong >= 0), -- codes refused since wrong_since
    wrong_since INTEGER,
    paused_until INTEGER,                          -- no code is taken before
    enrolled_at INTEGER NOT NULL,
    enrolled_by TEXT NOT NULL,
    CHECK ((wrong = 0) = (wrong_since IS NULL))
) STRICT, WITHOUT ROWID;

-- A room with the video equipment.
CREATE TABLE station (
    id TEXT PRIMARY KEY NOT NULL,
    name TEXT NOT NULL UNIQUE,
    active INTEGER NOT NULL CHECK (active IN (0, 1)),
    made_at INTEGER NOT NULL
) STRICT;

-- An enterprise as the centre keeps it. Applications keep the name that they were made under.
CREATE TABLE enterprise (
    uscc TEXT PRIMARY KEY NOT NULL CHECK (length(uscc) = 18),
    name TEXT NOT NULL,
    legal_rep TEXT,                                -- 法定代表人
    address TEXT,
    region TEXT,
    credit_class TEXT CHECK (credit_class IN ('good', 'trustworthy', 'dishonest', 'seriously_dishonest')),
    revision INTEGER NOT NULL CHECK (revision >= 1), -- counts changes
    made_at INTEGER NOT NULL,
    changed_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX enterprise_by_name ON enterprise (name);

-- One check. The row is the truth: only CheckStore.apply writes it, with its events, in one transaction. A column below
-- `blocked_since` holds what the state carries and is NULL where the state carries no such thing: a check that goes back,
-- to another session or to a new decision, leaves what it had to its events.
CREATE TABLE "check" (
    id TEXT PRIMARY KEY NOT NULL,
    check_no TEXT NOT NULL UNIQUE,                 -- C2026-00017
    source TEXT NOT NULL CHECK (source IN ('licence_review', 'double_random', 'list_doubtful', 'list_complaint',
        'list_dishonest', 'commitment_full', 'recheck')),
    mode TEXT NOT NULL CHECK (mode IN ('video_check', 'desk_check', 'onsite_check')),
    origin_id TEXT REFERENCES "check" (id),        -- the check that an on-site check continues
    application_id TEXT NOT NULL REFERENCES application (id),
    requested_at INTEGER NOT NULL,
    accepted_at INTEGER NOT NULL,                  -- its day starts the deadline: the application's acceptance, or the order
    deadline_day TEXT NOT NULL,                    -- YYYY-MM-DD in the centre's time zone
    deadline_at INTEGER NOT NULL,                  -- the end of that day
    deadline_provisional INTEGER NOT NULL CHECK (deadline_provisional IN (0, 1)),
    extended_from TEXT,                            -- YYYY-MM-DD, the last day before the extension; NULL: not extended
    revision INTEGER NOT NULL CHECK (revision >= 0),
    state TEXT NOT NULL CHECK (state IN ('requested', 'approved', 'scheduled', 'issued', 'service_failed', 'served',
        'in_session', 'interrupted', 'aborted', 'no_show', 'declined', 'completed', 'sealed', 'under_review', 'rectifying',
        'rechecked', 'passed', 'failed', 'escalated_onsite', 'withdrawn', 'cancelled', 'closed')),
    due_at INTEGER,                                -- when a timer has something to do; NULL: a person's turn
    leased INTEGER NOT NULL DEFAULT 0,             -- 1: due_at is the end of a running claim; a restart frees it
    blocked_guard TEXT,                            -- the rule that stopped the timer; NULL: none, or trouble of ours
    blocked_reason TEXT,                           -- why the timer could not go on, in words; NULL: nothing stands in the way
    blocked_since INTEGER,
    approved_at INTEGER,
    approved_by TEXT,
    slot_start INTEGER,
    slot_end INTEGER,
    station_id TEXT REFERENCES station (id),
    course TEXT,                                   -- JSON: attempt, party_moves, waiver of the lead
    issued_at INTEGER,
    notice_id TEXT REFERENCES document (id),
    notice_no TEXT,
    wish TEXT,                                     -- JSON: the party asks for another time; NULL: it does not, or was answered
    service_failed_at INTEGER,
    service_failed_reason TEXT,
    arrived_at INTEGER,                            -- of the notice; starts the party's clocks
    service TEXT,                                  -- JSON: arrived, acknowledged, proof, note
    begun_at INTEGER,
    begin TEXT,                                    -- JSON: present, identified, certificates shown, capture, clock override
    interruptions TEXT,                            -- JSON array of those that are over
    interrupted_at INTEGER,
    interruption TEXT,                             -- JSON: cause and note of the one that lasts, or that ended the session
    aborted_at INTEGER,
    abort_reason TEXT,
    no_show_at INTEGER,
    contact_attempts TEXT,                         -- JSON array: when and how the party was called
    declined_at INTEGER,
    declining_statement TEXT,
    completed_at INTEGER,
    transcript TEXT,
    sealed_at INTEGER,
    party_signed INTEGER CHECK (party_signed IN (0, 1)),
    unsigned_reason TEXT,
    manifest_sha256 TEXT,
    recorded_at INTEGER,                           -- a review on the file, or on the spot
    file_review TEXT,                              -- JSON: inspectors, record
    review_at INTEGER,
    review_basis TEXT CHECK (review_basis IN ('session', 'no_show', 'declined', 'record')),
    rectification_due TEXT,                        -- YYYY-MM-DD, the last day
    rectification TEXT,                            -- JSON: order, its service, the party's report
    rechecked_at INTEGER,
    recheck TEXT,                                  -- JSON: inspectors, record, findings that remain
    decided_at INTEGER,
    outcome TEXT CHECK (outcome IN ('pass', 'fail')),
    decision TEXT,                                 -- JSON: by, reason, an outcome for each person, the paper
    decision_service TEXT,                         -- JSON: as service, of the decision
    escalated_at INTEGER,
    escalation TEXT,                               -- JSON: by, code, reason, the on-site check, from where
    withdrawn_at INTEGER,
    withdrawal TEXT,                               -- JSON: by, reason
    cancelled_at INTEGER,
    cancellation TEXT,                             -- JSON: by, reason, replacement
    closed_at INTEGER,
    CHECK (state IN ('requested', 'cancelled') OR approved_at IS NOT NULL),
    CHECK ((slot_start IS NULL) = (slot_end IS NULL) AND (slot_start IS NULL OR slot_end > slot_start)),
    CHECK ((slot_start IS NULL) = (station_id IS NULL) AND (slot_start IS NULL) = (course IS NULL)),
    CHECK (state NOT IN ('scheduled', 'issued', 'service_failed', 'served', 'in_session', 'interrupted', 'aborted',
        'no_show', 'declined', 'completed', 'sealed') OR slot_start IS NOT NULL),
    CHECK ((issued_at IS NULL) = (notice_id IS NULL) AND (issued_at IS NULL OR slot_start IS NOT NULL)),
    CHECK (state NOT IN ('issued', 'service_failed') OR issued_at IS NOT NULL),
    CHECK ((arrived_at IS NULL) = (service IS NULL) AND (service IS NULL OR issued_at IS NOT NULL)),
    CHECK (state NOT IN ('served', 'in_session', 'interrupted', 'aborted', 'no_show', 'declined', 'completed', 'sealed')
        OR service IS NOT NULL),
    CHECK (begun_at IS NULL OR (begin IS NOT NULL AND interruptions IS NOT NULL AND service IS NOT NULL)),
    CHECK (state NOT IN ('in_session', 'interrupted', 'aborted', 'completed', 'sealed') OR begun_at IS NOT NULL),
    CHECK ((interrupted_at IS NULL) = (interruption IS NULL)),
    CHECK (state NOT IN ('interrupted', 'aborted') OR interrupted_at IS NOT NULL),
    CHECK ((aborted_at IS NULL) = (abort_reason IS NULL) AND (state <> 'aborted' OR aborted_at IS NOT NULL)),
    CHECK ((no_show_at IS NULL) = (contact_attempts IS NULL) AND (state <> 'no_show' OR no_show_at IS NOT NULL)),
    CHECK ((declined_at IS NULL) = (declining_statement IS NULL) AND (state <> 'declined' OR declined_at IS NOT NULL)),
    CHECK ((completed_at IS NULL) = (transcript IS NULL)),
    CHECK (state NOT IN ('completed', 'sealed') OR completed_at IS NOT NULL),
    CHECK (sealed_at IS NULL OR (completed_at IS NOT NULL AND party_signed IS NOT NULL AND manifest_sha256 IS NOT NULL)),
    CHECK (state <> 'sealed' OR sealed_at IS NOT NULL),
    CHECK ((review_at IS NULL) = (review_basis IS NULL)),
    CHECK (review_basis IS NOT 'session' OR sealed_at IS NOT NULL),
    CHECK (review_basis IS NOT 'no_show' OR no_show_at IS NOT NULL),
    CHECK (review_basis IS NOT 'declined' OR declined_at IS NOT NULL),
    CHECK (review_basis IS NOT 'record' OR file_review IS NOT NULL),
    CHECK (state NOT IN ('under_review', 'rectifying', 'rechecked', 'passed', 'failed', 'withdrawn') OR review_at IS NOT NULL),
    CHECK ((rectification IS NULL) = (rectification_due IS NULL)),
    CHECK (state NOT IN ('rectifying', 'rechecked') OR rectification IS NOT NULL),
    CHECK ((rechecked_at IS NULL) = (recheck IS NULL) AND (recheck IS NULL OR rectification IS NOT NULL)),
    CHECK (state <> 'rechecked' OR recheck IS NOT NULL),
    CHECK ((decided_at IS NULL) = (decision IS NULL) AND (decided_at IS NULL) = (outcome IS NULL)),
    CHECK (state NOT IN ('passed', 'failed', 'withdrawn') OR decision IS NOT NULL),
    CHECK (state <> 'passed' OR outcome = 'pass'),
    CHECK (state <> 'failed' OR outcome = 'fail'),
    CHECK ((escalated_at IS NULL) = (escalation IS NULL) AND (state <> 'escalated_onsite' OR escalation IS NOT NULL)),
    CHECK ((withdrawn_at IS NULL) = (withdrawal IS NULL) AND (state <> 'withdrawn' OR withdrawal IS NOT NULL)),
    CHECK ((cancelled_at IS NULL) = (cancellation IS NULL) AND ((state = 'cancelled') = (cancelled_at IS NOT NULL))),
    CHECK (state <> 'closed' OR decision IS NOT NULL OR escalation IS NOT NULL),
    CHECK ((state = 'closed') = (closed_at IS NOT NULL))
) STRICT;
CREATE INDEX check_due ON "check" (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX check_by_state ON "check" (state, id);
CREATE INDEX check_open_by_deadline ON "check" (deadline_at, id) WHERE state NOT IN ('closed', 'cancelled');
CREATE INDEX check_by_source ON "check" (source, id);
CREATE INDEX check_by_slot ON "check" (slot_start) WHERE slot_start IS NOT NULL;
CREATE INDEX check_by_application ON "check" (application_id);
CREATE INDEX check_by_origin ON "check" (origin_id) WHERE origin_id IS NOT NULL;

-- How many checks stand in each state: kept by the triggers, since counting a million takes longer than a page may.
CREATE TABLE check_count (
    state TEXT PRIMARY KEY NOT NULL,
    n INTEGER NOT NULL CHECK (n >= 0)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER check_counted AFTER INSERT ON "check" BEGIN
    INSERT INTO check_count (state, n) VALUES (NEW.state, 1) ON CONFLICT (state) DO UPDATE SET n = n + 1;
END;
CREATE TRIGGER check_recounted AFTER UPDATE OF state ON "check" WHEN NEW.state <> OLD.state BEGIN
    UPDATE check_count SET n = n - 1 WHERE state = OLD.state;
    INSERT INTO check_count (state, n) VALUES (NEW.state, 1) ON CONFLICT (state) DO UPDATE SET n = n + 1;
END;

-- The inspectors of a check, each in the place of the rank that was drawn for it; `replacement` tells who was there before.
CREATE TABLE check_inspector (
    check_id TEXT NOT NULL REFERENCES "check" (id),
    rank INTEGER NOT NULL CHECK (rank >= 1),
    inspector_id TEXT NOT NULL REFERENCES inspector (id),
    PRIMARY KEY (check_id, rank),
    UNIQUE (check_id, inspector_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX check_inspector_by_inspector ON check_inspector (inspector_id);

-- Somebody asks that an inspector be kept away from a check (回避), and what the head decided.
CREATE TABLE recusal (
    id TEXT PRIMARY KEY NOT NULL,                  -- rcu_…
    check_id TEXT NOT NULL REFERENCES "check" (id),
    inspector_id TEXT NOT NULL REFERENCES inspector (id),
    asked_at INTEGER NOT NULL,
    asked_role TEXT NOT NULL CHECK (asked_role IN ('inspector', 'registrar', 'head', 'party')),
    asked_by TEXT NOT NULL,
    reason TEXT NOT NULL CHECK (reason <> ''),
    decided_at INTEGER,                            -- NULL: waits for the head
    decided_by TEXT,
    granted INTEGER CHECK (granted IN (0, 1)),
    decision_reason TEXT,
    UNIQUE (check_id, inspector_id, asked_role),   -- each asks once for the same inspector
    CHECK ((decided_at IS NULL) = (decided_by IS NULL) AND (decided_at IS NULL) = (granted IS NULL)
        AND (decided_at IS NULL) = (decision_reason IS NULL))
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX recusal_pending ON recusal (check_id, inspector_id) WHERE decided_at IS NULL;
CREATE INDEX recusal_by_inspector ON recusal (inspector_id);

-- Who took whose place in a check. Nobody who was replaced comes back.
CREATE TABLE replacement (
    check_id TEXT NOT NULL REFERENCES "check" (id),
    original_id TEXT NOT NULL REFERENCES inspector (id),
    replacement_id TEXT NOT NULL REFERENCES inspector (id),
    rank INTEGER NOT NULL CHECK (rank >= 1),       -- of the one who took the place, in the recorded draw
    cause TEXT NOT NULL CHECK (cause IN ('recusal', 'leave', 'illness', 'certificate', 'other')),
    reason TEXT NOT NULL CHECK (reason <> ''),
    at INTEGER NOT NULL,
    by TEXT NOT NULL,
    document_id TEXT NOT NULL REFERENCES document (id),
    PRIMARY KEY (check_id, original_id),
    UNIQUE (check_id, replacement_id),
    CHECK (original_id <> replacement_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX replacement_by_original ON replacement (original_id);
CREATE TRIGGER replacement_stays BEFORE UPDATE ON replacement BEGIN SELECT raise(ABORT, 'replacements never change'); END;

-- Experts at the centre's invitation (专家), and what they are paid.
CREATE TABLE expert (
    id TEXT PRIMARY KEY NOT NULL,                  -- exp_…
    check_id TEXT NOT NULL REFERENCES "check" (id),
    name TEXT NOT NULL CHECK (name <> ''),
    field TEXT NOT NULL CHECK (field <> ''),
    organisation TEXT,
    reason TEXT NOT NULL,
    invited_at INTEGER NOT NULL,
    invited_by TEXT NOT NULL,
    joined_at INTEGER                              -- when the session first had the expert in it
) STRICT, WITHOUT ROWID;
CREATE INDEX expert_by_check ON expert (check_id);

CREATE TABLE expert_fee (
    document_id TEXT PRIMARY KEY NOT NULL REFERENCES document (id), -- the record of it
    expert_id TEXT NOT NULL REFERENCES expert (id),
    hours REAL NOT NULL CHECK (hours > 0 AND hours <= 1000),
    amount_fen INTEGER NOT NULL CHECK (amount_fen BETWEEN 0 AND 1000000000), -- of RMB
    note TEXT NOT NULL,
    at INTEGER NOT NULL,
    by TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX expert_fee_by_expert ON expert_fee (expert_id);

-- One row per resource and 15-minute quantum: the primary key makes a double booking impossible.
CREATE TABLE booking (
    resource TEXT NOT NULL CHECK (resource LIKE 'inspector:%' OR resource LIKE 'station:%'),
    quantum INTEGER NOT NULL,                      -- floor(seconds since 1970 / 900)
    check_id TEXT NOT NULL REFERENCES "check" (id),
    PRIMARY KEY (resource, quantum)
) STRICT, WITHOUT ROWID;
CREATE INDEX booking_by_check ON booking (check_id);

-- A chain of hashes whose anchor went into the audit log before its first draw; each draw reveals the next link.
CREATE TABLE seed_chain (
    anchor BLOB PRIMARY KEY NOT NULL CHECK (length(anchor) = 32),
    root_sealed BLOB NOT NULL,                     -- context seed_chain.root/<anchor hex>
    length INTEGER NOT NULL CHECK (length > 0),
    used INTEGER NOT NULL CHECK (used BETWEEN 0 AND length),
    last_link BLOB NOT NULL CHECK (length(last_link) = 32),
    made_at INTEGER NOT NULL
) STRICT;

-- What a draw saw and what it said: enough for anyone to replay it.
CREATE TABLE draw (
    check_id TEXT PRIMARY KEY NOT NULL REFERENCES "check" (id),
    record TEXT NOT NULL,                          -- JSON: DrawRecord
    made_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- People who work here, and how each proves who it is.
CREATE TABLE account (
    id TEXT PRIMARY KEY NOT NULL,
    login TEXT NOT NULL UNIQUE CHECK (login = lower(login)),
    name TEXT NOT NULL,                            -- as it goes on record
    roles TEXT NOT NULL CHECK (roles LIKE '[%]'),  -- JSON: AccountRole, sorted
    inspector_id TEXT UNIQUE REFERENCES inspector (id), -- whose checks are its own
    password TEXT,                                 -- scrypt, as PasswordHash writes it; NULL: the invitation was not taken yet
    totp_sealed BLOB,                              -- context account.totp/<id>
    last_step INTEGER NOT NULL DEFAULT 0 CHECK (last_step >= 0), -- no code of this half minute or an earlier one is taken again
    active INTEGER NOT NULL CHECK (active IN (0, 1)),
    made_at INTEGER NOT NULL,
    made_by TEXT NOT NULL,
    CHECK ((password IS NULL) = (totp_sealed IS NULL))
) STRICT;

-- Codes on paper, for who lost the telephone: each is taken once, and goes.
CREATE TABLE recovery_code (
    account_id TEXT NOT NULL REFERENCES account (id),
    digest BLOB NOT NULL CHECK (length(digest) = 32),
    PRIMARY KEY (account_id, digest)
) STRICT, WITHOUT ROWID;

-- One-time links by which somebody sets a password and enrols a telephone. A used one goes.
CREATE TABLE invitation (
    digest BLOB PRIMARY KEY NOT NULL CHECK (length(digest) = 32), -- SHA-256 of the link's token
    account_id TEXT REFERENCES account (id),       -- NULL: whoever opens it becomes the first administrator
    made_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Browsers that are signed in. Not mirrored: after a loss everybody signs in again.
CREATE TABLE account_session (
    digest BLOB PRIMARY KEY NOT NULL CHECK (length(digest) = 32), -- SHA-256 of the cookie's token
    id TEXT NOT NULL UNIQUE,
    account_id TEXT NOT NULL REFERENCES account (id),
    made_at INTEGER NOT NULL,
    seen_at INTEGER NOT NULL,
    address TEXT NOT NULL,
    agent TEXT NOT NULL                            -- the browser's own name for itself, shortened
) STRICT, WITHOUT ROWID;
CREATE INDEX account_session_by_account ON account_session (account_id);

-- Who came in, was kept out, was given or refused what: what the audit log commits to. Never changed, never deleted.
CREATE TABLE access_event (
    seq INTEGER PRIMARY KEY NOT NULL,
    at INTEGER NOT NULL,
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,                         -- acc_…, or what it is about
    body TEXT NOT NULL CHECK (body LIKE '{%}'),    -- JSON: who, whence, what
    salt BLOB NOT NULL CHECK (length(salt) = 16),
    leaf INTEGER NOT NULL UNIQUE REFERENCES audit_leaf (idx)
) STRICT;
CREATE INDEX access_event_by_subject ON access_event (subject);
CREATE TRIGGER access_event_stays BEFORE UPDATE ON access_event BEGIN SELECT raise(ABORT, 'events never change'); END;
CREATE TRIGGER access_event_remains BEFORE DELETE ON access_event BEGIN SELECT raise(ABORT, 'events are never deleted'); END;

-- What happened to a check, one row for each accepted command; never changed, never deleted.
CREATE TABLE event (
    seq INTEGER PRIMARY KEY NOT NULL,
    check_id TEXT NOT NULL REFERENCES "check" (id),
    revision INTEGER NOT NULL,                     -- the check's revision after it
    at INTEGER NOT NULL,
    state TEXT NOT NULL,                           -- the state it led to
    command TEXT NOT NULL,                         -- 'request' for the first
    actor_role TEXT NOT NULL,
    actor_name TEXT NOT NULL,
    body TEXT NOT NULL,                            -- JSON object
    salt BLOB NOT NULL CHECK (length(salt) = 16),  -- the audit entry commits to the event with it
    leaf INTEGER NOT NULL UNIQUE REFERENCES audit_leaf (idx),
    UNIQUE (check_id, revision)
) STRICT;
CREATE TRIGGER event_stays BEFORE UPDATE ON event BEGIN SELECT raise(ABORT, 'events never change'); END;
CREATE TRIGGER event_remains BEFORE DELETE ON event BEGIN SELECT raise(ABORT, 'events are never deleted'); END;

-- The audit log: an RFC 6962 Merkle tree. Entries hold digests and salted commitments, no personal data.
CREATE TABLE audit_leaf (
    idx INTEGER PRIMARY KEY NOT NULL,              -- counts from 0 without a gap
    entry BLOB NOT NULL                            -- canonical JSON; the leaf hash is SHA-256(0x00 || entry)
) STRICT;
CREATE TRIGGER audit_leaf_stays BEFORE UPDATE ON audit_leaf BEGIN SELECT raise(ABORT, 'the audit log never changes'); END;
CREATE TRIGGER audit_leaf_remains BEFORE DELETE ON audit_leaf BEGIN SELECT raise(ABORT, 'the audit log is never deleted'); END;

-- Digests of complete subtrees: node (level, idx) covers leaves idx * 2^level up to (idx + 1) * 2^level. Level 0 is the leaves.
CREATE TABLE audit_node (
    level INTEGER NOT NULL CHECK (level BETWEEN 0 AND 62),
    idx INTEGER NOT NULL CHECK (idx >= 0),
    hash BLOB NOT NULL CHECK (length(hash) = 32),
    PRIMARY KEY (level, idx)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER audit_node_stays BEFORE UPDATE ON audit_node BEGIN SELECT raise(ABORT, 'the audit log never changes'); END;
CREATE TRIGGER audit_node_remains BEFORE DELETE ON audit_node BEGIN SELECT raise(ABORT, 'the audit log is never deleted'); END;

-- Numbered documents: the exact bytes that are the record, with their digest.
CREATE TABLE document (
    id TEXT PRIMARY KEY NOT NULL,
    check_id TEXT NOT NULL REFERENCES "check" (id),
    kind TEXT NOT NULL CHECK (kind IN ('check_notice', 'lead_waiver', 'service_receipt', 'transcript', 'no_show_record',
        'declining_record', 'abort_note', 'desk_record', 'onsite_record', 'disposition_opinion', 'rectification_notice',
        'rectification_report', 'recheck_record', 'conclusion', 'decision', 'escalation_note', 'cancellation_note',
        'reopening_note', 'withdrawal_note', 'evidence_manifest', 'evidence_supplement', 'sealed_scan',
        'recusal_decision', 'replacement_note', 'expert_invitation', 'expert_fee_record', 'slot_kept',
        'deadline_extension', 'case_approval', 'penalty_notice', 'revocation_notice',
        'statement_record', 'hearing_request', 'hearing_notice', 'hearing_record', 'legal_opinion', 'penalty_decision',
        'revocation_decision', 'execution_record', 'deregistration_note', 'case_dismissal')),
    number TEXT NOT NULL UNIQUE,
    media_type TEXT NOT NULL,
    bytes BLOB NOT NULL,
    sha256 TEXT NOT NULL,
    made_at INTEGER NOT NULL
) STRICT;
CREATE INDEX document_by_check ON document (check_id);
CREATE TRIGGER document_stays BEFORE UPDATE ON document BEGIN SELECT raise(ABORT, 'documents never change'); END;

-- Scans of papers that were printed, signed and sealed: documents of kind sealed_scan. The last one is the official copy.
CREATE TABLE scan (
    document_id TEXT PRIMARY KEY NOT NULL REFERENCES document (id),
    original_id TEXT NOT NULL REFERENCES document (id),
    position INTEGER NOT NULL CHECK (position >= 1), -- counts the scans of one paper
    reason TEXT NOT NULL,                          -- why it takes the place of the one before; '' for the first
    CHECK (position = 1 OR reason <> ''),
    UNIQUE (original_id, position)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER scan_stays BEFORE UPDATE ON scan BEGIN SELECT raise(ABORT, 'scans never change'); END;

-- The clocks of the procedure that run, and those that ran: written in the transaction of the event that starts or stops
-- them. One of each name runs at most for a subject. What was said of one stays said, whatever the wall clock does.
CREATE TABLE clock (
    id INTEGER PRIMARY KEY NOT NULL,
    subject TEXT NOT NULL CHECK (subject LIKE 'chk_%' OR subject LIKE 'app_%' OR subject LIKE 'cas_%'),
    name TEXT NOT NULL,                            -- ClockName
    started_on TEXT NOT NULL,                      -- YYYY-MM-DD, the day of the event that started it, not counted
    due_day TEXT NOT NULL,                         -- YYYY-MM-DD, the last day
    due_at INTEGER NOT NULL,                       -- the end of that day
    provisional INTEGER NOT NULL CHECK (provisional IN (0, 1)), -- 1: the calendar ends before the clock does
    warn_at INTEGER NOT NULL,                      -- from then on it is near
    warned_at INTEGER,                             -- when it was first said to be near; never, of the party's own time
    late_at INTEGER,                               -- when it was first said to be over
    stopped_at INTEGER,                            -- NULL: it runs
    stopped_by TEXT,                               -- the command, or the event of the store, that stopped it
    rules TEXT NOT NULL,                           -- YYYY-MM-DD, effective_from of the rule set that it runs by
    CHECK (warn_at <= due_at),
    CHECK ((stopped_at IS NULL) = (stopped_by IS NULL))
) STRICT;
CREATE UNIQUE INDEX clock_running ON clock (subject, name) WHERE stopped_at IS NULL;
CREATE INDEX clock_by_subject ON clock (subject, id);
CREATE INDEX clock_due ON clock (due_at, id) WHERE stopped_at IS NULL;
CREATE INDEX clock_warning ON clock (warn_at) WHERE stopped_at IS NULL;

-- What the party is reminded of, once for each booked slot, which the notice's number names.
CREATE TABLE reminder (
    check_id TEXT NOT NULL REFERENCES "check" (id),
    notice_no TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('notice', 'session')),
    due_at INTEGER,                                -- NULL: done, or no longer wanted
    done_at INTEGER,                               -- when it was put into the outbox
    PRIMARY KEY (check_id, notice_no, kind),
    CHECK (done_at IS NULL OR due_at IS NULL)
) STRICT, WITHOUT ROWID;
CREATE INDEX reminder_due ON reminder (due_at) WHERE due_at IS NOT NULL;

-- Yearly working calendars that came over the API. A file of the same year wins: then the row goes, on record.
CREATE TABLE calendar_year (
    year INTEGER PRIMARY KEY NOT NULL,
    body TEXT NOT NULL,                            -- JSON as in config/calendar: year, off, work
    made_by TEXT NOT NULL,
    made_at INTEGER NOT NULL
) STRICT;

-- The party's ways in: links and short codes, found by keyed look-up values only. Each paper that is sent brings a new
-- one, and the earlier ones go on working until they expire: all lead to the paper that is the latest.
CREATE TABLE party_link (
    token_lookup BLOB PRIMARY KEY NOT NULL CHECK (length(token_lookup) = 32),
    code_lookup BLOB NOT NULL UNIQUE CHECK (length(code_lookup) = 32),
    check_id TEXT NOT NULL REFERENCES "check" (id),
    made_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX party_link_by_check ON party_link (check_id);

-- What was sent to the party, and when it was first shown there: it had arrived by then.
CREATE TABLE sent_document (
    document_id TEXT PRIMARY KEY NOT NULL REFERENCES document (id),
    check_id TEXT NOT NULL REFERENCES "check" (id),
    sent_at INTEGER NOT NULL,
    opened_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX sent_document_by_check ON sent_document (check_id, sent_at);

-- A filed legal case (案件), child of a check: only CheckStore.apply writes it, with its events, in one transaction. The
-- instants are what its state carries, for whoever asks the rows; a case that is announced anew loses those of before.
CREATE TABLE legal_case (
    id TEXT PRIMARY KEY NOT NULL,
    case_no TEXT NOT NULL UNIQUE,                  -- AJ2026-00003
    check_id TEXT NOT NULL REFERENCES "check" (id),
    kind TEXT NOT NULL CHECK (kind IN ('penalty', 'revocation')),
    cause TEXT NOT NULL CHECK (cause IN ('certificate_lending', 'false_material', 'illegal_subcontracting', 'other')),
    filed_at INTEGER NOT NULL,
    filing TEXT NOT NULL,                          -- JSON: by, facts, basis, persons, the paper
    revision INTEGER NOT NULL CHECK (revision >= 0),
    state TEXT NOT NULL CHECK (state IN ('filed', 'notified', 'notice_served', 'hearing_asked', 'hearing_set', 'hearing_held',
        'returned', 'legally_reviewed', 'decided', 'decision_served', 'executed', 'deregistered', 'dismissed')),
    body TEXT NOT NULL,                            -- JSON: CaseState, what the state carries
    notified_at INTEGER,                           -- the announcement of what is proposed
    notice_arrived_at INTEGER,                     -- starts the party's time
    hearing_at INTEGER,                            -- when the hearing is, or was
    reviewed_at INTEGER,                           -- the legal review
    decided_at INTEGER,
    decision_arrived_at INTEGER,                   -- nothing is posted before
    ended_at INTEGER,
    CHECK (state IN ('filed', 'dismissed') OR notified_at IS NOT NULL),
    CHECK (state IN ('filed', 'notified', 'dismissed') OR notice_arrived_at IS NOT NULL),
    CHECK (state NOT IN ('hearing_set', 'hearing_held') OR hearing_at IS NOT NULL),
    CHECK (state NOT IN ('returned', 'legally_reviewed', 'decided', 'decision_served', 'executed', 'deregistered')
        OR reviewed_at IS NOT NULL),
    CHECK (state NOT IN ('decided', 'decision_served', 'executed', 'deregistered') OR decided_at IS NOT NULL),
    CHECK (state NOT IN ('decision_served', 'executed', 'deregistered') OR decision_arrived_at IS NOT NULL),
    CHECK (state <> 'executed' OR kind = 'penalty'),
    CHECK (state <> 'deregistered' OR kind = 'revocation'),
    CHECK ((state IN ('executed', 'deregistered', 'dismissed')) = (ended_at IS NOT NULL))
) STRICT;
CREATE UNIQUE INDEX legal_case_open ON legal_case (check_id, kind) WHERE ended_at IS NULL;
CREATE INDEX legal_case_by_check ON legal_case (check_id);
CREATE INDEX legal_case_by_state ON legal_case (state, id);

-- What happened to a case, one row for each accepted command; the columns are those of event.
CREATE TABLE case_event (
    seq INTEGER PRIMARY KEY NOT NULL,
    case_id TEXT NOT NULL REFERENCES legal_case (id),
    revision INTEGER NOT NULL,                     -- the case's revision after it
    at INTEGER NOT NULL,
    state TEXT NOT NULL,                           -- the state it led to
    command TEXT NOT NULL,                         -- 'file' for the first
    actor_role TEXT NOT NULL,
    actor_name TEXT NOT NULL,
    body TEXT NOT NULL,                            -- JSON object
    salt BLOB NOT NULL CHECK (length(salt) = 16),
    leaf INTEGER NOT NULL UNIQUE REFERENCES audit_leaf (idx),
    UNIQUE (case_id, revision)
) STRICT;
CREATE TRIGGER case_event_stays BEFORE UPDATE ON case_event BEGIN SELECT raise(ABORT, 'events never change'); END;
CREATE TRIGGER case_event_remains BEFORE DELETE ON case_event BEGIN SELECT raise(ABORT, 'events are never deleted'); END;

-- Which papers of a check are a case's: filed, sent and kept like all others.
CREATE TABLE case_document (
    document_id TEXT PRIMARY KEY NOT NULL REFERENCES document (id),
    case_id TEXT NOT NULL REFERENCES legal_case (id)
) STRICT, WITHOUT ROWID;
CREATE INDEX case_document_by_case ON case_document (case_id, document_id);

-- The outbox. A row is claimed (due_at pushed, attempts counted) before its effect and settled after it.
CREATE TABLE delivery (
    id TEXT PRIMARY KEY NOT NULL,
    check_id TEXT NOT NULL REFERENCES "check" (id),
    kind TEXT NOT NULL CHECK (kind IN ('licensing_result', 'credit_penalty', 'notice_mail', 'notice_text')),
    message_id TEXT NOT NULL UNIQUE,               -- webhook-id, Message-ID: constant over retries
    idempotency_key TEXT NOT NULL UNIQUE,
    content_sealed BLOB NOT NULL,                  -- OutboundMessage.Content as JSON, context delivery.content/<id>
    body_sha256 TEXT NOT NULL,                     -- of the bytes that are posted, or of the content's JSON
    state TEXT NOT NULL CHECK (state IN ('pending', 'delivered', 'held', 'manual')),
    attempts INTEGER NOT NULL CHECK (attempts >= 0),
    due_at INTEGER,                                -- NULL unless pending
    leased INTEGER NOT NULL DEFAULT 0,             -- 1: due_at is the end of a running claim; a restart frees it
    made_at INTEGER NOT NULL,
    settled_at INTEGER,
    receipt TEXT,                                  -- the receiver's own identifier; manual:<name> when a person sent it
    last_reason TEXT,
    last_status INTEGER,
    last_answer TEXT,                              -- the first 4 KiB
    waiting_since INTEGER,                         -- since when a text waits for a person to send it by hand
    arrival_state TEXT NOT NULL DEFAULT 'unknown' CHECK (arrival_state IN ('unknown', 'arrived', 'failed')),
    arrived_at INTEGER,                            -- of the handset's report, by the network's clock
    arrival_code TEXT,                             -- the network's own code, such as DELIVRD
    arrival_text TEXT,                             -- and its words
    CHECK ((state = 'pending') = (due_at IS NOT NULL)),
    CHECK (state <> 'delivered' OR receipt IS NOT NULL),
    CHECK ((state = 'manual') = (waiting_since IS NOT NULL)),
    CHECK (kind = 'notice_text' OR (state <> 'manual' AND arrival_state = 'unknown')),
    CHECK ((arrival_state = 'unknown') = (arrived_at IS NULL))
) STRICT;
CREATE INDEX delivery_due ON delivery (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX delivery_by_check ON delivery (check_id);
CREATE INDEX delivery_by_state ON delivery (state, id);
CREATE INDEX delivery_by_receipt ON delivery (receipt) WHERE receipt IS NOT NULL;
CREATE INDEX delivery_waiting ON delivery (waiting_since) WHERE waiting_since IS NOT NULL;

-- Delivery reports that came before the receipt they name was written down; matched when it is, dropped after a week.
CREATE TABLE text_report (
    receipt TEXT NOT NULL,                         -- the gateway's identifier; '' when the report has none
    message_id TEXT NOT NULL,                      -- ours; '' when the report has none
    arrived INTEGER NOT NULL CHECK (arrived IN (0, 1)),
    at INTEGER NOT NULL,                           -- by the network's clock, else when it came
    code TEXT,
    words TEXT,
    came_at INTEGER NOT NULL,
    PRIMARY KEY (receipt, message_id, arrived),
    CHECK (receipt <> '' OR message_id <> '')
) STRICT, WITHOUT ROWID;
CREATE INDEX text_report_by_message ON text_report (message_id);
CREATE INDEX text_report_by_age ON text_report (came_at);

-- Footage. The row exists before the first byte; the original's bytes are written once, at path.
CREATE TABLE recording (
    id TEXT PRIMARY KEY NOT NULL,                  -- also the upload's id
    check_id TEXT NOT NULL REFERENCES "check" (id),
    filename TEXT NOT NULL,                        -- as the sender named it, for display only
    kind TEXT NOT NULL,                            -- 'session', 'evidence', or after the seal 'addendum'
    path TEXT NOT NULL UNIQUE,                     -- of its folder, relative to recordings.directory, generated
    original TEXT NOT NULL,                        -- file name of the original in that folder, generated
    state TEXT NOT NULL CHECK (state IN ('uploading', 'ingesting', 'ready', 'quarantined')),
    length INTEGER CHECK (length >= 0),            -- bytes announced; NULL: not known yet (deferred)
    end_expected_at INTEGER,                       -- the session is over: an undeclared length closes once idle
    size INTEGER,                                  -- bytes of the original, once complete
    sha256 TEXT,                                   -- of the original; known before ingest when this program copied it
    reason TEXT,                                   -- why it is quarantined; while it is ingested: why it will be
    report TEXT,                                   -- JSON: what the worker found, without the keyframes
    manifest_sha256 TEXT,                          -- of manifest.json beside the original
    playable TEXT,                                 -- file name of what a browser plays; NULL: nothing can
    playable_sha256 TEXT,
    attempts INTEGER NOT NULL CHECK (attempts >= 0),
    due_at INTEGER,                                -- NULL: nothing to do
    leased INTEGER NOT NULL DEFAULT 0,             -- 1: due_at is the end of a running claim; a restart frees it
    made_at INTEGER NOT NULL,
    uploaded_at INTEGER,
    settled_at INTEGER,
    verified_at INTEGER,                           -- when the original was last read again and held to its digest
    damage TEXT,                                   -- what that found, in words; NULL: it is what it was
    CHECK (damage IS NULL OR verified_at IS NOT NULL),
    CHECK (state = 'uploading' OR size IS NOT NULL),
    CHECK (state <> 'ready' OR (sha256 IS NOT NULL AND report IS NOT NULL AND manifest_sha256 IS NOT NULL)),
    CHECK (state <> 'quarantined' OR reason IS NOT NULL)
) STRICT;
CREATE INDEX recording_by_check ON recording (check_id, id);
CREATE INDEX recording_by_state ON recording (state, id);
CREATE INDEX recording_by_digest ON recording (sha256) WHERE sha256 IS NOT NULL;
CREATE INDEX recording_by_verification ON recording (coalesce(verified_at, settled_at)) WHERE sha256 IS NOT NULL AND settled_at IS NOT NULL;
CREATE INDEX recording_damaged ON recording (verified_at) WHERE damage IS NOT NULL;
CREATE INDEX recording_due ON recording (due_at) WHERE due_at IS NOT NULL;

-- Files that recorders left in the watched folder (recordings.incoming), from when they are first seen. The file itself
-- stays the recorder's until its copy is durable and recorded; then it is moved out of the way, never deleted.
CREATE TABLE incoming (
    id TEXT PRIMARY KEY NOT NULL,                  -- inc_…
    path BLOB NOT NULL,                            -- relative to the watched folder: the names' very bytes; a folder ends in /
    shown TEXT NOT NULL,                           -- the path as people see it: what cannot be shown is escaped
    device INTEGER NOT NULL,                       -- st_dev; changes with a network mount
    inode INTEGER NOT NULL,                        -- inode, size and mtime together: the same file as before
    size INTEGER NOT NULL CHECK (size >= 0),       -- bytes
    mtime INTEGER NOT NULL,                        -- nanoseconds since 1970
    state TEXT NOT NULL CHECK (state IN ('waiting', 'copying', 'unassigned', 'taken', 'duplicate', 'refused', 'dismissed',
        'gone')),
    reason TEXT,                                   -- JSON: IncomingReason, why it is where it is
    check_id TEXT REFERENCES "check" (id),         -- NULL until it is known
    kind TEXT CHECK (kind IN ('session', 'evidence')),
    origin TEXT CHECK (origin IN ('sidecar', 'name', 'person')), -- how the check was found
    decided_by TEXT,                               -- who assigned or dismissed it
    sidecar TEXT,                                  -- the sidecar's JSON, as it was read
    folder TEXT UNIQUE,                            -- reserved for its recording while it is copied
    sha256 TEXT,                                   -- of the copy, once it is durable
    recording_id TEXT REFERENCES recording (id),   -- what became of it; of a duplicate, the one that was there before
    present INTEGER NOT NULL CHECK (present IN (0, 1)), -- 1: it lies at its path
    moved_to TEXT,                                 -- where in the watched folder it was put away, as people see it
    seen_at INTEGER NOT NULL,
    settled_at INTEGER,                            -- taken, recognised or dismissed
    CHECK (state <> 'copying' OR (check_id IS NOT NULL AND kind IS NOT NULL AND folder IS NOT NULL)),
    CHECK (state NOT IN ('taken', 'duplicate') OR (check_id IS NOT NULL AND recording_id IS NOT NULL AND sha256 IS NOT NULL)),
    CHECK (state NOT IN ('unassigned', 'refused', 'dismissed') OR reason IS NOT NULL),
    CHECK (state <> 'gone' OR present = 0),
    CHECK (origin IS NOT 'person' OR decided_by IS NOT NULL)
) STRICT;
CREATE UNIQUE INDEX incoming_present ON incoming (path) WHERE present = 1;
CREATE INDEX incoming_by_state ON incoming (state, id);

CREATE TABLE finding (
    check_id TEXT NOT NULL REFERENCES "check" (id),
    position INTEGER NOT NULL,
    body TEXT NOT NULL,                            -- JSON: rule, text, severity, person, evidence interval
    PRIMARY KEY (check_id, position)
) STRICT, WITHOUT ROWID;

-- What a session has to answer, frozen when it began: a newer checklist file does not reach it.
CREATE TABLE checklist (
    check_id TEXT NOT NULL REFERENCES "check" (id),
    session INTEGER NOT NULL CHECK (session >= 1), -- counts the check's sessions that had a checklist
    sha256 TEXT NOT NULL,                          -- of the checklist's file
    effective_from TEXT NOT NULL,                  -- YYYY-MM-DD
    name TEXT NOT NULL,
    items_sha256 TEXT NOT NULL,                    -- of the frozen items' canonical JSON; the begin event says the same
    made_at INTEGER NOT NULL,
    PRIMARY KEY (check_id, session)
) STRICT, WITHOUT ROWID;
CREATE TABLE checklist_item (
    check_id TEXT NOT NULL,
    session INTEGER NOT NULL,
    position INTEGER NOT NULL,                     -- from 0: by person, then what concerns the enterprise
    body TEXT NOT NULL,                            -- JSON: person, item, kind, words, answers that it takes
    PRIMARY KEY (check_id, session, position),
    FOREIGN KEY (check_id, session) REFERENCES checklist (check_id, session)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER checklist_item_stays BEFORE UPDATE ON checklist_item BEGIN SELECT raise(ABORT, 'a frozen checklist never changes'); END;

-- Notes and answers at a time of the footage. A later answer to an item takes the place of an earlier one; both stay.
CREATE TABLE marker (
    id TEXT PRIMARY KEY NOT NULL,                  -- mrk_…
    check_id TEXT NOT NULL REFERENCES "check" (id),
    session INTEGER NOT NULL CHECK (session >= 0), -- of the checklist; 0: the session had none
    kind TEXT NOT NULL CHECK (kind IN ('note', 'answer')),
    body TEXT NOT NULL,                            -- JSON: person, item, answer, reason, recording, from, to, at, by, role
    key TEXT UNIQUE,                               -- the caller's Idempotency-Key
    made_at INTEGER NOT NULL,
    salt BLOB NOT NULL CHECK (length(salt) = 16),  -- the audit entry commits to the row with it
    leaf INTEGER NOT NULL UNIQUE REFERENCES audit_leaf (idx),
    CHECK (kind = 'note' OR session >= 1)
) STRICT;
CREATE INDEX marker_by_check ON marker (check_id, leaf);
CREATE TRIGGER marker_stays BEFORE UPDATE ON marker BEGIN SELECT raise(ABORT, 'notes and answers never change'); END;
CREATE TRIGGER marker_remains BEFORE DELETE ON marker BEGIN SELECT raise(ABORT, 'notes and answers are never deleted'); END;

-- What a person may remember of a check: one row for each name, number or sentence, and the moment of the footage where
-- there is one. Numbers that are kept sealed are never here.
CREATE TABLE search_entry (
    id INTEGER PRIMARY KEY NOT NULL,               -- rises with time; the full text's rowid
    check_id TEXT NOT NULL REFERENCES "check" (id),
    kind TEXT NOT NULL CHECK (kind IN ('check', 'person', 'inspector', 'document', 'recording', 'answer', 'note', 'finding')),
    subject TEXT NOT NULL,                         -- id of what it tells of; of a finding its position
    recording_id TEXT,
    seconds REAL,                                  -- from that recording's start
    text TEXT NOT NULL                             -- as it is shown; lines are fields
) STRICT;
CREATE INDEX search_entry_by_check ON search_entry (check_id, kind, subject);
CREATE INDEX search_entry_by_subject ON search_entry (subject, kind);

-- The full text: overlapping pieces of every entry's text, in hexadecimal (Domain's SearchText); the text itself is above.
CREATE VIRTUAL TABLE search USING fts5(words, content = '', columnsize = 0, tokenize = 'ascii');

-- The inspectors' verdicts. Nobody can read one before all are in; the event of each holds its commitment alone.
CREATE TABLE verdict (
    check_id TEXT NOT NULL REFERENCES "check" (id),
    basis_at INTEGER NOT NULL,                     -- when the check was sealed, or the absence or declining noted
    inspector_id TEXT NOT NULL REFERENCES inspector (id),
    statement_sealed BLOB NOT NULL,                -- JSON: salt, statement; context verdict.statement/<check>/<inspector>/<basis>
    commitment TEXT NOT NULL CHECK (length(commitment) = 64), -- HMAC-SHA256 of the statement under the salt, hex
    given_by TEXT NOT NULL,
    at INTEGER NOT NULL,
    statement TEXT,                                -- the statement's canonical JSON; NULL until all are in
    salt TEXT,                                     -- hex
    revealed_at INTEGER,
    PRIMARY KEY (check_id, basis_at, inspector_id),
    CHECK ((statement IS NULL) = (revealed_at IS NULL) AND (salt IS NULL) = (revealed_at IS NULL))
) STRICT, WITHOUT ROWID;
CREATE TRIGGER verdict_stays BEFORE UPDATE ON verdict
WHEN old.revealed_at IS NOT NULL OR new.statement_sealed <> old.statement_sealed OR new.commitment <> old.commitment
    OR new.inspector_id <> old.inspector_id OR new.at <> old.at
BEGIN SELECT raise(ABORT, 'verdicts never change'); END;
CREATE TRIGGER verdict_remains BEFORE DELETE ON verdict BEGIN SELECT raise(ABORT, 'verdicts are never deleted'); END;

-- A key that a caller sent with a command: the same key and command again is answered, not repeated.
CREATE TABLE idempotency (
    key TEXT PRIMARY KEY NOT NULL,
    request_sha256 TEXT NOT NULL,
    check_id TEXT NOT NULL REFERENCES "check" (id),
    at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- What a person should know of until it is over: one open row per kind and subject. A cleared row stays as history.
CREATE TABLE alert (
    id TEXT PRIMARY KEY NOT NULL,
    kind TEXT NOT NULL,                            -- Alert.Kind; its severity follows from it
    subject TEXT NOT NULL CHECK (subject <> ''),   -- dlv_…, a directory, a host, a year
    detail TEXT NOT NULL,                          -- JSON object of plain values, as last raised
    since INTEGER NOT NULL,                        -- first raised
    last_seen INTEGER NOT NULL CHECK (last_seen >= since),
    count INTEGER NOT NULL CHECK (count >= 1),     -- how often it was raised
    cleared_at INTEGER,                            -- NULL: open
    mailed_at INTEGER,                             -- when a mail that tells of it was last written to alert_mail
    acknowledged_at INTEGER,                       -- a person knows: no daily repetition
    acknowledged_by TEXT,
    CHECK ((acknowledged_at IS NULL) = (acknowledged_by IS NULL))
) STRICT;
CREATE UNIQUE INDEX alert_open ON alert (kind, subject) WHERE cleared_at IS NULL;
CREATE INDEX alert_by_clearing ON alert (cleared_at) WHERE cleared_at IS NOT NULL;

-- Mails that tell of alerts, claimed and settled like deliveries; they belong to no check.
CREATE TABLE alert_mail (
    id TEXT PRIMARY KEY NOT NULL,
    message_id TEXT NOT NULL UNIQUE,               -- Message-ID: constant over retries
    content_sealed BLOB NOT NULL,                  -- OutboundMessage.Content as JSON, context alert_mail.content/<id>
    alerts INTEGER NOT NULL CHECK (alerts >= 1),   -- how many it tells of
    state TEXT NOT NULL CHECK (state IN ('pending', 'delivered', 'held')),
    attempts INTEGER NOT NULL CHECK (attempts >= 0),
    due_at INTEGER,                                -- NULL unless pending
    leased INTEGER NOT NULL DEFAULT 0,             -- 1: due_at is the end of a running claim; a restart frees it
    made_at INTEGER NOT NULL,
    settled_at INTEGER,
    last_reason TEXT,
    CHECK ((state = 'pending') = (due_at IS NOT NULL))
) STRICT;
CREATE INDEX alert_mail_due ON alert_mail (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX alert_mail_by_making ON alert_mail (made_at);

-- Sheets of the mirror in the footage directory that are to be written again (Store's Mirror): noted by triggers of the
-- writing connection, in the transaction of the change itself.
CREATE TABLE mirror_due (
    sheet TEXT NOT NULL,                           -- check/chk_…, application/app_…, audit/<number>, centre/all
    taken INTEGER NOT NULL CHECK (taken IN (0, 1)), -- 1: it is being written; a change meanwhile makes a second row
    PRIMARY KEY (sheet, taken)
) STRICT, WITHOUT ROWID;
