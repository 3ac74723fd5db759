-- ## Rows. With index scans switched off where the planner's choice would decide whether a table counts as read whole.

-- case: truncate
-- locks: note ACCESS EXCLUSIVE
-- destroys: yes
TRUNCATE note;

-- case: truncate_two
-- locks: note ACCESS EXCLUSIVE, ruled ACCESS EXCLUSIVE
-- destroys: yes
TRUNCATE note, ruled;

-- case: truncate_referenced
-- locks: none; fails always: 0A000
-- destroys: yes
TRUNCATE customer;

-- case: truncate_referenced_cascade
-- locks: archive.old_item ACCESS EXCLUSIVE, customer ACCESS EXCLUSIVE, purchase ACCESS EXCLUSIVE; index locks:
--   archive.old_item_pkey ACCESS EXCLUSIVE, indexes of customer ACCESS EXCLUSIVE, indexes of purchase ACCESS
--   EXCLUSIVE
-- destroys: yes
TRUNCATE customer CASCADE;

-- case: truncate_parent_only
-- locks: vehicle ACCESS EXCLUSIVE; index locks: vehicle_pkey ACCESS EXCLUSIVE
-- destroys: yes
TRUNCATE ONLY vehicle;

-- case: truncate_parent
-- locks: truck ACCESS EXCLUSIVE, vehicle ACCESS EXCLUSIVE; index locks: vehicle_pkey ACCESS EXCLUSIVE
-- destroys: yes
TRUNCATE vehicle;

-- case: truncate_restart_identity
-- locks: ticket ACCESS EXCLUSIVE, ticket_id_seq ACCESS EXCLUSIVE, ticket_number_seq ACCESS EXCLUSIVE; index locks:
--   ticket_pkey ACCESS EXCLUSIVE
-- destroys: yes
TRUNCATE ticket RESTART IDENTITY;

-- case: delete_all
-- locks: note ROW EXCLUSIVE; scans: note
-- destroys: yes
DELETE FROM note;

-- case: delete_where
-- locks: note ROW EXCLUSIVE; scans: note
-- destroys: yes
-- needs: session scans
DELETE FROM note WHERE a = 1;

-- case: delete_where_true
-- locks: note ROW EXCLUSIVE; scans: note
-- destroys: yes
DELETE FROM note WHERE true;

-- case: delete_where_indexed
-- locks: wide ROW EXCLUSIVE
-- destroys: yes
-- needs: session scans
DELETE FROM wide WHERE a = 1;

-- case: delete_using
-- setup: SET enable_indexscan = off; SET enable_bitmapscan = off
-- locks: note ROW EXCLUSIVE, customer ACCESS SHARE; scans: customer, note
-- destroys: yes
-- needs: session scans
DELETE FROM note USING customer c WHERE c.id = note.b AND c.score = 5;

-- case: delete_referenced_cascade
-- setup: DELETE FROM archive.old_item
-- locks: customer ROW EXCLUSIVE, purchase ROW EXCLUSIVE, archive.old_item ROW SHARE
-- needs: session scans
-- destroys: yes
-- note: rows of purchase go with it
DELETE FROM customer WHERE id = 1;

-- case: update_all
-- locks: note ROW EXCLUSIVE; scans: note
UPDATE note SET c = 'x';

-- case: update_where
-- locks: note ROW EXCLUSIVE; scans: note
-- needs: session scans
UPDATE note SET c = 'x' WHERE b = 1;

-- case: update_where_indexed
-- locks: item ROW EXCLUSIVE
-- needs: session scans
UPDATE item SET body = 'x' WHERE id = 1;

-- case: update_from
-- setup: SET enable_indexscan = off; SET enable_bitmapscan = off
-- locks: note ROW EXCLUSIVE, customer ACCESS SHARE; scans: customer, note
-- needs: session scans
UPDATE note SET c = customer.code FROM customer WHERE customer.id = note.b;

-- case: update_subquery
-- setup: SET enable_indexscan = off; SET enable_bitmapscan = off
-- locks: note ROW EXCLUSIVE, customer ACCESS SHARE; scans: customer, note
-- needs: session scans
UPDATE note SET c = 'x' WHERE b IN (SELECT score FROM customer);

