-- What the work queue is sorted and narrowed by: until when the check of an item is due, its Meter
-- Operator, and the words that were unclear as they are compared. Empty where there is none, and of what
-- is settled. Words come with the next fold of an MPAN; an earlier version's are folded when rules change.

alter table exceptions add column due_at text not null default '';
alter table exceptions add column meter_operator text not null default '';
alter table exceptions add column words text not null default '';

update exceptions set (due_at, meter_operator) =
  (select coalesce(iif(awaited = 1 and closed_on is null, due_at, null), ''), coalesce(meter_operator, '')
    from checks c where c.mpan = exceptions.mpan and c.supplier = exceptions.supplier
      and c.sequence = exceptions.sequence)
  where open = 1 and exists (select 1 from checks c where c.mpan = exceptions.mpan
    and c.supplier = exceptions.supplier and c.sequence = exceptions.sequence);

-- An order each, with all that a list of it is narrowed by.
drop index exceptions_open;
create index exceptions_open on exceptions (at, id, code, sender, meter_operator, words, due_at, mpan, claimed_by)
  where open = 1;
create index exceptions_open_due on exceptions
  (due_at, at, id, code, sender, meter_operator, words, mpan, claimed_by) where open = 1;
create index exceptions_open_operator on exceptions
  (meter_operator, due_at, at, id, code, sender, words, mpan, claimed_by) where open = 1;
create index exceptions_open_words on exceptions
  (words, code, due_at, at, id, sender, meter_operator, mpan, claimed_by) where open = 1;
