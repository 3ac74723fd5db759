-- ## ALTER TABLE ... ADD COLUMN: which defaults and constraints touch the rows

-- ## No default, constants, and what is computed once because it is not volatile

-- case: add_column
-- locks: item ACCESS EXCLUSIVE
ALTER TABLE item ADD COLUMN added integer;

-- case: add_column_default_number
-- locks: item ACCESS EXCLUSIVE
ALTER TABLE item ADD COLUMN added integer DEFAULT 42;

-- case: add_column_default_negative
-- locks: item ACCESS EXCLUSIVE
ALTER TABLE item ADD COLUMN added integer DEFAULT -1;

-- case: add_column_default_text
-- locks: item ACCESS EXCLUSIVE
ALTER TABLE item ADD COLUMN added text DEFAULT 'new';

-- case: add_column_default_null
-- locks: item ACCESS EXCLUSIVE
ALTER TABLE item ADD COLUMN added integer DEFAULT NULL;

-- case: add_column_default_cast
-- locks: item ACCESS EXCLUSIVE
ALTER TABLE item ADD COLUMN added jsonb DEFAULT '{}'::jsonb;

-- case: add_column_default_empty_array
-- locks: item ACCESS EXCLUSIVE
ALTER TABLE item ADD COLUMN added integer[] DEFAULT ARRAY[]::integer[];

-- case: add_column_default_array_text
-- locks: item ACCESS EXCLUSIVE
ALTER TABLE item ADD COLUMN added text[] NOT NULL DEFAULT '{}';

-- case: add_column_default_arithmetic
-- locks: item ACCESS EXCLUSIVE
ALTER TABLE item ADD COLUMN added integer DEFAULT 60 * 60 * 24;

-- case: add_column_default_interval
-- locks: item ACCESS EXCLUSIVE
ALTER TABLE item ADD COLUMN added interval DEFAULT interval '1 day';

-- case: add_column_default_immutable_function
-- locks: item ACCESS EXCLUSIVE
ALTER TABLE item ADD COLUMN added text DEFAULT upper('a');

-- case: add_column_default_now
-- locks: item ACCESS EXCLUSIVE
ALTER TABLE item ADD COLUMN added timestamptz DEFAULT now();

-- case: add_column_default_current_timestamp
-- locks: item ACCESS EXCLUSIVE
ALTER TABLE item ADD COLUMN added timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP;

-- case: add_column_default_current_timestamp_precision
-- locks: item ACCESS EXCLUSIVE
ALTER TABLE item ADD COLUMN added timestamptz DEFAULT CURRENT_TIMESTAMP(3);

-- case: add_column_default_current_date
-- locks: item ACCESS EXCLUSIVE
ALTER TABLE item ADD COLUMN added date DEFAULT CURRENT_DATE;

-- case: add_column_default_current_time
-- locks: item ACCESS EXCLUSIVE
ALTER TABLE item ADD COLUMN added timetz DEFAULT CURRENT_TIME;

-- case: add_column_default_localtimestamp
-- locks: item ACCESS EXCLUSIVE
ALTER TABLE item ADD COLUMN added timestamp DEFAULT LOCALTIMESTAMP;

-- case: add_column_default_transaction_timestamp
-- locks: item ACCESS EXCLUSIVE
ALTER TABLE item ADD COLUMN added timestamptz DEFAULT transaction_timestamp();

-- case: add_column_default_statement_timestamp
-- locks: item ACCESS EXCLUSIVE
ALTER TABLE item ADD COLUMN added timestamptz DEFAULT statement_timestamp();

-- case: add_column_default_now_plus_interval
-- locks: item ACCESS EXCLUSIVE
ALTER TABLE item ADD COLUMN added timestamptz DEFAULT now() + interval '30 days';

-- case: add_column_default_now_at_time_zone
-- locks: item ACCESS EXCLUSIVE
ALTER TABLE item ADD COLUMN added timestamp DEFAULT (now() AT TIME ZONE 'utc');

-- case: add_column_default_timezone_function
-- locks: item ACCESS EXCLUSIVE
ALTER TABLE item ADD COLUMN added timestamp DEFAULT timezone('utc', now());

