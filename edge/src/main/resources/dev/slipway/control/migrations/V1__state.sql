-- Everything that must never be lost, save the contents themselves. Times are ISO 8601 texts in UTC.

create table configuration (
  id      integer primary key,
  site    text not null,
  toml    text not null,
  folder  text not null,
  source  text not null,  -- 'file' where serve read it, 'configure' where the API replaced it
  at      text not null,
  by_whom text not null
);

create table release (
  site          text not null,
  name          text not null,     -- 2026-11-22.3
  state         text not null,     -- receiving, publishing, published, failed, gone
  manifest      text not null,     -- digest of the manifest, a content like any other
  configuration text not null,     -- the slipway.toml it was made with
  mutable_paths text not null,
  files         integer not null,
  bytes         integer not null,
  by_whom       text not null,
  note          text,
  commit_id     text,
  branch        text,
  dirty         integer,
  author        text,
  created       text not null,
  published     text,
  problem       text,
  primary key (site, name)
);

-- Contents that are known to be whole and durable.
create table content (
  digest text primary key,
  size   integer not null
);

-- Precompressed forms; a coding that did not win stands with a null digest, so that it is not tried again.
create table encoded (
  content text not null,
  coding  text not null,
  digest  text,
  size    integer not null,
  primary key (content, coding)
);

create table activation (
  site        text not null,
  environment text not null,
  number      integer not null,
  release     text not null,
  at          text not null,
  by_whom     text not null,
  reason      text,
  kind        text not null,     -- promote or rollback
  replaces    integer not null,
  rolled_back integer,           -- for a rollback: the number of the activation it took back
  primary key (site, environment, number)
);

create table token (
  name         text primary key,
  hash         text not null unique,
  role         text not null,
  environments text not null,
  created      text not null,
  expires      text
);

create table audit (
  id      integer primary key,
  at      text not null,
  by_whom text not null,
  action  text not null,
  subject text not null,
  outcome text not null,
  detail  text not null
);
