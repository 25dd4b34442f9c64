select store.open_room('banking');

create table banking.statements (
  company_id text not null,
  id text not null,
  account text not null,
  identification text not null,
  from_day date,
  to_day date,
  opening bigint,
  closing bigint,
  currency text not null,
  file text not null,
  lines int not null,
  new_lines int not null,
  imported_at timestamptz not null,
  primary key (company_id, id)
);
select store.protect_append_only('banking.statements');
create index statements_by_day on banking.statements (company_id, account, to_day);

-- Lines as the bank booked them, once each: equal ones are counted by `twin`. What became of a line is its state.
create table banking.lines (
  company_id text not null,
  id text not null,
  statement text not null,
  account text not null,
  position int not null,
  day date not null,
  value_day date not null,
  amount bigint not null,
  currency text not null,
  text text not null,
  counterparty text not null,
  counterparty_iban text not null,
  reference text not null,
  bank_code text not null,
  identity text not null,
  twin int not null,
  state text not null check (state in ('new', 'booked', 'waiting')),
  entry text,
  reason text not null default '',
  evidence jsonb not null default '{}',
  primary key (company_id, id),
  unique (company_id, account, identity, twin),
  foreign key (company_id, statement) references banking.statements (company_id, id)
);
select store.protect('banking.lines');
create index lines_to_match on banking.lines (company_id, state, day) where state <> 'booked';
create index lines_by_statement on banking.lines (company_id, statement, position);
