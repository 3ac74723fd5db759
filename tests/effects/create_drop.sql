-- ## CREATE TABLE: what it does to tables that exist

-- case: create_table
-- locks: none
CREATE TABLE fresh (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, v text UNIQUE);

-- case: create_table_if_not_exists_present
-- locks: none
CREATE TABLE IF NOT EXISTS item (id integer);

-- case: create_table_like
-- locks: item ACCESS SHARE
CREATE TABLE fresh (LIKE item);

-- case: create_table_like_all
-- locks: item ACCESS SHARE
CREATE TABLE fresh (LIKE item INCLUDING ALL);

-- case: create_table_as
-- locks: item ACCESS SHARE; scans: item
CREATE TABLE fresh AS SELECT id, body FROM item;

-- case: create_table_as_no_data
-- locks: item ACCESS SHARE
CREATE TABLE fresh AS SELECT id, body FROM item WITH NO DATA;

-- case: select_into
-- locks: item ACCESS SHARE; scans: item
SELECT id, body INTO fresh FROM item;

-- case: create_table_inherits
-- locks: vehicle SHARE UPDATE EXCLUSIVE
CREATE TABLE fresh (extra integer) INHERITS (vehicle);

-- case: create_table_references
-- locks: customer SHARE ROW EXCLUSIVE
-- note: writes to customer wait until the transaction ends
CREATE TABLE fresh (id integer PRIMARY KEY, customer_id integer REFERENCES customer (id));

-- case: create_table_foreign_key
-- locks: customer SHARE ROW EXCLUSIVE
CREATE TABLE fresh (id integer, customer_id integer,
	CONSTRAINT fresh_fk FOREIGN KEY (customer_id) REFERENCES customer (id) ON DELETE CASCADE);

-- case: create_table_two_references
-- locks: customer SHARE ROW EXCLUSIVE, item SHARE ROW EXCLUSIVE
CREATE TABLE fresh (customer_id integer REFERENCES customer, item_id integer REFERENCES item);

-- case: create_table_references_itself
-- locks: none
CREATE TABLE fresh (id integer PRIMARY KEY, parent_id integer REFERENCES fresh (id));

-- case: create_temp_table
-- locks: none
CREATE TEMP TABLE fresh (id integer);

-- case: create_unlogged_table
-- locks: none
CREATE UNLOGGED TABLE fresh (id integer);

-- case: create_table_of_type
-- locks: badge_type ACCESS SHARE
CREATE TABLE fresh OF badge_type;

-- case: create_table_partitioned
-- locks: none
CREATE TABLE fresh (id integer, v text) PARTITION BY HASH (id);

-- case: create_table_default_nextval
-- locks: none
CREATE TABLE fresh (id integer DEFAULT nextval('counter'));

-- case: create_table_then_fill
-- locks: item ACCESS SHARE; scans: item
CREATE TABLE fresh (id integer PRIMARY KEY, v text); INSERT INTO fresh SELECT id, body FROM item;

-- case: create_table_then_index
-- locks: none
CREATE TABLE fresh (id integer, v text); CREATE INDEX fresh_v ON fresh (v);

-- case: create_table_then_volatile_column
-- locks: none
CREATE TABLE fresh (id integer); ALTER TABLE fresh ADD COLUMN u uuid DEFAULT gen_random_uuid();

-- case: create_table_then_foreign_key
-- locks: customer SHARE ROW EXCLUSIVE
-- needs: rows scans
-- note: nobody put a row into the new table, so the other one is not read
CREATE TABLE fresh (id integer); ALTER TABLE fresh ADD CONSTRAINT fresh_fk FOREIGN KEY (id) REFERENCES customer (id);

-- case: create_table_then_drop
-- locks: none
-- destroys: yes
-- note: the second statement alone does; each is judged by itself
CREATE TABLE fresh (id integer); DROP TABLE fresh;

-- case: create_schema
-- locks: none
CREATE SCHEMA fresh;

-- ## DROP TABLE and schemas

-- case: drop_table
-- locks: note ACCESS EXCLUSIVE
-- destroys: yes
DROP TABLE note;

-- case: drop_table_indexed
-- locks: wide ACCESS EXCLUSIVE; index locks: indexes of wide ACCESS EXCLUSIVE
-- destroys: yes
DROP TABLE wide;

-- case: drop_table_two
-- locks: note ACCESS EXCLUSIVE, wide ACCESS EXCLUSIVE; index locks: indexes of wide ACCESS EXCLUSIVE
-- destroys: yes
DROP TABLE note, wide;

-- case: drop_table_viewed
-- locks: none; fails always: 2BP01
-- destroys: yes
DROP TABLE item;

-- case: drop_table_viewed_cascade
-- locks: item ACCESS EXCLUSIVE, item_stats ACCESS EXCLUSIVE, item_view ACCESS EXCLUSIVE, item_view_ids ACCESS
--   EXCLUSIVE; index locks: indexes of item ACCESS EXCLUSIVE, item_stats_id ACCESS EXCLUSIVE
-- destroys: yes
DROP TABLE item CASCADE;

