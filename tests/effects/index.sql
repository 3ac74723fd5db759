-- ## CREATE INDEX

-- case: index
-- locks: item SHARE; builds: item_body_idx; scans: item
CREATE INDEX item_body_idx ON item (body);

-- case: index_unnamed
-- locks: item SHARE; builds: item_quantity_idx; scans: item
CREATE INDEX ON item (quantity);

-- case: index_unique
-- locks: item SHARE; builds: item_uniq_idx; scans: item
CREATE UNIQUE INDEX item_uniq_idx ON item (uniq);

-- case: index_unique_violated
-- locks: item SHARE; builds: item_dup_idx; fails on rows: 23505
CREATE UNIQUE INDEX item_dup_idx ON item (dup);

-- case: index_expression
-- locks: item SHARE; builds: item_body_lower; scans: item
CREATE INDEX item_body_lower ON item (lower(body));

-- case: index_expression_not_immutable
-- locks: none; fails always: 42P17
CREATE INDEX item_made_day ON item ((made_at::date));

-- case: index_partial
-- locks: item SHARE; builds: item_sale; scans: item
CREATE INDEX item_sale ON item (uniq) WHERE on_sale;

-- case: index_include
-- locks: item SHARE; builds: item_incl; scans: item
CREATE INDEX item_incl ON item (uniq) INCLUDE (body);

-- case: index_gin
-- locks: item SHARE; builds: item_docb; scans: item
CREATE INDEX item_docb ON item USING gin (docb);

-- case: index_gist
-- locks: item SHARE; builds: item_room; scans: item
CREATE INDEX item_room ON item USING gist (room);

-- case: index_brin
-- locks: item SHARE; builds: item_brin; scans: item
CREATE INDEX item_brin ON item USING brin (id);

-- case: index_hash
-- locks: item SHARE; builds: item_hash; scans: item
CREATE INDEX item_hash ON item USING hash (uniq);

-- case: index_trigram
-- setup: CREATE EXTENSION pg_trgm
-- locks: item SHARE; builds: item_body_trgm; scans: item
CREATE INDEX item_body_trgm ON item USING gin (body gin_trgm_ops);

-- case: index_if_not_exists
-- locks: item SHARE; builds: item_body_idx; scans: item
CREATE INDEX IF NOT EXISTS item_body_idx ON item (body);

-- case: index_if_not_exists_present
-- locks: item SHARE
-- needs: history builds_indexes scans
-- note: nothing is built, the lock is still taken
CREATE INDEX IF NOT EXISTS item_code_idx ON item (body);

-- case: index_present
-- locks: none; fails always: 42P07
CREATE INDEX item_code_idx ON item (body);

-- case: index_materialized_view
-- locks: item_stats SHARE; builds: item_stats_shown; scans: item_stats
CREATE INDEX item_stats_shown ON item_stats (shown);

-- case: index_partitioned
-- locks: event SHARE, event_1 SHARE, event_2 SHARE; builds: event_1_kind_idx, event_2_kind_idx, event_kind; scans:
--   event_1, event_2
-- needs: history scans
CREATE INDEX event_kind ON event (kind);

-- case: index_partitioned_only
-- locks: event SHARE; builds: event_kind
-- needs: history scans
CREATE INDEX event_kind ON ONLY event (kind);

-- case: index_parent
-- locks: vehicle SHARE; builds: vehicle_wheels; scans: vehicle
-- note: children of inheritance get none
CREATE INDEX vehicle_wheels ON vehicle (wheels);

-- case: index_other_schema
-- locks: archive.old_item SHARE; builds: archive.old_item_label; scans: archive.old_item
CREATE INDEX old_item_label ON archive.old_item (label);

-- case: index_two_in_one
-- locks: item SHARE; builds: one, two; scans: item
CREATE INDEX one ON item (uniq); CREATE INDEX two ON item (dup);

-- ## CONCURRENTLY

-- case: index_concurrently
-- locks: item SHARE UPDATE EXCLUSIVE; builds: item_body_idx; scans: item; not in a transaction block
CREATE INDEX CONCURRENTLY item_body_idx ON item (body);

-- case: index_concurrently_unnamed
-- locks: item SHARE UPDATE EXCLUSIVE; builds: item_uniq_idx; scans: item; not in a transaction block
CREATE INDEX CONCURRENTLY ON item (uniq);

