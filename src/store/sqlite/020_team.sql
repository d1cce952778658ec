-- Who has claimed which MPAN. The journal is the truth, in entries that no fold hears of; the rows of
-- checks and of the work queue say so too, because lists are narrowed by it.

create table claims (
  mpan     text primary key,
  who      text not null,
  at       text not null,
  supplier text,
  sequence integer
) strict, without rowid;
alter table checks add column claimed_by text not null default '' collate nocase;
alter table exceptions add column claimed_by text not null default '' collate nocase;
create index checks_claimed on checks (claimed_by, due_at, mpan, supplier, sequence)
  where closed_on is null and claimed_by <> '';
create index exceptions_claimed on exceptions (claimed_by, at, id)
  where open = 1 and claimed_by <> '';

-- What people did is looked through by day, and by what came since somebody was here.

drop index journal_acts;
create index journal_acts on journal (received_at, seq)
  where kind in ('operator', 'claim', 'note', 'call', 'view') and body is not null;
create index alerts_by_kind_and_time on alerts (kind, at, id) where retracted = 0;
