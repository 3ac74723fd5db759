-- ## Views

-- case: create_view
-- locks: item ACCESS SHARE
CREATE VIEW fresh AS SELECT id FROM item;

-- case: create_view_two_tables
-- locks: customer ACCESS SHARE, item ACCESS SHARE, note ACCESS SHARE
CREATE VIEW fresh AS SELECT i.id FROM item i JOIN customer c ON c.id = i.customer_id WHERE EXISTS (SELECT FROM note);

-- case: create_view_of_view
-- locks: item_view ACCESS SHARE
CREATE VIEW fresh AS SELECT id FROM item_view;

-- case: create_or_replace_view
-- locks: item_view ACCESS EXCLUSIVE, item ACCESS SHARE
CREATE OR REPLACE VIEW item_view AS SELECT id, shown FROM item;

-- case: create_or_replace_view_new
-- locks: item ACCESS SHARE
-- needs: history
CREATE OR REPLACE VIEW fresh AS SELECT id FROM item;

-- case: create_or_replace_view_add_column
-- locks: item_view ACCESS EXCLUSIVE, item ACCESS SHARE
CREATE OR REPLACE VIEW item_view AS SELECT id, shown, body FROM item;

-- case: create_or_replace_view_other_type
-- locks: none; fails always: 42P16
CREATE OR REPLACE VIEW item_view AS SELECT id, shown::text AS shown FROM item;

-- case: create_or_replace_view_fewer
-- locks: none; fails always: 42P16
CREATE OR REPLACE VIEW item_view AS SELECT id FROM item;

-- case: alter_view_set
-- locks: item_view ACCESS EXCLUSIVE
ALTER VIEW item_view SET (security_barrier = true);

-- case: alter_view_default
-- locks: item_view ACCESS EXCLUSIVE
ALTER VIEW item_view ALTER COLUMN shown SET DEFAULT 'x';

-- case: alter_view_owner
-- locks: item_view ACCESS EXCLUSIVE
ALTER VIEW item_view OWNER TO keeper;

-- case: alter_view_schema
-- locks: item_view ACCESS EXCLUSIVE
ALTER VIEW item_view SET SCHEMA archive;

-- case: drop_view
-- locks: item_view_ids ACCESS EXCLUSIVE
DROP VIEW item_view_ids;

-- case: drop_view_used
-- locks: none; fails always: 2BP01
DROP VIEW item_view;

-- case: drop_view_cascade
-- locks: item_view ACCESS EXCLUSIVE, item_view_ids ACCESS EXCLUSIVE
DROP VIEW item_view CASCADE;

-- case: drop_view_if_exists_missing
-- locks: none
-- needs: history
DROP VIEW IF EXISTS missing;

-- case: drop_and_create_view
-- locks: item_view_ids ACCESS EXCLUSIVE, item_view ACCESS SHARE
DROP VIEW item_view_ids; CREATE VIEW item_view_ids AS SELECT id, shown FROM item_view;

-- ## Materialized views

-- case: create_materialized_view
-- locks: item ACCESS SHARE; scans: item
CREATE MATERIALIZED VIEW fresh AS SELECT id, body FROM item;

-- case: create_materialized_view_no_data
-- locks: item ACCESS SHARE
CREATE MATERIALIZED VIEW fresh AS SELECT id, body FROM item WITH NO DATA;

-- case: refresh
-- locks: item_stats ACCESS EXCLUSIVE, item ACCESS SHARE; index locks: item_stats_id ACCESS EXCLUSIVE; rewrites:
--   item_stats; rebuilds: item_stats_id; scans: item, item_stats
REFRESH MATERIALIZED VIEW item_stats;

-- case: refresh_concurrently
-- locks: item_stats EXCLUSIVE, item ACCESS SHARE; scans: item, item_stats
REFRESH MATERIALIZED VIEW CONCURRENTLY item_stats;

-- case: refresh_no_data
-- locks: item_stats ACCESS EXCLUSIVE; index locks: item_stats_id ACCESS EXCLUSIVE
REFRESH MATERIALIZED VIEW item_stats WITH NO DATA;

