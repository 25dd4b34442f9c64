select store.open_room('inbox');

create table inbox.conversations (
  company_id text not null,
  id text not null,
  subject text not null,
  address text not null,
  state text not null check (state in ('open', 'waiting', 'answered', 'resolved')),
  reason text not null default '',
  evidence jsonb not null default '{}',
  opened_at timestamptz not null,
  changed_at timestamptz not null,
  primary key (company_id, id)
);
select store.protect('inbox.conversations');
create index conversations_by_change on inbox.conversations (company_id, changed_at desc);

create table inbox.messages (
  company_id text not null,
  id text not null,
  conversation text not null,
  direction text not null check (direction in ('in', 'out')),
  state text not null check (state in ('received', 'sending', 'sent', 'failed')),
  writer text not null,
  message_id text,
  from_name text not null,
  from_address text not null,
  to_addresses text[] not null,
  subject text not null,
  text text not null,
  raw text not null,
  at timestamptz not null,
  actor text not null,
  response text not null default '',
  primary key (company_id, id),
  foreign key (company_id, conversation) references inbox.conversations (company_id, id)
);
select store.protect('inbox.messages');
create unique index messages_once on inbox.messages (company_id, raw) where direction = 'in';
create index messages_by_conversation on inbox.messages (company_id, conversation, at);
create index messages_by_address on inbox.messages (company_id, lower(from_address));

-- Every Message-ID that belongs to a conversation, ours and theirs.
create table inbox.message_ids (
  company_id text not null,
  message_id text not null,
  conversation text not null,
  primary key (company_id, message_id),
  foreign key (company_id, conversation) references inbox.conversations (company_id, id)
);
select store.protect('inbox.message_ids');

create table inbox.attachments (
  company_id text not null,
  message text not null,
  position int not null,
  filename text not null,
  content_type text not null,
  sha256 text not null,
  bytes int not null,
  primary key (company_id, message, position),
  foreign key (company_id, message) references inbox.messages (company_id, id)
);
select store.protect_append_only('inbox.attachments');

-- At most one automatic reply per sender, mailbox and day (RFC 3834).
create table inbox.automatic_replies (
  company_id text not null,
  address text not null,
  day date not null,
  primary key (company_id, address, day)
);
select store.protect_append_only('inbox.automatic_replies');
