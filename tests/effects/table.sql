-- ## ALTER TABLE as a whole

-- case: set_fillfactor
-- locks: item SHARE UPDATE EXCLUSIVE
ALTER TABLE item SET (fillfactor = 70);

-- case: set_autovacuum
-- locks: item SHARE UPDATE EXCLUSIVE
ALTER TABLE item SET (autovacuum_vacuum_scale_factor = 0.01, autovacuum_enabled = true);

-- case: set_toast_option
-- locks: item SHARE UPDATE EXCLUSIVE
ALTER TABLE item SET (toast.autovacuum_enabled = false);

-- case: set_parallel_workers
-- locks: item SHARE UPDATE EXCLUSIVE
ALTER TABLE item SET (parallel_workers = 4);

-- case: set_user_catalog_table
-- locks: item ACCESS EXCLUSIVE
ALTER TABLE item SET (user_catalog_table = true);

-- case: reset_fillfactor
-- locks: item SHARE UPDATE EXCLUSIVE
ALTER TABLE item RESET (fillfactor);

-- case: cluster_on
-- locks: item SHARE UPDATE EXCLUSIVE; index locks: item_code_idx SHARE UPDATE EXCLUSIVE
ALTER TABLE item CLUSTER ON item_code_idx;

-- case: cluster_on_in_list
-- locks: item ACCESS EXCLUSIVE; index locks: item_code_idx ACCESS EXCLUSIVE
-- note: the index is locked as strongly as the table
ALTER TABLE item CLUSTER ON item_code_idx, ADD COLUMN added integer;

-- case: set_without_cluster
-- setup: ALTER TABLE item CLUSTER ON item_code_idx
-- locks: item SHARE UPDATE EXCLUSIVE
ALTER TABLE item SET WITHOUT CLUSTER;

-- case: set_without_oids
-- locks: item ACCESS EXCLUSIVE
ALTER TABLE item SET WITHOUT OIDS;

-- case: set_unlogged
-- locks: item ACCESS EXCLUSIVE; index locks: indexes of item ACCESS EXCLUSIVE; rewrites: item; rebuilds: indexes of
--   item; scans: item
ALTER TABLE item SET UNLOGGED;

-- case: set_unlogged_referenced
-- locks: none; fails always: 42P16
ALTER TABLE customer SET UNLOGGED;

-- case: set_logged
-- setup: ALTER TABLE item SET UNLOGGED
-- locks: item ACCESS EXCLUSIVE; index locks: indexes of item ACCESS EXCLUSIVE; rewrites: item; rebuilds: indexes of
--   item; scans: item
ALTER TABLE item SET LOGGED;

-- case: set_logged_already
-- locks: item ACCESS EXCLUSIVE
-- needs: history rewrites rebuilds_indexes scans index_locks
ALTER TABLE item SET LOGGED;

-- case: set_access_method_same
-- locks: item ACCESS EXCLUSIVE
-- needs: history rewrites rebuilds_indexes scans index_locks
ALTER TABLE item SET ACCESS METHOD heap;

-- case: set_access_method_other
-- setup: CREATE ACCESS METHOD heap_too TYPE TABLE HANDLER heap_tableam_handler
-- locks: item ACCESS EXCLUSIVE; index locks: indexes of item ACCESS EXCLUSIVE; rewrites: item; rebuilds: indexes of
--   item; scans: item
ALTER TABLE item SET ACCESS METHOD heap_too;

-- case: set_tablespace_same
-- locks: item ACCESS EXCLUSIVE
-- needs: server rewrites rebuilds_indexes scans index_locks
ALTER TABLE item SET TABLESPACE pg_default;

-- case: set_tablespace_in_place
-- setup: SET allow_in_place_tablespaces = on
-- setup: CREATE TABLESPACE tests_in_place LOCATION ''
-- locks: item ACCESS EXCLUSIVE; rewrites: item
-- cleanup: DROP TABLESPACE IF EXISTS tests_in_place
-- note: the pages are copied as they are; the indexes stay where they were
ALTER TABLE item SET TABLESPACE tests_in_place;

-- case: disable_trigger
-- locks: item SHARE ROW EXCLUSIVE
ALTER TABLE item DISABLE TRIGGER item_touch;

