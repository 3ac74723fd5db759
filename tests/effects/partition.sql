-- ## Partitions: ATTACH

-- case: attach
-- locks: event_next ACCESS EXCLUSIVE, event SHARE UPDATE EXCLUSIVE; index locks: indexes of event SHARE UPDATE
--   EXCLUSIVE; builds: event_next_n_idx; scans: event_next
ALTER TABLE event ATTACH PARTITION event_next FOR VALUES FROM (2001) TO (4001);

-- case: attach_proven
-- setup: CREATE INDEX event_next_n ON event_next (n)
-- setup: ALTER TABLE event_next ADD CONSTRAINT bound CHECK (id >= 2001 AND id < 4001)
-- locks: event_next ACCESS EXCLUSIVE, event SHARE UPDATE EXCLUSIVE; index locks: indexes of event SHARE UPDATE
--   EXCLUSIVE
-- needs: history scans
ALTER TABLE event ATTACH PARTITION event_next FOR VALUES FROM (2001) TO (4001);

-- case: attach_proven_not_valid
-- setup: CREATE INDEX event_next_n ON event_next (n)
-- setup: ALTER TABLE event_next ADD CONSTRAINT bound CHECK (id >= 2001 AND id < 4001) NOT VALID
-- locks: event_next ACCESS EXCLUSIVE, event SHARE UPDATE EXCLUSIVE; index locks: indexes of event SHARE UPDATE
--   EXCLUSIVE; scans: event_next
ALTER TABLE event ATTACH PARTITION event_next FOR VALUES FROM (2001) TO (4001);

-- case: attach_overlapping
-- locks: none; fails always: 42P17
ALTER TABLE event ATTACH PARTITION event_next FOR VALUES FROM (1500) TO (4001);

-- case: attach_rows_outside
-- locks: event_next ACCESS EXCLUSIVE, event SHARE UPDATE EXCLUSIVE; index locks: indexes of event SHARE UPDATE
--   EXCLUSIVE; builds: event_next_n_idx; fails on rows: 23514
ALTER TABLE event ATTACH PARTITION event_next FOR VALUES FROM (2001) TO (2500);

-- case: attach_default
-- locks: event_next ACCESS EXCLUSIVE, event SHARE UPDATE EXCLUSIVE; index locks: indexes of event SHARE UPDATE
--   EXCLUSIVE; builds: event_next_n_idx; scans: event_next
ALTER TABLE event ATTACH PARTITION event_next DEFAULT;

-- case: attach_with_index
-- setup: CREATE INDEX event_next_n ON event_next (n)
-- locks: event_next ACCESS EXCLUSIVE, event SHARE UPDATE EXCLUSIVE; index locks: indexes of event SHARE UPDATE
--   EXCLUSIVE; scans: event_next
-- note: the index of the parent is there already, so none is built
-- needs: history builds_indexes
ALTER TABLE event ATTACH PARTITION event_next FOR VALUES FROM (2001) TO (4001);

-- case: attach_beside_default
-- locks: reading_rest ACCESS EXCLUSIVE, reading_south ACCESS EXCLUSIVE, reading SHARE UPDATE EXCLUSIVE; scans:
--   reading_rest, reading_south
-- note: the default partition is locked and scanned for rows that belong to the new one
ALTER TABLE reading ATTACH PARTITION reading_south FOR VALUES IN ('south');

-- case: attach_beside_default_proven
-- setup: ALTER TABLE reading_rest ADD CONSTRAINT no_south CHECK (site <> 'south')
-- setup: ALTER TABLE reading_south ADD CONSTRAINT is_south CHECK (site = 'south')
-- locks: reading_rest ACCESS EXCLUSIVE, reading_south ACCESS EXCLUSIVE, reading SHARE UPDATE EXCLUSIVE
-- needs: history scans
ALTER TABLE reading ATTACH PARTITION reading_south FOR VALUES IN ('south');

-- case: attach_beside_default_rows_in_it
-- setup: TRUNCATE reading_south
-- locks: reading_rest ACCESS EXCLUSIVE, reading_south ACCESS EXCLUSIVE, reading SHARE UPDATE EXCLUSIVE; fails on
--   rows: 23514
ALTER TABLE reading ATTACH PARTITION reading_south FOR VALUES IN ('east');

