// test_postgres_action.c - SQL in, Actions out: what a statement does, on what, and where each subcommand stands.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "base/buffer.h"
#include "postgres/action.h"
#include "postgres/parse.h"

static const struct ActionCase {
	const char *sql;
	const char *actions; // joined by "; "
} cases[] = {
	{ "CREATE TABLE t (id bigserial PRIMARY KEY, a varchar(50) NOT NULL DEFAULT 'x', b int DEFAULT NULL REFERENCES s.p (id), c int CHECK (c > 0) UNIQUE)",
	  "CREATE TABLE table=t [id bigserial not-null primary] [a varchar(50) not-null default] [b int default-clause references=s.p] [c int unique check] {ADD PRIMARY KEY columns=id} {ADD FOREIGN KEY columns=b} {ADD CHECK columns=c} {ADD UNIQUE columns=c}" },
	{ "CREATE TABLE IF NOT EXISTS s.t (a int, b int, d int, PRIMARY KEY (a, b), UNIQUE (b), FOREIGN KEY (d) REFERENCES p)",
	  "CREATE TABLE table=s.t [a int not-null primary] [b int not-null primary unique] [d int references=p] {ADD PRIMARY KEY columns=a,b} {ADD UNIQUE columns=b} {ADD FOREIGN KEY columns=d} if-not-exists" },
	{ "CREATE TEMP TABLE t (id int GENERATED ALWAYS AS IDENTITY, g int GENERATED ALWAYS AS (id * 2) STORED)",
	  "CREATE TABLE table=t [id int not-null identity] [g int generated] temporary" },
	{ "CREATE TABLE t_1 PARTITION OF t FOR VALUES FROM (1) TO (2)",
	  "CREATE TABLE ... PARTITION OF table=t_1 other=t" },
	{ "CREATE FOREIGN TABLE ft (a int) SERVER srv", "CREATE TABLE table=ft [a int]" },
	{ "CREATE TABLE n AS SELECT * FROM t", "CREATE TABLE AS table=n" },
	{ "CREATE UNLOGGED TABLE u (a int CONSTRAINT \"A_check\" CHECK (a > 0) NOT NULL, CHECK (a < 9), EXCLUDE USING gist (a WITH =))",
	  "CREATE TABLE table=u [a int not-null check] {ADD CHECK name=A_check columns=a} {ADD CHECK} {ADD EXCLUDE columns=a} unlogged" },
	{ "CREATE UNLOGGED TABLE u AS SELECT 1", "CREATE TABLE AS table=u unlogged" },
	{ "ALTER FUNCTION s.f(int) SECURITY DEFINER", "ALTER FUNCTION table=s.f" },
	{ "SELECT id INTO TEMP n FROM t", "CREATE TABLE AS table=n temporary" },
	{ "CREATE MATERIALIZED VIEW IF NOT EXISTS mv AS SELECT 1",
	  "CREATE MATERIALIZED VIEW table=mv if-not-exists" },
	{ "CREATE VIEW v AS SELECT 1", "CREATE VIEW table=v" },
	{ "DROP TABLE IF EXISTS a, s.b CASCADE",
	  "DROP TABLE table=a name=a if-exists cascade; DROP TABLE table=s.b name=b if-exists cascade" },
	{ "DROP INDEX CONCURRENTLY IF EXISTS s.ix", "DROP INDEX table=s.ix name=ix if-exists concurrently" },
	{ "DROP VIEW v", "DROP VIEW table=v name=v" },
	{ "DROP MATERIALIZED VIEW mv", "DROP MATERIALIZED VIEW table=mv name=mv" },
	{ "DROP TYPE s.mood, other", "DROP TYPE table=s.mood name=mood; DROP TYPE table=other name=other" },
	{ "DROP DOMAIN d CASCADE", "DROP DOMAIN table=d name=d cascade" },
	{ "DROP FUNCTION f(int), s.g()", "DROP FUNCTION table=f name=f; DROP FUNCTION table=s.g name=g" },
	{ "DROP TRIGGER tg ON s.t CASCADE", "DROP TRIGGER table=s.t other=s.t name=tg cascade" },
	{ "DROP POLICY IF EXISTS p ON t", "DROP POLICY table=t other=t name=p if-exists" },
	{ "DROP RULE r ON t", "DROP RULE table=t other=t name=r" },
	{ "DROP SCHEMA a, b CASCADE",
	  "DROP SCHEMA table=a name=a cascade; DROP SCHEMA table=b name=b cascade" },
	{ "DROP EXTENSION IF EXISTS citext", "DROP EXTENSION table=citext name=citext if-exists" },
	{ "DROP SEQUENCE s", "DROP SEQUENCE table=s name=s" },
	{ "DROP STATISTICS st", "DROP STATISTICS table=st name=st" },
	{ "DROP COLLATION c", "DROP table=c name=c" },
	{ "DROP DATABASE IF EXISTS d", "DROP DATABASE table=d if-exists" },
	{ "DROP OWNED BY joe", "DROP OWNED" },
	{ "ALTER TABLE t RENAME TO u", "RENAME TABLE table=t name=t new=u" },
	{ "ALTER TABLE IF EXISTS s.t RENAME COLUMN a TO \"B\"",
	  "RENAME COLUMN table=s.t name=a new=B if-exists" },
	{ "ALTER TABLE t RENAME CONSTRAINT a TO b", "RENAME CONSTRAINT table=t name=a new=b" },
	{ "ALTER INDEX i RENAME TO j", "RENAME INDEX table=i name=i new=j" },
	{ "ALTER VIEW v RENAME TO w", "RENAME table=v name=v new=w" },
	{ "ALTER SEQUENCE s RENAME TO s2", "RENAME table=s name=s new=s2" },
	{ "ALTER TYPE mood RENAME TO m2", "RENAME TYPE table=mood name=mood new=m2" },
	{ "ALTER TYPE addr RENAME ATTRIBUTE a TO b", "ALTER TYPE table=addr name=a new=b" },
	{ "ALTER TYPE mood RENAME VALUE 'a' TO 'b'", "ALTER TYPE RENAME VALUE table=mood name=a new=b" },
	{ "ALTER TYPE s.mood ADD VALUE IF NOT EXISTS 'great' AFTER 'ok'",
	  "ALTER TYPE ADD VALUE table=s.mood name=great if-not-exists" },
	{ "ALTER TYPE addr ADD ATTRIBUTE x int, DROP ATTRIBUTE y",
	  "ALTER TYPE table=addr name=x [x int]; ALTER TYPE table=addr name=y" },
	{ "ALTER SCHEMA a RENAME TO b", "RENAME SCHEMA table=a name=a new=b" },
	{ "ALTER TRIGGER tg ON t RENAME TO tg2", "RENAME table=t name=tg new=tg2" },
	{ "ALTER TABLE t SET SCHEMA s2", "SET SCHEMA table=t new=s2" },
	{ "ALTER TYPE mood SET SCHEMA s2", "SET SCHEMA table=mood new=s2" },
	{ "ALTER TABLE ONLY t ADD COLUMN IF NOT EXISTS c timestamp(3) with time zone NOT NULL DEFAULT now()",
	  "ADD COLUMN table=t name=c [c timestamp(3) with time zone not-null default] if-not-exists only" },
	{ "ALTER TABLE t ADD c int DEFAULT NULL::int", "ADD COLUMN table=t name=c [c int default-clause]" },
	{ "ALTER TABLE t DROP COLUMN IF EXISTS a CASCADE, DROP b",
	  "DROP COLUMN table=t name=a if-exists cascade; DROP COLUMN table=t name=b" },
	{ "ALTER TABLE t ALTER c TYPE numeric(10,2) USING c::numeric(10,2), ALTER d SET NOT NULL, ALTER e DROP NOT NULL",
	  "ALTER COLUMN TYPE table=t name=c [c numeric(10, 2)] expression; SET NOT NULL table=t name=d; DROP NOT NULL table=t name=e" },
	{ "ALTER TABLE t ALTER c SET DEFAULT 1, ALTER c DROP DEFAULT, ALTER g DROP EXPRESSION IF EXISTS",
	  "SET DEFAULT table=t name=c expression; DROP DEFAULT table=t name=c; DROP EXPRESSION table=t name=g if-exists" },
	{ "ALTER TABLE t ALTER c ADD GENERATED BY DEFAULT AS IDENTITY, ALTER c SET GENERATED ALWAYS, ALTER c DROP IDENTITY",
	  "ADD GENERATED AS IDENTITY table=t name=c; SET GENERATED table=t name=c; DROP IDENTITY table=t name=c" },
	{ "ALTER TABLE t ALTER c SET STATISTICS 100, ALTER c SET (n_distinct = 5), ALTER c SET STORAGE plain, ALTER c SET COMPRESSION lz4",
	  "SET STATISTICS table=t name=c; SET (attribute options) table=t name=c; SET STORAGE table=t name=c new=plain; SET COMPRESSION table=t name=c new=lz4" },
	{ "ALTER TABLE t ADD CONSTRAINT fk FOREIGN KEY (a, b) REFERENCES s.p (x, y) ON DELETE CASCADE NOT VALID",
	  "ADD FOREIGN KEY table=t other=s.p name=fk columns=a,b not-valid" },
	{ "ALTER TABLE t ADD CONSTRAINT ck CHECK (a > 0) NOT VALID, ADD UNIQUE (a, b), ADD PRIMARY KEY (id)",
	  "ADD CHECK table=t name=ck expression not-valid; ADD UNIQUE table=t columns=a,b; ADD PRIMARY KEY table=t columns=id" },
	{ "ALTER TABLE s.t ADD CONSTRAINT u UNIQUE USING INDEX ix, ADD CONSTRAINT pk PRIMARY KEY USING INDEX jx",
	  "ADD UNIQUE USING INDEX table=s.t other=s.ix name=u; ADD PRIMARY KEY USING INDEX table=s.t other=s.jx name=pk" },
	{ "ALTER TABLE t ADD CONSTRAINT ex EXCLUDE USING gist (room WITH =, during WITH &&)",
	  "ADD EXCLUDE table=t name=ex columns=room,during" },
	{ "ALTER TABLE t VALIDATE CONSTRAINT ck, DROP CONSTRAINT IF EXISTS fk CASCADE, ALTER CONSTRAINT f2 DEFERRABLE",
	  "VALIDATE CONSTRAINT table=t name=ck; DROP CONSTRAINT table=t name=fk if-exists cascade; ALTER CONSTRAINT table=t name=f2" },
	{ "ALTER TABLE t OWNER TO joe, CLUSTER ON ix, SET WITHOUT CLUSTER, SET LOGGED, SET UNLOGGED",
	  "OWNER TO table=t new=joe; CLUSTER ON table=t name=ix; SET WITHOUT CLUSTER table=t; SET LOGGED table=t; SET UNLOGGED table=t" },
	{ "ALTER TABLE t SET ACCESS METHOD heap, SET TABLESPACE fast, SET (fillfactor = 70), RESET (fillfactor)",
	  "SET ACCESS METHOD table=t new=heap; SET TABLESPACE table=t new=fast; SET (storage parameters) table=t; SET (storage parameters) table=t" },
	{ "ALTER TABLE t ENABLE TRIGGER tg, DISABLE TRIGGER ALL, ENABLE ALWAYS RULE r, DISABLE RULE r",
	  "ENABLE TRIGGER table=t name=tg; DISABLE TRIGGER table=t; ENABLE RULE table=t name=r; DISABLE RULE table=t name=r" },
	{ "ALTER TABLE t INHERIT p, NO INHERIT p, OF addr, NOT OF, REPLICA IDENTITY USING INDEX ix",
	  "INHERIT table=t other=p; NO INHERIT table=t other=p; OF type table=t other=addr; NOT OF table=t; REPLICA IDENTITY table=t name=ix" },
	{ "ALTER TABLE t ENABLE ROW LEVEL SECURITY, DISABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY, NO FORCE ROW LEVEL SECURITY",
	  "ENABLE ROW LEVEL SECURITY table=t; DISABLE ROW LEVEL SECURITY table=t; FORCE ROW LEVEL SECURITY table=t; NO FORCE ROW LEVEL SECURITY table=t" },
	{ "ALTER TABLE t ATTACH PARTITION p FOR VALUES IN (1)", "ATTACH PARTITION table=t other=p" },
	{ "ALTER TABLE t DETACH PARTITION p CONCURRENTLY", "DETACH PARTITION table=t other=p concurrently" },
	{ "ALTER TABLE t DETACH PARTITION p FINALIZE", "DETACH PARTITION FINALIZE table=t other=p" },
	{ "ALTER TABLE t SET WITHOUT OIDS", "ALTER TABLE table=t" },
	{ "ALTER TABLE ALL IN TABLESPACE a SET TABLESPACE b", "SET TABLESPACE new=b" },
	{ "ALTER INDEX i SET (fillfactor = 70)", "ALTER INDEX table=i" },
	{ "ALTER INDEX i ATTACH PARTITION j", "ALTER INDEX ATTACH PARTITION table=i other=j" },
	{ "ALTER INDEX i ALTER COLUMN 1 SET STATISTICS 5", "ALTER INDEX table=i" },
	{ "ALTER SEQUENCE s RESTART", "ALTER SEQUENCE table=s" },
	{ "ALTER VIEW v ALTER c SET DEFAULT 1", "SET DEFAULT table=v name=c expression" },
	{ "ALTER MATERIALIZED VIEW mv SET TABLESPACE x", "SET TABLESPACE table=mv new=x" },
	{ "CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS i ON s.t (a, lower(b)) WHERE a > 0",
	  "CREATE INDEX table=s.t other=s.t name=i columns=a, expression if-not-exists concurrently unique" },
	{ "CREATE INDEX ON ONLY t USING gin (doc)", "CREATE INDEX table=t other=t columns=doc only" },
	{ "REINDEX INDEX CONCURRENTLY s.i", "REINDEX table=s.i concurrently" },
	{ "REINDEX (CONCURRENTLY false) TABLE t", "REINDEX table=t" },
	{ "REINDEX SCHEMA app", "REINDEX name=app" },
	{ "CLUSTER t USING i", "CLUSTER table=t name=i" },
	{ "CLUSTER", "CLUSTER" },
	{ "VACUUM (FULL, ANALYZE) t, u", "VACUUM FULL table=t; VACUUM FULL table=u" },
	{ "VACUUM (FULL off) t", "VACUUM table=t" },
	{ "ANALYZE t (a)", "ANALYZE table=t" },
	{ "CREATE STATISTICS IF NOT EXISTS st ON a, b FROM t",
	  "CREATE STATISTICS table=t other=t name=st if-not-exists" },
	{ "TRUNCATE a, ONLY b RESTART IDENTITY CASCADE",
	  "TRUNCATE table=a cascade restart; TRUNCATE table=b cascade only restart" },
	{ "LOCK TABLE a, b IN SHARE MODE", "LOCK TABLE table=a mode=5; LOCK TABLE table=b mode=5" },
	{ "LOCK a", "LOCK TABLE table=a mode=8" },
	{ "CREATE TYPE s.mood AS ENUM ('a', 'b')", "CREATE TYPE AS ENUM table=s.mood" },
	{ "CREATE TYPE addr AS (a int)", "CREATE TYPE table=addr" },
	{ "CREATE TYPE r AS RANGE (subtype = int4)", "CREATE TYPE table=r" },
	{ "CREATE DOMAIN posint AS int CHECK (VALUE > 0)", "CREATE DOMAIN table=posint" },
	{ "ALTER DOMAIN posint ADD CONSTRAINT c CHECK (VALUE < 9) NOT VALID",
	  "ALTER DOMAIN ADD CONSTRAINT table=posint name=c expression not-valid" },
	{ "ALTER DOMAIN posint VALIDATE CONSTRAINT c",
	  "ALTER DOMAIN VALIDATE CONSTRAINT table=posint name=c" },
	{ "ALTER DOMAIN posint SET NOT NULL", "ALTER DOMAIN SET NOT NULL table=posint" },
	{ "ALTER DOMAIN posint DROP CONSTRAINT c", "ALTER DOMAIN table=posint name=c" },
	{ "CREATE SEQUENCE IF NOT EXISTS s", "CREATE SEQUENCE table=s if-not-exists" },
	{ "CREATE OR REPLACE FUNCTION s.f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
	  "CREATE FUNCTION table=s.f" },
	{ "CREATE TRIGGER tg BEFORE INSERT ON s.t FOR EACH ROW EXECUTE FUNCTION f()",
	  "CREATE TRIGGER table=s.t other=s.t name=tg" },
	{ "CREATE RULE r AS ON INSERT TO t DO NOTHING", "CREATE RULE table=t other=t name=r" },
	{ "CREATE POLICY p ON t USING (true)", "CREATE POLICY table=t other=t name=p expression" },
	{ "CREATE EXTENSION IF NOT EXISTS citext", "CREATE EXTENSION table=citext if-not-exists" },
	{ "CREATE SCHEMA s CREATE TABLE t (a int)", "CREATE SCHEMA table=s; CREATE TABLE table=t [a int]" },
	{ "CREATE DATABASE d", "CREATE DATABASE table=d" },
	{ "ALTER DATABASE d SET x = 1", "ALTER DATABASE table=d" },
	{ "CREATE ROLE r", "CREATE ROLE table=r" },
	{ "CREATE PUBLICATION p FOR TABLE t", "CREATE PUBLICATION table=p" },
	{ "CREATE SUBSCRIPTION s CONNECTION 'x' PUBLICATION p", "CREATE SUBSCRIPTION table=s" },
	{ "COMMENT ON TABLE s.t IS 'x'", "COMMENT table=s.t" },
	{ "COMMENT ON COLUMN s.t.c IS NULL", "COMMENT table=s.t name=c" },
	{ "COMMENT ON TYPE mood IS 'x'", "COMMENT table=mood" },
	{ "GRANT SELECT, UPDATE (a) ON s.t, u TO joe", "GRANT table=s.t; GRANT table=u" },
	{ "REVOKE ALL ON SCHEMA s FROM joe CASCADE", "REVOKE table=s cascade" },
	{ "GRANT admin TO joe", "GRANT" },
	{ "ALTER DEFAULT PRIVILEGES IN SCHEMA s REVOKE SELECT ON TABLES FROM joe", "REVOKE" },
	{ "SELECT a FROM s.t WHERE b", "SELECT table=s.t expression" },
	{ "INSERT INTO t (a, b) SELECT 1, 2", "INSERT table=t columns=a,b" },
	{ "UPDATE t SET a = 1, b = 2 WHERE c", "UPDATE table=t columns=a,b expression" },
	{ "DELETE FROM ONLY t", "DELETE table=t only" },
	{ "DELETE FROM t miglint_hole_0", "DELETE table=t expression" },
	{ "WITH x AS (DELETE FROM t RETURNING *), y AS (SELECT 1) INSERT INTO u SELECT * FROM x",
	  "DELETE table=t; INSERT table=u" },
	{ "MERGE INTO t USING u ON t.id = u.id WHEN MATCHED THEN DELETE", "MERGE table=t expression" },
	{ "COPY t FROM STDIN", "COPY FROM table=t" },
	{ "COPY t TO STDOUT", "SELECT table=t" },
	{ "COPY (DELETE FROM t RETURNING *) TO STDOUT", "DELETE table=t" },
	{ "EXPLAIN DELETE FROM t", "statement" },
	{ "EXPLAIN (ANALYZE) DELETE FROM t", "DELETE table=t" },
	{ "EXPLAIN (ANALYZE false) DELETE FROM t", "statement" },
	{ "CALL p(1)", "CALL" },
	{ "DO $$ BEGIN END $$", "DO" },
	{ "SET lock_timeout = '5s'", "SET name=lock_timeout new=5s" },
	{ "SET LOCAL \"lock_timeout\" TO 2000", "SET LOCAL name=lock_timeout new=2000" },
	{ "SET search_path TO a, b", "SET name=search_path new=a, b" },
	{ "SET statement_timeout TO DEFAULT", "SET name=statement_timeout new=DEFAULT" },
	{ "RESET lock_timeout", "RESET name=lock_timeout" },
	{ "RESET ALL", "RESET" },
	{ "BEGIN", "BEGIN" },
	{ "START TRANSACTION", "BEGIN" },
	{ "COMMIT", "COMMIT" },
	{ "END", "COMMIT" },
	{ "ROLLBACK", "ROLLBACK" },
	{ "SAVEPOINT a", "SAVEPOINT name=a" },
	{ "RELEASE a", "RELEASE name=a" },
	{ "ROLLBACK TO SAVEPOINT a", "ROLLBACK TO name=a" },
	{ "PREPARE TRANSACTION 'x'", "PREPARE TRANSACTION" },
	{ "DISCARD ALL", "DISCARD" },
	{ "ALTER SYSTEM SET x = 1", "ALTER SYSTEM" },
	{ "CHECKPOINT", "statement" },
	{ "REASSIGN OWNED BY a TO b", "statement" },
};