-- case: drop_table_referencing
-- locks: customer ACCESS EXCLUSIVE, purchase ACCESS EXCLUSIVE; index locks: indexes of purchase ACCESS EXCLUSIVE
-- destroys: yes
-- note: the referenced table is locked too
DROP TABLE purchase;

-- case: drop_table_referenced
-- locks: none; fails always: 2BP01
-- destroys: yes
DROP TABLE customer;

-- case: drop_table_referenced_cascade
-- locks: archive.old_item ACCESS EXCLUSIVE, customer ACCESS EXCLUSIVE, purchase ACCESS EXCLUSIVE; index locks:
--   indexes of customer ACCESS EXCLUSIVE
-- destroys: yes
DROP TABLE customer CASCADE;

-- case: drop_table_referencing_itself
-- locks: employee ACCESS EXCLUSIVE; index locks: employee_pkey ACCESS EXCLUSIVE
-- destroys: yes
DROP TABLE employee;

-- case: drop_table_serial
-- locks: ticket ACCESS EXCLUSIVE, ticket_id_seq ACCESS EXCLUSIVE, ticket_number_seq ACCESS EXCLUSIVE; index locks:
--   ticket_pkey ACCESS EXCLUSIVE
-- destroys: yes
DROP TABLE ticket;

-- case: drop_table_missing
-- locks: none; fails always: 42P01
-- destroys: yes
DROP TABLE missing;

-- case: drop_table_if_exists_missing
-- locks: none
-- needs: history
DROP TABLE IF EXISTS missing;

-- case: drop_table_partitioned
-- locks: event ACCESS EXCLUSIVE, event_1 ACCESS EXCLUSIVE, event_2 ACCESS EXCLUSIVE; index locks: indexes of event
--   ACCESS EXCLUSIVE, indexes of event_1 ACCESS EXCLUSIVE, indexes of event_2 ACCESS EXCLUSIVE
-- destroys: yes
DROP TABLE event;

-- case: drop_table_partition
-- locks: event ACCESS EXCLUSIVE, event_2 ACCESS EXCLUSIVE; index locks: indexes of event_2 ACCESS EXCLUSIVE
-- destroys: yes
-- note: the parent is locked too
DROP TABLE event_2;

-- case: drop_table_default_partition
-- locks: reading ACCESS EXCLUSIVE, reading_rest ACCESS EXCLUSIVE
-- destroys: yes
DROP TABLE reading_rest;

-- case: drop_table_parent
-- locks: none; fails always: 2BP01
-- destroys: yes
DROP TABLE vehicle;

-- case: drop_table_child
-- locks: truck ACCESS EXCLUSIVE
-- destroys: yes
DROP TABLE truck;

-- case: drop_table_other_schema
-- locks: archive.old_item ACCESS EXCLUSIVE, customer ACCESS EXCLUSIVE; index locks: archive.old_item_pkey ACCESS
--   EXCLUSIVE
-- destroys: yes
DROP TABLE archive.old_item;

-- case: drop_schema_not_empty
-- locks: none; fails always: 2BP01
-- destroys: yes
DROP SCHEMA archive;

-- case: drop_schema_cascade
-- locks: archive.old_item ACCESS EXCLUSIVE, customer ACCESS EXCLUSIVE; index locks: archive.old_item_pkey ACCESS
--   EXCLUSIVE
-- destroys: yes
DROP SCHEMA archive CASCADE;

-- case: drop_schema_empty
-- setup: CREATE SCHEMA hollow
-- locks: none
-- destroys: yes
DROP SCHEMA hollow;

-- ## Other objects

-- case: drop_function
-- locks: none
DROP FUNCTION seven_volatile();

-- case: drop_function_used
-- locks: none; fails always: 2BP01
DROP FUNCTION touch();

-- case: drop_function_used_cascade
-- locks: item ACCESS EXCLUSIVE
DROP FUNCTION touch() CASCADE;

-- case: drop_owned
-- setup: ALTER TABLE note OWNER TO keeper
-- locks: note ACCESS EXCLUSIVE
-- destroys: yes
-- needs: server locks
DROP OWNED BY keeper;

-- case: drop_role_with_objects
-- setup: ALTER TABLE note OWNER TO keeper
-- locks: none; fails always: 2BP01
DROP ROLE keeper;

-- case: reassign_owned
-- setup: ALTER TABLE note OWNER TO keeper
-- locks: note ACCESS EXCLUSIVE
-- needs: server locks
REASSIGN OWNED BY keeper TO reader;

-- case: create_role
-- locks: none
CREATE ROLE visitor LOGIN;

-- case: alter_role_set
-- locks: none
ALTER ROLE reader SET statement_timeout = '5s';

-- case: create_extension
-- locks: none
CREATE EXTENSION pg_trgm;

