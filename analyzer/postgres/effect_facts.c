// effect_facts.c - one row per kind of action: what PostgreSQL does, as measured on 15 and, for other versions, by the release notes.

#include "postgres/effect_build.h"

#define AS LOCK_ACCESS_SHARE
#define RS LOCK_ROW_SHARE
#define RE LOCK_ROW_EXCLUSIVE
#define SUE LOCK_SHARE_UPDATE_EXCLUSIVE
#define S LOCK_SHARE
#define SRE LOCK_SHARE_ROW_EXCLUSIVE
#define E LOCK_EXCLUSIVE
#define AE LOCK_ACCESS_EXCLUSIVE

// From 12 to 19 only what exists differs, which the grammar knows: no row depends on the version. Before 12, ATTACH PARTITION and
// renaming an index took ACCESS EXCLUSIVE, and SET NOT NULL always scanned.
// A kind that is not listed takes no lock on any table, is instant and allowed anywhere.
static const EffectRow rows[ACTION_KIND_COUNT] = {
	[ACTION_OTHER] = { .refine = refine_other },
	// ---- tables
	[ACTION_CREATE_TABLE] = { .refine = refine_create_table, .creates = true },
	[ACTION_CREATE_TABLE_AS] = { .refine = refine_create_table_as, .creates = true },
	[ACTION_CREATE_PARTITION] = { .other = AE, .refine = refine_create_partition, .creates = true },
	[ACTION_DROP_TABLE] = { .table = AE, .destroys = true, .refine = refine_drop_table },
	[ACTION_RENAME_TABLE] = { .table = AE },
	[ACTION_SET_SCHEMA] = { .table = AE, .refine = refine_if_relation },
	[ACTION_TRUNCATE] = { .table = AE, .destroys = true, .recurses = FAMILY, .indexes = AE, .refine = refine_truncate },
	[ACTION_LOCK_TABLE] = { .refine = refine_lock_table, .recurses = FAMILY },

	// ---- ALTER TABLE
	[ACTION_ADD_COLUMN] = { .table = AE, .refine = refine_add_column, .recurses = FAMILY },
	[ACTION_DROP_COLUMN] = { .table = AE, .destroys = true, .recurses = FAMILY, .refine = refine_drop_column },
	[ACTION_RENAME_COLUMN] = { .table = AE, .recurses = FAMILY },
	[ACTION_ALTER_COLUMN_TYPE] = { .table = AE, .work = WORK_REWRITE, .recurses = FAMILY, .refine = refine_column_type },
	[ACTION_SET_NOT_NULL] = { .table = AE, .work = WORK_SCAN, .refine = refine_set_not_null, .recurses = FAMILY },
	[ACTION_DROP_NOT_NULL] = { .table = AE, .recurses = FAMILY },
	[ACTION_SET_DEFAULT] = { .table = AE, .recurses = FAMILY },
	[ACTION_DROP_DEFAULT] = { .table = AE, .recurses = FAMILY },
	[ACTION_DROP_EXPRESSION] = { .table = AE, .recurses = FAMILY },
	[ACTION_ADD_IDENTITY] = { .table = AE },
	[ACTION_SET_IDENTITY] = { .table = AE, .refine = refine_identity },
	[ACTION_DROP_IDENTITY] = { .table = AE, .refine = refine_identity },
	[ACTION_SET_STATISTICS] = { .table = SUE, .recurses = FAMILY },
	[ACTION_SET_ATTRIBUTE_OPTIONS] = { .table = SUE },
	[ACTION_SET_STORAGE] = { .table = AE, .recurses = FAMILY },
	[ACTION_SET_COMPRESSION] = { .table = AE, .recurses = FAMILY },
	[ACTION_ADD_FOREIGN_KEY] = { .table = SRE, .other = SRE, .work = WORK_SCAN, .refine = refine_add_foreign_key, .recurses = PARTITIONS },
	[ACTION_ADD_CHECK] = { .table = AE, .work = WORK_SCAN, .recurses = FAMILY, .refine = refine_add_check },
	[ACTION_ADD_NOT_NULL_CONSTRAINT] = { .table = AE, .work = WORK_SCAN, .refine = refine_unless_not_valid, .recurses = FAMILY },
	[ACTION_ADD_UNIQUE] = { .table = AE, .work = WORK_INDEX_BUILD, .recurses = PARTITIONS, .family = S, .refine = refine_unique },
	[ACTION_ADD_PRIMARY_KEY] = { .table = AE, .work = WORK_INDEX_BUILD, .recurses = PARTITIONS, .family = S, .refine = refine_unique },
	[ACTION_ADD_EXCLUSION] = { .table = AE, .work = WORK_INDEX_BUILD, .recurses = PARTITIONS, .family = S, .refine = refine_unique },
	[ACTION_ADD_UNIQUE_USING_INDEX] = { .table = AE, .other = SUE, .other_is_index = true, .refine = refine_using_index },
	[ACTION_ADD_PRIMARY_KEY_USING_INDEX] = { .table = AE,
						 .other = SUE,
						 .other_is_index = true,
						 .work = WORK_SCAN,
						 .refine = refine_primary_key_using_index },
	[ACTION_ALTER_CONSTRAINT] = { .table = AE, .recurses = FAMILY },
	[ACTION_VALIDATE_CONSTRAINT] = { .table = SUE, .work = WORK_SCAN, .recurses = FAMILY, .refine = refine_validate },
	[ACTION_DROP_CONSTRAINT] = { .table = AE, .recurses = FAMILY, .refine = refine_drop_constraint },
	[ACTION_RENAME_CONSTRAINT] = { .table = AE, .recurses = FAMILY, .refine = refine_rename_constraint },
	[ACTION_CHANGE_OWNER] = { .table = AE, .indexes = AE, .refine = refine_owner },
	[ACTION_CLUSTER_ON] = { .table = SUE, .refine = refine_index_of_table },
	[ACTION_SET_WITHOUT_CLUSTER] = { .table = SUE },
	[ACTION_SET_LOGGED] = { .table = AE, .work = WORK_REWRITE, .refine = refine_persistence },
	[ACTION_SET_UNLOGGED] = { .table = AE, .work = WORK_REWRITE, .refine = refine_persistence },
	[ACTION_SET_ACCESS_METHOD] = { .table = AE, .work = WORK_REWRITE, .refine = refine_access_method },
	[ACTION_SET_TABLESPACE] = { .table = AE, .work = WORK_REWRITE, .refine = refine_set_tablespace },
	[ACTION_SET_RELATION_OPTIONS] = { .table = SUE, .refine = refine_relation_options },
	[ACTION_ENABLE_TRIGGER] = { .table = SRE, .recurses = PARTITIONS },
	[ACTION_DISABLE_TRIGGER] = { .table = SRE, .recurses = PARTITIONS },
	[ACTION_ENABLE_RULE] = { .table = AE },
	[ACTION_DISABLE_RULE] = { .table = AE },
	[ACTION_ADD_INHERIT] = { .table = AE, .other = SUE },
	[ACTION_DROP_INHERIT] = { .table = AE, .other = AS },
	[ACTION_ADD_OF] = { .table = AE, .other = AS },
	[ACTION_DROP_OF] = { .table = AE },
	[ACTION_REPLICA_IDENTITY] = { .table = AE, .refine = refine_index_of_table },
	[ACTION_ENABLE_ROW_SECURITY] = { .table = AE },
	[ACTION_DISABLE_ROW_SECURITY] = { .table = AE },
	[ACTION_FORCE_ROW_SECURITY] = { .table = AE },
	[ACTION_NO_FORCE_ROW_SECURITY] = { .table = AE },
	[ACTION_ATTACH_PARTITION] = { .table = SUE,
				      .other = AE,
				      .work = WORK_SCAN,
				      .refine = refine_attach_partition },
	[ACTION_DETACH_PARTITION] = { .table = AE, .other = AE, .refine = refine_detach_partition },
	[ACTION_DETACH_PARTITION_FINALIZE] = { .table = SUE, .other = AE },
	[ACTION_ALTER_TABLE_OTHER] = { .table = AE, .refine = refine_alter_table_other, .recurses = PARTITIONS },

	// ---- indexes and statistics
	[ACTION_CREATE_INDEX] = { .table = S, .work = WORK_INDEX_BUILD, .refine = refine_create_index, .recurses = PARTITIONS },
	[ACTION_DROP_INDEX] = { .table = AE, .on_index = true, .refine = refine_drop_index },
	[ACTION_RENAME_INDEX] = { .table = SUE, .on_index = true }, // since 12
	[ACTION_ATTACH_INDEX_PARTITION] = { .table = SUE, .on_index = true, .other = AE, .other_is_index = true, .refine = refine_attach_index },
	[ACTION_ALTER_INDEX_OTHER] = { .table = AE, .on_index = true, .refine = refine_alter_index },
	[ACTION_REINDEX] = { .table = S, .work = WORK_INDEX_BUILD, .refine = refine_reindex, .recurses = PARTITIONS },
	[ACTION_CLUSTER] = { .table = AE, .work = WORK_REWRITE, .refine = refine_cluster, .recurses = PARTITIONS },
	[ACTION_VACUUM] = { .table = SUE, .work = WORK_SCAN, .no_transaction = true, .refine = refine_vacuum, .recurses = PARTITIONS },
	[ACTION_VACUUM_FULL] = { .table = AE, .work = WORK_REWRITE, .no_transaction = true, .recurses = PARTITIONS },
	[ACTION_ANALYZE] = { .table = SUE, .recurses = PARTITIONS }, // reads a sample
	[ACTION_CREATE_STATISTICS] = { .table = SUE },

	// ---- views, types, functions and other objects
	[ACTION_CREATE_VIEW] = { .refine = refine_create_view, .creates = true },
	[ACTION_CREATE_MATERIALIZED_VIEW] = { .refine = refine_create_table_as, .creates = true },
	[ACTION_REFRESH_MATERIALIZED_VIEW] = { .table = AE, .work = WORK_REWRITE, .refine = refine_refresh },
	[ACTION_DROP_VIEW] = { .table = AE, .refine = refine_drop_view },
	[ACTION_DROP_MATERIALIZED_VIEW] = { .table = AE, .indexes = AE, .refine = refine_drop_view },
	[ACTION_ALTER_COMPOSITE_TYPE] = { .table = AE, .refine = refine_composite_type },
	[ACTION_DROP_TYPE] = { .refine = refine_drop_type },
	[ACTION_DROP_DOMAIN] = { .refine = refine_drop_type },
	[ACTION_DROP_EXTENSION] = { .refine = refine_destroys_if_cascade },
	[ACTION_ALTER_DOMAIN_ADD_CONSTRAINT] = { .work = WORK_SCAN, .refine = refine_domain },
	[ACTION_ALTER_DOMAIN_VALIDATE] = { .work = WORK_SCAN, .refine = refine_domain },
	[ACTION_ALTER_DOMAIN_SET_NOT_NULL] = { .work = WORK_SCAN, .refine = refine_domain },
	[ACTION_CREATE_SEQUENCE] = { .refine = refine_owned_by, .creates = true },
	[ACTION_ALTER_SEQUENCE] = { .table = SRE, .refine = refine_owned_by },
	[ACTION_DROP_SEQUENCE] = { .table = AE, .refine = refine_drop_sequence },
	[ACTION_CREATE_TRIGGER] = { .table = SRE, .recurses = PARTITIONS },
	[ACTION_DROP_TRIGGER] = { .table = AE, .recurses = PARTITIONS, .refine = refine_drop_part },
	[ACTION_CREATE_RULE] = { .table = AE },
	[ACTION_DROP_RULE] = { .table = AE, .refine = refine_drop_part },
	[ACTION_CREATE_POLICY] = { .table = AE, .reads_others = true },
	[ACTION_ALTER_POLICY] = { .table = AE, .reads_others = true },
	[ACTION_DROP_POLICY] = { .table = AE, .refine = refine_drop_part },
	[ACTION_DROP_FUNCTION] = { .refine = refine_drop_function },
	[ACTION_DROP_SCHEMA] = { .destroys = true, .refine = refine_drop_schema },
	[ACTION_CREATE_DATABASE] = { .no_transaction = true },
	[ACTION_DROP_DATABASE] = { .destroys = true, .no_transaction = true },
	[ACTION_ALTER_DATABASE] = { .refine = refine_alter_database },
	[ACTION_RENAME_OTHER] = { .table = AE, .refine = refine_if_relation },
	[ACTION_DROP_OWNED] = { .destroys = true },
	[ACTION_COMMENT] = { .table = SUE, .refine = refine_comment },
	[ACTION_ALTER_SYSTEM] = { .no_transaction = true },
	[ACTION_CREATE_TABLESPACE] = { .no_transaction = true },
	[ACTION_DROP_TABLESPACE] = { .no_transaction = true },
	[ACTION_CREATE_PUBLICATION] = { .refine = refine_publication },
	[ACTION_ALTER_PUBLICATION] = { .refine = refine_publication },
	[ACTION_CREATE_SUBSCRIPTION] = { .refine = refine_subscription },
	[ACTION_ALTER_SUBSCRIPTION] = { .refine = refine_subscription },
	[ACTION_DROP_SUBSCRIPTION] = { .no_transaction = true }, // with a slot, which is the rule

	// ---- rows
	[ACTION_SELECT] = { .refine = refine_select },
	[ACTION_INSERT] = { .table = RE, .work = WORK_ROWS, .reads_others = true, .refine = refine_insert },
	[ACTION_UPDATE] = { .table = RE, .work = WORK_ROWS, .reads_others = true, .refine = refine_row_change, .recurses = FAMILY },
	[ACTION_DELETE] = { .table = RE, .work = WORK_ROWS, .reads_others = true, .destroys = true, .refine = refine_row_change, .recurses = FAMILY },
	[ACTION_MERGE] = { .table = RE, .work = WORK_ROWS, .reads_others = true, .refine = refine_merge },
	[ACTION_COPY_FROM] = { .table = RE, .work = WORK_ROWS, .refine = refine_insert },

	// ---- session
	[ACTION_DISCARD] = { .refine = refine_discard },
};

const EffectRow *effect_row(ActionKind kind)
{
	return &rows[(unsigned)kind < ACTION_KIND_COUNT ? kind : ACTION_OTHER];
}
