-- Checks of one participant by deadline, closed ones last: what one party has, or is late with, is read
-- in its own order, however many checks the others have. It also tells the oldest of a party and day.

create index checks_by_operator on checks (
  meter_operator, due_at, mpan, supplier, sequence, closed_on, awaited, state, owner, due_on, owed
);
create index checks_by_supplier on checks (
  supplier, due_at, mpan, sequence, closed_on, awaited, state, owner, meter_operator, owed
);
drop index checks_awaited;
