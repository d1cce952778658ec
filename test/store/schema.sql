CREATE TRIGGER check_counts_delete after delete on checks begin
  update check_counts set number = number - 1
    where owner = coalesce(old.owner, '') and supplier = old.supplier
      and meter_operator = coalesce(old.meter_operator, '') and due_at = coalesce(old.due_at, '')
      and due_on = coalesce(old.due_on, '') and state = old.state
      and open = (old.closed_on is null) and awaited = (old.awaited = 1 and old.closed_on is null)
      and owing = (old.owed <> '');
end;

CREATE TRIGGER check_counts_gone after update on check_counts when new.number = 0 begin
  delete from check_counts
    where owner = new.owner and supplier = new.supplier and meter_operator = new.meter_operator
      and due_at = new.due_at and due_on = new.due_on and state = new.state and open = new.open
      and awaited = new.awaited and owing = new.owing;
end;

CREATE TRIGGER check_counts_insert after insert on checks begin
  insert into check_counts values (coalesce(new.owner, ''), new.supplier,
      coalesce(new.meter_operator, ''), coalesce(new.due_at, ''), coalesce(new.due_on, ''), new.state,
      new.closed_on is null, new.awaited = 1 and new.closed_on is null, new.owed <> '', 1)
    on conflict do update set number = number + 1;
end;

CREATE TRIGGER check_counts_update after update on checks
  when (old.owner, old.supplier, old.meter_operator, old.due_at, old.due_on, old.state,
      old.closed_on is null, old.awaited, old.owed <> '')
    is not (new.owner, new.supplier, new.meter_operator, new.due_at, new.due_on, new.state,
      new.closed_on is null, new.awaited, new.owed <> '')
begin
  update check_counts set number = number - 1
    where owner = coalesce(old.owner, '') and supplier = old.supplier
      and meter_operator = coalesce(old.meter_operator, '') and due_at = coalesce(old.due_at, '')
      and due_on = coalesce(old.due_on, '') and state = old.state
      and open = (old.closed_on is null) and awaited = (old.awaited = 1 and old.closed_on is null)
      and owing = (old.owed <> '');
  insert into check_counts values (coalesce(new.owner, ''), new.supplier,
      coalesce(new.meter_operator, ''), coalesce(new.due_at, ''), coalesce(new.due_on, ''), new.state,
      new.closed_on is null, new.awaited = 1 and new.closed_on is null, new.owed <> '', 1)
    on conflict do update set number = number + 1;
end;

CREATE TRIGGER open_items_delete after delete on exceptions when old.open = 1 begin
  update open_items set number = number - 1 where code = old.code and sender = old.sender;
end;

CREATE TRIGGER open_items_insert after insert on exceptions when new.open = 1 begin
  insert into open_items (code, sender, number) values (new.code, new.sender, 1)
    on conflict (code, sender) do update set number = number + 1;
end;

CREATE TRIGGER open_items_update after update on exceptions
  when old.open <> new.open or old.code <> new.code or old.sender <> new.sender
begin
  update open_items set number = number - old.open where code = old.code and sender = old.sender;
  insert into open_items (code, sender, number) values (new.code, new.sender, new.open)
    on conflict (code, sender) do update set number = number + excluded.number;
end;

CREATE TABLE alerts (
  id        integer primary key,
  key       text not null unique,
  mpan      text not null,
  at        text not null,
  kind      text not null,
  retracted integer not null,
  delivered integer not null default 0,
  body      text not null
) strict;

CREATE TABLE calendars (
  id            integer primary key,
  merged_at     text not null,
  source        text not null,
  sha256        text not null,
  bank_holidays text not null
, undo text, accepted text) strict;

CREATE TABLE chases (
  id              integer primary key,
  party           text not null,
  chased_on       text not null,
  -- Null where no address is known: then the draft is all there is.
  mail_to         text,
  subject         text not null,
  text            text not null,
  written         integer not null default 0,
  attempts        integer not null default 0,
  next_attempt_at text,
  sent_at         text,
  last_error      text, csv text,
  unique (party, chased_on)
) strict;

CREATE TABLE check_counts (
  owner          text not null,
  supplier       text not null,
  meter_operator text not null,
  due_at         text not null,
  due_on         text not null,
  state          text not null,
  open           integer not null,
  awaited        integer not null,
  owing          integer not null,
  number         integer not null,
  primary key (owner, supplier, meter_operator, due_at, due_on, state, open, awaited, owing)
) strict, without rowid;

