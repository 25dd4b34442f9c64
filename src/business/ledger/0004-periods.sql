-- What was done to months: locked, closed with the hash of the trial balance, reopened with a reason.
create table ledger.period_acts (
  company_id text not null,
  number int not null,
  month text not null check (month ~ '^\d{4}-\d\d$'),
  act text not null check (act in ('soft-locked', 'closed', 'reopened')),
  at timestamptz not null,
  actor text not null,
  trial_balance text,
  checks jsonb not null default '[]',
  reason text,
  primary key (company_id, number),
  check ((act = 'closed') = (trial_balance is not null)),
  check (act <> 'reopened' or reason <> '')
);
select store.protect_append_only('ledger.period_acts');
