-- ## ALTER COLUMN ... TYPE: what changes the stored values, and what only the catalog

-- ## varchar, text, char

-- case: type_varchar_wider
-- locks: item ACCESS EXCLUSIVE
ALTER TABLE item ALTER COLUMN label TYPE varchar(100);

-- case: type_varchar_same
-- locks: item ACCESS EXCLUSIVE
ALTER TABLE item ALTER COLUMN label TYPE varchar(50);

-- case: type_varchar_unlimited
-- locks: item ACCESS EXCLUSIVE
ALTER TABLE item ALTER COLUMN label TYPE varchar;

-- case: type_varchar_to_text
-- locks: item ACCESS EXCLUSIVE
ALTER TABLE item ALTER COLUMN label TYPE text;

-- case: type_varchar_wider_using
-- locks: item ACCESS EXCLUSIVE
ALTER TABLE item ALTER COLUMN label TYPE varchar(100) USING label::varchar(100);

-- case: type_varchar_to_text_using
-- locks: item ACCESS EXCLUSIVE
ALTER TABLE item ALTER COLUMN label TYPE text USING label::text;

-- case: type_varchar_wider_using_expression
-- locks: item ACCESS EXCLUSIVE; index locks: indexes of item ACCESS EXCLUSIVE; rewrites: item; rebuilds: indexes of
--   item; scans: item
ALTER TABLE item ALTER COLUMN label TYPE varchar(100) USING label || '';

-- case: type_varchar_wider_indexed
-- locks: item ACCESS EXCLUSIVE; index locks: item_code_idx ACCESS EXCLUSIVE
ALTER TABLE item ALTER COLUMN code TYPE varchar(100);

-- case: type_varchar_to_text_indexed
-- locks: item ACCESS EXCLUSIVE; index locks: item_code_idx ACCESS EXCLUSIVE
ALTER TABLE item ALTER COLUMN code TYPE text;

-- case: type_varchar_wider_unique
-- setup: ALTER TABLE item ADD CONSTRAINT item_label_key UNIQUE (label)
-- locks: item ACCESS EXCLUSIVE; index locks: item_label_key ACCESS EXCLUSIVE
ALTER TABLE item ALTER COLUMN label TYPE varchar(100);

-- case: type_varchar_wider_partial_index
-- setup: CREATE INDEX item_label_part ON item (id) WHERE label <> ''
-- locks: item ACCESS EXCLUSIVE; index locks: item_label_part ACCESS EXCLUSIVE; rebuilds: item_label_part; scans: item
-- needs: history scans
ALTER TABLE item ALTER COLUMN label TYPE varchar(100);

-- case: type_varchar_wider_expression_index
-- setup: CREATE INDEX item_label_lower ON item (lower(label))
-- locks: item ACCESS EXCLUSIVE; index locks: item_label_lower ACCESS EXCLUSIVE; rebuilds: item_label_lower; scans:
--   item
-- needs: history scans
ALTER TABLE item ALTER COLUMN label TYPE varchar(100);

-- case: type_varchar_wider_checked
-- locks: item ACCESS EXCLUSIVE; scans: item
-- needs: history scans
-- note: the CHECK is verified again
ALTER TABLE item ALTER COLUMN checked_text TYPE varchar(40);

-- case: type_varchar_to_text_checked
-- locks: item ACCESS EXCLUSIVE; scans: item
-- needs: history scans
ALTER TABLE item ALTER COLUMN checked_text TYPE text;

-- case: type_varchar_wider_check_not_valid
-- setup: ALTER TABLE item ADD CONSTRAINT label_long CHECK (length(label) > 0) NOT VALID
-- locks: item ACCESS EXCLUSIVE
ALTER TABLE item ALTER COLUMN label TYPE varchar(100);

-- case: type_varchar_wider_two_column_index
-- setup: CREATE INDEX item_two ON item (quantity, label)
-- locks: item ACCESS EXCLUSIVE; index locks: item_two ACCESS EXCLUSIVE
ALTER TABLE item ALTER COLUMN label TYPE varchar(100);

-- case: type_varchar_wider_included
-- setup: CREATE INDEX item_incl ON item (quantity) INCLUDE (label)
-- locks: item ACCESS EXCLUSIVE; index locks: item_incl ACCESS EXCLUSIVE
ALTER TABLE item ALTER COLUMN label TYPE varchar(100);

-- case: type_varchar_wider_statistics
-- setup: CREATE STATISTICS item_dep ON label, body FROM item
-- locks: item ACCESS EXCLUSIVE
ALTER TABLE item ALTER COLUMN label TYPE varchar(100);

-- case: type_varchar_narrower
-- locks: item ACCESS EXCLUSIVE; index locks: indexes of item ACCESS EXCLUSIVE; rewrites: item; rebuilds: indexes of
--   item; scans: item
ALTER TABLE item ALTER COLUMN label TYPE varchar(20);

-- case: type_varchar_narrower_indexed
-- locks: item ACCESS EXCLUSIVE; index locks: indexes of item ACCESS EXCLUSIVE; rewrites: item; rebuilds: indexes of
--   item; scans: item
ALTER TABLE item ALTER COLUMN code TYPE varchar(20);

-- case: type_varchar_narrower_too_long
-- locks: item ACCESS EXCLUSIVE; index locks: indexes of item ACCESS EXCLUSIVE; rewrites: item; rebuilds: indexes of
--   item; fails on rows: 22001
ALTER TABLE item ALTER COLUMN long_label TYPE varchar(20);

-- case: type_varchar_narrower_cast
-- locks: item ACCESS EXCLUSIVE; index locks: indexes of item ACCESS EXCLUSIVE; rewrites: item; rebuilds: indexes of
--   item; scans: item
-- destroys: yes
-- note: an explicit cast cuts off silently
ALTER TABLE item ALTER COLUMN long_label TYPE varchar(20) USING long_label::varchar(20);

