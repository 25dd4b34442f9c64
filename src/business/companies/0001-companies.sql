select store.open_room('companies');

create table companies.companies (
  company_id text primary key,
  slug text not null unique check (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$' and length(slug) <= 60),
  name text not null,
  purpose text not null,
  jurisdiction text not null,
  currency text not null,
  template text not null,
  state text not null check (state in ('active', 'closed')),
  version int not null,
  launched_at timestamptz not null
);
select store.protect('companies.companies', true);

-- Every company file that was ever in force, as it was written.
create table companies.files (
  company_id text not null,
  version int not null,
  text text not null,
  digest text not null,
  applied_at timestamptz not null,
  applied_by text not null,
  primary key (company_id, version)
);
select store.protect_append_only('companies.files');

create table companies.knowledge (
  company_id text not null,
  version int not null,
  path text not null,
  text text not null,
  primary key (company_id, version, path),
  foreign key (company_id, version) references companies.files (company_id, version)
);
select store.protect_append_only('companies.knowledge');

-- Files that could not be taken in, with the reason; nothing of them was used.
create table companies.quarantine (
  company_id text not null,
  id text not null,
  name text not null,
  sha256 text not null,
  bytes bigint not null,
  kind text not null,
  reason text not null,
  fix text not null,
  facts jsonb not null,
  arrived_at timestamptz not null,
  state text not null check (state in ('waiting', 'dismissed')),
  primary key (company_id, id)
);
select store.protect('companies.quarantine');
create unique index quarantine_once on companies.quarantine (company_id, sha256, kind);