CREATE TABLE checks (
  mpan           text not null,
  supplier       text not null,
  sequence       integer not null,
  profile        text not null,
  meter_operator text,
  state          text not null,
  outcome        text,
  opened_on      text not null,
  closed_on      text,
  owner          text,
  due_on         text,
  due_at         text,
  awaited        integer not null,
  owed           text not null, approved text not null default '', claimed_by text not null default '' collate nocase,
  primary key (mpan, supplier, sequence)
) strict, without rowid;

CREATE TABLE claims (
  mpan     text primary key,
  who      text not null,
  at       text not null,
  supplier text,
  sequence integer
) strict, without rowid;

CREATE TABLE commit_tokens (
  token text primary key,
  at    text not null
) strict, without rowid;

CREATE TABLE commits (
  last  integer primary key,
  first integer not null,
  root  text not null,
  head  text not null
) strict;

CREATE TABLE config_changed_checks (
  change_id integer not null,
  mpan      text not null,
  supplier  text not null,
  sequence  integer not null,
  changes   text not null,
  primary key (change_id, mpan, supplier, sequence)
) strict, without rowid;

CREATE TABLE config_changes (
  id            integer primary key,
  at            text not null,
  digest_before text,
  digest_after  text not null,
  written       text not null,
  keys          text not null,
  feeds         text not null,
  finished_at   text,
  looked_at     integer not null default 0,
  changed       integer not null default 0
) strict;

CREATE TABLE contents (
  id     integer primary key,
  sha256 text not null unique
) strict;

CREATE TABLE deliveries (
  id              integer primary key,
  alert           text not null references alerts (key) on delete cascade,
  channel         text not null,
  -- How often it has been queued: an alert that stands again is told again.
  round           integer not null default 1,
  due_at          text not null,
  attempts        integer not null default 0,
  next_attempt_at text,
  delivered_at    text,
  given_up_at     text,
  told            integer not null default 0,
  last_error      text,
  unique (alert, channel)
) strict;

CREATE TABLE exceptions (
  id       text primary key,
  mpan     text not null,
  supplier text,
  sequence integer,
  code     text not null,
  at       text not null,
  detail   text not null,
  open     integer not null
, sender text not null default '', claimed_by text not null default '' collate nocase, due_at text not null default '', meter_operator text not null default '', words text not null default '') strict, without rowid;

CREATE TABLE file_changes (
  file_id integer primary key,
  sha256  text,
  at      text not null,
  why     text not null
) strict;

CREATE TABLE files (
  id                 integer primary key,
  name               text not null,
  folder             text not null,
  sha256             text not null,
  size               integer not null,
  flow               text,
  file_identifier    text,
  sender             text,
  received_at        text not null,
  outcome            text not null,
  findings           text not null,
  instances          integer not null,
  instances_accepted integer not null,
  destination        text not null,
  settled            integer not null default 0
, claim text) strict;

CREATE VIRTUAL TABLE files_words using fts5 (
  name, file_identifier, content = 'files', content_rowid = 'id', tokenize = 'trigram'
);

CREATE TABLE 'files_words_config'(k PRIMARY KEY, v) WITHOUT ROWID;

CREATE TABLE 'files_words_data'(id INTEGER PRIMARY KEY, block BLOB);

CREATE TABLE 'files_words_docsize'(id INTEGER PRIMARY KEY, sz BLOB);

CREATE TABLE 'files_words_idx'(segid, term, pgno, PRIMARY KEY(segid, term)) WITHOUT ROWID;

CREATE TABLE journal (
  seq          integer primary key,
  mpan         text not null,
  key          text not null unique,
  kind         text not null,
  effective_at text not null,
  received_at  text not null,
  body         text,
  digest       text not null,
  link         text not null
, follows integer) strict;

CREATE TABLE milestones (
  id              integer primary key,
  channel         text not null,
  key             text not null,
  mpan            text not null,
  -- How often it has been queued: what stands again is told again.
  round           integer not null default 1,
  due_at          text not null,
  attempts        integer not null default 0,
  next_attempt_at text,
  delivered_at    text,
  given_up_at     text,
  last_error      text,
  body            text not null,
  unique (key, channel)
) strict;

CREATE TABLE mpans (
  mpan     text primary key,
  revision integer not null,
  wake_at  text,
  alerted  integer not null default 0,
  open     integer not null,
  owing    integer not null,
  excepted integer not null,
  state    text not null
, behind integer not null default 0, release_at text) strict;