-- case: attach_empty
-- setup: CREATE TABLE event_late (id integer NOT NULL, kind text, n integer)
-- locks: event_late ACCESS EXCLUSIVE, event SHARE UPDATE EXCLUSIVE; index locks: indexes of event SHARE UPDATE
--   EXCLUSIVE; builds: event_late_n_idx, event_late_pkey
-- note: not even the primary key of the parent costs anything on an empty table
-- needs: rows scans
ALTER TABLE event ATTACH PARTITION event_late FOR VALUES FROM (5001) TO (6001);

-- case: attach_fresh
-- locks: event SHARE UPDATE EXCLUSIVE; index locks: indexes of event SHARE UPDATE EXCLUSIVE
CREATE TABLE event_3 (LIKE event INCLUDING ALL); ALTER TABLE event ATTACH PARTITION event_3 FOR VALUES FROM (2001) TO (3001);

-- case: attach_with_foreign_key
-- setup: ALTER TABLE event ADD CONSTRAINT event_customer_fk FOREIGN KEY (n) REFERENCES item (id)
-- setup: UPDATE event_next SET n = 1
-- locks: event_next ACCESS EXCLUSIVE, item SHARE ROW EXCLUSIVE, event SHARE UPDATE EXCLUSIVE; index locks: indexes of
--   event SHARE UPDATE EXCLUSIVE; builds: event_next_n_idx; scans: event_next
ALTER TABLE event ATTACH PARTITION event_next FOR VALUES FROM (2001) TO (4001);

-- ## CREATE and DETACH

-- case: create_partition
-- locks: event ACCESS EXCLUSIVE; index locks: indexes of event SHARE UPDATE EXCLUSIVE
CREATE TABLE event_3 PARTITION OF event FOR VALUES FROM (2001) TO (3001);

-- case: create_partition_beside_default
-- locks: reading ACCESS EXCLUSIVE, reading_rest ACCESS EXCLUSIVE; scans: reading_rest
-- needs: history locks scans
CREATE TABLE reading_west PARTITION OF reading FOR VALUES IN ('west');

-- case: create_partition_beside_default_rows_in_it
-- locks: reading ACCESS EXCLUSIVE, reading_rest ACCESS EXCLUSIVE; fails on rows: 23514
CREATE TABLE reading_east PARTITION OF reading FOR VALUES IN ('east');

-- case: create_partition_default
-- locks: event ACCESS EXCLUSIVE; index locks: indexes of event SHARE UPDATE EXCLUSIVE
CREATE TABLE event_rest PARTITION OF event DEFAULT;

-- case: create_partition_overlapping
-- locks: none; fails always: 42P17
CREATE TABLE event_3 PARTITION OF event FOR VALUES FROM (1500) TO (3001);

-- case: detach
-- locks: event ACCESS EXCLUSIVE, event_2 ACCESS EXCLUSIVE; index locks: indexes of event_2 ACCESS EXCLUSIVE
ALTER TABLE event DETACH PARTITION event_2;

-- case: detach_default
-- locks: reading ACCESS EXCLUSIVE, reading_rest ACCESS EXCLUSIVE
ALTER TABLE reading DETACH PARTITION reading_rest;

-- case: detach_beside_default
-- locks: reading ACCESS EXCLUSIVE, reading_north ACCESS EXCLUSIVE, reading_rest ACCESS EXCLUSIVE
-- note: the default partition is locked too
ALTER TABLE reading DETACH PARTITION reading_north;

-- case: detach_concurrently
-- locks: event_2 ACCESS EXCLUSIVE, event SHARE UPDATE EXCLUSIVE; index locks: indexes of event_2 ACCESS EXCLUSIVE;
--   not in a transaction block
ALTER TABLE event DETACH PARTITION event_2 CONCURRENTLY;

-- case: detach_concurrently_beside_default
-- locks: none; not in a transaction block; fails always: 55000
ALTER TABLE reading DETACH PARTITION reading_north CONCURRENTLY;

