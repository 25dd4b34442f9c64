select store.open_room('portfolio');

-- What was computed of each company at log position `seq` on `day`; stale when either has moved on.
create table portfolio.figures (
  company_id text primary key,
  seq bigint not null,
  day date not null,
  currency text not null,
  cash bigint not null,
  earned bigint not null,
  result bigint not null,
  receivable bigint not null,
  payable bigint not null,
  -- The median of the last completed months; null while none is complete.
  burn bigint,
  trend bigint[] not null,
  waiting int not null,
  next_due date,
  runs_today int not null
);
select store.protect('portfolio.figures', true);