CREATE TABLE named_mpans (
  content  integer not null,
  line     integer not null,
  mpan     text not null,
  accepted integer not null,
  primary key (content, line, mpan)
) strict, without rowid;

CREATE TABLE notes (
  key   text primary key,
  value text not null
) strict;

CREATE TABLE open_items (
  code   text not null,
  sender text not null,
  number integer not null,
  primary key (code, sender)
) strict, without rowid;

CREATE TABLE outbox (
  id              integer primary key,
  name            text not null unique,
  flow            text not null,
  file_identifier text not null,
  from_mpid       text not null,
  to_role         text not null,
  to_mpid         text not null,
  mpans           text not null,
  text            text not null,
  sha256          text not null,
  created_at      text not null,
  written         integer not null default 0
) strict;

CREATE VIRTUAL TABLE outbox_words using fts5 (
  name, file_identifier, content = 'outbox', content_rowid = 'id', tokenize = 'trigram'
);

CREATE TABLE 'outbox_words_config'(k PRIMARY KEY, v) WITHOUT ROWID;

CREATE TABLE 'outbox_words_data'(id INTEGER PRIMARY KEY, block BLOB);

CREATE TABLE 'outbox_words_docsize'(id INTEGER PRIMARY KEY, sz BLOB);

CREATE TABLE 'outbox_words_idx'(segid, term, pgno, PRIMARY KEY(segid, term)) WITHOUT ROWID;

CREATE TABLE published (
  uid          text primary key,
  sequence     integer not null,
  body         text not null,
  changed_at   text not null,
  -- Since when it is shown as cancelled; null while it stands.
  cancelled_at text
) strict, without rowid;

CREATE TABLE reference_merges (
  id        integer primary key,
  merged_at text not null,
  kind      text not null,
  source    text not null,
  sha256    text not null,
  version   integer,
  said      text not null,
  findings  text not null,
  act       text
) strict;

CREATE TABLE resubmissions (
  id     integer primary key,
  source text not null,
  name   text not null,
  lines  text,
  done   integer not null default 0
) strict;

CREATE TABLE shared_entries (
  mpan text not null,
  id   text not null,
  seq  integer not null,
  primary key (mpan, id)
) strict, without rowid;

CREATE TABLE sought (
  id   integer primary key,
  mpan text not null unique,
  ids  text not null,
  site text not null
) strict;

CREATE VIRTUAL TABLE sought_words using fts5 (
  ids, site, content = 'sought', content_rowid = 'id', tokenize = 'trigram case_sensitive 1'
);

CREATE TABLE 'sought_words_config'(k PRIMARY KEY, v) WITHOUT ROWID;

CREATE TABLE 'sought_words_data'(id INTEGER PRIMARY KEY, block BLOB);

CREATE TABLE 'sought_words_docsize'(id INTEGER PRIMARY KEY, sz BLOB);

CREATE TABLE 'sought_words_idx'(segid, term, pgno, PRIMARY KEY(segid, term)) WITHOUT ROWID;

CREATE INDEX alerts_by_kind on alerts (kind, id, retracted);

CREATE INDEX alerts_by_kind_and_time on alerts (kind, at, id) where retracted = 0;

CREATE INDEX alerts_by_mpan on alerts (mpan);

CREATE INDEX alerts_retracted on alerts (id) where retracted = 1;

CREATE INDEX alerts_undelivered on alerts (id) where delivered = 0;

CREATE INDEX chases_unsent on chases (next_attempt_at) where next_attempt_at is not null;

CREATE INDEX chases_unwritten on chases (id) where written = 0;

CREATE INDEX checks_approved on checks (mpan, supplier, sequence) where approved <> '';

CREATE INDEX checks_by_due on checks (
  due_at, mpan, supplier, sequence, closed_on, awaited, state, owner, meter_operator, owed
) where closed_on is null;

CREATE INDEX checks_by_opened on checks (
  opened_on, mpan, supplier, sequence, closed_on, awaited, state, owner, meter_operator, owed, due_at
);

CREATE INDEX checks_by_operator on checks (
  meter_operator, due_at, mpan, supplier, sequence, closed_on, awaited, state, owner, due_on, owed
);

CREATE INDEX checks_by_state on checks (state, due_at);

CREATE INDEX checks_by_supplier on checks (
  supplier, due_at, mpan, sequence, closed_on, awaited, state, owner, meter_operator, owed
);

