-- Which files of a drop folder a gateway has in hand, for as long as it lives. The folder is named by the
-- token that lies in it, so that all who share it mean the same one.
create table {schema}.file_claims (
  root    text collate "C" not null,
  name    text collate "C" not null,
  gateway text collate "C" not null references {schema}.gateways (id) on delete cascade,
  primary key (root, name)
);
create index file_claims_by_gateway on {schema}.file_claims (gateway);
