-- Reference data that were merged, one after the other: files, what people taught, and what they took back.

create table reference_merges (
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
