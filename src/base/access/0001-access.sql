-- Who may come in. These rows serve the installation, not one company; they hold hashes, never secrets.
select store.open_room('access');

create table access.tokens (
  id text primary key,
  secret_hash text not null check (length(secret_hash) = 64),
  name text not null check (length(name) between 1 and 100),
  role text not null check (role in ('founder', 'operator', 'accountant')),
  -- Null is all companies.
  companies text[],
  created_at timestamptz not null,
  expires_at timestamptz,
  last_used date,
  revoked_at timestamptz
);
grant select, insert, update (last_used, revoked_at) on access.tokens to kontor_app;

create table access.sign_in_links (
  id text primary key,
  secret_hash text not null check (length(secret_hash) = 64),
  person text not null check (length(person) between 1 and 100),
  role text not null check (role in ('founder', 'operator', 'accountant')),
  companies text[],
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz
);
grant select, insert, update (used_at), delete on access.sign_in_links to kontor_app;

create table access.sessions (
  id text primary key,
  secret_hash text not null check (length(secret_hash) = 64),
  csrf_key text not null check (length(csrf_key) = 64),
  person text not null check (length(person) between 1 and 100),
  role text not null check (role in ('founder', 'operator', 'accountant')),
  companies text[],
  created_at timestamptz not null,
  expires_at timestamptz not null,
  last_seen timestamptz not null
);
grant select, insert, update (last_seen), delete on access.sessions to kontor_app;

-- Secrets of people who are signed in now; a backup does not carry them.
select store.leave_out('access.sessions');
select store.leave_out('access.sign_in_links');
