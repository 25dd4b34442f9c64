-- Money set aside: a pending transfer between two accounts, resolved once: posted, voided or expired.
create table ledger.reservations (
  company_id text not null,
  id text not null,
  state text not null default 'pending' check (state in ('pending', 'posted', 'voided', 'expired')),
  debit text not null,
  credit text not null,
  currency text not null,
  amount bigint not null check (amount > 0),
  posted_amount bigint,
  description text not null,
  source text not null,
  reserved_at timestamptz not null,
  expires_at timestamptz,
  resolved_at timestamptz,
  primary key (company_id, id),
  check (debit <> credit),
  check ((state = 'posted') = (posted_amount is not null)),
  check (posted_amount between 1 and amount)
);
select store.protect('ledger.reservations');
revoke insert, update, delete on ledger.reservations from kontor_app;
create index reservations_to_expire on ledger.reservations (company_id, expires_at) where state = 'pending';
create unique index entries_settled_once on ledger.entries (company_id, settles) where settles is not null;

-- Moves what is pending: `p_sign` is 1 for a new reservation and -1 for a resolved one.
create function ledger.move_pending(p_company text, p_ids text[], p_sign int) returns void language sql as $$
  insert into ledger.balances as b (company_id, account, currency, pending_in, pending_out)
  select p_company, m.account, m.currency, sum(m.inward), sum(m.outward)
  from (
    select r.debit as account, r.currency, r.amount as inward, 0 as outward
    from ledger.reservations r where r.company_id = p_company and r.id = any (p_ids)
    union all
    select r.credit, r.currency, 0, r.amount
    from ledger.reservations r where r.company_id = p_company and r.id = any (p_ids)
  ) m group by m.account, m.currency
  on conflict (company_id, account, currency) do update
  set pending_in = b.pending_in + p_sign * excluded.pending_in, pending_out = b.pending_out + p_sign * excluded.pending_out
$$;

-- Sets an amount aside, or answers {"refusal": …}; null is yes.
create function ledger.reserve(p_company text, p_item jsonb) returns jsonb
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  largest constant numeric := 4000000000000000000;
  r ledger.reservations := jsonb_populate_record(null::ledger.reservations, p_item);
  found_problem jsonb;
begin
  perform ledger.take_turn(p_company);
  if not exists (select from ledger.books where company_id = p_company) then
    return ledger.refusal('books-not-open', 'company', p_company);
  end if;
  select case
      when a.account is null then ledger.refusal('unknown-account', 'account', side.account)
      when greatest(coalesce(b.pending_in, 0), coalesce(b.pending_out, 0)) + r.amount::numeric > largest
        then ledger.refusal('balance-too-large', 'account', side.account)
      else ledger.refusal('below-floor', 'account', side.account) end
    into found_problem
  from (values (r.debit, true), (r.credit, false)) as side (account, debited)
  left join ledger.accounts a on a.company_id = p_company and a.account = side.account
  left join ledger.balances b on b.company_id = p_company and b.account = side.account and b.currency = r.currency
  where a.account is null
    or greatest(coalesce(b.pending_in, 0), coalesce(b.pending_out, 0)) + r.amount::numeric > largest
    or a.floor_currency = r.currency and a.floor > case
      when a.type in ('asset', 'expense') and not side.debited
        then coalesce(b.posted, 0) - coalesce(b.pending_out, 0) - r.amount
      when a.type not in ('asset', 'expense') and side.debited
        then -coalesce(b.posted, 0) - coalesce(b.pending_in, 0) - r.amount end
  limit 1;
  if found_problem is not null then
    return found_problem;
  end if;
  insert into ledger.reservations (company_id, id, debit, credit, currency, amount, description, source, reserved_at, expires_at)
  values (p_company, r.id, r.debit, r.credit, r.currency, r.amount, r.description, r.source, r.reserved_at, r.expires_at);
  perform ledger.move_pending(p_company, array[r.id], 1);
  return null;
end $$;

-- Resolves those of the reservations that may be resolved so, and returns them. Only what is still pending, and not
-- expired, and not less than `p_amount`, can be posted; only what is overdue can expire.
create function ledger.resolve_reservations(p_company text, p_ids text[], p_state text, p_amount bigint, p_at timestamptz)
returns setof ledger.reservations language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  resolved text[];
begin
  perform ledger.take_turn(p_company);
  with done as (
    update ledger.reservations r set state = p_state, posted_amount = p_amount, resolved_at = p_at
    where r.company_id = p_company and r.id = any (p_ids) and r.state = 'pending' and case p_state
      when 'posted' then coalesce(r.expires_at > p_at, true) and p_amount <= r.amount
      when 'expired' then r.expires_at <= p_at
      else true end
    returning r.id
  ) select coalesce(array_agg(id), '{}') into resolved from done;
  perform ledger.move_pending(p_company, resolved, -1);
  return query select r.* from ledger.reservations r where r.company_id = p_company and r.id = any (resolved) order by r.id;
end $$;

revoke execute on function ledger.reserve(text, jsonb) from public;
revoke execute on function ledger.resolve_reservations(text, text[], text, bigint, timestamptz) from public;
grant execute on function ledger.reserve(text, jsonb) to kontor_app;
grant execute on function ledger.resolve_reservations(text, text[], text, bigint, timestamptz) to kontor_app;
