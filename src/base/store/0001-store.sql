-- The floor under every room: rooms' schemas, rows kept apart by company, the company log, the outbox,
-- results of commands by idempotency key, and files by their hash.

do $$ begin
  create role kontor_app nologin;
exception when duplicate_object or unique_violation then null;
end $$;
do $$ begin
  execute format('grant kontor_app to %I', current_user);
end $$;

-- Schemas with tables of Kontor: what a backup holds.
create table store.rooms (name text primary key);

-- Registers a schema for a room, so that the application's role can use what is granted in it.
create function store.open_room(room text) returns void language plpgsql as $$
begin
  insert into store.rooms (name) values (room) on conflict do nothing;
  execute format('create schema if not exists %I', room);
  execute format('grant usage on schema %I to kontor_app', room);
end $$;
select store.open_room('store');

-- Tables whose rows belong to one company, in the order in which they can be restored.
create table store.company_tables (
  position int generated always as identity primary key,
  name text not null unique
);
grant select on store.company_tables to kontor_app;

-- Tables of the installation that stay out of backups: what opens doors, such as sessions, must not come back with a copy.
create table store.left_out_tables (name text primary key);

create function store.leave_out(target regclass) returns void language sql as $$
  insert into store.left_out_tables (name) values (target::text)
$$;

-- The company that the running transaction serves; null outside of one, so that nothing is visible.
create function store.current_company() returns text language sql stable parallel safe as $$
  select nullif(current_setting('kontor.company', true), '')
$$;

-- Keeps rows of companies apart. `installation_wide` rows can also be read by work that serves all companies.
create function store.protect(target regclass, installation_wide boolean default false) returns void language plpgsql as $$
declare
  fence text := 'company_id = nullif(current_setting(''kontor.company'', true), '''')';
begin
  if installation_wide then
    fence := fence || ' or current_setting(''kontor.scope'', true) = ''installation''';
  end if;
  execute format('alter table %s enable row level security', target);
  execute format('alter table %s force row level security', target);
  execute format('create policy company_rows on %s using (%s) with check (%s)', target, fence, fence);
  execute format('grant select, insert, update, delete on %s to kontor_app', target);
  insert into store.company_tables (name) values (target::text);
end $$;

create function store.refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '% is append-only', tg_table_name using errcode = 'KO001';
end $$;

-- As protect, for rows that are never changed: by privilege and by trigger.
create function store.protect_append_only(target regclass, installation_wide boolean default false) returns void language plpgsql as $$
begin
  perform store.protect(target, installation_wide);
  execute format('revoke update, delete on %s from kontor_app', target);
  execute format('create trigger append_only before update or delete on %s for each row execute function store.refuse_change()', target);
  execute format('create trigger append_only_whole before truncate on %s for each statement execute function store.refuse_change()', target);
end $$;

-- What the installation knows of itself: its id, its clock.
create table store.installation (
  name text primary key,
  value jsonb not null
);
grant select, insert, update on store.installation to kontor_app;

-- What the store itself must know of a company: its days begin at midnight in its own time zone.
create table store.companies (
  company_id text primary key,
  time_zone text not null default 'UTC'
);
select store.protect('store.companies', true);

create table store.log (
  company_id text not null,
  seq bigint not null,
  at text not null,
  actor text not null,
  command text not null,
  digest text not null,
  cause text not null,
  type text not null,
  body text not null,
  prev text not null,
  hash text not null,
  primary key (company_id, seq),
  check (concat(company_id, at, actor, command, digest, cause, type, body) !~ '[\n\r]')
);
select store.protect_append_only('store.log');
create index log_by_type on store.log (company_id, type, seq);
create index log_by_cause on store.log (company_id, cause, seq) where cause <> '';

create table store.log_heads (
  company_id text primary key,
  seq bigint not null,
  hash text not null
);
select store.protect('store.log_heads', true);

-- Event types that wake somebody.
create table store.subscriptions (type text primary key);
grant select, insert on store.subscriptions to kontor_app;

create table store.outbox (
  company_id text not null,
  seq bigint not null,
  type text not null,
  primary key (company_id, seq)
);
select store.protect('store.outbox', true);

