#include "migration/alembic_internal.h"
#include "migration/sqlalchemy_ddl.h"

// ---- parameters, in positional order --------------------------------------------------------------------------

#define TABLE(name)                                        \
	{                                                  \
		name, PARAMETER_REQUIRED | PARAMETER_TABLE \
	}
#define SCHEMA                                                 \
	{                                                      \
		"schema", PARAMETER_KEYWORD | PARAMETER_SCHEMA \
	}
#define REQUIRED(name)                   \
	{                                \
		name, PARAMETER_REQUIRED \
	}
#define OPTIONAL(name)  \
	{               \
		name, 0 \
	}
#define KEYWORD(name)                   \
	{                               \
		name, PARAMETER_KEYWORD \
	}
#define END             \
	{               \
		NULL, 0 \
	}

static const Parameter create_table[] = {
	REQUIRED("table_name"),
	{ "columns", PARAMETER_REST },
	KEYWORD("if_not_exists"),
	KEYWORD("schema"),
	KEYWORD("comment"),
	KEYWORD("prefixes"),
	KEYWORD("info"),
	KEYWORD("keep_existing"),
	KEYWORD("extend_existing"),
	KEYWORD("quote"),
	KEYWORD("implicit_returning"),
	KEYWORD("listeners"),
	END,
};
static const Parameter drop_table[] = { REQUIRED("table_name"), KEYWORD("schema"), KEYWORD("if_exists"),
					KEYWORD("info"), END };
static const Parameter rename_table[] = { REQUIRED("old_table_name"), REQUIRED("new_table_name"),
					  KEYWORD("schema"), END };
static const Parameter create_comment[] = { TABLE("table_name"), REQUIRED("comment"),
					    KEYWORD("existing_comment"), SCHEMA, END };
static const Parameter drop_comment[] = { TABLE("table_name"), KEYWORD("existing_comment"), SCHEMA, END };
static const Parameter add_column[] = {
	TABLE("table_name"),      REQUIRED("column"),           SCHEMA,
	KEYWORD("if_not_exists"), KEYWORD("inline_references"), KEYWORD("inline_primary_key"),
	KEYWORD("insert_before"), KEYWORD("insert_after"),      END,
};
static const Parameter drop_column[] = { TABLE("table_name"), REQUIRED("column_name"), SCHEMA,
					 KEYWORD("if_exists"), END };
static const Parameter alter_column[] = {
	TABLE("table_name"),
	REQUIRED("column_name"),
	KEYWORD("nullable"),
	KEYWORD("comment"),
	KEYWORD("server_default"),
	KEYWORD("new_column_name"),
	KEYWORD("type_"),
	KEYWORD("existing_type"),
	KEYWORD("existing_server_default"),
	KEYWORD("existing_nullable"),
	KEYWORD("existing_comment"),
	SCHEMA,
	KEYWORD("postgresql_using"),
	KEYWORD("autoincrement"),
	KEYWORD("existing_autoincrement"),
	KEYWORD("insert_before"),
	KEYWORD("insert_after"),
	END,
};
static const Parameter create_index[] = {
	REQUIRED("index_name"),   TABLE("table_name"), REQUIRED("columns"), SCHEMA, KEYWORD("unique"),
	KEYWORD("if_not_exists"), KEYWORD("quote"),    KEYWORD("info"),     END,
};
static const Parameter drop_index[] = {
	REQUIRED("index_name"),
	{ "table_name", PARAMETER_TABLE },
	SCHEMA,
	KEYWORD("if_exists"),
	KEYWORD("unique"),
	KEYWORD("quote"),
	KEYWORD("info"),
	END,
};
static const Parameter create_foreign_key[] = {
	REQUIRED("constraint_name"),
	TABLE("source_table"),
	REQUIRED("referent_table"),
	REQUIRED("local_cols"),
	REQUIRED("remote_cols"),
	KEYWORD("onupdate"),
	KEYWORD("ondelete"),
	KEYWORD("deferrable"),
	KEYWORD("initially"),
	KEYWORD("match"),
	{ "source_schema", PARAMETER_KEYWORD | PARAMETER_SCHEMA },
	KEYWORD("referent_schema"),
	KEYWORD("use_alter"),
	KEYWORD("link_to_name"),
	KEYWORD("info"),
	KEYWORD("comment"),
	END,
};
#define CONSTRAINT_KEYWORDS \
	KEYWORD("deferrable"), KEYWORD("initially"), KEYWORD("info"), KEYWORD("comment"), END
