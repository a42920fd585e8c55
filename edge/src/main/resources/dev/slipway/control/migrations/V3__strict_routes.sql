-- Names of routes, separated by spaces, that a rollback keeps from storing; empty for none. An older version ignores it.
alter table activation add column strict_routes text not null default '';