-- case: type_varchar_narrower_left
-- locks: item ACCESS EXCLUSIVE; index locks: indexes of item ACCESS EXCLUSIVE; rewrites: item; rebuilds: indexes of
--   item; scans: item
-- destroys: yes
ALTER TABLE item ALTER COLUMN long_label TYPE varchar(20) USING left(long_label, 20);

-- case: type_text_to_varchar
-- locks: item ACCESS EXCLUSIVE
ALTER TABLE item ALTER COLUMN body TYPE varchar;

-- case: type_text_to_varchar_n
-- locks: item ACCESS EXCLUSIVE; index locks: indexes of item ACCESS EXCLUSIVE; rewrites: item; rebuilds: indexes of
--   item; scans: item
ALTER TABLE item ALTER COLUMN body TYPE varchar(255);

-- case: type_text_to_varchar_n_too_long
-- locks: item ACCESS EXCLUSIVE; index locks: indexes of item ACCESS EXCLUSIVE; rewrites: item; rebuilds: indexes of
--   item; fails on rows: 22001
ALTER TABLE item ALTER COLUMN body TYPE varchar(3);

-- case: type_text_to_varchar_n_cast
-- locks: item ACCESS EXCLUSIVE; index locks: indexes of item ACCESS EXCLUSIVE; rewrites: item; rebuilds: indexes of
--   item; scans: item
-- destroys: yes
ALTER TABLE item ALTER COLUMN body TYPE varchar(3) USING body::varchar(3);

-- case: type_text_same
-- locks: item ACCESS EXCLUSIVE
ALTER TABLE item ALTER COLUMN body TYPE text;

-- case: type_text_to_char
-- locks: item ACCESS EXCLUSIVE; index locks: indexes of item ACCESS EXCLUSIVE; rewrites: item; rebuilds: indexes of
--   item; scans: item
-- note: the cast on assignment only adds blanks, or fails
ALTER TABLE item ALTER COLUMN body TYPE char(20);

-- case: type_text_to_name
-- locks: item ACCESS EXCLUSIVE; index locks: indexes of item ACCESS EXCLUSIVE; rewrites: item; rebuilds: indexes of
--   item; scans: item
-- destroys: yes
-- note: values over 63 bytes are cut off silently
-- needs: history rewrites rebuilds_indexes scans index_locks destroys
ALTER TABLE item ALTER COLUMN body TYPE name;

-- case: type_varchar_to_char
-- locks: item ACCESS EXCLUSIVE; index locks: indexes of item ACCESS EXCLUSIVE; rewrites: item; rebuilds: indexes of
--   item; scans: item
ALTER TABLE item ALTER COLUMN label TYPE char(50);

-- case: type_char_wider
-- locks: item ACCESS EXCLUSIVE; index locks: indexes of item ACCESS EXCLUSIVE; rewrites: item; rebuilds: indexes of
--   item; scans: item
ALTER TABLE item ALTER COLUMN fixed TYPE char(20);

-- case: type_char_to_varchar
-- locks: item ACCESS EXCLUSIVE; index locks: indexes of item ACCESS EXCLUSIVE; rewrites: item; rebuilds: indexes of
--   item; scans: item
ALTER TABLE item ALTER COLUMN fixed TYPE varchar(10);

-- case: type_char_to_text
-- locks: item ACCESS EXCLUSIVE; index locks: indexes of item ACCESS EXCLUSIVE; rewrites: item; rebuilds: indexes of
--   item; scans: item
ALTER TABLE item ALTER COLUMN fixed TYPE text;

-- case: type_text_collate
-- locks: item ACCESS EXCLUSIVE
ALTER TABLE item ALTER COLUMN body TYPE text COLLATE "C";

-- case: type_text_collate_indexed
-- locks: item ACCESS EXCLUSIVE; index locks: item_tag_idx ACCESS EXCLUSIVE; rebuilds: item_tag_idx; scans: item
-- needs: history scans
ALTER TABLE item ALTER COLUMN tag TYPE text COLLATE "C";

-- case: type_varchar_wider_collate
-- locks: item ACCESS EXCLUSIVE
ALTER TABLE item ALTER COLUMN label TYPE varchar(100) COLLATE "C";

-- case: type_text_to_citext
-- setup: CREATE EXTENSION citext
-- locks: item ACCESS EXCLUSIVE
-- needs: history rewrites rebuilds_indexes scans index_locks
ALTER TABLE item ALTER COLUMN body TYPE citext;

-- case: type_text_to_citext_indexed
-- setup: CREATE EXTENSION citext
-- locks: item ACCESS EXCLUSIVE; index locks: item_tag_idx ACCESS EXCLUSIVE; rebuilds: item_tag_idx; scans: item
-- needs: history rewrites rebuilds_indexes scans index_locks
ALTER TABLE item ALTER COLUMN tag TYPE citext;

-- case: type_text_to_bytea
-- locks: item ACCESS EXCLUSIVE; index locks: indexes of item ACCESS EXCLUSIVE; rewrites: item; rebuilds: indexes of
--   item; scans: item
ALTER TABLE item ALTER COLUMN body TYPE bytea USING body::bytea;

-- case: type_varchar_to_boolean
-- locks: item ACCESS EXCLUSIVE; index locks: indexes of item ACCESS EXCLUSIVE; rewrites: item; rebuilds: indexes of
--   item; scans: item
ALTER TABLE item ALTER COLUMN label TYPE boolean USING label = 'l1';

-- ## Numbers

-- case: type_integer_to_bigint
-- locks: item ACCESS EXCLUSIVE; index locks: indexes of item ACCESS EXCLUSIVE; rewrites: item; rebuilds: indexes of
--   item; scans: item
ALTER TABLE item ALTER COLUMN quantity TYPE bigint;

-- case: type_integer_same
-- locks: item ACCESS EXCLUSIVE
ALTER TABLE item ALTER COLUMN quantity TYPE integer;

-- case: type_integer_to_bigint_indexed
-- locks: item ACCESS EXCLUSIVE; index locks: indexes of item ACCESS EXCLUSIVE; rewrites: item; rebuilds: indexes of
--   item; scans: item
ALTER TABLE item ALTER COLUMN stock TYPE bigint;

