-- ## ALTER TABLE ... ALTER COLUMN, without type changes

-- case: set_default
-- locks: item ACCESS EXCLUSIVE
ALTER TABLE item ALTER COLUMN quantity SET DEFAULT 5;

-- case: set_default_volatile
-- locks: item ACCESS EXCLUSIVE
ALTER TABLE item ALTER COLUMN uid SET DEFAULT gen_random_uuid();

-- case: set_default_nextval
-- locks: item ACCESS EXCLUSIVE
ALTER TABLE item ALTER COLUMN quantity SET DEFAULT nextval('counter');

-- case: set_default_now
-- locks: item ACCESS EXCLUSIVE
ALTER TABLE item ALTER COLUMN made_at SET DEFAULT now();

-- case: drop_default
-- setup: ALTER TABLE item ALTER COLUMN quantity SET DEFAULT 1
-- locks: item ACCESS EXCLUSIVE
ALTER TABLE item ALTER COLUMN quantity DROP DEFAULT;

-- case: drop_default_none
-- locks: item ACCESS EXCLUSIVE
ALTER TABLE item ALTER COLUMN quantity DROP DEFAULT;

-- case: drop_default_serial
-- locks: ticket ACCESS EXCLUSIVE
ALTER TABLE ticket ALTER COLUMN id DROP DEFAULT;

-- case: set_default_partitioned
-- locks: event ACCESS EXCLUSIVE, event_1 ACCESS EXCLUSIVE, event_2 ACCESS EXCLUSIVE
ALTER TABLE event ALTER COLUMN n SET DEFAULT 0;

-- ## NOT NULL

-- case: set_not_null
-- locks: item ACCESS EXCLUSIVE; scans: item
ALTER TABLE item ALTER COLUMN filled SET NOT NULL;

-- case: set_not_null_with_nulls
-- locks: item ACCESS EXCLUSIVE; fails on rows: 23502
ALTER TABLE item ALTER COLUMN gaps SET NOT NULL;

-- case: set_not_null_already
-- locks: item ACCESS EXCLUSIVE
-- needs: history scans
ALTER TABLE item ALTER COLUMN uniq_nn SET NOT NULL;

-- case: set_not_null_proven
-- setup: ALTER TABLE item ADD CONSTRAINT filled_nn CHECK (filled IS NOT NULL)
-- locks: item ACCESS EXCLUSIVE
-- needs: history scans
ALTER TABLE item ALTER COLUMN filled SET NOT NULL;

-- case: set_not_null_proven_with_more
-- setup: ALTER TABLE item ADD CONSTRAINT filled_nn CHECK (filled IS NOT NULL AND filled > -1)
-- locks: item ACCESS EXCLUSIVE
-- needs: history scans
ALTER TABLE item ALTER COLUMN filled SET NOT NULL;

-- case: set_not_null_proven_or
-- setup: ALTER TABLE item ADD CONSTRAINT filled_nn CHECK (filled IS NOT NULL OR gaps IS NOT NULL)
-- locks: item ACCESS EXCLUSIVE; scans: item
ALTER TABLE item ALTER COLUMN filled SET NOT NULL;

-- case: set_not_null_proven_validated
-- setup: ALTER TABLE item ADD CONSTRAINT filled_nn CHECK (filled IS NOT NULL) NOT VALID
-- setup: ALTER TABLE item VALIDATE CONSTRAINT filled_nn
-- locks: item ACCESS EXCLUSIVE
-- needs: history scans
ALTER TABLE item ALTER COLUMN filled SET NOT NULL;

-- case: set_not_null_check_not_valid
-- setup: ALTER TABLE item ADD CONSTRAINT filled_nn CHECK (filled IS NOT NULL) NOT VALID
-- locks: item ACCESS EXCLUSIVE; scans: item
ALTER TABLE item ALTER COLUMN filled SET NOT NULL;

-- case: set_not_null_check_positive
-- setup: ALTER TABLE item ADD CONSTRAINT filled_nn CHECK (filled > 0)
-- locks: item ACCESS EXCLUSIVE; scans: item
-- note: the CHECK is true of NULL, so it proves nothing
ALTER TABLE item ALTER COLUMN filled SET NOT NULL;

-- case: set_not_null_check_other_column
-- setup: ALTER TABLE item ADD CONSTRAINT uniq_there CHECK (uniq IS NOT NULL)
-- locks: item ACCESS EXCLUSIVE; scans: item
ALTER TABLE item ALTER COLUMN filled SET NOT NULL;

-- case: set_not_null_check_dropped_at_once
-- setup: ALTER TABLE item ADD CONSTRAINT filled_nn CHECK (filled IS NOT NULL)
-- locks: item ACCESS EXCLUSIVE; scans: item
-- note: DROP CONSTRAINT runs before SET NOT NULL, whatever the order
ALTER TABLE item ALTER COLUMN filled SET NOT NULL, DROP CONSTRAINT filled_nn;

-- case: set_not_null_check_added_at_once
-- locks: item ACCESS EXCLUSIVE; scans: item
ALTER TABLE item ADD CONSTRAINT filled_nn CHECK (filled IS NOT NULL), ALTER COLUMN filled SET NOT NULL;