-- case: update_foreign_key_column
-- locks: purchase ROW EXCLUSIVE
-- needs: session scans
-- needs: rows locks
-- note: the key of this row does not change, so nothing is looked up
UPDATE purchase SET customer_id = 2 WHERE id = 1;

-- case: update_inherited
-- locks: truck ROW EXCLUSIVE, vehicle ROW EXCLUSIVE; scans: truck, vehicle
UPDATE vehicle SET wheels = 3;

-- case: insert_values
-- locks: note ROW EXCLUSIVE
INSERT INTO note (a, b) VALUES (9999, 1);

-- case: insert_select
-- locks: note ROW EXCLUSIVE, item ACCESS SHARE; scans: item
INSERT INTO note (a, b) SELECT id, quantity FROM item;

-- case: insert_foreign_key
-- locks: purchase ROW EXCLUSIVE, customer ROW SHARE
-- note: the row of the referenced table is locked, hence ROW SHARE
-- needs: history locks
INSERT INTO purchase (id, customer_id) VALUES (9999, 1);

-- case: insert_duplicate
-- locks: wide ROW EXCLUSIVE; fails on rows: 23505
-- needs: history fails_on_rows
INSERT INTO wide (a, b, c) VALUES (1, 1, 1);

-- case: insert_on_conflict
-- locks: wide ROW EXCLUSIVE
INSERT INTO wide (a, b, c) VALUES (1, 1, 1) ON CONFLICT (a, b) DO UPDATE SET c = 2;

-- case: insert_returning_cte
-- locks: note ROW EXCLUSIVE, ruled ROW EXCLUSIVE; scans: note
-- destroys: yes
WITH gone AS (DELETE FROM note RETURNING a) INSERT INTO ruled (x) SELECT a FROM gone;

-- case: merge
-- locks: note ROW EXCLUSIVE, ruled ACCESS SHARE; scans: note, ruled
-- needs: session scans
MERGE INTO note n USING ruled r ON n.a = r.x WHEN MATCHED THEN UPDATE SET c = 'm' WHEN NOT MATCHED THEN INSERT (a) VALUES (r.x);

-- case: copy_from
-- locks: ruled ROW EXCLUSIVE
COPY ruled FROM PROGRAM 'seq 1 10';

-- case: copy_to
-- locks: note ACCESS SHARE; scans: note
COPY note TO PROGRAM 'cat >/dev/null';

-- case: select
-- locks: note ACCESS SHARE; scans: note
SELECT count(c) FROM note;

-- case: select_for_update
-- locks: note ROW SHARE; scans: note
-- needs: session scans
SELECT c FROM note WHERE a = 1 FOR UPDATE;

-- case: select_for_share
-- locks: note ROW SHARE; scans: note
-- needs: session scans
SELECT c FROM note WHERE a = 1 FOR SHARE;

-- case: select_for_update_of
-- setup: SET enable_indexscan = off; SET enable_bitmapscan = off
-- locks: note ROW SHARE, ruled ACCESS SHARE; scans: note, ruled
-- needs: session scans
SELECT note.c FROM note JOIN ruled ON note.a = ruled.x FOR UPDATE OF note;

-- case: explain_delete
-- locks: note ROW EXCLUSIVE
EXPLAIN DELETE FROM note;

-- case: lock_table
-- locks: item ACCESS EXCLUSIVE
LOCK TABLE item;

-- case: lock_table_share
-- locks: item SHARE
LOCK TABLE item IN SHARE MODE;

-- case: lock_table_share_update_exclusive
-- locks: item SHARE UPDATE EXCLUSIVE
LOCK TABLE item IN SHARE UPDATE EXCLUSIVE MODE;

-- case: lock_table_row_exclusive
-- locks: item ROW EXCLUSIVE
LOCK TABLE item IN ROW EXCLUSIVE MODE;

-- case: lock_table_two
-- locks: customer ACCESS EXCLUSIVE, item ACCESS EXCLUSIVE
LOCK TABLE item, customer IN ACCESS EXCLUSIVE MODE;

-- case: lock_view
-- locks: item ACCESS EXCLUSIVE, item_view ACCESS EXCLUSIVE
LOCK TABLE item_view;

-- ## Blocks and calls

-- case: do_alter
-- locks: item ACCESS EXCLUSIVE
DO $$ BEGIN ALTER TABLE item ADD COLUMN added integer; END $$;