-- case: disable_trigger_all
-- locks: purchase SHARE ROW EXCLUSIVE
ALTER TABLE purchase DISABLE TRIGGER ALL;

-- case: disable_trigger_user
-- locks: item SHARE ROW EXCLUSIVE
ALTER TABLE item DISABLE TRIGGER USER;

-- case: enable_trigger
-- setup: ALTER TABLE item DISABLE TRIGGER item_touch
-- locks: item SHARE ROW EXCLUSIVE
ALTER TABLE item ENABLE TRIGGER item_touch;

-- case: enable_always_trigger
-- locks: item SHARE ROW EXCLUSIVE
ALTER TABLE item ENABLE ALWAYS TRIGGER item_touch;

-- case: enable_replica_trigger
-- locks: item SHARE ROW EXCLUSIVE
ALTER TABLE item ENABLE REPLICA TRIGGER item_touch;

-- case: disable_rule
-- locks: ruled ACCESS EXCLUSIVE
ALTER TABLE ruled DISABLE RULE ruled_rule;

-- case: enable_rule
-- locks: ruled ACCESS EXCLUSIVE
ALTER TABLE ruled ENABLE RULE ruled_rule;

-- case: enable_row_security
-- locks: item ACCESS EXCLUSIVE
ALTER TABLE item ENABLE ROW LEVEL SECURITY;

-- case: disable_row_security
-- locks: item ACCESS EXCLUSIVE
ALTER TABLE item DISABLE ROW LEVEL SECURITY;

-- case: force_row_security
-- locks: item ACCESS EXCLUSIVE
ALTER TABLE item FORCE ROW LEVEL SECURITY;

-- case: no_force_row_security
-- locks: item ACCESS EXCLUSIVE
ALTER TABLE item NO FORCE ROW LEVEL SECURITY;

-- case: replica_identity_full
-- locks: item ACCESS EXCLUSIVE
ALTER TABLE item REPLICA IDENTITY FULL;

-- case: replica_identity_nothing
-- locks: item ACCESS EXCLUSIVE
ALTER TABLE item REPLICA IDENTITY NOTHING;

-- case: replica_identity_index
-- setup: CREATE UNIQUE INDEX item_uniq_nn ON item (uniq_nn)
-- locks: item ACCESS EXCLUSIVE; index locks: item_uniq_nn SHARE
ALTER TABLE item REPLICA IDENTITY USING INDEX item_uniq_nn;

-- case: inherit
-- locks: van ACCESS EXCLUSIVE, vehicle SHARE UPDATE EXCLUSIVE
ALTER TABLE van INHERIT vehicle;

-- case: no_inherit
-- locks: truck ACCESS EXCLUSIVE, vehicle ACCESS SHARE
ALTER TABLE truck NO INHERIT vehicle;

-- case: of_type
-- setup: CREATE TABLE plain (id integer, label varchar(20))
-- locks: plain ACCESS EXCLUSIVE, badge_type ACCESS SHARE
ALTER TABLE plain OF badge_type;

-- case: not_of
-- locks: badge ACCESS EXCLUSIVE
ALTER TABLE badge NOT OF;

-- case: owner
-- locks: item ACCESS EXCLUSIVE; index locks: indexes of item ACCESS EXCLUSIVE
-- needs: history index_locks
ALTER TABLE item OWNER TO keeper;

-- case: owner_same
-- locks: item ACCESS EXCLUSIVE
-- needs: server index_locks
ALTER TABLE item OWNER TO CURRENT_USER;

-- case: owner_note
-- locks: note ACCESS EXCLUSIVE
ALTER TABLE note OWNER TO keeper;

-- case: set_schema
-- locks: item ACCESS EXCLUSIVE
ALTER TABLE item SET SCHEMA archive;

-- case: alter_only_partitioned
-- locks: event ACCESS EXCLUSIVE
ALTER TABLE ONLY event ALTER COLUMN n SET DEFAULT 1;

-- case: alter_all_in_tablespace
-- locks: none
ALTER TABLE ALL IN TABLESPACE pg_default OWNED BY keeper SET TABLESPACE pg_default;