-- case: set_not_null_check_validated_at_once
-- setup: ALTER TABLE item ADD CONSTRAINT filled_nn CHECK (filled IS NOT NULL) NOT VALID
-- locks: item ACCESS EXCLUSIVE; scans: item
ALTER TABLE item VALIDATE CONSTRAINT filled_nn, ALTER COLUMN filled SET NOT NULL;

-- case: set_not_null_two
-- locks: item ACCESS EXCLUSIVE; scans: item
ALTER TABLE item ALTER COLUMN filled SET NOT NULL, ALTER COLUMN uniq SET NOT NULL;

-- case: set_not_null_partitioned
-- locks: event ACCESS EXCLUSIVE, event_1 ACCESS EXCLUSIVE, event_2 ACCESS EXCLUSIVE; scans: event_1, event_2
-- needs: history scans
-- note: the parent has no rows of its own to scan
ALTER TABLE event ALTER COLUMN n SET NOT NULL;

-- case: set_not_null_inherited
-- locks: truck ACCESS EXCLUSIVE, vehicle ACCESS EXCLUSIVE; scans: truck, vehicle
ALTER TABLE vehicle ALTER COLUMN wheels SET NOT NULL;

-- case: set_not_null_missing
-- locks: none; fails always: 42703
ALTER TABLE item ALTER COLUMN missing SET NOT NULL;

-- case: drop_not_null
-- locks: item ACCESS EXCLUSIVE
ALTER TABLE item ALTER COLUMN uniq_nn DROP NOT NULL;

-- case: drop_not_null_nullable
-- locks: item ACCESS EXCLUSIVE
ALTER TABLE item ALTER COLUMN body DROP NOT NULL;

-- case: drop_not_null_primary_key
-- locks: none; fails always: 42P16
ALTER TABLE item ALTER COLUMN id DROP NOT NULL;

-- ## Identity and generated columns

-- case: add_identity
-- locks: item ACCESS EXCLUSIVE
ALTER TABLE item ALTER COLUMN uniq_nn ADD GENERATED BY DEFAULT AS IDENTITY;

-- case: add_identity_always
-- locks: item ACCESS EXCLUSIVE
ALTER TABLE item ALTER COLUMN uniq_nn ADD GENERATED ALWAYS AS IDENTITY (START 5000);

-- case: add_identity_nullable
-- locks: none; fails always: 55000
ALTER TABLE item ALTER COLUMN uniq ADD GENERATED ALWAYS AS IDENTITY;

-- case: set_identity_always
-- locks: ticket ACCESS EXCLUSIVE, ticket_number_seq SHARE ROW EXCLUSIVE
ALTER TABLE ticket ALTER COLUMN number SET GENERATED ALWAYS;

-- case: set_identity_restart
-- locks: ticket ACCESS EXCLUSIVE, ticket_number_seq SHARE ROW EXCLUSIVE
ALTER TABLE ticket ALTER COLUMN number RESTART WITH 9000;

-- case: drop_identity
-- locks: ticket ACCESS EXCLUSIVE, ticket_number_seq ACCESS EXCLUSIVE
ALTER TABLE ticket ALTER COLUMN number DROP IDENTITY;

-- case: drop_identity_if_exists
-- locks: item ACCESS EXCLUSIVE
ALTER TABLE item ALTER COLUMN quantity DROP IDENTITY IF EXISTS;

-- case: drop_expression
-- locks: ticket ACCESS EXCLUSIVE
ALTER TABLE ticket ALTER COLUMN twice DROP EXPRESSION;

-- case: drop_expression_if_exists
-- locks: ticket ACCESS EXCLUSIVE
ALTER TABLE ticket ALTER COLUMN base DROP EXPRESSION IF EXISTS;

-- ## Storage and statistics

-- case: set_statistics
-- locks: item SHARE UPDATE EXCLUSIVE
ALTER TABLE item ALTER COLUMN quantity SET STATISTICS 500;

-- case: set_attribute_options
-- locks: item SHARE UPDATE EXCLUSIVE
ALTER TABLE item ALTER COLUMN quantity SET (n_distinct = 100);

-- case: reset_attribute_options
-- locks: item SHARE UPDATE EXCLUSIVE
ALTER TABLE item ALTER COLUMN quantity RESET (n_distinct);

-- case: set_storage
-- locks: item ACCESS EXCLUSIVE
ALTER TABLE item ALTER COLUMN body SET STORAGE EXTERNAL;

-- case: set_storage_indexed
-- locks: item ACCESS EXCLUSIVE
ALTER TABLE item ALTER COLUMN tag SET STORAGE EXTERNAL;

-- case: set_compression
-- locks: item ACCESS EXCLUSIVE
ALTER TABLE item ALTER COLUMN body SET COMPRESSION pglz;

-- case: set_statistics_and_default
-- locks: item ACCESS EXCLUSIVE
-- note: one lock for the list, the strongest
ALTER TABLE item ALTER COLUMN quantity SET STATISTICS 500, ALTER COLUMN quantity SET DEFAULT 1;

-- case: index_column_statistics
-- locks: none; index locks: item_email_key SHARE UPDATE EXCLUSIVE
ALTER INDEX item_email_key ALTER COLUMN 1 SET STATISTICS 500;