-- case: type_integer_to_bigint_primary_key
-- locks: purchase ACCESS EXCLUSIVE; index locks: indexes of purchase ACCESS EXCLUSIVE; rewrites: purchase; rebuilds:
--   indexes of purchase; scans: purchase
ALTER TABLE purchase ALTER COLUMN id TYPE bigint;

-- case: type_integer_to_bigint_using
-- locks: item ACCESS EXCLUSIVE; index locks: indexes of item ACCESS EXCLUSIVE; rewrites: item; rebuilds: indexes of
--   item; scans: item
ALTER TABLE item ALTER COLUMN quantity TYPE bigint USING quantity::bigint;

-- case: type_integer_to_smallint
-- locks: item ACCESS EXCLUSIVE; index locks: indexes of item ACCESS EXCLUSIVE; rewrites: item; rebuilds: indexes of
--   item; scans: item
ALTER TABLE item ALTER COLUMN quantity TYPE smallint;

-- case: type_smallint_to_integer
-- locks: item ACCESS EXCLUSIVE; index locks: indexes of item ACCESS EXCLUSIVE; rewrites: item; rebuilds: indexes of
--   item; scans: item
ALTER TABLE item ALTER COLUMN small TYPE integer;

-- case: type_bigint_to_integer
-- locks: item ACCESS EXCLUSIVE; index locks: indexes of item ACCESS EXCLUSIVE; rewrites: item; rebuilds: indexes of
--   item; scans: item
ALTER TABLE item ALTER COLUMN big TYPE integer;

-- case: type_bigint_to_integer_overflow
-- locks: item ACCESS EXCLUSIVE; index locks: indexes of item ACCESS EXCLUSIVE; rewrites: item; rebuilds: indexes of
--   item; fails on rows: 22003
ALTER TABLE item ALTER COLUMN huge TYPE integer;

-- case: type_integer_to_oid
-- locks: item ACCESS EXCLUSIVE
ALTER TABLE item ALTER COLUMN quantity TYPE oid;

-- case: type_integer_to_numeric
-- locks: item ACCESS EXCLUSIVE; index locks: indexes of item ACCESS EXCLUSIVE; rewrites: item; rebuilds: indexes of
--   item; scans: item
ALTER TABLE item ALTER COLUMN quantity TYPE numeric;

-- case: type_integer_to_numeric_scale
-- locks: item ACCESS EXCLUSIVE; index locks: indexes of item ACCESS EXCLUSIVE; rewrites: item; rebuilds: indexes of
--   item; scans: item
ALTER TABLE item ALTER COLUMN quantity TYPE numeric(10,2);

-- case: type_integer_to_text
-- locks: item ACCESS EXCLUSIVE; index locks: indexes of item ACCESS EXCLUSIVE; rewrites: item; rebuilds: indexes of
--   item; scans: item
ALTER TABLE item ALTER COLUMN quantity TYPE text;

-- case: type_integer_to_varchar
-- locks: item ACCESS EXCLUSIVE; index locks: indexes of item ACCESS EXCLUSIVE; rewrites: item; rebuilds: indexes of
--   item; scans: item
ALTER TABLE item ALTER COLUMN quantity TYPE varchar(20);

-- case: type_integer_to_double
-- locks: item ACCESS EXCLUSIVE; index locks: indexes of item ACCESS EXCLUSIVE; rewrites: item; rebuilds: indexes of
--   item; scans: item
ALTER TABLE item ALTER COLUMN quantity TYPE double precision;

-- case: type_bigint_to_double
-- locks: item ACCESS EXCLUSIVE; index locks: indexes of item ACCESS EXCLUSIVE; rewrites: item; rebuilds: indexes of
--   item; scans: item
-- note: whole numbers above 2^53 are rounded
-- destroys: yes
ALTER TABLE item ALTER COLUMN big TYPE double precision;

-- case: type_integer_using_expression
-- locks: item ACCESS EXCLUSIVE; index locks: indexes of item ACCESS EXCLUSIVE; rewrites: item; rebuilds: indexes of
--   item; scans: item
ALTER TABLE item ALTER COLUMN quantity TYPE integer USING quantity + 0;

-- case: type_integer_to_boolean
-- locks: item ACCESS EXCLUSIVE; index locks: indexes of item ACCESS EXCLUSIVE; rewrites: item; rebuilds: indexes of
--   item; scans: item
ALTER TABLE item ALTER COLUMN quantity TYPE boolean USING quantity <> 0;

-- case: type_boolean_to_integer
-- locks: item ACCESS EXCLUSIVE; index locks: indexes of item ACCESS EXCLUSIVE; rewrites: item; rebuilds: indexes of
--   item; scans: item
ALTER TABLE item ALTER COLUMN on_sale TYPE integer USING on_sale::integer;

-- case: type_integer_to_timestamp
-- locks: item ACCESS EXCLUSIVE; index locks: indexes of item ACCESS EXCLUSIVE; rewrites: item; rebuilds: indexes of
--   item; scans: item
ALTER TABLE item ALTER COLUMN quantity TYPE timestamptz USING to_timestamp(quantity);

-- case: type_numeric_precision_up
-- locks: item ACCESS EXCLUSIVE
ALTER TABLE item ALTER COLUMN price TYPE numeric(12,2);

-- case: type_numeric_same
-- locks: item ACCESS EXCLUSIVE
ALTER TABLE item ALTER COLUMN price TYPE numeric(10,2);

-- case: type_numeric_precision_up_indexed
-- locks: item ACCESS EXCLUSIVE; index locks: item_cost_idx ACCESS EXCLUSIVE
ALTER TABLE item ALTER COLUMN cost TYPE numeric(12,2);

-- case: type_numeric_unlimited
-- locks: item ACCESS EXCLUSIVE
ALTER TABLE item ALTER COLUMN price TYPE numeric;

