-- Whose flow gave rise to an item of the work queue. Open items of one code and one sender are counted
-- as they come and go, so that to know how many there are costs nothing however many there are.

alter table exceptions add column sender text not null default '';
create index exceptions_open_groups on exceptions (code, sender, at, id) where open = 1;

create table open_items (
  code   text not null,
  sender text not null,
  number integer not null,
  primary key (code, sender)
) strict, without rowid;
create index open_items_by_number on open_items (number, code, sender);

insert into open_items (code, sender, number)
  select code, sender, count(*) from exceptions where open = 1 group by code, sender;

create trigger open_items_insert after insert on exceptions when new.open = 1 begin
  insert into open_items (code, sender, number) values (new.code, new.sender, 1)
    on conflict (code, sender) do update set number = number + 1;
end;

create trigger open_items_delete after delete on exceptions when old.open = 1 begin
  update open_items set number = number - 1 where code = old.code and sender = old.sender;
end;

create trigger open_items_update after update on exceptions
  when old.open <> new.open or old.code <> new.code or old.sender <> new.sender
begin
  update open_items set number = number - old.open where code = old.code and sender = old.sender;
  insert into open_items (code, sender, number) values (new.code, new.sender, new.open)
    on conflict (code, sender) do update set number = number + excluded.number;
end;
