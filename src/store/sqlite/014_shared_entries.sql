-- One entry of the journal may settle items of many MPANs: which ones, so that each MPAN finds it. A
-- snapshot that has not heard of such an entry is behind, and is folded again when it is next used.

create table shared_entries (
  mpan text not null,
  id   text not null,
  seq  integer not null,
  primary key (mpan, id)
) strict, without rowid;

alter table mpans add column behind integer not null default 0;