-- case: do_index
-- locks: item SHARE; builds: item_body_idx; scans: item
DO $$ BEGIN CREATE INDEX item_body_idx ON item (body); END $$;

-- case: do_update
-- locks: note ROW EXCLUSIVE; scans: note
DO $$ BEGIN UPDATE note SET c = 'x'; END $$;

-- case: do_index_concurrently
-- locks: none; fails always: 25001
DO $$ BEGIN EXECUTE 'CREATE INDEX CONCURRENTLY item_body_idx ON item (body)'; END $$;

-- case: do_nothing
-- locks: none
DO $$ BEGIN PERFORM 1; END $$;

-- case: call_procedure
-- setup: CREATE PROCEDURE step() LANGUAGE plpgsql AS 'BEGIN UPDATE ruled SET x = 1; END'
-- locks: ruled ROW EXCLUSIVE; scans: ruled
-- needs: body
CALL step();

-- case: call_procedure_commits
-- setup: CREATE PROCEDURE step() LANGUAGE plpgsql AS 'BEGIN UPDATE ruled SET x = 1; COMMIT; END'
-- locks: none; fails always: 2D000
CALL step();

-- ## Maintenance

-- case: analyze
-- locks: item SHARE UPDATE EXCLUSIVE
ANALYZE item;

-- case: analyze_column
-- locks: item SHARE UPDATE EXCLUSIVE
ANALYZE item (body);

-- case: vacuum
-- locks: note SHARE UPDATE EXCLUSIVE; not in a transaction block
VACUUM note;

-- case: vacuum_analyze
-- locks: item SHARE UPDATE EXCLUSIVE; not in a transaction block
VACUUM (ANALYZE) item;

-- case: vacuum_freeze
-- locks: note SHARE UPDATE EXCLUSIVE; not in a transaction block
VACUUM (FREEZE) note;

-- case: vacuum_full
-- locks: note ACCESS EXCLUSIVE; rewrites: note; scans: note; not in a transaction block
VACUUM FULL note;

-- case: vacuum_full_indexed
-- locks: wide ACCESS EXCLUSIVE; index locks: indexes of wide ACCESS EXCLUSIVE; rewrites: wide; rebuilds: indexes of
--   wide; scans: wide; not in a transaction block
-- needs: history index_locks rebuilds_indexes
VACUUM FULL wide;

-- case: checkpoint
-- locks: none
CHECKPOINT;

-- ## Session and server

-- case: set_timeout
-- locks: none
SET statement_timeout = '5s';

-- case: set_local_timeout
-- locks: none
SET LOCAL lock_timeout = '2s';

-- case: set_role
-- locks: none
SET ROLE reader;

-- case: set_replication_role
-- locks: none
SET session_replication_role = replica;

-- case: reset_timeout
-- locks: none
RESET statement_timeout;

-- case: show
-- locks: none
SHOW lock_timeout;

-- case: savepoint_rolled_back
-- locks: item ACCESS EXCLUSIVE
-- note: released by the last statement; the strongest lock of any statement counts
SAVEPOINT a; ALTER TABLE item ADD COLUMN added integer; ROLLBACK TO SAVEPOINT a;

-- case: savepoint_released
-- locks: item ACCESS EXCLUSIVE
SAVEPOINT a; ALTER TABLE item ADD COLUMN added integer; RELEASE SAVEPOINT a;

-- case: listen
-- locks: none
LISTEN news;

-- case: notify
-- locks: none
NOTIFY news;

-- case: discard_plans
-- locks: none
DISCARD PLANS;

-- case: discard_all
-- locks: none; not in a transaction block
DISCARD ALL;

-- case: alter_system
-- locks: none; not in a transaction block
-- cleanup: ALTER SYSTEM RESET work_mem
ALTER SYSTEM SET work_mem = '8MB';

-- case: create_database
-- locks: none; not in a transaction block
-- cleanup: DROP DATABASE IF EXISTS tests_other
CREATE DATABASE tests_other;

-- case: drop_database
-- setup: CREATE DATABASE tests_other
-- locks: none; not in a transaction block
-- cleanup: DROP DATABASE IF EXISTS tests_other
-- destroys: yes
DROP DATABASE tests_other;

-- case: alter_database_set
-- setup: CREATE DATABASE tests_other
-- locks: none
-- cleanup: DROP DATABASE tests_other
ALTER DATABASE tests_other SET work_mem = '8MB';

