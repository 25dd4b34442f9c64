-- Runs and their queue, the calendar of future facts, effects on the world, and the nodes that do the work.
select store.open_room('engine');

create table engine.runs (
  company_id text not null,
  id text not null,
  key text check (length(key) between 1 and 200),
  role text not null,
  duty text,
  work text not null,
  version int not null,
  input jsonb not null,
  cause text not null,
  hops int not null,
  state text not null default 'queued'
    check (state in ('queued', 'running', 'waiting-retry', 'done', 'refused', 'dead', 'cancelled')),
  -- Counts how often a node took the run; what an earlier claim does no longer counts.
  claim int not null default 0,
  attempt int not null default 0,
  crashes int not null default 0,
  due_at timestamptz not null,
  executor text,
  proof jsonb,
  error jsonb,
  queued_at timestamptz not null,
  started_at timestamptz,
  ended_at timestamptz,
  primary key (company_id, id),
  check ((state = 'done') = (proof is not null)),
  check ((state = 'running') = (executor is not null)),
  check ((state in ('done', 'refused', 'dead', 'cancelled')) = (ended_at is not null))
);
select store.protect('engine.runs', true);
create unique index runs_by_key on engine.runs (company_id, key) where key is not null;
create index runs_waiting on engine.runs (company_id, role, due_at, id) where state in ('queued', 'waiting-retry');
create index runs_running on engine.runs (executor, company_id, role) where state = 'running';
create index runs_by_duty on engine.runs (company_id, duty, queued_at) where duty is not null;
create index runs_by_time on engine.runs (company_id, queued_at desc, id desc);

create table engine.outward (
  company_id text not null,
  key text not null check (length(key) between 1 and 200),
  run text not null,
  step text not null,
  claim int not null,
  state text not null check (state in ('intent', 'uncertain', 'done')),
  result jsonb,
  at timestamptz not null,
  primary key (company_id, key),
  foreign key (company_id, run) references engine.runs (company_id, id)
);
select store.protect('engine.outward', true);
create index outward_by_run on engine.outward (company_id, run);

-- A row is a fact of the future: when it is due it moves into the company log.
create table engine.calendar (
  company_id text not null,
  key text not null check (length(key) between 1 and 200),
  at timestamptz not null,
  type text not null,
  body jsonb not null,
  primary key (company_id, key)
);
select store.protect('engine.calendar', true);
create index calendar_by_time on engine.calendar (at, company_id, key);

create table engine.schedules (
  company_id text not null,
  name text not null check (length(name) between 1 and 100),
  cron text not null,
  type text not null,
  body jsonb not null,
  primary key (company_id, name)
);
select store.protect('engine.schedules', true);

-- Duties that were stopped or resumed at least once.
create table engine.duties (
  company_id text not null,
  duty text not null,
  stopped_at timestamptz,
  reason text,
  resumed_at timestamptz,
  primary key (company_id, duty)
);
select store.protect('engine.duties', true);

create table engine.held_events (
  company_id text not null,
  duty text not null,
  seq bigint not null,
  type text not null,
  primary key (company_id, duty, seq)
);
select store.protect('engine.held_events', true);

-- Processes of this installation. `place` tells processes apart that can see each other's process ids.
create table engine.nodes (
  executor text primary key,
  place text not null,
  pid int not null,
  started text not null,
  steady_since timestamptz not null default clock_timestamp(),
  heartbeat_at timestamptz not null default clock_timestamp()
);
grant select, insert, update, delete on engine.nodes to kontor_app;

-- One node at a time: whoever hands out runs holds `claim`, so that limits hold on all nodes together.
create table engine.turns (name text primary key);
insert into engine.turns (name) values ('claim'), ('launch');
grant select, update on engine.turns to kontor_app;

-- Queues runs of one company, one result per item in order; the same key gives the run that it named first.
create function engine.start_runs(p_company text, p_items jsonb) returns setof jsonb language plpgsql as $$
begin
  perform set_config('kontor.company', p_company, true);
  insert into engine.runs (company_id, id, key, role, duty, work, version, input, cause, hops, due_at, queued_at)
  select p_company, item->>'run', nullif(item->>'key', ''), item->>'role', item->>'duty', item->>'work',
    (item->>'version')::int, item->'input', item->>'caused', (item->>'hops')::int,
    (item->>'at')::timestamptz, (item->>'at')::timestamptz
  from jsonb_array_elements(p_items) with ordinality as i(item, n) order by n
  on conflict do nothing;
  return query
    select case
      when r.work <> item->>'work' or r.input <> item->'input' then '{"conflict": true}'::jsonb
      when r.id <> item->>'run' then jsonb_build_object('run', r.id, 'replayed', true)
      else jsonb_build_object('run', r.id)
    end
    from jsonb_array_elements(p_items) with ordinality as i(item, n)
    join engine.runs r on r.company_id = p_company
      and (r.id = item->>'run' or (item->>'key' <> '' and r.key = item->>'key'))
    order by n;