-- ## Renames

-- case: rename_table
-- locks: item ACCESS EXCLUSIVE
ALTER TABLE item RENAME TO article;

-- case: rename_table_if_exists_missing
-- locks: none
-- needs: history
ALTER TABLE IF EXISTS missing RENAME TO article;

-- case: rename_column
-- locks: item ACCESS EXCLUSIVE
ALTER TABLE item RENAME COLUMN body TO content;

-- case: rename_column_in_view
-- locks: item ACCESS EXCLUSIVE
ALTER TABLE item RENAME COLUMN shown TO visible;

-- case: rename_column_inherited
-- locks: truck ACCESS EXCLUSIVE, vehicle ACCESS EXCLUSIVE
ALTER TABLE vehicle RENAME COLUMN wheels TO wheel_count;

-- case: rename_column_partitioned
-- locks: event ACCESS EXCLUSIVE, event_1 ACCESS EXCLUSIVE, event_2 ACCESS EXCLUSIVE
ALTER TABLE event RENAME COLUMN kind TO sort;

-- case: rename_constraint_check
-- locks: item ACCESS EXCLUSIVE
ALTER TABLE item RENAME CONSTRAINT item_checked_positive TO item_checked_check;

-- case: rename_constraint_foreign_key
-- locks: purchase ACCESS EXCLUSIVE
ALTER TABLE purchase RENAME CONSTRAINT purchase_customer_fk TO purchase_fk;

-- case: rename_constraint_primary_key
-- locks: item ACCESS EXCLUSIVE; index locks: item_pkey SHARE UPDATE EXCLUSIVE
-- needs: history index_locks
ALTER TABLE item RENAME CONSTRAINT item_pkey TO item_primary;

-- case: rename_index
-- locks: none; index locks: item_code_idx SHARE UPDATE EXCLUSIVE
-- note: blocks nobody
ALTER INDEX item_code_idx RENAME TO item_code_index;

-- case: rename_index_as_table
-- locks: none; index locks: item_code_idx ACCESS EXCLUSIVE
-- needs: history
-- note: does the same, and blocks everybody
ALTER TABLE item_code_idx RENAME TO item_code_index;

-- case: rename_index_if_exists_missing
-- locks: none
-- needs: history
ALTER INDEX IF EXISTS missing RENAME TO other;

-- case: rename_sequence
-- locks: counter ACCESS EXCLUSIVE
ALTER SEQUENCE counter RENAME TO counter_old;

-- case: rename_view
-- locks: item_view ACCESS EXCLUSIVE
ALTER VIEW item_view RENAME TO article_view;

-- case: rename_view_column
-- locks: item_view ACCESS EXCLUSIVE
ALTER VIEW item_view RENAME COLUMN shown TO visible;

-- case: rename_materialized_view
-- locks: item_stats ACCESS EXCLUSIVE
ALTER MATERIALIZED VIEW item_stats RENAME TO article_stats;

-- case: rename_schema
-- locks: none
ALTER SCHEMA archive RENAME TO attic;

-- case: rename_type
-- locks: none
ALTER TYPE mood RENAME TO feeling;

-- case: rename_trigger
-- locks: item ACCESS EXCLUSIVE
ALTER TRIGGER item_touch ON item RENAME TO item_touched;

-- case: rename_policy
-- locks: item ACCESS EXCLUSIVE
ALTER POLICY item_read ON item RENAME TO item_reading;

-- case: rename_rule
-- locks: ruled ACCESS EXCLUSIVE
ALTER RULE ruled_rule ON ruled RENAME TO ruled_rule_old;

-- case: rename_function
-- locks: none
ALTER FUNCTION seven_stable() RENAME TO seven;

-- case: rename_domain_constraint
-- locks: none
ALTER DOMAIN positive RENAME CONSTRAINT positive_check TO above_zero;

-- case: rename_role
-- locks: none
ALTER ROLE reader RENAME TO readers;

-- case: rename_database
-- setup: CREATE DATABASE tests_other
-- locks: none
-- cleanup: DROP DATABASE IF EXISTS tests_other
ALTER DATABASE tests_other RENAME TO tests_another;
