-- Receipts of purges, and what a rollback kept strict. An older version ignores both.

create table purge (
  site        text not null,
  environment text not null,
  number      integer not null,
  at          text not null,
  by_whom     text not null,
  mode        text not null,     -- soft or hard
  selectors   text not null,     -- JSON list of texts
  matched     integer not null,
  millis      real not null,     -- until it was effective
  samples     text not null,     -- JSON list
  primary key (site, environment, number)
);

-- Releases, separated by spaces, whose never-stored routes stay so after a rollback; empty for none.
alter table activation add column stricter text not null default '';

-- Whether what the activation changed was made stale in the cache; if not, a restart makes everything stale.
alter table activation add column settled integer not null default 1;