-- case: type_numeric_unlimited_indexed
-- locks: item ACCESS EXCLUSIVE; index locks: item_cost_idx ACCESS EXCLUSIVE
ALTER TABLE item ALTER COLUMN cost TYPE numeric;

-- case: type_numeric_scale_up
-- locks: item ACCESS EXCLUSIVE; index locks: indexes of item ACCESS EXCLUSIVE; rewrites: item; rebuilds: indexes of
--   item; scans: item
ALTER TABLE item ALTER COLUMN price TYPE numeric(12,4);

-- case: type_numeric_precision_down
-- locks: item ACCESS EXCLUSIVE; index locks: indexes of item ACCESS EXCLUSIVE; rewrites: item; rebuilds: indexes of
--   item; scans: item
ALTER TABLE item ALTER COLUMN price TYPE numeric(8,2);

-- case: type_numeric_precision_overflow
-- locks: item ACCESS EXCLUSIVE; index locks: indexes of item ACCESS EXCLUSIVE; rewrites: item; rebuilds: indexes of
--   item; fails on rows: 22003
ALTER TABLE item ALTER COLUMN price TYPE numeric(5,2);

-- case: type_numeric_scale_down
-- locks: item ACCESS EXCLUSIVE; index locks: indexes of item ACCESS EXCLUSIVE; rewrites: item; rebuilds: indexes of
--   item; scans: item
-- destroys: yes
ALTER TABLE item ALTER COLUMN price TYPE numeric(10,0);

-- case: type_numeric_to_numeric_limited
-- locks: item ACCESS EXCLUSIVE; index locks: indexes of item ACCESS EXCLUSIVE; rewrites: item; rebuilds: indexes of
--   item; scans: item
-- destroys: yes
ALTER TABLE item ALTER COLUMN amount TYPE numeric(10,2);

-- case: type_numeric_to_integer
-- locks: item ACCESS EXCLUSIVE; index locks: indexes of item ACCESS EXCLUSIVE; rewrites: item; rebuilds: indexes of
--   item; scans: item
-- destroys: yes
ALTER TABLE item ALTER COLUMN price TYPE integer;

-- case: type_numeric_to_double
-- locks: item ACCESS EXCLUSIVE; index locks: indexes of item ACCESS EXCLUSIVE; rewrites: item; rebuilds: indexes of
--   item; scans: item
-- destroys: yes
-- note: decimal fractions become binary ones
ALTER TABLE item ALTER COLUMN price TYPE double precision;

-- case: type_double_to_numeric
-- locks: item ACCESS EXCLUSIVE; index locks: indexes of item ACCESS EXCLUSIVE; rewrites: item; rebuilds: indexes of
--   item; scans: item
-- destroys: yes
-- note: 15 significant digits are kept
ALTER TABLE item ALTER COLUMN ratio TYPE numeric;

-- case: type_double_to_real
-- locks: item ACCESS EXCLUSIVE; index locks: indexes of item ACCESS EXCLUSIVE; rewrites: item; rebuilds: indexes of
--   item; scans: item
-- destroys: yes
ALTER TABLE item ALTER COLUMN ratio TYPE real;

-- case: type_real_to_double
-- locks: item ACCESS EXCLUSIVE; index locks: indexes of item ACCESS EXCLUSIVE; rewrites: item; rebuilds: indexes of
--   item; scans: item
ALTER TABLE item ALTER COLUMN ratio4 TYPE double precision;

-- case: type_double_to_integer
-- locks: item ACCESS EXCLUSIVE; index locks: indexes of item ACCESS EXCLUSIVE; rewrites: item; rebuilds: indexes of
--   item; scans: item
-- destroys: yes
ALTER TABLE item ALTER COLUMN ratio TYPE integer;

-- case: type_integer_to_money
-- locks: item ACCESS EXCLUSIVE; index locks: indexes of item ACCESS EXCLUSIVE; rewrites: item; rebuilds: indexes of
--   item; scans: item
ALTER TABLE item ALTER COLUMN quantity TYPE money;

-- ## Dates and times (the server's time zone is UTC)

-- case: type_timestamp_to_timestamptz
-- locks: item ACCESS EXCLUSIVE
-- needs: session rewrites rebuilds_indexes scans index_locks
-- note: nothing to do because the time zone of the session is UTC
ALTER TABLE item ALTER COLUMN made TYPE timestamptz;

-- case: type_timestamptz_to_timestamp
-- locks: item ACCESS EXCLUSIVE
-- needs: session rewrites rebuilds_indexes scans index_locks
ALTER TABLE item ALTER COLUMN made_at TYPE timestamp;

-- case: type_timestamp_to_timestamptz_indexed
-- locks: item ACCESS EXCLUSIVE; index locks: item_seen_idx ACCESS EXCLUSIVE; rebuilds: item_seen_idx; scans: item
-- needs: session rewrites rebuilds_indexes scans index_locks
ALTER TABLE item ALTER COLUMN seen TYPE timestamptz;

-- case: type_timestamp_to_timestamptz_utc_set
-- locks: item ACCESS EXCLUSIVE
-- needs: history rewrites rebuilds_indexes scans index_locks
SET LOCAL timezone = 'UTC'; ALTER TABLE item ALTER COLUMN made TYPE timestamptz;

-- case: type_timestamp_to_timestamptz_other_zone
-- setup: SET timezone = 'Europe/Berlin'
-- locks: item ACCESS EXCLUSIVE; index locks: indexes of item ACCESS EXCLUSIVE; rewrites: item; rebuilds: indexes of
--   item; scans: item
ALTER TABLE item ALTER COLUMN made TYPE timestamptz;

-- case: type_timestamptz_to_timestamp_other_zone
-- setup: SET timezone = 'America/New_York'
-- locks: item ACCESS EXCLUSIVE; index locks: indexes of item ACCESS EXCLUSIVE; rewrites: item; rebuilds: indexes of
--   item; scans: item
ALTER TABLE item ALTER COLUMN made_at TYPE timestamp;

