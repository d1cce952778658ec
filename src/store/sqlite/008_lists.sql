-- Lists in the order of an index, and counts from an index alone. An index holds the columns that a
-- list is filtered by, so that a filter that picks few reads no rows that it does not show.

drop index checks_by_due;
create index checks_by_due on checks (
  due_at, mpan, supplier, sequence, closed_on, awaited, state, owner, meter_operator, owed
) where closed_on is null;
create index checks_by_opened on checks (
  opened_on, mpan, supplier, sequence, closed_on, awaited, state, owner, meter_operator, owed, due_at
);
create index checks_awaited on checks (
  owner, supplier, meter_operator, due_at, due_on, closed_on, awaited
) where closed_on is null and awaited = 1;
create index checks_owing on checks (due_at, mpan, supplier, sequence, owed) where owed <> '';

create index files_by_outcome on files (outcome, received_at);
create index files_by_flow on files (flow, received_at);
create index files_by_sender on files (sender, received_at);

drop index exceptions_by_mpan;
create index exceptions_by_mpan on exceptions (mpan, at);
create index exceptions_by_at on exceptions (at, id, code, open);
create index exceptions_open_by_code on exceptions (code, at) where open = 1;

create index alerts_by_kind on alerts (kind, id, retracted);
create index alerts_retracted on alerts (id) where retracted = 1;