static void add_word(Buffer *out, const char *label, Str value)
{
	if (value.len)
		buffer_printf(out, " %s=%.*s", label, STR_ARG(value));
}

static void add_relation(Buffer *out, Arena *arena, const char *label, Relation relation)
{
	if (relation.name.len)
		add_word(out, label, relation_show(arena, relation));
}

static void add_flag(Buffer *out, const char *name, bool set)
{
	if (set)
		buffer_printf(out, " %s", name);
}

static void add_column(Buffer *out, Arena *arena, const ColumnFacts *column)
{
	Str type = type_show(arena, &column->type);
	buffer_printf(out, " [%.*s %.*s", STR_ARG(column->name), STR_ARG(type));
	add_flag(out, "not-null", column->not_null);
	add_flag(out, "default", column->has_default);
	add_flag(out, "default-clause", column->has_default_clause && !column->has_default);
	add_flag(out, "identity", column->is_identity);
	add_flag(out, "generated", column->is_generated);
	add_flag(out, "primary", column->is_primary_key);
	add_flag(out, "unique", column->is_unique);
	add_flag(out, "check", column->has_check);
	if (column->has_references)
		add_relation(out, arena, "references", column->references);
	buffer_puts(out, "]");
}

static void add_constraint(Buffer *out, const ConstraintFacts *constraint)
{
	buffer_printf(out, " {%s", action_kind_name(constraint->kind));
	add_word(out, "name", constraint->name);
	for (size_t i = 0; i < constraint->columns.len; i++)
		buffer_printf(out, "%s%.*s", i ? "," : " columns=", STR_ARG(constraint->columns.items[i]));
	buffer_puts(out, "}");
}

