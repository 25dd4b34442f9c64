-- The one way into the books. Everything here is set-based over a batch of entries of one company.

-- Writers of one company take turns at the head of its log, which they all append to: so no two of them can deadlock
-- over accounts, and what one checks is still true when it writes.
create function ledger.take_turn(p_company text) returns void language plpgsql as $$
begin
  if coalesce(store.current_company(), p_company) <> p_company then
    raise exception 'this transaction serves %, not %', store.current_company(), p_company;
  end if;
  perform set_config('kontor.company', p_company, true);
  perform from store.log_heads where company_id = p_company for no key update;
end $$;

create function ledger.posting_lines(p_items jsonb)
returns table (n bigint, line bigint, account text, currency text, amount bigint, book_amount bigint,
  book_currency text, rate numeric, rate_source text, rate_day date, tax_code text, party text, document text)
language sql immutable rows 16 as $$
  select i.n, l.*
  from jsonb_array_elements(p_items) with ordinality as i (item, n),
    lateral (
      select p.line, p.account, p.currency, p.amount, p.book_amount, p.book_currency, p.rate, p.rate_source,
        p.rate_day, p.tax_code, p.party, p.document
      from rows from (jsonb_to_recordset(i.item -> 'postings') as (account text, currency text, amount bigint,
          book_amount bigint, book_currency text, rate numeric, rate_source text, rate_day date, tax_code text,
          party text, document text))
        with ordinality as p (account, currency, amount, book_amount, book_currency, rate, rate_source, rate_day,
          tax_code, party, document, line)
    ) l
$$;

-- True when one item of a batch can change the answer to a later one: then they are taken one by one.
create function ledger.depends_on_order(p_company text, p_items jsonb) returns boolean language sql stable as $$
  select exists (select from jsonb_array_elements(p_items) as i (item) where item ->> 'key' <> ''
      group by item ->> 'key' having count(*) > 1)
    or exists (select from jsonb_array_elements(p_items) as i (item) where item ->> 'reverses' <> ''
      group by item ->> 'reverses' having count(*) > 1)
    or exists (select from ledger.accounts a where a.company_id = p_company and a.floor is not null
      and a.account in (select l.account from ledger.posting_lines(p_items) l))
$$;

-- Claims the idempotency keys of a batch before anybody waits for a turn; a twin under way is waited for.
create function ledger.claim_keys(p_company text, p_items jsonb) returns text[] language sql volatile as $$
  with claimed as (
    insert into store.command_results (company_id, key, command, digest)
    select p_company, item ->> 'key', item ->> 'command', item ->> 'digest'
    from jsonb_array_elements(p_items) as i (item) where item ->> 'key' <> ''
    on conflict do nothing returning key
  ) select coalesce(array_agg(key), '{}') from claimed
$$;

create function ledger.refusal(kind text, variadic facts text[]) returns jsonb language sql immutable as $$
  select jsonb_build_object('refusal', jsonb_build_object('kind', kind, 'facts', jsonb_object(facts)))
$$;

-- Posts a batch; one answer an item, in order: the outcome, the recorded outcome of a repeated key with "replayed",
-- {"conflict": true} for a key that was used otherwise, or {"refusal": {kind, facts}}.
create function ledger.post_entries(p_company text, p_items jsonb) returns setof jsonb
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  largest constant numeric := 4000000000000000000;
  keyed constant boolean := p_items @? '$[*].key ? (@ != "")';
  claims text[] := '{}';
  done record;