-- case: add_column_default_literal_now
-- locks: item ACCESS EXCLUSIVE
ALTER TABLE item ADD COLUMN added timestamptz DEFAULT 'now';

-- case: add_column_default_current_user
-- locks: item ACCESS EXCLUSIVE
ALTER TABLE item ADD COLUMN added text DEFAULT CURRENT_USER;

-- case: add_column_default_session_user
-- locks: item ACCESS EXCLUSIVE
ALTER TABLE item ADD COLUMN added text DEFAULT SESSION_USER;

-- case: add_column_default_current_setting
-- locks: item ACCESS EXCLUSIVE
ALTER TABLE item ADD COLUMN added text DEFAULT current_setting('timezone');

-- case: add_column_default_extract
-- locks: item ACCESS EXCLUSIVE
ALTER TABLE item ADD COLUMN added integer DEFAULT extract(year FROM now());

-- case: add_column_default_to_char
-- locks: item ACCESS EXCLUSIVE
ALTER TABLE item ADD COLUMN added text DEFAULT to_char(now(), 'YYYY');

-- case: add_column_default_coalesce
-- locks: item ACCESS EXCLUSIVE
ALTER TABLE item ADD COLUMN added integer DEFAULT COALESCE(NULL, 1);

-- case: add_column_default_case
-- locks: item ACCESS EXCLUSIVE
ALTER TABLE item ADD COLUMN added integer DEFAULT CASE WHEN now() > '2020-01-01' THEN 1 ELSE 2 END;

-- case: add_column_default_md5_constant
-- locks: item ACCESS EXCLUSIVE
ALTER TABLE item ADD COLUMN added text DEFAULT md5('a');

-- case: add_column_default_txid_current
-- locks: item ACCESS EXCLUSIVE
-- note: txid_current() is STABLE
ALTER TABLE item ADD COLUMN added bigint DEFAULT txid_current();

-- case: add_column_default_enum
-- locks: item ACCESS EXCLUSIVE
-- needs: history rewrites rebuilds_indexes scans index_locks
ALTER TABLE item ADD COLUMN added mood DEFAULT 'ok';

-- case: add_column_default_user_immutable
-- locks: item ACCESS EXCLUSIVE
-- needs: history rewrites rebuilds_indexes scans index_locks
ALTER TABLE item ADD COLUMN added integer DEFAULT seven_immutable();

-- case: add_column_default_user_stable
-- locks: item ACCESS EXCLUSIVE
-- needs: history rewrites rebuilds_indexes scans index_locks
ALTER TABLE item ADD COLUMN added integer DEFAULT seven_stable();

-- case: add_column_default_user_inlined
-- locks: item ACCESS EXCLUSIVE
-- needs: history rewrites rebuilds_indexes scans index_locks
-- note: declared VOLATILE, but a SQL function that is only an expression is inlined before volatility is looked at
ALTER TABLE item ADD COLUMN added integer DEFAULT seven_inlined();

-- ## Volatile defaults: a value per row

-- case: add_column_default_user_volatile
-- locks: item ACCESS EXCLUSIVE; index locks: indexes of item ACCESS EXCLUSIVE; rewrites: item; rebuilds: indexes of
--   item; scans: item
-- needs: history rewrites rebuilds_indexes scans index_locks
ALTER TABLE item ADD COLUMN added integer DEFAULT seven_volatile();

-- case: add_column_default_clock_timestamp
-- locks: item ACCESS EXCLUSIVE; index locks: indexes of item ACCESS EXCLUSIVE; rewrites: item; rebuilds: indexes of
--   item; scans: item
ALTER TABLE item ADD COLUMN added timestamptz DEFAULT clock_timestamp();

-- case: add_column_default_timeofday
-- locks: item ACCESS EXCLUSIVE; index locks: indexes of item ACCESS EXCLUSIVE; rewrites: item; rebuilds: indexes of
--   item; scans: item
ALTER TABLE item ADD COLUMN added text DEFAULT timeofday();