end $$;

-- Ends, or puts back, claims of runs of one company; what another claim has taken over is left alone. The commit does
-- not wait for the disk: the log of PostgreSQL is one sequence, so with this end nothing is lost that it was based on,
-- and a run whose end is lost is carried out again by its records.
create function engine.end_runs(p_company text, p_items jsonb) returns setof jsonb language plpgsql as $$
declare
  item jsonb;
begin
  perform set_config('kontor.company', p_company, true), set_config('synchronous_commit', 'off', true);
  for item in select value from jsonb_array_elements(p_items) loop
    update engine.runs set
      state = item->>'state',
      attempt = attempt + (item->>'failed')::int,
      crashes = crashes + (item->>'crashed')::int,
      due_at = coalesce((item->>'due')::timestamptz, due_at),
      executor = null,
      proof = nullif(item->'proof', 'null'),
      error = nullif(item->'error', 'null'),
      ended_at = case when item->>'state' in ('queued', 'waiting-retry') then null else (item->>'at')::timestamptz end
    where company_id = p_company and id = item->>'run' and claim = (item->>'claim')::int and state = 'running';
    if found and item->>'type' <> '' then
      perform store.log_append(p_company, item->>'at', item->>'actor', item->>'command', item->>'digest', item->>'cause',
        array[item->>'type'], array[item->>'body']);
    end if;
    return next jsonb_build_object('ended', found);
  end loop;
end $$;

-- Hands out up to p_room runs that are due, within the limits: first to companies with least under way, then to those
-- that were not served lately (p_served lists the others, the latest last). A queue is too short and too lively for the
-- planner's statistics, so whole scans are ruled out.
create function engine.claim_runs(
  p_executor text, p_now timestamptz, p_room int, p_per_company int, p_per_role int, p_served text[]
) returns setof engine.runs
language plpgsql set enable_seqscan = off set enable_bitmapscan = off as $$
begin
  perform from engine.turns where name = 'claim' for no key update;
  if not exists (select from engine.nodes where executor = p_executor) then
    return;
  end if;
  return query
    with recursive lanes as (
      (select company_id, role from engine.runs where state in ('queued', 'waiting-retry')
        order by company_id, role limit 1)
      union all
      select next.company_id, next.role from lanes, lateral (
        select r.company_id, r.role from engine.runs r
        where r.state in ('queued', 'waiting-retry') and (r.company_id, r.role) > (lanes.company_id, lanes.role)
        order by r.company_id, r.role limit 1) next
    ), busy as (
      select company_id, role, count(*) as under_way from engine.runs where state = 'running' group by 1, 2
    ), busy_companies as (
      select company_id, sum(under_way) as under_way from busy group by 1
    ), candidates as materialized (
      select * from (
        select l.company_id, w.id, w.due_at,
          row_number() over (partition by l.company_id order by w.due_at, w.id) + coalesce(c.under_way, 0) as turn
        from lanes l
        left join busy b on b.company_id = l.company_id and b.role = l.role
        left join busy_companies c on c.company_id = l.company_id
        cross join lateral (
          select r.id, r.due_at from engine.runs r
          where r.company_id = l.company_id and r.role = l.role and r.state in ('queued', 'waiting-retry')
            and r.due_at <= p_now
          order by r.due_at, r.id
          limit least(p_room, greatest(0, p_per_role - coalesce(b.under_way, 0)))) w) waiting
      where turn <= p_per_company
      order by turn, coalesce(array_position(p_served, company_id), 0), due_at, id limit p_room
    ), chosen as materialized (
      select free.* from candidates c cross join lateral (
        select r.company_id, r.id, r.state from engine.runs r
        where r.company_id = c.company_id and r.id = c.id for no key update skip locked) free
      where free.state in ('queued', 'waiting-retry')
    )
    update engine.runs r set state = 'running', executor = p_executor, claim = r.claim + 1,
      started_at = coalesce(r.started_at, p_now)
    from chosen c where r.company_id = c.company_id and r.id = c.id
    returning r.*;
end $$;

