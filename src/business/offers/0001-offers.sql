select store.open_room('offers');

create table offers.orders (
  company_id text not null,
  id text not null,
  party text not null,
  currency text not null,
  source text not null,
  reference text not null default '',
  conversation text,
  state text not null check (state in ('taken', 'invoiced', 'cancelled')),
  taken_at timestamptz not null,
  primary key (company_id, id),
  unique (company_id, source)
);
select store.protect('offers.orders');

create table offers.order_lines (
  company_id text not null,
  order_id text not null,
  line int not null,
  offer text not null,
  version text not null,
  title text not null,
  quantity int not null check (quantity > 0),
  unit_price bigint not null,
  vat_kind text not null,
  primary key (company_id, order_id, line),
  foreign key (company_id, order_id) references offers.orders (company_id, id)
);
select store.protect_append_only('offers.order_lines');
