-- ## Enums

-- case: create_enum
-- locks: none
CREATE TYPE color AS ENUM ('red', 'green');

-- case: enum_add_value
-- locks: none
ALTER TYPE mood ADD VALUE 'great';

-- case: enum_add_value_before
-- locks: none
ALTER TYPE mood ADD VALUE 'meh' BEFORE 'ok';

-- case: enum_add_value_if_not_exists
-- locks: none
ALTER TYPE mood ADD VALUE IF NOT EXISTS 'ok';

-- case: enum_add_value_present
-- locks: none; fails always: 42710
ALTER TYPE mood ADD VALUE 'ok';

-- case: enum_add_value_and_use
-- locks: none; fails always: 55P04
ALTER TYPE mood ADD VALUE 'great'; UPDATE item SET mood = 'great' WHERE id = 1;

-- case: enum_add_value_and_default
-- locks: none; fails always: 55P04
ALTER TYPE mood ADD VALUE 'great'; ALTER TABLE item ALTER COLUMN mood SET DEFAULT 'great';

-- case: enum_add_value_and_check
-- locks: none; fails always: 55P04
ALTER TYPE mood ADD VALUE 'great'; ALTER TABLE item ADD CONSTRAINT not_great CHECK (mood <> 'great') NOT VALID;

-- case: enum_create_and_use
-- locks: item ACCESS EXCLUSIVE
CREATE TYPE color AS ENUM ('red'); ALTER TABLE item ADD COLUMN added color DEFAULT 'red';

-- case: enum_rename_value
-- locks: none
ALTER TYPE mood RENAME VALUE 'ok' TO 'fine';

-- case: enum_recreated
-- locks: item ACCESS EXCLUSIVE; index locks: indexes of item ACCESS EXCLUSIVE; rewrites: item; rebuilds: indexes of
--   item; scans: item
-- note: the way to remove a value: rename, create, convert, drop
ALTER TYPE mood RENAME TO mood_old; CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy');
ALTER TABLE item ALTER COLUMN mood TYPE mood USING mood::text::mood; DROP TYPE mood_old;

-- case: drop_type
-- locks: none
DROP TYPE unused_mood;

-- case: drop_type_used
-- locks: none; fails always: 2BP01
DROP TYPE mood;

-- case: drop_type_used_cascade
-- locks: item ACCESS EXCLUSIVE
-- destroys: yes
-- note: the column goes with its values
DROP TYPE mood CASCADE;

-- case: drop_type_if_exists_missing
-- locks: none
-- needs: history
DROP TYPE IF EXISTS missing;

-- case: type_owner
-- locks: none
ALTER TYPE mood OWNER TO keeper;

-- case: type_schema
-- locks: none
ALTER TYPE mood SET SCHEMA archive;

-- ## Composite types

-- case: create_composite
-- locks: none
CREATE TYPE point3 AS (x integer, y integer, z integer);

-- case: composite_add_attribute
-- locks: address ACCESS EXCLUSIVE
-- needs: history locks
-- note: a table with a column of the type is not locked, and its rows stay as they are
ALTER TYPE address ADD ATTRIBUTE country text;

-- case: composite_drop_attribute
-- locks: address ACCESS EXCLUSIVE
-- needs: history locks destroys
-- destroys: yes
ALTER TYPE address DROP ATTRIBUTE zip;

-- case: composite_rename_attribute
-- locks: address ACCESS EXCLUSIVE
-- needs: history locks
ALTER TYPE address RENAME ATTRIBUTE zip TO postcode;

-- case: composite_change_attribute
-- locks: none; fails always: 0A000
ALTER TYPE address ALTER ATTRIBUTE zip TYPE varchar(20);

-- case: composite_of_typed_table
-- locks: none; fails always: 2BP01
ALTER TYPE badge_type ADD ATTRIBUTE extra integer;

-- case: composite_of_typed_table_cascade
-- locks: badge ACCESS EXCLUSIVE, badge_type ACCESS EXCLUSIVE
-- needs: catalog locks
ALTER TYPE badge_type ADD ATTRIBUTE extra integer CASCADE;

-- case: composite_of_typed_table_drop_cascade
-- locks: badge ACCESS EXCLUSIVE, badge_type ACCESS EXCLUSIVE
-- destroys: yes
-- needs: catalog locks
ALTER TYPE badge_type DROP ATTRIBUTE label CASCADE;

-- ## Domains

-- case: create_domain
-- locks: none
CREATE DOMAIN even AS integer CHECK (VALUE % 2 = 0);

-- case: domain_add_constraint
-- locks: item SHARE; scans: item
-- needs: history locks
ALTER DOMAIN positive ADD CONSTRAINT small CHECK (VALUE < 1000);