-- case: index_concurrently_unique
-- locks: item SHARE UPDATE EXCLUSIVE; builds: item_uniq_idx; scans: item; not in a transaction block
CREATE UNIQUE INDEX CONCURRENTLY item_uniq_idx ON item (uniq);

-- case: index_concurrently_unique_violated
-- locks: item SHARE UPDATE EXCLUSIVE; builds: item_dup_idx; not in a transaction block; fails on rows: 23505
CREATE UNIQUE INDEX CONCURRENTLY item_dup_idx ON item (dup);

-- case: index_concurrently_partial
-- locks: item SHARE UPDATE EXCLUSIVE; builds: item_sale; scans: item; not in a transaction block
CREATE INDEX CONCURRENTLY item_sale ON item (uniq) WHERE on_sale;

-- case: index_concurrently_gin
-- locks: item SHARE UPDATE EXCLUSIVE; builds: item_docb; scans: item; not in a transaction block
CREATE INDEX CONCURRENTLY item_docb ON item USING gin (docb);

-- case: index_concurrently_if_not_exists
-- locks: item SHARE UPDATE EXCLUSIVE; builds: item_body_idx; scans: item; not in a transaction block
CREATE INDEX CONCURRENTLY IF NOT EXISTS item_body_idx ON item (body);

-- case: index_concurrently_if_not_exists_present
-- locks: item SHARE UPDATE EXCLUSIVE; not in a transaction block
-- needs: history builds_indexes scans
CREATE INDEX CONCURRENTLY IF NOT EXISTS item_code_idx ON item (code);

-- case: index_concurrently_partitioned
-- locks: none; not in a transaction block; fails always: 0A000
CREATE INDEX CONCURRENTLY event_kind ON event (kind);

-- case: index_concurrently_materialized_view
-- locks: item_stats SHARE UPDATE EXCLUSIVE; builds: item_stats_shown; scans: item_stats; not in a transaction block
CREATE INDEX CONCURRENTLY item_stats_shown ON item_stats (shown);

-- ## DROP INDEX

-- case: drop_index
-- locks: item ACCESS EXCLUSIVE; index locks: item_code_idx ACCESS EXCLUSIVE
-- needs: history locks
-- note: the table is locked as well, which the statement does not name
DROP INDEX item_code_idx;

-- case: drop_index_if_exists_missing
-- locks: none
-- needs: history
DROP INDEX IF EXISTS missing;

-- case: drop_index_missing
-- locks: none; fails always: 42704
DROP INDEX missing;

-- case: drop_index_of_constraint
-- locks: none; fails always: 2BP01
DROP INDEX item_pkey;

-- case: drop_index_two
-- locks: item ACCESS EXCLUSIVE; index locks: item_code_idx ACCESS EXCLUSIVE, item_tag_idx ACCESS EXCLUSIVE
DROP INDEX item_code_idx, item_tag_idx;

-- case: drop_index_partitioned
-- locks: event ACCESS EXCLUSIVE, event_1 ACCESS EXCLUSIVE, event_2 ACCESS EXCLUSIVE; index locks: event_1_n_idx
--   ACCESS EXCLUSIVE, event_2_n_idx ACCESS EXCLUSIVE, event_n_idx ACCESS EXCLUSIVE
DROP INDEX event_n_idx;

-- case: drop_index_of_partition
-- locks: none; fails always: 2BP01
DROP INDEX event_1_n_idx;

-- case: drop_index_concurrently
-- locks: item SHARE UPDATE EXCLUSIVE; index locks: item_code_idx ACCESS EXCLUSIVE; not in a transaction block
DROP INDEX CONCURRENTLY item_code_idx;

-- case: drop_index_concurrently_if_exists
-- locks: item SHARE UPDATE EXCLUSIVE; index locks: item_code_idx ACCESS EXCLUSIVE; not in a transaction block
DROP INDEX CONCURRENTLY IF EXISTS item_code_idx;

-- case: drop_index_concurrently_two
-- locks: none; not in a transaction block; fails always: 0A000
DROP INDEX CONCURRENTLY item_code_idx, item_tag_idx;

-- case: drop_index_concurrently_constraint
-- locks: none; not in a transaction block; fails always: 2BP01
DROP INDEX CONCURRENTLY item_pkey;

-- case: drop_index_concurrently_partitioned
-- locks: none; not in a transaction block; fails always: 0A000
DROP INDEX CONCURRENTLY event_n_idx;

-- ## ALTER INDEX

