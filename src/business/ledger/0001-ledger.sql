-- Books of a company: accounts, append-only entries and postings, running balances.
select store.open_room('ledger');

-- One row a company: the currency of its books and up to where they are shut. Months are 'YYYY-MM', '' is none.
create table ledger.books (
  company_id text primary key,
  currency text not null,
  closed_through text not null default '',
  soft_locked_through text not null default '',
  check (closed_through ~ '^(\d{4}-\d\d)?$' and soft_locked_through ~ '^(\d{4}-\d\d)?$')
);
select store.protect('ledger.books');

-- `account` is a role of the chart, or role:sub ('bank:main'). A floor is what must stay available, on the account's
-- normal side and in one currency; it is never changed, because batches read it before they take their turn.
create table ledger.accounts (
  company_id text not null,
  account text not null,
  role text not null,
  name text not null,
  type text not null check (type in ('asset', 'liability', 'equity', 'income', 'expense')),
  floor_currency text,
  floor bigint,
  opened_at timestamptz not null,
  primary key (company_id, account),
  check ((floor is null) = (floor_currency is null))
);
select store.protect_append_only('ledger.accounts');
create index accounts_with_floor on ledger.accounts (company_id, account) where floor is not null;

create table ledger.entries (
  company_id text not null,
  id text not null,
  event_day date not null,
  posted_at timestamptz not null,
  description text not null,
  source text not null,
  document text not null,
  reverses text,
  settles text,
  primary key (company_id, id)
);
select store.protect_append_only('ledger.entries');
create index entries_by_day on ledger.entries (company_id, event_day, id);
create unique index entries_reversed_once on ledger.entries (company_id, reverses) where reverses is not null;

-- Debit is positive. `book_amount` is in the currency of the books.
create table ledger.postings (
  company_id text not null,
  entry_id text not null,
  line int not null,
  account text not null,
  event_day date not null,
  currency text not null,
  amount bigint not null,
  book_currency text not null,
  book_amount bigint not null,
  rate numeric check (rate > 0),
  rate_source text,
  rate_day date,
  tax_code text,
  party text,
  document text,
  primary key (company_id, entry_id, line),
  check (currency <> book_currency or amount = book_amount)
);
select store.protect_append_only('ledger.postings');
create index postings_by_account on ledger.postings (company_id, account, event_day, entry_id);

-- What the postings of an account sum up to, per currency; and what reservations would move in and out, both positive.
create table ledger.balances (
  company_id text not null,
  account text not null,
  currency text not null,
  posted bigint not null default 0,
  book_posted bigint not null default 0,
  pending_in bigint not null default 0 check (pending_in >= 0),
  pending_out bigint not null default 0 check (pending_out >= 0),
  primary key (company_id, account, currency)
) with (fillfactor = 50);
select store.protect('ledger.balances');

-- Only the functions of this room, which check what they write, put entries, postings and balances into the books.
revoke insert on ledger.entries, ledger.postings from kontor_app;
revoke insert, update, delete on ledger.balances from kontor_app;