-- The key is claimed before the command does anything, so that a twin waits for it; the outcome is written once, at the end.
create table store.command_results (
  company_id text not null,
  key text not null check (length(key) between 1 and 200),
  command text not null,
  digest text not null,
  outcome jsonb,
  last_seq bigint,
  primary key (company_id, key)
);
select store.protect('store.command_results');
create trigger written_once before update or delete on store.command_results
  for each row when (old.outcome is not null) execute function store.refuse_change();

create table store.blobs (
  company_id text not null,
  sha256 text not null,
  content_type text not null,
  content bytea not null,
  primary key (company_id, sha256)
);
select store.protect_append_only('store.blobs');

-- Appends facts of several commands to a company's log, and returns the number of the last one. Each hash covers the one
-- before it: sha256 of prev, company, seq, at, actor, command, digest, cause, type and body, joined by line feeds.
create function store.log_append_all(
  p_company text, p_ats text[], p_actors text[], p_commands text[], p_digests text[], p_causes text[], p_types text[],
  p_bodies text[]
) returns bigint language plpgsql as $$
declare
  head_seq bigint;
  hashes text[] := '{}';
begin
  if coalesce(cardinality(p_types), 0) = 0 then
    return coalesce((select seq from store.log_heads where company_id = p_company), 0);
  end if;
  select seq, array[hash] into head_seq, hashes from store.log_heads where company_id = p_company for no key update;
  if head_seq is null then
    insert into store.log_heads (company_id, seq, hash) values (p_company, 0, repeat('0', 64)) on conflict do nothing;
    select seq, array[hash] into head_seq, hashes from store.log_heads where company_id = p_company for no key update;
  end if;
  for i in 1 .. cardinality(p_types) loop
    hashes[i + 1] := encode(sha256(convert_to(concat_ws(E'\n', hashes[i], p_company, head_seq + i, p_ats[i], p_actors[i],
      p_commands[i], p_digests[i], p_causes[i], p_types[i], p_bodies[i]), 'UTF8')), 'hex');
  end loop;
  insert into store.log (company_id, seq, at, actor, command, digest, cause, type, body, prev, hash)
  select p_company, head_seq + n, at, actor, command, digest, cause, type, body, prev, hash
  from unnest(p_ats, p_actors, p_commands, p_digests, p_causes, p_types, p_bodies, hashes[:cardinality(p_types)], hashes[2:])
    with ordinality as f (at, actor, command, digest, cause, type, body, prev, hash, n);
  insert into store.outbox (company_id, seq, type)
  select p_company, head_seq + n, type from unnest(p_types) with ordinality as f (type, n)
  where exists (select from store.subscriptions s where s.type = f.type);
  head_seq := head_seq + cardinality(p_types);
  update store.log_heads set seq = head_seq, hash = hashes[cardinality(hashes)] where company_id = p_company;
  return head_seq;
end $$;

-- The same for the facts of one command.
create function store.log_append(
  p_company text, p_at text, p_actor text, p_command text, p_digest text, p_cause text, p_types text[], p_bodies text[]
) returns bigint language plpgsql as $$
declare
  facts constant int[] := array[coalesce(cardinality(p_types), 0)];
begin
  return store.log_append_all(p_company, array_fill(p_at, facts), array_fill(p_actor, facts), array_fill(p_command, facts),
    array_fill(p_digest, facts), array_fill(p_cause, facts), coalesce(p_types, '{}'), p_bodies);
end $$;

-- Ends a command: its facts, and its outcome under its idempotency key ('' when it has none).
create function store.finish_command(
  p_company text, p_at text, p_actor text, p_command text, p_digest text, p_cause text, p_types text[], p_bodies text[],
  p_key text, p_outcome jsonb
) returns bigint language plpgsql as $$
declare
  last bigint;
begin
  last := store.log_append(p_company, p_at, p_actor, p_command, p_digest, p_cause, p_types, p_bodies);
  if p_key <> '' then
    update store.command_results set outcome = p_outcome, last_seq = last where company_id = p_company and key = p_key;
  end if;
  return last;
end $$;