static void show_action(Buffer *out, Arena *arena, const Action *action)
{
	buffer_puts(out, action_kind_name(action->kind));
	add_relation(out, arena, "table", action->table);
	add_relation(out, arena, "other", action->other);
	add_word(out, "name", action->name);
	add_word(out, "new", action->new_name);
	for (size_t i = 0; i < action->columns.len; i++)
		buffer_printf(out, "%s%.*s", i ? "," : " columns=", STR_ARG(action->columns.items[i]));
	if (action->column)
		add_column(out, arena, action->column);
	for (size_t i = 0; i < action->table_columns.len; i++)
		add_column(out, arena, &action->table_columns.items[i]);
	for (size_t i = 0; i < action->constraints.len; i++)
		add_constraint(out, &action->constraints.items[i]);
	add_flag(out, "expression", action->expression != NULL);
	add_flag(out, "if-exists", action->if_exists);
	add_flag(out, "if-not-exists", action->if_not_exists);
	add_flag(out, "cascade", action->cascade);
	add_flag(out, "concurrently", action->concurrently);
	add_flag(out, "not-valid", action->not_valid);
	add_flag(out, "unique", action->unique);
	add_flag(out, "temporary", action->temporary);
	add_flag(out, "unlogged", action->unlogged);
	add_flag(out, "only", action->only);
	add_flag(out, "restart", action->restart_identity);
	if (action->lock_mode)
		buffer_printf(out, " mode=%d", action->lock_mode);
}