-- One look at everything: says that this node lives, and returns what there is to do.
-- `steady_since` keeps a node that was itself cut off from judging others by what it missed.
create function engine.look(p_executor text, p_now timestamptz, p_mine text[]) returns jsonb
language plpgsql set enable_seqscan = off set enable_bitmapscan = off as $$
declare
  dead_after constant interval := interval '2.5 seconds';
  judges boolean;
  gone text[] := '{}';
begin
  update engine.nodes set
    steady_since = case when heartbeat_at < clock_timestamp() - dead_after then clock_timestamp() else steady_since end,
    heartbeat_at = clock_timestamp()
  where executor = p_executor and heartbeat_at < clock_timestamp() - interval '0.5 seconds';
  select steady_since < clock_timestamp() - dead_after into judges from engine.nodes where executor = p_executor;
  -- A claim whose answer never reached this process, or which it gave up without an end, goes back into the queue.
  update engine.runs set state = 'queued', executor = null, crashes = crashes + 1
  where state = 'running' and executor = p_executor and id || ':' || claim <> all (p_mine);
  if judges then
    gone := array(
      select executor from engine.nodes where heartbeat_at < clock_timestamp() - dead_after
      union
      select distinct r.executor from engine.runs r
      where r.state = 'running' and not exists (select from engine.nodes n where n.executor = r.executor));
  end if;
  return jsonb_build_object(
    'alive', judges is not null,
    'gone', to_jsonb(gone),
    'outbox', (select coalesce(jsonb_agg(company_id), '[]') from
      (select company_id from store.outbox group by company_id limit 500) o),
    'calendar', (select coalesce(jsonb_agg(jsonb_build_object('company', company_id, 'key', key)), '[]') from
      (select company_id, key from engine.calendar where at <= p_now order by at, company_id, key limit 100) c),
    'waiting', exists (select from engine.runs where state in ('queued', 'waiting-retry') and due_at <= p_now),
    'lost', (select coalesce(jsonb_agg(mine), '[]') from unnest(p_mine) mine where not exists (
      select from engine.runs r where r.state = 'running' and r.executor = p_executor
        and r.id = split_part(mine, ':', 1) and r.claim = split_part(mine, ':', 2)::int)));
end $$;

-- Puts the runs of dead nodes back into the queue; returns the claims that ended so.
create function engine.take_over(p_gone text[]) returns table (claimed text) language plpgsql as $$
begin
  delete from engine.nodes where executor = any (p_gone);
  return query
    update engine.runs set state = 'queued', executor = null, crashes = crashes + 1
    where state = 'running' and executor = any (p_gone)
    returning id || ':' || claim;
end $$;

-- One beat of a node in one round trip: looks, takes over the runs of dead nodes, and hands out runs. Like an end, it
-- does not wait for the disk: what a claim does is committed after the claim.
create function engine.beat(
  p_executor text, p_now timestamptz, p_mine text[], p_room int, p_per_company int, p_per_role int, p_served text[]
) returns jsonb language plpgsql as $$
declare
  found_now jsonb;
  abandoned jsonb := '[]';
  claimed jsonb := '[]';
begin
  perform set_config('kontor.scope', 'installation', true), set_config('synchronous_commit', 'off', true);
  found_now := engine.look(p_executor, p_now, p_mine);
  if found_now->'gone' <> '[]' then
    select coalesce(jsonb_agg(t.claimed), '[]') into abandoned
    from engine.take_over(array(select jsonb_array_elements_text(found_now->'gone'))) t;
  end if;
  if p_room > 0 and (found_now->>'waiting' = 'true' or abandoned <> '[]') then
    select coalesce(jsonb_agg(jsonb_build_object('company', c.company_id, 'id', c.id, 'role', c.role, 'work', c.work,
      'version', c.version, 'input', c.input, 'cause', c.cause, 'hops', c.hops, 'claim', c.claim, 'attempt', c.attempt,
      'crashes', c.crashes, 'startedAt', c.started_at)), '[]') into claimed
    from engine.claim_runs(p_executor, p_now, p_room, p_per_company, p_per_role, p_served) c;
  end if;
  return found_now || jsonb_build_object('abandoned', abandoned, 'claimed', claimed);
end $$;

create function engine.is_idle(p_now timestamptz) returns boolean language sql stable as $$
  select not exists (select from store.outbox)
    and not exists (select from engine.calendar where at <= p_now)
    and not exists (select from engine.runs where state = 'running')
    and not exists (select from engine.runs where state in ('queued', 'waiting-retry') and due_at <= p_now)
$$;

-- The next moment at which something falls due.
create function engine.next_due() returns timestamptz language sql stable as $$
  select least(
    (select min(at) from engine.calendar),
    (select min(due_at) from engine.runs where state in ('queued', 'waiting-retry')))
$$;