-- case: type_timestamp_at_time_zone
-- locks: item ACCESS EXCLUSIVE; index locks: indexes of item ACCESS EXCLUSIVE; rewrites: item; rebuilds: indexes of
--   item; scans: item
ALTER TABLE item ALTER COLUMN made TYPE timestamptz USING made AT TIME ZONE 'UTC';

-- case: type_timestamp_precision_down
-- locks: item ACCESS EXCLUSIVE; index locks: indexes of item ACCESS EXCLUSIVE; rewrites: item; rebuilds: indexes of
--   item; scans: item
-- destroys: yes
ALTER TABLE item ALTER COLUMN made TYPE timestamp(3);

-- case: type_timestamp_precision_up
-- locks: item ACCESS EXCLUSIVE
ALTER TABLE item ALTER COLUMN made_ms TYPE timestamp(6);

-- case: type_timestamp_precision_off
-- locks: item ACCESS EXCLUSIVE
ALTER TABLE item ALTER COLUMN made_ms TYPE timestamp;

-- case: type_timestamp_precision_full
-- locks: item ACCESS EXCLUSIVE
ALTER TABLE item ALTER COLUMN made TYPE timestamp(6);

-- case: type_timestamptz_precision_down
-- locks: item ACCESS EXCLUSIVE; index locks: indexes of item ACCESS EXCLUSIVE; rewrites: item; rebuilds: indexes of
--   item; scans: item
-- destroys: yes
ALTER TABLE item ALTER COLUMN made_at TYPE timestamptz(0);

-- case: type_timestamp_to_date
-- locks: item ACCESS EXCLUSIVE; index locks: indexes of item ACCESS EXCLUSIVE; rewrites: item; rebuilds: indexes of
--   item; scans: item
-- destroys: yes
ALTER TABLE item ALTER COLUMN made TYPE date;

-- case: type_timestamptz_to_date
-- locks: item ACCESS EXCLUSIVE; index locks: indexes of item ACCESS EXCLUSIVE; rewrites: item; rebuilds: indexes of
--   item; scans: item
-- destroys: yes
ALTER TABLE item ALTER COLUMN made_at TYPE date;

-- case: type_date_to_timestamp
-- locks: item ACCESS EXCLUSIVE; index locks: indexes of item ACCESS EXCLUSIVE; rewrites: item; rebuilds: indexes of
--   item; scans: item
ALTER TABLE item ALTER COLUMN day TYPE timestamp;

-- case: type_date_to_timestamptz
-- locks: item ACCESS EXCLUSIVE; index locks: indexes of item ACCESS EXCLUSIVE; rewrites: item; rebuilds: indexes of
--   item; scans: item
ALTER TABLE item ALTER COLUMN day TYPE timestamptz;

-- case: type_date_to_text
-- locks: item ACCESS EXCLUSIVE; index locks: indexes of item ACCESS EXCLUSIVE; rewrites: item; rebuilds: indexes of
--   item; scans: item
ALTER TABLE item ALTER COLUMN day TYPE text;

-- case: type_text_to_timestamp
-- locks: item ACCESS EXCLUSIVE; index locks: indexes of item ACCESS EXCLUSIVE; rewrites: item; rebuilds: indexes of
--   item; scans: item
ALTER TABLE item ALTER COLUMN body TYPE timestamp USING '2024-01-01'::timestamp;

-- case: type_time_precision_down
-- locks: item ACCESS EXCLUSIVE; index locks: indexes of item ACCESS EXCLUSIVE; rewrites: item; rebuilds: indexes of
--   item; scans: item
-- destroys: yes
-- needs: history rewrites rebuilds_indexes scans index_locks destroys
ALTER TABLE item ALTER COLUMN made_tod TYPE time(0);

-- case: type_time_precision_full
-- locks: item ACCESS EXCLUSIVE
-- needs: history rewrites rebuilds_indexes scans index_locks destroys
ALTER TABLE item ALTER COLUMN made_tod TYPE time(6);

-- case: type_interval_precision_down
-- locks: item ACCESS EXCLUSIVE; index locks: indexes of item ACCESS EXCLUSIVE; rewrites: item; rebuilds: indexes of
--   item; scans: item
-- destroys: yes
-- needs: history rewrites rebuilds_indexes scans index_locks destroys
ALTER TABLE item ALTER COLUMN took TYPE interval(0);

-- case: type_interval_precision_full
-- locks: item ACCESS EXCLUSIVE
-- needs: history rewrites rebuilds_indexes scans index_locks destroys
ALTER TABLE item ALTER COLUMN took TYPE interval(6);

-- case: type_interval_to_integer
-- locks: item ACCESS EXCLUSIVE; index locks: indexes of item ACCESS EXCLUSIVE; rewrites: item; rebuilds: indexes of
--   item; scans: item
-- needs: history destroys
ALTER TABLE item ALTER COLUMN took TYPE integer USING extract(epoch FROM took)::integer;

-- ## json, uuid, network, bits, enums

-- case: type_json_to_jsonb
-- locks: item ACCESS EXCLUSIVE; index locks: indexes of item ACCESS EXCLUSIVE; rewrites: item; rebuilds: indexes of
--   item; scans: item
ALTER TABLE item ALTER COLUMN doc TYPE jsonb;

-- case: type_json_to_jsonb_using
-- locks: item ACCESS EXCLUSIVE; index locks: indexes of item ACCESS EXCLUSIVE; rewrites: item; rebuilds: indexes of
--   item; scans: item
ALTER TABLE item ALTER COLUMN doc TYPE jsonb USING doc::jsonb;

-- case: type_jsonb_to_json
-- locks: item ACCESS EXCLUSIVE; index locks: indexes of item ACCESS EXCLUSIVE; rewrites: item; rebuilds: indexes of
--   item; scans: item
ALTER TABLE item ALTER COLUMN docb TYPE json;

-- case: type_json_to_text
-- locks: item ACCESS EXCLUSIVE; index locks: indexes of item ACCESS EXCLUSIVE; rewrites: item; rebuilds: indexes of
--   item; scans: item
ALTER TABLE item ALTER COLUMN doc TYPE text;

