-- Open checks, and those of which a flow waits, counted as they come and go: what a day begins with
-- costs as much as there are participants and due dates, however many checks there are. An empty text
-- stands where there is none.

create table check_counts (
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

insert into check_counts
  select coalesce(owner, ''), supplier, coalesce(meter_operator, ''), coalesce(due_at, ''),
      coalesce(due_on, ''), state, closed_on is null, awaited = 1 and closed_on is null, owed <> '', count(*)
    from checks group by 1, 2, 3, 4, 5, 6, 7, 8, 9;

create trigger check_counts_insert after insert on checks begin
  insert into check_counts values (coalesce(new.owner, ''), new.supplier,
      coalesce(new.meter_operator, ''), coalesce(new.due_at, ''), coalesce(new.due_on, ''), new.state,
      new.closed_on is null, new.awaited = 1 and new.closed_on is null, new.owed <> '', 1)
    on conflict do update set number = number + 1;
end;

create trigger check_counts_delete after delete on checks begin
  update check_counts set number = number - 1
    where owner = coalesce(old.owner, '') and supplier = old.supplier
      and meter_operator = coalesce(old.meter_operator, '') and due_at = coalesce(old.due_at, '')
      and due_on = coalesce(old.due_on, '') and state = old.state
      and open = (old.closed_on is null) and awaited = (old.awaited = 1 and old.closed_on is null)
      and owing = (old.owed <> '');
end;

create trigger check_counts_update after update on checks
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

create trigger check_counts_gone after update on check_counts when new.number = 0 begin
  delete from check_counts
    where owner = new.owner and supplier = new.supplier and meter_operator = new.meter_operator
      and due_at = new.due_at and due_on = new.due_on and state = new.state and open = new.open
      and awaited = new.awaited and owing = new.owing;
end;