-- case: add_column_default_random
-- locks: item ACCESS EXCLUSIVE; index locks: indexes of item ACCESS EXCLUSIVE; rewrites: item; rebuilds: indexes of
--   item; scans: item
ALTER TABLE item ADD COLUMN added double precision DEFAULT random();

-- case: add_column_default_random_nested
-- locks: item ACCESS EXCLUSIVE; index locks: indexes of item ACCESS EXCLUSIVE; rewrites: item; rebuilds: indexes of
--   item; scans: item
ALTER TABLE item ADD COLUMN added integer DEFAULT floor(random() * 10)::integer;

-- case: add_column_default_md5_random
-- locks: item ACCESS EXCLUSIVE; index locks: indexes of item ACCESS EXCLUSIVE; rewrites: item; rebuilds: indexes of
--   item; scans: item
ALTER TABLE item ADD COLUMN added text DEFAULT md5(random()::text);

-- case: add_column_default_uuid
-- locks: item ACCESS EXCLUSIVE; index locks: indexes of item ACCESS EXCLUSIVE; rewrites: item; rebuilds: indexes of
--   item; scans: item
ALTER TABLE item ADD COLUMN added uuid NOT NULL DEFAULT gen_random_uuid();

-- case: add_column_default_uuid_ossp
-- setup: CREATE EXTENSION "uuid-ossp"
-- locks: item ACCESS EXCLUSIVE; index locks: indexes of item ACCESS EXCLUSIVE; rewrites: item; rebuilds: indexes of
--   item; scans: item
ALTER TABLE item ADD COLUMN added uuid DEFAULT uuid_generate_v4();

-- case: add_column_default_uuid_ossp_namespace
-- setup: CREATE EXTENSION "uuid-ossp"
-- locks: item ACCESS EXCLUSIVE
-- note: uuid_generate_v5 is IMMUTABLE
ALTER TABLE item ADD COLUMN added uuid DEFAULT uuid_generate_v5(uuid_ns_dns(), 'a');

-- case: add_column_default_nextval
-- locks: item ACCESS EXCLUSIVE, counter ROW EXCLUSIVE; index locks: indexes of item ACCESS EXCLUSIVE; rewrites: item;
--   rebuilds: indexes of item; scans: item
ALTER TABLE item ADD COLUMN added integer DEFAULT nextval('counter');

-- case: add_column_default_currval
-- setup: SELECT nextval('counter')
-- locks: item ACCESS EXCLUSIVE, counter ROW EXCLUSIVE; index locks: indexes of item ACCESS EXCLUSIVE; rewrites: item;
--   rebuilds: indexes of item; scans: item
ALTER TABLE item ADD COLUMN added integer DEFAULT currval('counter');

-- case: add_column_default_case_volatile
-- locks: item ACCESS EXCLUSIVE; index locks: indexes of item ACCESS EXCLUSIVE; rewrites: item; rebuilds: indexes of
--   item; scans: item
ALTER TABLE item ADD COLUMN added integer DEFAULT CASE WHEN random() > 0.5 THEN 1 ELSE 2 END;

-- case: add_column_default_array_volatile
-- locks: item ACCESS EXCLUSIVE; index locks: indexes of item ACCESS EXCLUSIVE; rewrites: item; rebuilds: indexes of
--   item; scans: item
ALTER TABLE item ADD COLUMN added double precision[] DEFAULT ARRAY[random()];

-- case: add_column_serial
-- locks: item ACCESS EXCLUSIVE; index locks: indexes of item ACCESS EXCLUSIVE; rewrites: item; rebuilds: indexes of
--   item; scans: item
ALTER TABLE item ADD COLUMN added serial;

-- case: add_column_bigserial
-- locks: item ACCESS EXCLUSIVE; index locks: indexes of item ACCESS EXCLUSIVE; rewrites: item; rebuilds: indexes of
--   item; scans: item
ALTER TABLE item ADD COLUMN added bigserial;

-- case: add_column_identity_always
-- locks: item ACCESS EXCLUSIVE; index locks: indexes of item ACCESS EXCLUSIVE; rewrites: item; rebuilds: indexes of
--   item; scans: item
ALTER TABLE item ADD COLUMN added integer GENERATED ALWAYS AS IDENTITY;