begin
  if coalesce(store.current_company(), p_company) <> p_company then
    raise exception 'this transaction serves %, not %', store.current_company(), p_company;
  end if;
  perform set_config('kontor.company', p_company, true);
  if jsonb_array_length(p_items) > 1 and ledger.depends_on_order(p_company, p_items) then
    for i in 0 .. jsonb_array_length(p_items) - 1 loop
      return query select ledger.post_entries(p_company, jsonb_build_array(p_items -> i));
    end loop;
    return;
  end if;
  if keyed then
    claims := ledger.claim_keys(p_company, p_items);
  end if;
  perform ledger.take_turn(p_company);

  for done in
    with books as materialized (
      select currency, closed_through, soft_locked_through from ledger.books where company_id = p_company
    ), items as materialized (
      select i.*, left(i.day, 7) as month
      from rows from (jsonb_to_recordset(p_items) as (id text, day text, description text, source text, document text,
          reverses text, settles text, adjusting boolean, at text, actor text, command text, digest text, cause text,
          key text, body text)) with ordinality as i (id, day, description, source, document, reverses, settles,
          adjusting, at, actor, command, digest, cause, key, body, n)
    ), lines as materialized (
      select l.*, b.currency as books_in, case when l.book_amount is null
          then case when l.currency = b.currency then l.amount end
          else case when l.book_currency = b.currency then l.book_amount end end as book
      from ledger.posting_lines(p_items) l left join books b on true
    ), sums as materialized (
      select n, account, currency, sum(amount) as amount, sum(book) as book, count(*) as postings,
        bool_or(book is null) as unbooked, bool_or(amount = 0 and book = 0) as nothing,
        bool_or(currency = books_in and amount <> book) as doubled
      from lines group by n, account, currency
    ), checks as materialized (
      select s.n, sum(s.postings) as postings, sum(s.book) as book,
        min(s.account) filter (where s.unbooked) as unbooked, min(s.account) filter (where s.nothing) as nothing,
        min(s.account) filter (where s.doubled) as doubled, min(s.account) filter (where a.account is null) as unknown,
        min(s.account) filter (where abs(coalesce(b.posted, 0) + s.amount) > largest
          or abs(coalesce(b.book_posted, 0) + s.book) > largest) as overflowing,
        min(s.account) filter (where a.floor_currency = s.currency and case when a.type in ('asset', 'expense')
            then s.amount < 0 and coalesce(b.posted, 0) - coalesce(b.pending_out, 0) + s.amount < a.floor
            else s.amount > 0 and -coalesce(b.posted, 0) - coalesce(b.pending_in, 0) - s.amount < a.floor end) as short
      from sums s
      left join ledger.accounts a on a.company_id = p_company and a.account = s.account
      left join ledger.balances b on b.company_id = p_company and b.account = s.account and b.currency = s.currency
      group by s.n
    ), off as (
      select n, min(currency) as currency from (
        select n, currency from sums group by n, currency having sum(amount) <> 0
      ) t group by n
    ), verdicts as materialized (
      select i.*, case
        when i.key <> '' and i.key <> all (claims) then (
          select case when r.command = i.command and r.digest = i.digest
            then coalesce(r.outcome, '{}') || '{"replayed": true}' else '{"conflict": true}' end
          from store.command_results r where r.company_id = p_company and r.key = i.key)
        when b.currency is null then ledger.refusal('books-not-open', 'company', p_company)
        when c.n is null or c.postings < 2 then ledger.refusal('too-few-postings', 'postings', coalesce(c.postings, 0)::text)
        when i.month <= b.closed_through then
          ledger.refusal('period-closed', 'month', i.month, 'closedThrough', b.closed_through)
        when i.month <= b.soft_locked_through and not coalesce(i.adjusting, false) then
          ledger.refusal('period-soft-locked', 'month', i.month, 'softLockedThrough', b.soft_locked_through)
        when c.unknown is not null then ledger.refusal('unknown-account', 'account', c.unknown)
        when c.nothing is not null then ledger.refusal('zero-posting', 'account', c.nothing)
        when c.unbooked is not null then
          ledger.refusal('book-amount-missing', 'account', c.unbooked, 'bookCurrency', b.currency)
        when c.doubled is not null then ledger.refusal('book-amount-differs', 'account', c.doubled)
        when o.currency is not null then ledger.refusal('unbalanced', 'currency', o.currency, 'minorOff',
          (select sum(s.amount)::text from sums s where s.n = i.n and s.currency = o.currency))
        when c.book <> 0 then ledger.refusal('unbalanced', 'currency', b.currency, 'minorOff', c.book::text)
        when c.overflowing is not null then ledger.refusal('balance-too-large', 'account', c.overflowing)
        when c.short is not null then ledger.refusal('below-floor', 'account', c.short)
        when i.reverses <> '' then (select case
            when e.id is null then ledger.refusal('unknown-entry', 'entry', i.reverses)
            when r.id is not null then ledger.refusal('already-reversed', 'entry', i.reverses, 'reversedBy', r.id) end
          from (select) one
          left join ledger.entries e on e.company_id = p_company and e.id = i.reverses
          left join ledger.entries r on r.company_id = p_company and r.reverses = i.reverses)
        end as answer
      from items i left join books b on true left join checks c on c.n = i.n left join off o on o.n = i.n
    ), new_entries as (
      insert into ledger.entries (company_id, id, event_day, posted_at, description, source, document, reverses, settles)
      select p_company, id, day::date, at::timestamptz, description, source, document, nullif(reverses, ''),
        nullif(settles, '')
      from verdicts where answer is null
    ), new_postings as (
      insert into ledger.postings (company_id, entry_id, line, account, event_day, currency, amount, book_currency,
        book_amount, rate, rate_source, rate_day, tax_code, party, document)
      select p_company, v.id, l.line, l.account, v.day::date, l.currency, l.amount, l.books_in, l.book, l.rate,
        l.rate_source, l.rate_day, l.tax_code, l.party, l.document
      from verdicts v join lines l on l.n = v.n where v.answer is null
    ), new_balances as (
      insert into ledger.balances as b (company_id, account, currency, posted, book_posted)
      select p_company, s.account, s.currency, sum(s.amount), sum(s.book)
      from verdicts v join sums s on s.n = v.n where v.answer is null group by s.account, s.currency
      on conflict (company_id, account, currency) do update
      set posted = b.posted + excluded.posted, book_posted = b.book_posted + excluded.book_posted
    ), logged as materialized (
      select store.log_append_all(p_company, array_agg(at), array_agg(actor), array_agg(command), array_agg(digest),
        array_agg(cause), array_agg('ledger.entry-posted'::text), array_agg(body)) - count(*) as before
      from (select * from verdicts where answer is null order by n) posted
    )
    select v.id, v.key, v.answer, l.before + count(*) filter (where v.answer is null) over (order by v.n) as seq
    from verdicts v cross join logged l order by v.n
  loop
    if done.answer is null then
      done.answer := jsonb_build_object('entry', done.id);
      if done.key <> '' then
        update store.command_results r set outcome = done.answer, last_seq = done.seq
        where r.company_id = p_company and r.key = done.key;
      end if;
    elsif done.key = any (claims) then
      delete from store.command_results r where r.company_id = p_company and r.key = done.key;
    end if;
    return next done.answer;
  end loop;
end $$;

revoke execute on function ledger.post_entries(text, jsonb) from public;
grant execute on function ledger.post_entries(text, jsonb) to kontor_app;