CREATE INDEX checks_claimed on checks (claimed_by, due_at, mpan, supplier, sequence)
  where closed_on is null and claimed_by <> '';

CREATE INDEX checks_owing on checks (due_at, mpan, supplier, sequence, owed) where owed <> '';

CREATE INDEX deliveries_due on deliveries (channel, next_attempt_at)
  where next_attempt_at is not null;

CREATE INDEX deliveries_untold on deliveries (id) where given_up_at is not null and told = 0;

CREATE INDEX exceptions_by_at on exceptions (at, id, code, open);

CREATE INDEX exceptions_by_mpan on exceptions (mpan, at);

CREATE INDEX exceptions_claimed on exceptions (claimed_by, at, id)
  where open = 1 and claimed_by <> '';

CREATE INDEX exceptions_open on exceptions (at, id, code, sender, meter_operator, words, due_at, mpan, claimed_by)
  where open = 1;

CREATE INDEX exceptions_open_by_code on exceptions (code, at) where open = 1;

CREATE INDEX exceptions_open_due on exceptions
  (due_at, at, id, code, sender, meter_operator, words, mpan, claimed_by) where open = 1;

CREATE INDEX exceptions_open_groups on exceptions (code, sender, at, id) where open = 1;

CREATE INDEX exceptions_open_operator on exceptions
  (meter_operator, due_at, at, id, code, sender, words, mpan, claimed_by) where open = 1;

CREATE INDEX exceptions_open_words on exceptions
  (words, code, due_at, at, id, sender, meter_operator, mpan, claimed_by) where open = 1;

CREATE INDEX files_applied on files (sender, flow, file_identifier)
  where outcome in ('applied', 'partly-applied');

CREATE INDEX files_by_bytes on files (sha256, received_at);

CREATE INDEX files_by_destination on files (destination) where claim is null;

CREATE INDEX files_by_flow on files (flow, received_at);

CREATE INDEX files_by_identifier on files (file_identifier);

CREATE INDEX files_by_identity on files (sender, flow, file_identifier);

CREATE INDEX files_by_name on files (name);

CREATE INDEX files_by_outcome on files (outcome, received_at);

CREATE INDEX files_by_received on files (received_at);

CREATE INDEX files_by_sender on files (sender, received_at);

CREATE UNIQUE INDEX files_claimed_destination on files (destination) where claim is not null;

CREATE INDEX files_taken on files (sha256)
  where outcome in ('applied', 'partly-applied', 'not-ours');

CREATE INDEX files_unsettled on files (id) where settled = 0;

CREATE INDEX journal_acts on journal (received_at, seq)
  where kind in ('operator', 'claim', 'note', 'call', 'view') and body is not null;

CREATE INDEX journal_by_mpan on journal (mpan, seq);

CREATE INDEX journal_by_received on journal (received_at);

CREATE INDEX journal_erased on journal (mpan) where kind = 'erased';

CREATE INDEX journal_gone on journal (seq) where body is null;

CREATE INDEX journal_keeping on journal (seq)
  where kind in ('erased', 'purged', 'restored', 'accepted', 'begun');

CREATE INDEX journal_of_files on journal (seq) where mpan = '' and kind <> 'sealed';

CREATE INDEX milestones_by_mpan on milestones (mpan);

CREATE INDEX milestones_due on milestones (channel, next_attempt_at)
  where next_attempt_at is not null;

CREATE INDEX milestones_given_up on milestones (channel) where given_up_at is not null;

CREATE INDEX mpans_by_release on mpans (release_at, mpan) where release_at is not null;

CREATE INDEX mpans_by_wake on mpans (wake_at, mpan) where wake_at is not null;

CREATE INDEX mpans_open on mpans (mpan) where open = 1;

CREATE INDEX mpans_owing on mpans (mpan) where owing = 1;

CREATE INDEX named_mpans_by_mpan on named_mpans (mpan);

CREATE INDEX open_items_by_number on open_items (number, code, sender);

CREATE INDEX outbox_by_flow on outbox (substr(flow, 1, 5));

CREATE INDEX outbox_by_identifier on outbox (file_identifier);

CREATE UNIQUE INDEX outbox_by_identity on outbox (from_mpid, flow, file_identifier);

CREATE INDEX outbox_by_recipient on outbox (to_mpid);

CREATE INDEX outbox_unwritten on outbox (id) where written = 0;

CREATE INDEX resubmissions_undone on resubmissions (id) where done = 0;