-- case: add_column_identity_by_default
-- locks: item ACCESS EXCLUSIVE; index locks: indexes of item ACCESS EXCLUSIVE; rewrites: item; rebuilds: indexes of
--   item; scans: item
ALTER TABLE item ADD COLUMN added bigint GENERATED BY DEFAULT AS IDENTITY;

-- case: add_column_generated_stored
-- locks: item ACCESS EXCLUSIVE; index locks: indexes of item ACCESS EXCLUSIVE; rewrites: item; rebuilds: indexes of
--   item; scans: item
ALTER TABLE item ADD COLUMN added text GENERATED ALWAYS AS (lower(body)) STORED;

-- case: add_column_generated_constant
-- locks: item ACCESS EXCLUSIVE; index locks: indexes of item ACCESS EXCLUSIVE; rewrites: item; rebuilds: indexes of
--   item; scans: item
ALTER TABLE item ADD COLUMN added integer GENERATED ALWAYS AS (1) STORED;

-- case: add_column_note_volatile
-- locks: note ACCESS EXCLUSIVE; rewrites: note; scans: note
-- note: a table without indexes
ALTER TABLE note ADD COLUMN added double precision DEFAULT random();

-- ## NOT NULL

-- case: add_column_not_null
-- locks: item ACCESS EXCLUSIVE; fails on rows: 23502
-- certain: yes
ALTER TABLE item ADD COLUMN added integer NOT NULL;

-- case: add_column_not_null_default
-- locks: item ACCESS EXCLUSIVE
ALTER TABLE item ADD COLUMN added integer NOT NULL DEFAULT 0;

-- case: add_column_not_null_default_null
-- locks: item ACCESS EXCLUSIVE; fails on rows: 23502
-- certain: yes
ALTER TABLE item ADD COLUMN added integer NOT NULL DEFAULT NULL;

-- case: add_column_not_null_empty_table
-- locks: empty ACCESS EXCLUSIVE
-- needs: rows fails_on_rows
ALTER TABLE empty ADD COLUMN added integer NOT NULL;

-- case: add_column_primary_key
-- locks: note ACCESS EXCLUSIVE; builds: note_pkey; fails on rows: 23502
-- certain: yes
ALTER TABLE note ADD COLUMN added integer PRIMARY KEY;

-- case: add_column_serial_primary_key
-- locks: note ACCESS EXCLUSIVE; rewrites: note; builds: note_pkey; scans: note
ALTER TABLE note ADD COLUMN id serial PRIMARY KEY;

-- case: add_column_identity_primary_key
-- locks: note ACCESS EXCLUSIVE; rewrites: note; builds: note_pkey; scans: note
ALTER TABLE note ADD COLUMN id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY;

-- ## UNIQUE, CHECK, REFERENCES

-- case: add_column_unique
-- locks: item ACCESS EXCLUSIVE; builds: item_added_key; scans: item
ALTER TABLE item ADD COLUMN added integer UNIQUE;

-- case: add_column_unique_default
-- locks: item ACCESS EXCLUSIVE; builds: item_added_key; fails on rows: 23505
-- certain: yes
-- note: fails as soon as there are two rows
ALTER TABLE item ADD COLUMN added integer DEFAULT 1 UNIQUE;

-- case: add_column_unique_volatile
-- locks: item ACCESS EXCLUSIVE; index locks: indexes of item ACCESS EXCLUSIVE; rewrites: item; rebuilds: indexes of
--   item; builds: item_added_key; scans: item
ALTER TABLE item ADD COLUMN added uuid DEFAULT gen_random_uuid() UNIQUE;

-- case: add_column_unique_named
-- locks: item ACCESS EXCLUSIVE; builds: item_added_unique; scans: item
ALTER TABLE item ADD COLUMN added integer CONSTRAINT item_added_unique UNIQUE;

-- case: add_column_check
-- locks: item ACCESS EXCLUSIVE; scans: item
ALTER TABLE item ADD COLUMN added integer CHECK (added > 0);

