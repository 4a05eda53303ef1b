-- Up Migration

-- Who works in the console. Better Auth reads and writes these four tables; its names are mapped to ours.
create table operators (
  id text primary key,
  name text not null,
  email text not null check (email = lower(email)),
  email_verified boolean not null default false,
  image text,
  role text not null default 'viewer' check (role in ('viewer', 'operator', 'admin')),
  -- A disabled operator has no session and gets none; the name stays in timelines.
  disabled_at timestamptz(3),
  created_at timestamptz(3) not null default now(),
  updated_at timestamptz(3) not null default now()
);
create unique index operators_by_email on operators (email);

create table operator_sessions (
  id text primary key,
  operator_id text not null references operators on delete cascade,
  token text not null unique,
  expires_at timestamptz(3) not null,
  ip_address text,
  user_agent text,
  created_at timestamptz(3) not null default now(),
  updated_at timestamptz(3) not null default now()
);
create index operator_sessions_by_operator on operator_sessions (operator_id);

-- How an operator proves who they are: a password, or an identity at the OpenID provider.
create table operator_accounts (
  id text primary key,
  operator_id text not null references operators on delete cascade,
  account_id text not null,
  provider_id text not null,
  access_token text,
  refresh_token text,
  id_token text,
  access_token_expires_at timestamptz(3),
  refresh_token_expires_at timestamptz(3),
  scope text,
  password text,
  created_at timestamptz(3) not null default now(),
  updated_at timestamptz(3) not null default now()
);
create unique index operator_accounts_by_identity on operator_accounts (provider_id, account_id);
create index operator_accounts_by_operator on operator_accounts (operator_id);

-- What an OpenID sign-in under way has to remember.
create table operator_verifications (
  id text primary key,
  identifier text not null,
  value text not null,
  expires_at timestamptz(3) not null,
  created_at timestamptz(3) not null default now(),
  updated_at timestamptz(3) not null default now()
);
create index operator_verifications_by_identifier on operator_verifications (identifier);

-- How often somebody tried to sign in, by address of the sender and by mail address; in the database, so that
-- several APIs count together and a restart forgets nothing.
create table operator_attempts (
  key text primary key check (key ~ '^(sender|mail):'),
  attempts integer not null,
  window_ends_at timestamptz(3) not null
);

-- Filters of the queue under a name, each operator's own.
create table console_views (
  operator_id text not null references operators on delete cascade,
  view_id uuid not null,
  name text not null,
  search text not null,
  created_at timestamptz(3) not null default now(),
  primary key (operator_id, view_id)
);

-- Down Migration