-- case: drop_extension
-- setup: CREATE EXTENSION pg_trgm
-- locks: none
DROP EXTENSION pg_trgm;

-- case: drop_extension_cascade
-- setup: CREATE EXTENSION citext
-- setup: ALTER TABLE note ADD COLUMN d citext
-- locks: note ACCESS EXCLUSIVE
-- destroys: yes
-- needs: server locks
-- note: which types are members of an extension
DROP EXTENSION citext CASCADE;

-- case: alter_extension_update
-- setup: CREATE EXTENSION pg_trgm VERSION '1.3'
-- locks: none
ALTER EXTENSION pg_trgm UPDATE;

-- case: create_statistics
-- locks: item SHARE UPDATE EXCLUSIVE
CREATE STATISTICS item_dep ON label, body FROM item;

-- case: alter_statistics
-- setup: CREATE STATISTICS item_dep ON label, body FROM item
-- locks: none
ALTER STATISTICS item_dep SET STATISTICS 500;

-- case: drop_statistics
-- setup: CREATE STATISTICS item_dep ON label, body FROM item
-- locks: item SHARE UPDATE EXCLUSIVE
-- needs: catalog locks
DROP STATISTICS item_dep;

-- case: create_publication
-- locks: item SHARE UPDATE EXCLUSIVE
CREATE PUBLICATION pub FOR TABLE item;

-- case: create_publication_all
-- locks: none
CREATE PUBLICATION pub FOR ALL TABLES;

-- case: create_publication_schema
-- locks: none
CREATE PUBLICATION pub FOR TABLES IN SCHEMA shop;

-- case: alter_publication_add
-- setup: CREATE PUBLICATION pub FOR TABLE note
-- locks: item SHARE UPDATE EXCLUSIVE
ALTER PUBLICATION pub ADD TABLE item;

-- case: alter_publication_drop
-- setup: CREATE PUBLICATION pub FOR TABLE item
-- locks: item SHARE UPDATE EXCLUSIVE
ALTER PUBLICATION pub DROP TABLE item;

-- case: drop_publication
-- setup: CREATE PUBLICATION pub FOR TABLE item
-- locks: none
DROP PUBLICATION pub;

-- case: create_subscription
-- locks: none; not in a transaction block; fails always: 08006
CREATE SUBSCRIPTION sub CONNECTION 'dbname=missing' PUBLICATION pub;

-- case: create_subscription_not_connected
-- locks: none
CREATE SUBSCRIPTION sub CONNECTION 'dbname=missing' PUBLICATION pub WITH (connect = false);

-- case: create_cast
-- setup: CREATE FUNCTION mood_number(mood) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT 1'
-- locks: none
CREATE CAST (mood AS integer) WITH FUNCTION mood_number(mood);

-- case: create_collation
-- locks: none
CREATE COLLATION plain (locale = 'C');

-- case: create_event_trigger
-- setup: CREATE FUNCTION on_ddl() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END'
-- locks: none
CREATE EVENT TRIGGER watch_ddl ON ddl_command_end EXECUTE FUNCTION on_ddl();

-- ## Comments and privileges

-- case: comment_table
-- locks: item SHARE UPDATE EXCLUSIVE
COMMENT ON TABLE item IS 'things';

-- case: comment_column
-- locks: item SHARE UPDATE EXCLUSIVE
COMMENT ON COLUMN item.body IS 'words';

-- case: comment_constraint
-- locks: item ACCESS SHARE
COMMENT ON CONSTRAINT item_pkey ON item IS 'key';

-- case: comment_index
-- locks: none; index locks: item_code_idx SHARE UPDATE EXCLUSIVE
COMMENT ON INDEX item_code_idx IS 'codes';

-- case: comment_type
-- locks: none
COMMENT ON TYPE mood IS 'feelings';

-- case: comment_view
-- locks: item_view SHARE UPDATE EXCLUSIVE
COMMENT ON VIEW item_view IS 'view';

-- case: comment_schema
-- locks: none
COMMENT ON SCHEMA archive IS 'old';

-- case: grant_table
-- locks: none
GRANT SELECT ON item TO reader;

-- case: grant_columns
-- locks: none
GRANT SELECT (id), UPDATE (body) ON item TO reader;

-- case: grant_all_in_schema
-- locks: none
GRANT SELECT ON ALL TABLES IN SCHEMA shop TO reader;

-- case: revoke_table
-- locks: none
REVOKE SELECT ON item FROM reader;

-- case: grant_schema
-- locks: none
GRANT USAGE ON SCHEMA archive TO reader;

-- case: grant_role
-- locks: none
GRANT keeper TO reader;

-- case: default_privileges
-- locks: none
ALTER DEFAULT PRIVILEGES IN SCHEMA shop GRANT SELECT ON TABLES TO reader;

-- case: security_label
-- locks: none; fails always: 22023
SECURITY LABEL ON TABLE item IS 'secret';