-- case: alter_index_set
-- locks: none; index locks: item_code_idx SHARE UPDATE EXCLUSIVE
ALTER INDEX item_code_idx SET (fillfactor = 70);

-- case: alter_index_reset
-- locks: none; index locks: item_code_idx SHARE UPDATE EXCLUSIVE
ALTER INDEX item_code_idx RESET (fillfactor);

-- case: alter_index_attach
-- setup: CREATE INDEX event_kind ON ONLY event (kind)
-- setup: CREATE INDEX event_1_kind ON event_1 (kind)
-- locks: event ACCESS SHARE, event_1 ACCESS SHARE; index locks: event_1_kind ACCESS EXCLUSIVE, event_kind SHARE
--   UPDATE EXCLUSIVE
ALTER INDEX event_kind ATTACH PARTITION event_1_kind;

-- case: alter_index_tablespace
-- setup: SET allow_in_place_tablespaces = on
-- setup: CREATE TABLESPACE tests_in_place LOCATION ''
-- locks: none; index locks: item_code_idx ACCESS EXCLUSIVE; rebuilds: item_code_idx
-- cleanup: DROP TABLESPACE IF EXISTS tests_in_place
ALTER INDEX item_code_idx SET TABLESPACE tests_in_place;

-- case: alter_index_depends
-- setup: CREATE EXTENSION pg_trgm
-- locks: none; index locks: item_code_idx ACCESS EXCLUSIVE
ALTER INDEX item_code_idx DEPENDS ON EXTENSION pg_trgm;

-- case: cluster
-- locks: item ACCESS EXCLUSIVE; index locks: indexes of item ACCESS EXCLUSIVE; rewrites: item; rebuilds: indexes of
--   item; scans: item
CLUSTER item USING item_code_idx;

-- case: cluster_again
-- setup: ALTER TABLE item CLUSTER ON item_code_idx
-- locks: item ACCESS EXCLUSIVE; index locks: indexes of item ACCESS EXCLUSIVE; rewrites: item; rebuilds: indexes of
--   item; scans: item
CLUSTER item;

-- case: cluster_all
-- locks: none; not in a transaction block
-- needs: history
CLUSTER;

-- case: cluster_partitioned
-- locks: event ACCESS EXCLUSIVE, event_1 ACCESS EXCLUSIVE, event_2 ACCESS EXCLUSIVE; index locks: indexes of event_1
--   ACCESS EXCLUSIVE, indexes of event_2 ACCESS EXCLUSIVE; rewrites: event_1, event_2; rebuilds: indexes of event_1,
--   indexes of event_2; scans: event_1, event_2; not in a transaction block
-- needs: history
CLUSTER event USING event_pkey;

-- case: reindex_table
-- locks: item SHARE; index locks: indexes of item ACCESS EXCLUSIVE; rebuilds: indexes of item; scans: item
REINDEX TABLE item;

-- case: reindex_index
-- locks: item SHARE; index locks: item_code_idx ACCESS EXCLUSIVE; rebuilds: item_code_idx; scans: item
-- needs: history locks scans
REINDEX INDEX item_code_idx;

-- case: reindex_schema
-- locks: archive.old_item SHARE; index locks: archive.old_item_pkey ACCESS EXCLUSIVE; rebuilds:
--   archive.old_item_pkey; scans: archive.old_item; not in a transaction block
-- needs: history
REINDEX SCHEMA archive;

-- case: reindex_partitioned
-- locks: event SHARE, event_1 SHARE, event_2 SHARE; index locks: indexes of event_1 ACCESS EXCLUSIVE, indexes of
--   event_2 ACCESS EXCLUSIVE; rebuilds: indexes of event_1, indexes of event_2; scans: event_1, event_2; not in a
--   transaction block
-- needs: history
REINDEX TABLE event;

-- case: reindex_table_concurrently
-- locks: item SHARE UPDATE EXCLUSIVE; index locks: indexes of item ACCESS EXCLUSIVE; rebuilds: indexes of item;
--   scans: item; not in a transaction block
-- needs: history
REINDEX TABLE CONCURRENTLY item;

-- case: reindex_index_concurrently
-- locks: item SHARE UPDATE EXCLUSIVE; index locks: item_code_idx ACCESS EXCLUSIVE; rebuilds: item_code_idx; scans:
--   item; not in a transaction block
-- needs: history
REINDEX INDEX CONCURRENTLY item_code_idx;