-- case: domain_add_constraint_violated
-- locks: item SHARE; fails on rows: 23514
-- needs: history locks
ALTER DOMAIN positive ADD CONSTRAINT small CHECK (VALUE < 5);

-- case: domain_add_constraint_not_valid
-- locks: none
ALTER DOMAIN positive ADD CONSTRAINT small CHECK (VALUE < 1000) NOT VALID;

-- case: domain_validate
-- setup: ALTER DOMAIN positive ADD CONSTRAINT small CHECK (VALUE < 1000) NOT VALID
-- locks: item SHARE; scans: item
ALTER DOMAIN positive VALIDATE CONSTRAINT small;

-- case: domain_set_not_null
-- locks: item SHARE; scans: item
ALTER DOMAIN positive SET NOT NULL;

-- case: domain_drop_not_null
-- locks: none
ALTER DOMAIN positive DROP NOT NULL;

-- case: domain_drop_constraint
-- locks: none
ALTER DOMAIN positive DROP CONSTRAINT positive_check;

-- case: domain_set_default
-- locks: none
ALTER DOMAIN positive SET DEFAULT 1;

-- case: domain_drop_default
-- locks: none
ALTER DOMAIN positive DROP DEFAULT;

-- case: domain_rename
-- locks: none
ALTER DOMAIN positive RENAME TO above_zero;

-- case: domain_unused_add_constraint
-- locks: none
ALTER DOMAIN unused_domain ADD CONSTRAINT small CHECK (VALUE < 1000);

-- case: drop_domain
-- locks: none
DROP DOMAIN unused_domain;

-- case: drop_domain_used
-- locks: none; fails always: 2BP01
DROP DOMAIN positive;

-- case: drop_domain_used_cascade
-- locks: item ACCESS EXCLUSIVE
-- destroys: yes
DROP DOMAIN positive CASCADE;

-- ## Functions, triggers, rules, policies

-- case: create_function
-- locks: none
CREATE FUNCTION fresh() RETURNS integer LANGUAGE sql AS 'SELECT 1';

-- case: create_or_replace_trigger_function
-- locks: none
-- note: the table of its trigger is not locked
CREATE OR REPLACE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';

-- case: create_procedure
-- locks: none
CREATE PROCEDURE fresh() LANGUAGE sql AS 'SELECT 1';

-- case: alter_function
-- locks: none
ALTER FUNCTION seven_volatile() IMMUTABLE;

-- case: create_trigger
-- locks: item SHARE ROW EXCLUSIVE
CREATE TRIGGER item_after AFTER UPDATE ON item FOR EACH STATEMENT EXECUTE FUNCTION touch();

-- case: create_or_replace_trigger
-- locks: item SHARE ROW EXCLUSIVE
CREATE OR REPLACE TRIGGER item_touch BEFORE UPDATE ON item FOR EACH ROW EXECUTE FUNCTION touch();

-- case: create_constraint_trigger
-- locks: item SHARE ROW EXCLUSIVE
CREATE CONSTRAINT TRIGGER item_later AFTER INSERT ON item DEFERRABLE FOR EACH ROW EXECUTE FUNCTION touch();

-- case: create_trigger_on_view
-- locks: item_view SHARE ROW EXCLUSIVE
CREATE TRIGGER view_insert INSTEAD OF INSERT ON item_view FOR EACH ROW EXECUTE FUNCTION touch();

-- case: drop_trigger
-- locks: item ACCESS EXCLUSIVE
DROP TRIGGER item_touch ON item;

-- case: drop_trigger_if_exists_missing
-- locks: none
-- needs: history locks
DROP TRIGGER IF EXISTS missing ON item;

-- case: create_rule
-- locks: item ACCESS EXCLUSIVE
CREATE RULE item_keep AS ON DELETE TO item DO INSTEAD NOTHING;

-- case: drop_rule
-- locks: ruled ACCESS EXCLUSIVE
DROP RULE ruled_rule ON ruled;

-- case: create_policy
-- locks: item ACCESS EXCLUSIVE
CREATE POLICY item_write ON item FOR UPDATE USING (on_sale);

-- case: create_policy_subquery
-- locks: item ACCESS EXCLUSIVE, customer ACCESS SHARE
CREATE POLICY item_write ON item USING (EXISTS (SELECT FROM customer c WHERE c.id = customer_id));

-- case: alter_policy
-- locks: item ACCESS EXCLUSIVE
ALTER POLICY item_read ON item USING (on_sale);

-- case: drop_policy
-- locks: item ACCESS EXCLUSIVE
DROP POLICY item_read ON item;

-- case: drop_policy_if_exists_missing
-- locks: none
-- needs: history locks
DROP POLICY IF EXISTS missing ON item;
