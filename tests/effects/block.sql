-- What a DO block, and a function or procedure that the same statements make and call, do: what the statements in them do.

-- case: block_two_statements
-- locks: item ACCESS EXCLUSIVE, note ROW EXCLUSIVE; scans: note
DO $$
BEGIN
    ALTER TABLE item ADD COLUMN added integer;
    UPDATE note SET c = 'x';
END
$$;

-- case: block_in_quotes
-- locks: item ACCESS EXCLUSIVE
DO 'BEGIN ALTER TABLE item ALTER COLUMN label SET DEFAULT ''none''; END';

-- case: block_branch
-- locks: item ACCESS EXCLUSIVE
DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_class WHERE relname = 'item') THEN
        ALTER TABLE item ALTER COLUMN label TYPE varchar(60);
    END IF;
END
$$;

-- case: block_guarded_type
-- locks: none
DO $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM pg_type WHERE typname = 'fresh') THEN
        CREATE TYPE fresh AS ENUM ('a');
    END IF;
END
$$;

-- case: block_guarded_column
-- locks: item ACCESS EXCLUSIVE
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM information_schema.columns WHERE table_name = 'item' AND column_name = 'fresh') THEN
        ALTER TABLE item ADD COLUMN fresh integer NOT NULL DEFAULT 1;
    END IF;
END
$$;

-- case: block_caught
-- locks: none
DO $$
BEGIN
    CREATE TYPE mood AS ENUM ('a');
EXCEPTION
    WHEN duplicate_object THEN NULL;
END
$$;

-- case: block_execute_literal
-- locks: item SHARE; builds: item_body_idx; scans: item
DO $$ BEGIN EXECUTE 'CREATE INDEX item_body_idx ON item (body)'; END $$;

-- case: block_execute_format
-- locks: item ACCESS EXCLUSIVE; scans: item
DO $$
DECLARE
    t text := 'item';
BEGIN
    EXECUTE format('ALTER TABLE %I ALTER COLUMN %I SET NOT NULL', t, 'filled');
END
$$;

-- case: block_execute_concatenation
-- locks: item ACCESS EXCLUSIVE; scans: item
DO $$
DECLARE
    stmt text;
BEGIN
    stmt := 'ALTER TABLE ' || quote_ident('item');
    stmt := stmt || ' ADD CONSTRAINT fresh CHECK (id >= 0)';
    EXECUTE stmt;
END
$$;

-- case: block_execute_two
-- locks: item SHARE, note ROW EXCLUSIVE; scans: note
DO $$ BEGIN EXECUTE 'LOCK TABLE item IN SHARE MODE; UPDATE note SET c = ''x'''; END $$;

-- case: block_foreach
-- locks: item SHARE, note SHARE
DO $$
DECLARE
    t text;
BEGIN
    FOREACH t IN ARRAY ARRAY['item', 'note'] LOOP
        EXECUTE 'LOCK TABLE ' || t || ' IN SHARE MODE';
    END LOOP;
END
$$;

-- case: block_query_loop
-- locks: note ACCESS SHARE; scans: note
DO $$
DECLARE
    r record;
BEGIN
    FOR r IN SELECT c FROM note LOOP
        NULL;
    END LOOP;
END
$$;

-- case: block_select_into
-- locks: note ACCESS SHARE; scans: note
DO $$
DECLARE
    n integer;
BEGIN
    SELECT count(*) INTO n FROM note;
END
$$;

-- case: block_update_returning
-- locks: item ROW EXCLUSIVE; scans: item
-- needs: session scans
DO $$
DECLARE
    n integer;
BEGIN
    UPDATE item SET quantity = 1 WHERE body IS NULL RETURNING id INTO n;
END
$$;

-- case: block_return
-- locks: note ACCESS EXCLUSIVE
DO $$
BEGIN
    ALTER TABLE note ADD COLUMN fresh integer;
    RETURN;
    ALTER TABLE item ADD COLUMN fresh integer;
END
$$;

-- case: block_nested
-- locks: note ACCESS EXCLUSIVE
DO $$
BEGIN
    DO $inner$ BEGIN ALTER TABLE note ADD COLUMN fresh integer; END $inner$;
END
$$;

-- case: block_foreign_key
-- locks: none; fails always: 42830
DO $$ BEGIN ALTER TABLE note ADD COLUMN item_code varchar(50), ADD FOREIGN KEY (item_code) REFERENCES item (code); END $$;

-- case: block_truncate
-- locks: note ACCESS EXCLUSIVE
-- destroys: yes
DO $$ BEGIN TRUNCATE note; END $$;

-- case: block_commit
-- locks: none; fails always: 2D000
DO $$ BEGIN UPDATE note SET c = 'x'; COMMIT; END $$;

-- case: block_vacuum
-- locks: none; fails always: 25001
DO $$ BEGIN EXECUTE 'VACUUM note'; END $$;

-- ## Functions and procedures

-- case: function_called
-- locks: item ACCESS EXCLUSIVE
CREATE FUNCTION lengthen(t text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('ALTER TABLE %I ALTER COLUMN label TYPE text', t);
END
$$;
SELECT lengthen('item');

-- case: function_not_called
-- locks: none
CREATE FUNCTION lengthen(t text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    ALTER TABLE item ALTER COLUMN label TYPE text;
END
$$;

-- case: function_in_sql
-- locks: note ROW EXCLUSIVE; scans: note
CREATE FUNCTION relabel() RETURNS void LANGUAGE sql AS 'UPDATE note SET c = ''x''';
SELECT relabel();

-- case: function_by_block
-- locks: note ROW EXCLUSIVE; scans: note
CREATE FUNCTION relabel() RETURNS void LANGUAGE plpgsql AS 'BEGIN UPDATE note SET c = ''x''; END';
DO $$ BEGIN PERFORM relabel(); END $$;

-- case: procedure_called
-- locks: item SHARE; builds: item_body_idx; scans: item
CREATE PROCEDURE index_it() LANGUAGE plpgsql AS 'BEGIN CREATE INDEX item_body_idx ON item (body); END';
CALL index_it();
