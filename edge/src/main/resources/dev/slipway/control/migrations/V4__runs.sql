-- Rehearsals and shippings, and the key that rehearsals are signed with. An older version ignores both.

create table run (
  site        text not null,
  environment text not null,
  number      integer not null,
  state       text not null,     -- running, grading, done, taken-back, stuck, aborted
  document    text not null,     -- the run as the control API shows it, JSON
  primary key (site, environment, number)
);

create table signing_key (
  id          integer primary key check (id = 1),
  private_key text not null,     -- PKCS #8, base64
  public_key  text not null      -- X.509, base64
);
