/**
 * The tables, in steps. A step that was released is never edited: add another. Bodies are `json`, not `jsonb`:
 * it keeps the text as it was written, with the order of keys, and with the NUL and the lone surrogates
 * that a host's output may hold and `jsonb` refuses.
 */
export const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE memdiag.investigation (
    id text COLLATE "C" PRIMARY KEY,
    version integer NOT NULL,
    service text NOT NULL,
    state text NOT NULL,
    started_at timestamptz NOT NULL,
    ended_at timestamptz,
    cause text,
    confidence text
  );
  CREATE INDEX investigation_newest ON memdiag.investigation (started_at DESC, id);

  CREATE TABLE memdiag.event (
    investigation text COLLATE "C" NOT NULL REFERENCES memdiag.investigation (id),
    seq integer NOT NULL,
    at timestamptz NOT NULL,
    kind text NOT NULL,
    body json NOT NULL,
    PRIMARY KEY (investigation, seq)
  );

  CREATE TABLE memdiag.post (
    investigation text COLLATE "C" NOT NULL REFERENCES memdiag.investigation (id),
    seq integer NOT NULL,
    key text NOT NULL,
    body json NOT NULL,
    revision integer NOT NULL DEFAULT 1,
    delivered_revision integer NOT NULL DEFAULT 0,
    refused_revision integer NOT NULL DEFAULT 0,
    refused_reason text,
    ref text,
    attempted_at timestamptz,
    PRIMARY KEY (investigation, seq),
    UNIQUE (investigation, key)
  );
  CREATE INDEX post_pending ON memdiag.post (investigation)
    WHERE revision > greatest(delivered_revision, refused_revision);

  CREATE TABLE memdiag.lease (
    name text PRIMARY KEY,
    owner text NOT NULL,
    until timestamptz NOT NULL
  );
  `,
  `
  CREATE INDEX investigation_open ON memdiag.investigation (service) WHERE ended_at IS NULL;
  `,
  `
  CREATE TABLE memdiag.piece (
    investigation text COLLATE "C" NOT NULL REFERENCES memdiag.investigation (id),
    name text COLLATE "C" NOT NULL,
    seq integer NOT NULL,
    expires_at timestamptz NOT NULL,
    body bytea NOT NULL,
    PRIMARY KEY (investigation, name, seq)
  );
  CREATE INDEX piece_expiry ON memdiag.piece (expires_at);
  `,
  `
  ALTER TABLE memdiag.investigation ADD COLUMN compacted_at timestamptz;
  CREATE INDEX investigation_ended ON memdiag.investigation (ended_at) WHERE ended_at IS NOT NULL;
  `,
  `
  ALTER TABLE memdiag.post ADD COLUMN delivered_at timestamptz;
  CREATE TABLE memdiag.seen (
    key text PRIMARY KEY,
    at timestamptz NOT NULL DEFAULT clock_timestamp()
  );
  CREATE INDEX seen_at ON memdiag.seen (at);
  `,
  `
  CREATE INDEX event_of_model ON memdiag.event (at) WHERE kind IN ('narrated', 'answered');
  `,
  `
  CREATE INDEX event_of_action ON memdiag.event (investigation)
    WHERE kind IN ('action-attempted', 'action-done');
  CREATE INDEX investigation_of_service ON memdiag.investigation (service);
  `,
]