-- case: add_column_check_default
-- locks: item ACCESS EXCLUSIVE; scans: item
ALTER TABLE item ADD COLUMN added integer DEFAULT 1 CHECK (added > 0);

-- case: add_column_check_default_violates
-- locks: item ACCESS EXCLUSIVE; fails on rows: 23514
ALTER TABLE item ADD COLUMN added integer DEFAULT 0 CHECK (added > 0);

-- case: add_column_references
-- locks: item ACCESS EXCLUSIVE, customer SHARE ROW EXCLUSIVE
ALTER TABLE item ADD COLUMN added integer REFERENCES customer (id);

-- case: add_column_references_no_column
-- locks: item ACCESS EXCLUSIVE, customer SHARE ROW EXCLUSIVE
ALTER TABLE item ADD COLUMN added integer REFERENCES customer;

-- case: add_column_references_default_null
-- locks: item ACCESS EXCLUSIVE, customer SHARE ROW EXCLUSIVE; scans: item
ALTER TABLE item ADD COLUMN added integer DEFAULT NULL REFERENCES customer (id);

-- case: add_column_references_default
-- locks: item ACCESS EXCLUSIVE, customer SHARE ROW EXCLUSIVE; scans: customer, item
ALTER TABLE item ADD COLUMN added integer DEFAULT 1 REFERENCES customer (id);

-- case: add_column_references_default_violates
-- locks: item ACCESS EXCLUSIVE, customer SHARE ROW EXCLUSIVE; fails on rows: 23503
ALTER TABLE item ADD COLUMN added integer DEFAULT -5 REFERENCES customer (id);

-- case: add_column_references_deferrable
-- locks: item ACCESS EXCLUSIVE, customer SHARE ROW EXCLUSIVE
ALTER TABLE item ADD COLUMN added integer REFERENCES customer (id) ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED;

-- case: add_column_references_itself
-- locks: item ACCESS EXCLUSIVE
ALTER TABLE item ADD COLUMN added integer REFERENCES item (id);

-- ## Types

-- case: add_column_domain_plain
-- locks: item ACCESS EXCLUSIVE
-- needs: history rewrites rebuilds_indexes scans index_locks
ALTER TABLE item ADD COLUMN added plain_int;

-- case: add_column_domain_plain_default
-- locks: item ACCESS EXCLUSIVE
-- needs: history rewrites rebuilds_indexes scans index_locks
ALTER TABLE item ADD COLUMN added plain_int DEFAULT 5;

-- case: add_column_domain_checked
-- locks: item ACCESS EXCLUSIVE; index locks: indexes of item ACCESS EXCLUSIVE; rewrites: item; rebuilds: indexes of
--   item; scans: item
-- needs: history rewrites rebuilds_indexes scans index_locks
ALTER TABLE item ADD COLUMN added positive;

-- case: add_column_domain_checked_default
-- locks: item ACCESS EXCLUSIVE; index locks: indexes of item ACCESS EXCLUSIVE; rewrites: item; rebuilds: indexes of
--   item; scans: item
-- needs: history rewrites rebuilds_indexes scans index_locks
ALTER TABLE item ADD COLUMN added positive DEFAULT 5;

-- case: add_column_domain_own_default
-- setup: CREATE DOMAIN numbered AS integer DEFAULT 7
-- locks: item ACCESS EXCLUSIVE
-- needs: history rewrites rebuilds_indexes scans index_locks
ALTER TABLE item ADD COLUMN added numbered;

-- case: add_column_domain_array
-- locks: item ACCESS EXCLUSIVE
-- needs: history rewrites rebuilds_indexes scans index_locks
ALTER TABLE item ADD COLUMN added positive[];

-- case: add_column_composite
-- locks: item ACCESS EXCLUSIVE
-- needs: history
ALTER TABLE item ADD COLUMN added address;

-- case: add_column_varchar_collate
-- locks: item ACCESS EXCLUSIVE
ALTER TABLE item ADD COLUMN added varchar(20) COLLATE "C" DEFAULT 'x';

-- case: add_column_with_storage_options
-- locks: item ACCESS EXCLUSIVE
ALTER TABLE item ADD COLUMN added text COMPRESSION pglz;