-- case: alter_materialized_view_set
-- locks: item_stats SHARE UPDATE EXCLUSIVE
ALTER MATERIALIZED VIEW item_stats SET (fillfactor = 80);

-- case: alter_materialized_view_statistics
-- locks: item_stats SHARE UPDATE EXCLUSIVE
ALTER MATERIALIZED VIEW item_stats ALTER COLUMN shown SET STATISTICS 200;

-- case: alter_materialized_view_owner
-- locks: item_stats ACCESS EXCLUSIVE; index locks: item_stats_id ACCESS EXCLUSIVE
-- needs: history index_locks
ALTER MATERIALIZED VIEW item_stats OWNER TO keeper;

-- case: alter_materialized_view_schema
-- locks: item_stats ACCESS EXCLUSIVE
ALTER MATERIALIZED VIEW item_stats SET SCHEMA archive;

-- case: alter_materialized_view_cluster
-- locks: item_stats SHARE UPDATE EXCLUSIVE; index locks: item_stats_id SHARE UPDATE EXCLUSIVE
ALTER MATERIALIZED VIEW item_stats CLUSTER ON item_stats_id;

-- case: drop_materialized_view
-- locks: item_stats ACCESS EXCLUSIVE; index locks: item_stats_id ACCESS EXCLUSIVE
DROP MATERIALIZED VIEW item_stats;

-- ## Sequences

-- case: create_sequence
-- locks: none
CREATE SEQUENCE fresh;

-- case: create_sequence_owned
-- locks: item ACCESS SHARE
CREATE SEQUENCE fresh OWNED BY item.quantity;

-- case: sequence_restart
-- locks: counter SHARE ROW EXCLUSIVE
ALTER SEQUENCE counter RESTART WITH 1;

-- case: sequence_increment
-- locks: counter SHARE ROW EXCLUSIVE
ALTER SEQUENCE counter INCREMENT BY 10;

-- case: sequence_maxvalue
-- locks: counter SHARE ROW EXCLUSIVE
ALTER SEQUENCE counter MAXVALUE 1000000;

-- case: sequence_cache
-- locks: counter SHARE ROW EXCLUSIVE
ALTER SEQUENCE counter CACHE 50;

-- case: sequence_type
-- locks: counter SHARE ROW EXCLUSIVE
ALTER SEQUENCE counter AS integer;

-- case: sequence_owned_by
-- locks: counter SHARE ROW EXCLUSIVE, item ACCESS SHARE
ALTER SEQUENCE counter OWNED BY item.quantity;

-- case: sequence_owned_by_none
-- locks: ticket_id_seq SHARE ROW EXCLUSIVE
ALTER SEQUENCE ticket_id_seq OWNED BY NONE;

-- case: sequence_owner
-- locks: counter ACCESS EXCLUSIVE
ALTER SEQUENCE counter OWNER TO keeper;

-- case: sequence_schema
-- locks: counter ACCESS EXCLUSIVE
ALTER SEQUENCE counter SET SCHEMA archive;

-- case: sequence_unlogged
-- locks: counter ACCESS EXCLUSIVE
ALTER SEQUENCE counter SET UNLOGGED;

-- case: drop_sequence
-- locks: counter ACCESS EXCLUSIVE
DROP SEQUENCE counter;

-- case: drop_sequence_used
-- locks: none; fails always: 2BP01
DROP SEQUENCE ticket_id_seq;

-- case: drop_sequence_used_cascade
-- locks: ticket ACCESS EXCLUSIVE, ticket_id_seq ACCESS EXCLUSIVE
DROP SEQUENCE ticket_id_seq CASCADE;

-- case: setval
-- locks: counter ROW EXCLUSIVE
SELECT setval('counter', 5000);

-- case: setval_from_table
-- setup: SET enable_indexonlyscan = off; SET enable_indexscan = off
-- locks: ticket_id_seq ROW EXCLUSIVE, ticket ACCESS SHARE; scans: ticket
-- needs: session scans
SELECT setval('ticket_id_seq', (SELECT max(id) FROM ticket));

-- case: nextval
-- locks: counter ROW EXCLUSIVE
SELECT nextval('counter');
