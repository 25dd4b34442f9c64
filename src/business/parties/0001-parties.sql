select store.open_room('parties');

create table parties.parties (
  company_id text not null,
  id text not null,
  name text not null check (length(name) between 1 and 300),
  email text,
  vat_id text,
  country text check (country ~ '^[A-Z]{2}$'),
  street text,
  city text,
  postcode text,
  iban text,
  met_at timestamptz not null,
  primary key (company_id, id)
);
select store.protect('parties.parties');
create unique index parties_by_vat_id on parties.parties (company_id, vat_id) where vat_id is not null;
create index parties_by_email on parties.parties (company_id, email) where email is not null;
create index parties_by_iban on parties.parties (company_id, iban) where iban is not null;
create index parties_by_name on parties.parties (company_id, lower(name));