-- case: type_text_to_jsonb_no_using
-- locks: none; fails always: 42804
ALTER TABLE item ALTER COLUMN body TYPE jsonb;

-- case: type_text_to_jsonb_invalid
-- locks: item ACCESS EXCLUSIVE; index locks: indexes of item ACCESS EXCLUSIVE; rewrites: item; rebuilds: indexes of
--   item; fails on rows: 22P02
ALTER TABLE item ALTER COLUMN body TYPE jsonb USING body::jsonb;

-- case: type_text_to_jsonb
-- locks: item ACCESS EXCLUSIVE; index locks: indexes of item ACCESS EXCLUSIVE; rewrites: item; rebuilds: indexes of
--   item; scans: item
ALTER TABLE item ALTER COLUMN body TYPE jsonb USING to_jsonb(body);

-- case: type_uuid_to_text
-- locks: item ACCESS EXCLUSIVE; index locks: indexes of item ACCESS EXCLUSIVE; rewrites: item; rebuilds: indexes of
--   item; scans: item
ALTER TABLE item ALTER COLUMN uid TYPE text;

-- case: type_text_to_uuid
-- locks: item ACCESS EXCLUSIVE; index locks: indexes of item ACCESS EXCLUSIVE; rewrites: item; rebuilds: indexes of
--   item; scans: item
ALTER TABLE item ALTER COLUMN uuid_text TYPE uuid USING uuid_text::uuid;

-- case: type_cidr_to_inet
-- locks: item ACCESS EXCLUSIVE
ALTER TABLE item ALTER COLUMN net TYPE inet;

-- case: type_cidr_to_inet_indexed
-- locks: item ACCESS EXCLUSIVE; index locks: item_net_indexed_idx ACCESS EXCLUSIVE
ALTER TABLE item ALTER COLUMN net_indexed TYPE inet;

-- case: type_inet_to_cidr
-- locks: item ACCESS EXCLUSIVE; index locks: indexes of item ACCESS EXCLUSIVE; rewrites: item; rebuilds: indexes of
--   item; scans: item
-- destroys: yes
-- note: host bits are zeroed where there is a mask
ALTER TABLE item ALTER COLUMN host TYPE cidr;

-- case: type_varbit_wider
-- locks: item ACCESS EXCLUSIVE
-- needs: history rewrites rebuilds_indexes scans index_locks
ALTER TABLE item ALTER COLUMN bits TYPE varbit(32);

-- case: type_varbit_unlimited
-- locks: item ACCESS EXCLUSIVE
-- needs: history rewrites rebuilds_indexes scans index_locks
ALTER TABLE item ALTER COLUMN bits TYPE varbit;

-- case: type_varbit_narrower
-- locks: item ACCESS EXCLUSIVE; index locks: indexes of item ACCESS EXCLUSIVE; rewrites: item; rebuilds: indexes of
--   item; scans: item
-- needs: history rewrites rebuilds_indexes scans index_locks
ALTER TABLE item ALTER COLUMN bits TYPE varbit(12);

-- case: type_bit_wider
-- locks: item ACCESS EXCLUSIVE; index locks: indexes of item ACCESS EXCLUSIVE; rewrites: item; rebuilds: indexes of
--   item; fails on rows: 22026
-- needs: history rewrites rebuilds_indexes scans index_locks
ALTER TABLE item ALTER COLUMN flags TYPE bit(16);

-- case: type_bit_to_varbit
-- locks: item ACCESS EXCLUSIVE
-- needs: history rewrites rebuilds_indexes scans index_locks
ALTER TABLE item ALTER COLUMN flags TYPE varbit;

-- case: type_enum_to_text
-- locks: item ACCESS EXCLUSIVE; index locks: indexes of item ACCESS EXCLUSIVE; rewrites: item; rebuilds: indexes of
--   item; scans: item
-- needs: history rewrites rebuilds_indexes scans index_locks
ALTER TABLE item ALTER COLUMN mood TYPE text;

-- case: type_enum_to_varchar
-- locks: item ACCESS EXCLUSIVE; index locks: indexes of item ACCESS EXCLUSIVE; rewrites: item; rebuilds: indexes of
--   item; scans: item
-- needs: history rewrites rebuilds_indexes scans index_locks
ALTER TABLE item ALTER COLUMN mood TYPE varchar(20);

-- case: type_text_to_enum
-- locks: item ACCESS EXCLUSIVE; index locks: indexes of item ACCESS EXCLUSIVE; rewrites: item; rebuilds: indexes of
--   item; scans: item
-- needs: history rewrites rebuilds_indexes scans index_locks
ALTER TABLE item ALTER COLUMN mood_text TYPE mood USING mood_text::mood;

-- case: type_enum_to_enum
-- locks: item ACCESS EXCLUSIVE; index locks: indexes of item ACCESS EXCLUSIVE; rewrites: item; rebuilds: indexes of
--   item; scans: item
-- needs: history rewrites rebuilds_indexes scans index_locks
ALTER TABLE item ALTER COLUMN mood TYPE mood_plus USING mood::text::mood_plus;

-- case: type_enum_default_in_the_way
-- setup: ALTER TABLE item ALTER COLUMN mood SET DEFAULT 'ok'
-- locks: none; fails always: 42804
ALTER TABLE item ALTER COLUMN mood TYPE mood_plus USING mood::text::mood_plus;

-- case: type_enum_default_dropped_first
-- setup: ALTER TABLE item ALTER COLUMN mood SET DEFAULT 'ok'
-- locks: item ACCESS EXCLUSIVE; index locks: indexes of item ACCESS EXCLUSIVE; rewrites: item; rebuilds: indexes of
--   item; scans: item
-- needs: history rewrites rebuilds_indexes scans index_locks
ALTER TABLE item ALTER COLUMN mood DROP DEFAULT, ALTER COLUMN mood TYPE mood_plus USING mood::text::mood_plus,
	ALTER COLUMN mood SET DEFAULT 'ok';

