select store.open_room('invoicing');

-- The last number of each series: gapless, because it is raised in the transaction that uses it.
create table invoicing.series (
  company_id text not null,
  series text not null,
  last int not null check (last > 0),
  primary key (company_id, series)
);
select store.protect('invoicing.series');

create table invoicing.invoices (
  company_id text not null,
  id text not null,
  number text not null,
  party text not null,
  customer text not null,
  order_id text,
  issued date not null,
  due date not null,
  currency text not null,
  net bigint not null,
  tax bigint not null,
  gross bigint not null,
  paid bigint not null default 0 check (paid between 0 and gross),
  document text not null,
  entry text not null,
  state text not null check (state in ('issued', 'part-paid', 'paid')),
  issued_at timestamptz not null,
  primary key (company_id, id),
  unique (company_id, number)
);
select store.protect('invoicing.invoices');
create unique index invoices_by_order on invoicing.invoices (company_id, order_id) where order_id is not null;
create index invoices_open on invoicing.invoices (company_id, due) where state <> 'paid';

create table invoicing.bills (
  company_id text not null,
  id text not null,
  number text not null,
  party text not null,
  supplier text not null,
  issued date not null,
  due date not null,
  currency text not null,
  net bigint not null,
  tax bigint not null,
  gross bigint not null,
  paid bigint not null default 0 check (paid between 0 and gross),
  iban text not null,
  category text not null,
  document text not null,
  message text,
  entry text,
  state text not null check (state in ('draft', 'approved', 'part-paid', 'paid', 'rejected')),
  reason text not null default '',
  drafted_at timestamptz not null,
  primary key (company_id, id),
  unique (company_id, party, number)
);
select store.protect('invoicing.bills');
create index bills_open on invoicing.bills (company_id, due) where state in ('draft', 'approved', 'part-paid');

-- Money that came in or went out, and what it was for.
create table invoicing.payments (
  company_id text not null,
  id text not null,
  invoice text,
  bill text,
  day date not null,
  amount bigint not null check (amount > 0),
  currency text not null,
  source text not null,
  entry text not null,
  primary key (company_id, id),
  foreign key (company_id, invoice) references invoicing.invoices (company_id, id),
  foreign key (company_id, bill) references invoicing.bills (company_id, id),
  check ((invoice is null) <> (bill is null))
);
select store.protect_append_only('invoicing.payments');
create index payments_by_invoice on invoicing.payments (company_id, invoice);

create table invoicing.reminders (
  company_id text not null,
  invoice text not null,
  level int not null,
  message text not null,
  sent_at timestamptz not null,
  primary key (company_id, invoice, level),
  foreign key (company_id, invoice) references invoicing.invoices (company_id, id)
);
select store.protect_append_only('invoicing.reminders');