-- case: alter_database_tablespace
-- setup: CREATE DATABASE tests_other
-- locks: none; not in a transaction block
-- cleanup: DROP DATABASE tests_other
ALTER DATABASE tests_other SET TABLESPACE pg_default;

-- case: create_tablespace
-- setup: SET allow_in_place_tablespaces = on
-- locks: none; not in a transaction block
-- cleanup: DROP TABLESPACE IF EXISTS tests_in_place
CREATE TABLESPACE tests_in_place LOCATION '';

-- case: drop_tablespace
-- setup: SET allow_in_place_tablespaces = on
-- setup: CREATE TABLESPACE tests_in_place LOCATION ''
-- locks: none; not in a transaction block
-- cleanup: DROP TABLESPACE IF EXISTS tests_in_place
DROP TABLESPACE tests_in_place;

-- ## Several statements and subcommands

-- case: many_catalog_only
-- locks: item ACCESS EXCLUSIVE
ALTER TABLE item ADD COLUMN added integer, ALTER COLUMN quantity SET DEFAULT 1, DROP CONSTRAINT item_checked_positive;

-- case: many_with_rewrite
-- locks: item ACCESS EXCLUSIVE; index locks: indexes of item ACCESS EXCLUSIVE; rewrites: item; rebuilds: indexes of
--   item; scans: item
ALTER TABLE item ADD COLUMN added uuid DEFAULT gen_random_uuid(), ALTER COLUMN filled SET NOT NULL,
	ADD CONSTRAINT uniq_positive CHECK (uniq > 0);

-- case: many_with_scan
-- locks: item ACCESS EXCLUSIVE; scans: item
ALTER TABLE item ADD COLUMN added integer, ALTER COLUMN filled SET NOT NULL, ALTER COLUMN quantity SET STATISTICS 100;

-- case: many_weak
-- locks: item SHARE UPDATE EXCLUSIVE
ALTER TABLE item ALTER COLUMN quantity SET STATISTICS 100, SET (fillfactor = 80);

-- case: many_trigger_and_foreign_key
-- locks: customer SHARE ROW EXCLUSIVE, item SHARE ROW EXCLUSIVE
ALTER TABLE item DISABLE TRIGGER item_touch, ADD CONSTRAINT item_customer_fk FOREIGN KEY (customer_id) REFERENCES customer (id)
	NOT VALID;

-- case: many_unique_and_volatile
-- locks: note ACCESS EXCLUSIVE; rewrites: note; builds: note_u; scans: note
ALTER TABLE note ADD COLUMN u uuid DEFAULT gen_random_uuid(), ADD CONSTRAINT note_u UNIQUE (u);

-- case: many_column_then_foreign_key
-- locks: item ACCESS EXCLUSIVE, customer SHARE ROW EXCLUSIVE; scans: customer, item
ALTER TABLE item ADD COLUMN added integer DEFAULT 1, ADD CONSTRAINT item_added_fk FOREIGN KEY (added) REFERENCES customer (id);

-- case: many_column_then_foreign_key_apart
-- locks: item ACCESS EXCLUSIVE, customer SHARE ROW EXCLUSIVE; scans: item
-- needs: session scans
-- note: with NULLs only, the referenced table is not read
ALTER TABLE item ADD COLUMN added integer; ALTER TABLE item ADD CONSTRAINT item_added_fk FOREIGN KEY (added)
	REFERENCES customer (id);

-- case: backfill
-- locks: note ACCESS EXCLUSIVE; scans: note
ALTER TABLE note ADD COLUMN added integer; UPDATE note SET added = b; ALTER TABLE note ALTER COLUMN added SET NOT NULL;

-- case: two_tables
-- locks: item ACCESS EXCLUSIVE, note ACCESS EXCLUSIVE
ALTER TABLE item ADD COLUMN added integer; ALTER TABLE note ADD COLUMN added integer;

-- case: pending_trigger_events
-- setup: ALTER TABLE purchase ALTER CONSTRAINT purchase_customer_fk DEFERRABLE INITIALLY DEFERRED
-- locks: purchase ACCESS EXCLUSIVE; fails on rows: 55006
UPDATE purchase SET customer_id = 2 WHERE id = 5; ALTER TABLE purchase ADD COLUMN added integer;