static const char *show_actions(Arena *arena, const char *sql)
{
	ParsedStatements statements = { 0 };
	ActionArray actions = { 0 };
	Buffer out = buffer_in(arena);

	postgres_parse(arena, str_from(sql), &statements);
	if (statements.len != 1 || !statements.items[0].node)
		return "does not parse";
	actions_of(arena, statements.items[0].node, &actions);
	for (size_t i = 0; i < actions.len; i++) {
		buffer_puts(&out, i ? "; " : "");
		show_action(&out, arena, &actions.items[i]);
	}
	return buffer_str(&out).data;
}

static void test_actions(void **state)
{
	size_t failures = 0;
	(void)state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		Arena arena = { 0 };
		const char *actual = show_actions(&arena, cases[i].sql);
		if (strcmp(actual, cases[i].actions) != 0) {
			failures++;
			print_message("# %s\n#  expected: %s\n#  actual:   %s\n", cases[i].sql,
				      cases[i].actions, actual);
		}
		arena_release(&arena);
	}
	assert_int_equal(failures, 0);
}

static void test_every_kind_has_a_name(void **state)
{
	(void)state;
	for (int kind = 0; kind < ACTION_KIND_COUNT; kind++)
		assert_true(strlen(action_kind_name((ActionKind)kind)) > 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_actions),
		cmocka_unit_test(test_every_kind_has_a_name),
	};

	return cmocka_run_group_tests_name("postgres action", tests, NULL, NULL);
}