-- ## Arrays and domains

-- case: type_array_element
-- locks: item ACCESS EXCLUSIVE; index locks: indexes of item ACCESS EXCLUSIVE; rewrites: item; rebuilds: indexes of
--   item; scans: item
-- needs: history rewrites rebuilds_indexes scans index_locks
ALTER TABLE item ALTER COLUMN numbers TYPE bigint[];

-- case: type_array_same
-- locks: item ACCESS EXCLUSIVE
-- needs: history rewrites rebuilds_indexes scans index_locks
ALTER TABLE item ALTER COLUMN numbers TYPE integer[];

-- case: type_varchar_array_wider
-- locks: item ACCESS EXCLUSIVE; index locks: indexes of item ACCESS EXCLUSIVE; rewrites: item; rebuilds: indexes of
--   item; scans: item
-- needs: history rewrites rebuilds_indexes scans index_locks
-- note: not as with varchar itself
ALTER TABLE item ALTER COLUMN words TYPE varchar(50)[];

-- case: type_varchar_array_to_text
-- locks: item ACCESS EXCLUSIVE; index locks: indexes of item ACCESS EXCLUSIVE; rewrites: item; rebuilds: indexes of
--   item; scans: item
-- needs: history rewrites rebuilds_indexes scans index_locks
ALTER TABLE item ALTER COLUMN words TYPE text[];

-- case: type_varchar_array_unlimited
-- locks: item ACCESS EXCLUSIVE
-- needs: history rewrites rebuilds_indexes scans index_locks
ALTER TABLE item ALTER COLUMN words TYPE varchar[];

-- case: type_array_to_jsonb
-- locks: item ACCESS EXCLUSIVE; index locks: indexes of item ACCESS EXCLUSIVE; rewrites: item; rebuilds: indexes of
--   item; scans: item
-- needs: history rewrites rebuilds_indexes scans index_locks
ALTER TABLE item ALTER COLUMN words TYPE jsonb USING to_jsonb(words);

-- case: type_base_to_plain_domain
-- locks: item ACCESS EXCLUSIVE
-- needs: history rewrites rebuilds_indexes scans index_locks
ALTER TABLE item ALTER COLUMN quantity TYPE plain_int;

-- case: type_plain_domain_to_base
-- locks: item ACCESS EXCLUSIVE
-- needs: history rewrites rebuilds_indexes scans index_locks
ALTER TABLE item ALTER COLUMN loose TYPE integer;

-- case: type_base_to_checked_domain
-- locks: item ACCESS EXCLUSIVE; index locks: indexes of item ACCESS EXCLUSIVE; rewrites: item; rebuilds: indexes of
--   item; scans: item
-- needs: history rewrites rebuilds_indexes scans index_locks
ALTER TABLE item ALTER COLUMN uniq TYPE positive;

-- case: type_base_to_checked_domain_violates
-- locks: item ACCESS EXCLUSIVE; index locks: indexes of item ACCESS EXCLUSIVE; rewrites: item; rebuilds: indexes of
--   item; fails on rows: 23514
ALTER TABLE item ALTER COLUMN quantity TYPE positive;

-- case: type_checked_domain_to_base
-- locks: item ACCESS EXCLUSIVE
-- needs: history rewrites rebuilds_indexes scans index_locks
ALTER TABLE item ALTER COLUMN pos TYPE integer;

-- case: type_checked_domain_to_other_base
-- locks: item ACCESS EXCLUSIVE; index locks: indexes of item ACCESS EXCLUSIVE; rewrites: item; rebuilds: indexes of
--   item; scans: item
-- needs: history rewrites rebuilds_indexes scans index_locks
ALTER TABLE item ALTER COLUMN pos TYPE bigint;

-- case: type_text_to_checked_domain
-- locks: item ACCESS EXCLUSIVE; index locks: indexes of item ACCESS EXCLUSIVE; rewrites: item; rebuilds: indexes of
--   item; scans: item
-- needs: history rewrites rebuilds_indexes scans index_locks
ALTER TABLE item ALTER COLUMN body TYPE short_text;

-- ## What depends on the column

-- case: type_default_kept
-- setup: ALTER TABLE item ALTER COLUMN quantity SET DEFAULT 1
-- locks: item ACCESS EXCLUSIVE; index locks: indexes of item ACCESS EXCLUSIVE; rewrites: item; rebuilds: indexes of
--   item; scans: item
ALTER TABLE item ALTER COLUMN quantity TYPE bigint;

-- case: type_used_by_view
-- locks: none; fails always: 0A000
ALTER TABLE item ALTER COLUMN shown TYPE varchar(40);

-- case: type_used_by_policy
-- setup: CREATE POLICY on_label ON item USING (label <> '')
-- locks: none; fails always: 0A000
ALTER TABLE item ALTER COLUMN label TYPE varchar(100);

-- case: type_used_by_trigger
-- setup: CREATE TRIGGER label_changed BEFORE UPDATE OF label ON item FOR EACH ROW EXECUTE FUNCTION touch()
-- locks: none; fails always: 0A000
ALTER TABLE item ALTER COLUMN label TYPE varchar(100);

-- case: type_checked_rewrite
-- locks: item ACCESS EXCLUSIVE; index locks: indexes of item ACCESS EXCLUSIVE; rewrites: item; rebuilds: indexes of
--   item; scans: item
ALTER TABLE item ALTER COLUMN checked TYPE bigint;

-- case: type_base_of_generated
-- locks: none; fails always: 0A000
ALTER TABLE ticket ALTER COLUMN base TYPE bigint;

-- case: type_generated
-- locks: ticket ACCESS EXCLUSIVE; index locks: ticket_pkey ACCESS EXCLUSIVE; rewrites: ticket; rebuilds: ticket_pkey;
--   scans: ticket
ALTER TABLE ticket ALTER COLUMN twice TYPE bigint;