-- ## IF NOT EXISTS, and several

-- case: add_column_if_not_exists
-- locks: item ACCESS EXCLUSIVE
ALTER TABLE item ADD COLUMN IF NOT EXISTS added integer;

-- case: add_column_if_not_exists_present
-- locks: item ACCESS EXCLUSIVE
-- note: nothing changes, the lock is still taken
-- needs: history
ALTER TABLE item ADD COLUMN IF NOT EXISTS body text;

-- case: add_column_if_not_exists_present_volatile
-- locks: item ACCESS EXCLUSIVE
-- needs: history
ALTER TABLE item ADD COLUMN IF NOT EXISTS ratio double precision DEFAULT random();

-- case: add_column_present
-- locks: none; fails always: 42701
ALTER TABLE item ADD COLUMN body text;

-- case: add_column_default_subquery
-- locks: none; fails always: 0A000
ALTER TABLE item ADD COLUMN added integer DEFAULT (SELECT 1);

-- case: add_columns_constant
-- locks: item ACCESS EXCLUSIVE
ALTER TABLE item ADD COLUMN added integer DEFAULT 1, ADD COLUMN more text DEFAULT 'a';

-- case: add_columns_one_volatile
-- locks: item ACCESS EXCLUSIVE; index locks: indexes of item ACCESS EXCLUSIVE; rewrites: item; rebuilds: indexes of
--   item; scans: item
ALTER TABLE item ADD COLUMN added integer DEFAULT 1, ADD COLUMN more uuid DEFAULT gen_random_uuid();

-- case: add_column_missing_table
-- locks: none; fails always: 42P01
ALTER TABLE missing ADD COLUMN added integer;

-- case: add_column_if_exists_missing_table
-- locks: none
-- needs: history
ALTER TABLE IF EXISTS missing ADD COLUMN added integer;

-- case: add_column_qualified
-- locks: archive.old_item ACCESS EXCLUSIVE
ALTER TABLE archive.old_item ADD COLUMN added integer DEFAULT 0;

-- case: add_column_qualified_in_path
-- locks: item ACCESS EXCLUSIVE
ALTER TABLE shop.item ADD COLUMN added integer;

-- case: add_column_second_schema_of_path
-- locks: setting ACCESS EXCLUSIVE
ALTER TABLE setting ADD COLUMN added integer;

-- ## Partitions and children

-- case: add_column_partitioned
-- locks: event ACCESS EXCLUSIVE, event_1 ACCESS EXCLUSIVE, event_2 ACCESS EXCLUSIVE
ALTER TABLE event ADD COLUMN added integer DEFAULT 1;

-- case: add_column_partitioned_volatile
-- locks: event ACCESS EXCLUSIVE, event_1 ACCESS EXCLUSIVE, event_2 ACCESS EXCLUSIVE; index locks: indexes of event_1
--   ACCESS EXCLUSIVE, indexes of event_2 ACCESS EXCLUSIVE; rewrites: event_1, event_2; rebuilds: indexes of event_1,
--   indexes of event_2; scans: event_1, event_2
-- needs: history rewrites rebuilds_indexes scans
-- note: the parent has no rows of its own to rewrite
ALTER TABLE event ADD COLUMN added double precision DEFAULT random();

-- case: add_column_inherited
-- locks: truck ACCESS EXCLUSIVE, vehicle ACCESS EXCLUSIVE
ALTER TABLE vehicle ADD COLUMN added integer;

-- case: add_column_inherited_volatile
-- locks: truck ACCESS EXCLUSIVE, vehicle ACCESS EXCLUSIVE; index locks: vehicle_pkey ACCESS EXCLUSIVE; rewrites:
--   truck, vehicle; rebuilds: vehicle_pkey; scans: truck, vehicle
ALTER TABLE vehicle ADD COLUMN added double precision DEFAULT random();

-- case: add_column_partition
-- locks: none; fails always: 42809
ALTER TABLE event_1 ADD COLUMN added integer;

-- case: add_column_typed_table
-- locks: none; fails always: 42809
ALTER TABLE badge ADD COLUMN added integer;