-- case: detach_then_drop
-- locks: event ACCESS EXCLUSIVE, event_2 ACCESS EXCLUSIVE; index locks: indexes of event_2 ACCESS EXCLUSIVE
-- destroys: yes
ALTER TABLE event DETACH PARTITION event_2; DROP TABLE event_2;

-- ## Statements on the parent

-- case: truncate_partitioned
-- locks: event ACCESS EXCLUSIVE, event_1 ACCESS EXCLUSIVE, event_2 ACCESS EXCLUSIVE; index locks: indexes of event_1
--   ACCESS EXCLUSIVE, indexes of event_2 ACCESS EXCLUSIVE
-- destroys: yes
TRUNCATE event;

-- case: truncate_partition
-- locks: event_2 ACCESS EXCLUSIVE; index locks: indexes of event_2 ACCESS EXCLUSIVE
-- destroys: yes
TRUNCATE event_2;

-- case: truncate_partitioned_only
-- locks: none; fails always: 42809
-- destroys: yes
TRUNCATE ONLY event;

-- case: insert_partitioned
-- locks: none; fails always: 23514
INSERT INTO event (id, kind, n) VALUES (0, 'k', 1);

-- case: insert_partitioned_routed
-- setup: DELETE FROM event WHERE id = 5
-- locks: event ROW EXCLUSIVE, event_1 ROW EXCLUSIVE
-- needs: rows locks
-- note: the new row decides which partition is locked
INSERT INTO event (id, kind, n) VALUES (5, 'k', 1);

-- case: update_partitioned
-- locks: event ROW EXCLUSIVE, event_1 ROW EXCLUSIVE, event_2 ROW EXCLUSIVE; scans: event_1, event_2
-- needs: history scans
UPDATE event SET kind = 'x';

-- case: delete_partition
-- locks: event_1 ROW EXCLUSIVE; scans: event_1
-- destroys: yes
DELETE FROM event_1;

-- case: analyze_partitioned
-- locks: event SHARE UPDATE EXCLUSIVE, event_1 SHARE UPDATE EXCLUSIVE, event_2 SHARE UPDATE EXCLUSIVE
ANALYZE event;

-- case: rename_partition
-- locks: event_1 ACCESS EXCLUSIVE
ALTER TABLE event_1 RENAME TO event_first;

-- case: set_schema_partitioned
-- locks: event ACCESS EXCLUSIVE
ALTER TABLE event SET SCHEMA archive;

-- case: owner_partitioned
-- locks: event ACCESS EXCLUSIVE; index locks: indexes of event ACCESS EXCLUSIVE
ALTER TABLE event OWNER TO keeper;

-- case: set_fillfactor_partition
-- locks: event_1 SHARE UPDATE EXCLUSIVE
ALTER TABLE event_1 SET (fillfactor = 80);

-- case: trigger_partitioned
-- locks: event SHARE ROW EXCLUSIVE, event_1 SHARE ROW EXCLUSIVE, event_2 SHARE ROW EXCLUSIVE
CREATE TRIGGER event_touch AFTER INSERT ON event FOR EACH ROW EXECUTE FUNCTION touch();

-- case: drop_primary_key_partitioned
-- locks: event ACCESS EXCLUSIVE, event_1 ACCESS EXCLUSIVE, event_2 ACCESS EXCLUSIVE; index locks: event_1_pkey ACCESS
--   EXCLUSIVE, event_2_pkey ACCESS EXCLUSIVE, event_pkey ACCESS EXCLUSIVE
-- needs: history index_locks
ALTER TABLE event DROP CONSTRAINT event_pkey;

-- case: lock_partitioned
-- locks: event SHARE, event_1 SHARE, event_2 SHARE
LOCK TABLE event IN SHARE MODE;

-- case: vacuum_partitioned
-- locks: event SHARE UPDATE EXCLUSIVE, event_1 SHARE UPDATE EXCLUSIVE, event_2 SHARE UPDATE EXCLUSIVE; not in a
--   transaction block
-- needs: history
VACUUM event;