-- case: type_serial_to_bigint
-- locks: ticket ACCESS EXCLUSIVE; index locks: ticket_pkey ACCESS EXCLUSIVE; rewrites: ticket; rebuilds: ticket_pkey;
--   scans: ticket
-- note: the sequence stays as it was
ALTER TABLE ticket ALTER COLUMN id TYPE bigint;

-- case: type_identity_to_bigint
-- locks: ticket ACCESS EXCLUSIVE, ticket_number_seq SHARE ROW EXCLUSIVE; index locks: ticket_pkey ACCESS EXCLUSIVE;
--   rewrites: ticket; rebuilds: ticket_pkey; scans: ticket
ALTER TABLE ticket ALTER COLUMN number TYPE bigint;

-- case: type_foreign_key_column
-- locks: customer ACCESS EXCLUSIVE, purchase ACCESS EXCLUSIVE; index locks: indexes of purchase ACCESS EXCLUSIVE;
--   rewrites: purchase; rebuilds: indexes of purchase; scans: customer, purchase
-- needs: history locks
ALTER TABLE purchase ALTER COLUMN customer_id TYPE bigint;

-- case: type_referenced_column
-- locks: archive.old_item ACCESS EXCLUSIVE, customer ACCESS EXCLUSIVE, purchase ACCESS EXCLUSIVE; index locks:
--   indexes of customer ACCESS EXCLUSIVE; rewrites: customer; rebuilds: indexes of customer; scans: archive.old_item,
--   customer, purchase
ALTER TABLE customer ALTER COLUMN id TYPE bigint;

-- case: type_foreign_key_column_wider
-- locks: customer ACCESS EXCLUSIVE, purchase ACCESS EXCLUSIVE
-- note: metadata only, so the foreign key is not checked again
ALTER TABLE purchase ALTER COLUMN customer_code TYPE varchar(40);

-- case: type_referenced_column_wider
-- locks: customer ACCESS EXCLUSIVE, purchase ACCESS EXCLUSIVE; index locks: customer_code_key ACCESS EXCLUSIVE
ALTER TABLE customer ALTER COLUMN code TYPE varchar(40);

-- case: type_self_reference
-- locks: employee ACCESS EXCLUSIVE; index locks: employee_pkey ACCESS EXCLUSIVE; rewrites: employee; rebuilds:
--   employee_pkey; scans: employee
ALTER TABLE employee ALTER COLUMN boss_id TYPE bigint;

-- case: type_beside_foreign_key
-- locks: purchase ACCESS EXCLUSIVE; index locks: indexes of purchase ACCESS EXCLUSIVE; rewrites: purchase; rebuilds:
--   indexes of purchase; scans: purchase
ALTER TABLE purchase ALTER COLUMN total TYPE numeric(12,4);

-- case: type_partition_key
-- locks: none; fails always: 42P16
ALTER TABLE event ALTER COLUMN id TYPE bigint;

-- case: type_partitioned
-- locks: event ACCESS EXCLUSIVE, event_1 ACCESS EXCLUSIVE, event_2 ACCESS EXCLUSIVE; index locks: event_n_idx ACCESS
--   EXCLUSIVE, indexes of event_1 ACCESS EXCLUSIVE, indexes of event_2 ACCESS EXCLUSIVE; rewrites: event_1, event_2;
--   rebuilds: indexes of event_1, indexes of event_2; scans: event_1, event_2
-- needs: history rewrites scans
ALTER TABLE event ALTER COLUMN n TYPE bigint;

-- case: type_partitioned_metadata
-- locks: event ACCESS EXCLUSIVE, event_1 ACCESS EXCLUSIVE, event_2 ACCESS EXCLUSIVE
ALTER TABLE event ALTER COLUMN kind TYPE varchar;

-- case: type_inherited
-- locks: truck ACCESS EXCLUSIVE, vehicle ACCESS EXCLUSIVE; index locks: vehicle_pkey ACCESS EXCLUSIVE; rewrites:
--   truck, vehicle; rebuilds: vehicle_pkey; scans: truck, vehicle
ALTER TABLE vehicle ALTER COLUMN wheels TYPE bigint;

-- case: type_composite_column
-- locks: place ACCESS EXCLUSIVE; index locks: place_pkey ACCESS EXCLUSIVE; rewrites: place; rebuilds: place_pkey;
--   scans: place
-- needs: history
ALTER TABLE place ALTER COLUMN addr TYPE text;

-- case: type_two_columns
-- locks: item ACCESS EXCLUSIVE; index locks: indexes of item ACCESS EXCLUSIVE; rewrites: item; rebuilds: indexes of
--   item; scans: item
-- needs: history rewrites rebuilds_indexes scans index_locks
ALTER TABLE item ALTER COLUMN quantity TYPE bigint, ALTER COLUMN dup TYPE bigint;

-- case: type_metadata_and_rewrite
-- locks: item ACCESS EXCLUSIVE; index locks: indexes of item ACCESS EXCLUSIVE; rewrites: item; rebuilds: indexes of
--   item; scans: item
-- needs: history rewrites rebuilds_indexes scans index_locks
ALTER TABLE item ALTER COLUMN label TYPE varchar(100), ALTER COLUMN dup TYPE bigint;

-- case: type_two_metadata
-- locks: item ACCESS EXCLUSIVE; index locks: item_code_idx ACCESS EXCLUSIVE
-- needs: history rewrites rebuilds_indexes scans index_locks
ALTER TABLE item ALTER COLUMN label TYPE text, ALTER COLUMN code TYPE text;

-- case: type_no_such_cast
-- locks: none; fails always: 42804
ALTER TABLE item ALTER COLUMN on_sale TYPE timestamp;

-- case: type_set_data_type
-- locks: item ACCESS EXCLUSIVE
-- needs: history rewrites rebuilds_indexes scans index_locks
ALTER TABLE item ALTER label SET DATA TYPE varchar(100);

-- case: type_matview_column
-- locks: note ACCESS EXCLUSIVE
ALTER TABLE note ALTER COLUMN c TYPE varchar;
