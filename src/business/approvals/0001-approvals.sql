select store.open_room('approvals');

-- A person's yes or no to one exact act. The digest covers everything that the act is.
create table approvals.approvals (
  company_id text not null,
  id text not null,
  tool text not null,
  arguments jsonb not null,
  effect text not null,
  amount bigint,
  currency text,
  recipient text not null,
  digest text not null,
  sentence text not null,
  why text not null,
  role text not null,
  evidence jsonb not null,
  policy_version text not null,
  asked_at timestamptz not null,
  expires_at timestamptz not null,
  state text not null check (state in ('waiting', 'approved', 'declined', 'expired', 'used')),
  decided_by text,
  decided_at timestamptz,
  reason text,
  primary key (company_id, id),
  check ((amount is null) = (currency is null))
);
select store.protect('approvals.approvals');
create index approvals_waiting on approvals.approvals (company_id, state, asked_at);
-- One act is asked for once at a time.
create unique index approvals_one_question on approvals.approvals (company_id, digest) where state in ('waiting', 'approved');

-- An approval is used once, whatever happens around it.
create table approvals.uses (
  company_id text not null,
  approval text not null,
  used_at timestamptz not null,
  primary key (company_id, approval),
  foreign key (company_id, approval) references approvals.approvals (company_id, id)
);
select store.protect_append_only('approvals.uses');