static const Parameter create_unique[] = {
	REQUIRED("constraint_name"), TABLE("table_name"), REQUIRED("columns"), SCHEMA, CONSTRAINT_KEYWORDS,
};
static const Parameter create_check[] = {
	REQUIRED("constraint_name"), TABLE("table_name"), REQUIRED("condition"), SCHEMA, CONSTRAINT_KEYWORDS,
};
static const Parameter create_primary[] = {
	REQUIRED("constraint_name"), TABLE("table_name"), REQUIRED("columns"), SCHEMA, CONSTRAINT_KEYWORDS,
};
static const Parameter create_exclude[] = {
	REQUIRED("constraint_name"),
	TABLE("table_name"),
	{ "elements", PARAMETER_REST },
	KEYWORD("where"),
	SCHEMA,
	KEYWORD("using"),
	KEYWORD("ops"),
	CONSTRAINT_KEYWORDS,
};
static const Parameter drop_constraint[] = {
	REQUIRED("constraint_name"), TABLE("table_name"),
	OPTIONAL("type_"),           SCHEMA,
	KEYWORD("if_exists"),        END,
};
static const Parameter execute[] = { REQUIRED("sqltext"), KEYWORD("execution_options"), END };
static const Parameter bulk_insert[] = { REQUIRED("table"), REQUIRED("rows"), KEYWORD("multiinsert"), END };

static const char *const none[] = { NULL };
static const char *const unique_options[] = { "postgresql_nulls_not_distinct", "postgresql_include", NULL };
static const char *const not_valid[] = { "postgresql_not_valid", NULL };
static const char *const include[] = { "postgresql_include", NULL };

// ---- the directives -------------------------------------------------------------------------------------------

#define BOTH (DIRECTIVE_OP | DIRECTIVE_BATCH)
#define ROW(name, flags, parameters, options, accepts)                                    \
	{                                                                                 \
#name, flags, { "op." #name, parameters, options, accepts }, write_##name \
	}

static const Directive directives[] = {
	ROW(create_table, DIRECTIVE_OP, create_table, table_options, SIGNATURE_DIALECTS),
	ROW(drop_table, DIRECTIVE_OP, drop_table, table_options, SIGNATURE_DIALECTS),
	// batch_op.rename_table is gone since Alembic 1.9; it only ever called this.
	ROW(rename_table, DIRECTIVE_OP, rename_table, none, 0),
	ROW(create_table_comment, BOTH, create_comment, none, 0),
	ROW(drop_table_comment, BOTH, drop_comment, none, 0),
	ROW(add_column, BOTH, add_column, none, 0),
	ROW(drop_column, BOTH, drop_column, none, SIGNATURE_ANY),
	ROW(alter_column, BOTH, alter_column, none, SIGNATURE_ANY),
	ROW(create_index, BOTH, create_index, index_options, SIGNATURE_DIALECTS),
	ROW(drop_index, BOTH, drop_index, index_options, SIGNATURE_DIALECTS),
	ROW(create_foreign_key, BOTH, create_foreign_key, not_valid, SIGNATURE_DIALECTS),
	ROW(create_unique_constraint, BOTH, create_unique, unique_options, SIGNATURE_DIALECTS),
	ROW(create_check_constraint, BOTH, create_check, not_valid, SIGNATURE_DIALECTS),
	ROW(create_primary_key, BOTH, create_primary, include, SIGNATURE_DIALECTS),
	ROW(create_exclude_constraint, BOTH, create_exclude, none, SIGNATURE_DIALECTS),
	ROW(drop_constraint, BOTH, drop_constraint, none, 0),
	ROW(execute, BOTH | DIRECTIVE_AT_ONCE, execute, none, 0),
	ROW(bulk_insert, DIRECTIVE_OP | DIRECTIVE_AT_ONCE, bulk_insert, none, 0),
};

const Directive *directive_find(Str name)
{
	for (size_t i = 0; i < sizeof(directives) / sizeof(directives[0]); i++)
		if (str_is(name, directives[i].name))
			return &directives[i];
	return NULL;
}

const Directive *directive_nearest(Str name)
{
	const Directive *nearest = NULL;
	unsigned best = 4;

	for (size_t i = 0; i < sizeof(directives) / sizeof(directives[0]); i++) {
		unsigned distance = str_distance(name, str_from(directives[i].name), 3);
		if (distance < best) {
			best = distance;
			nearest = &directives[i];
		}
	}
	return nearest;
}

bool directive_is_silent(Str name)
{
	static const char *const names[] = {
		"get_bind",
		"get_context",
		"f",
		"inline_literal",
		"batch_alter_table",
		"implementation_for",
		"register_operation",
		"context",
		"migration_context",
		"impl",
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (str_is(name, names[i]))
			return true;
	return false;
}
