-- The private copy of a file until it lies in its place. A destination is named by one receipt; what
-- earlier versions gave out twice stays as it is, and is not given out again.

alter table files add column claim text;
create unique index files_claimed_destination on files (destination) where claim is not null;
create index files_by_destination on files (destination) where claim is null;
