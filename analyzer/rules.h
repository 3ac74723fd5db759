// rules.h - the catalogue: one line per rule, sorted by id. `make check` compares it with rules/*.c.

#ifndef RULES_H
#define RULES_H

#include <stddef.h>

#include "rule.h"

#define RULES(R)                                      \
	R(add_check_validates)                        \
	R(add_column_rewrites)                        \
	R(add_constraint_existing_writers)            \
	R(add_exclusion_builds_index)                 \
	R(add_foreign_key_validates)                  \
	R(add_primary_key_builds_index)               \
	R(add_required_column)                        \
	R(add_required_column_application_default)    \
	R(add_unique_builds_index)                    \
	R(alembic_commit)                             \
	R(attach_partition_scans)                     \
	R(change_column_type)                         \
	R(concurrent_index_if_not_exists)             \
	R(concurrently_in_transaction)                \
	R(concurrently_on_partitioned_table)          \
	R(create_index_not_concurrently)              \
	R(create_rule)                                \
	R(delete_rows)                                \
	R(delete_without_where)                       \
	R(detach_partition_not_concurrently)          \
	R(disable_triggers)                           \
	R(downgrade_destroys_data)                    \
	R(drop_cascade)                               \
	R(drop_column)                                \
	R(drop_column_still_mapped)                   \
	R(drop_constraint)                            \
	R(drop_database)                              \
	R(drop_default)                               \
	R(drop_enum_value)                            \
	R(drop_extension)                             \
	R(drop_function)                              \
	R(drop_index_not_concurrently)                \
	R(drop_materialized_view)                     \
	R(drop_not_null)                              \
	R(drop_owned)                                 \
	R(drop_schema)                                \
	R(drop_security_policy)                       \
	R(drop_sequence)                              \
	R(drop_table)                                 \
	R(drop_trigger)                               \
	R(drop_type)                                  \
	R(drop_unnamed_constraint)                    \
	R(drop_used_object)                           \
	R(drop_view)                                  \
	R(duplicate_object)                           \
	R(duplicate_revision)                         \
	R(duplicate_rows_block_unique)                \
	R(dynamic_sql)                                \
	R(edited_migration)                           \
	R(empty_downgrade)                            \
	R(enum_type)                                  \
	R(env_without_transaction)                    \
	R(failing_downgrade)                          \
	R(foreign_key_without_index)                  \
	R(hold_lock_during_scan)                      \
	R(identifier_too_long)                        \
	R(import_of_project_models)                   \
	R(incomplete_downgrade)                       \
	R(incomplete_squash)                          \
	R(inconsistent_squash)                        \
	R(invalid_safety_tag)                         \
	R(invalid_suppression)                        \
	R(irreversible_downgrade)                     \
	R(lock_many_tables)                           \
	R(lock_table)                                 \
	R(lock_without_timeout)                       \
	R(long_backfill)                              \
	R(migrate_without_backup)                     \
	R(missing_dependency)                         \
	R(missing_downgrade)                          \
	R(missing_if_exists)                          \
	R(missing_parent)                             \
	R(missing_safety_tag)                         \
	R(misspelled_argument)                        \
	R(mix_schema_and_data)                        \
	R(mixed_case_identifier)                      \
	R(multiple_heads)                             \
	R(narrow_column_type)                         \
	R(nested_transaction)                         \
	R(no_char_type)                               \
	R(no_float_money)                             \
	R(no_money_type)                              \
	R(non_transactional_with_more)                \
	R(not_allowed_in_transaction)                 \
	R(not_valid_foreign_key_on_partitioned_table) \
	R(numbering_gap)                              \
	R(opaque_python)                              \
	R(overcautious_safety_tag)                    \
	R(prefer_bigint_primary_key)                  \
	R(prefer_identity_over_serial)                \
	R(prefer_jsonb)                               \
	R(prefer_text_over_varchar)                   \
	R(prefer_timestamptz)                         \
	R(recreate_enum_type)                         \
	R(redundant_index)                            \
	R(refresh_materialized_view_not_concurrently) \
	R(refused_operation)                          \
	R(reindex_not_concurrently)                   \
	R(rename_column)                              \
	R(rename_enum_value)                          \
	R(rename_schema)                              \
	R(rename_table)                               \
	R(reserved_word_identifier)                   \
	R(revision_cycle)                             \
	R(revoke_privilege)                           \
	R(rewrite_table)                              \
	R(security_definer_search_path)               \
	R(set_local_outside_transaction)              \
	R(set_not_null_scans)                         \
	R(set_schema)                                 \
	R(sql_syntax_error)                           \
	R(stale_parent)                               \
	R(statement_per_alter)                        \
	R(statement_without_timeout)                  \
	R(syntax_error)                               \
	R(table_without_primary_key)                  \
	R(table_without_row_level_security)           \
	R(template_without_safety_tag)                \
	R(timeout_cancels_online_build)               \
	R(timeout_too_long)                           \
	R(truncate_table)                             \
	R(type_used_by_view)                          \
	R(unapproved_destructive_change)              \
	R(unbalanced_transaction)                     \
	R(undeclared_dependency)                      \
	R(unknown_column)                             \
	R(unknown_object)                             \
	R(unknown_operation)                          \
	R(unknown_table)                              \
	R(unlogged_table)                             \
	R(unnamed_constraint)                         \
	R(unproven_downgrade)                         \
	R(unreadable_file)                            \
	R(unused_suppression)                         \
	R(update_without_where)                       \
	R(use_new_enum_value)                         \
	R(validate_in_same_transaction)               \
	R(wide_index)                                 \
	R(wrong_revises_comment)                      \
	R(wrong_safety_tag)

#define R(name) extern const Rule rule_##name;
RULES(R)
#undef R

// Every rule, sorted by id.
extern const Rule *const rules[];
extern const size_t rule_count;

// The rule with this id, NULL when there is none.
const Rule *rule_find(Str id);
// Index in rules[].
size_t rule_index(const Rule *rule);
// The rule or group name nearest to a misspelt one, NULL when none is near.
const char *rule_suggest(Str id);
// PascalCase name for SARIF ("DropColumn"), in `arena`.
const char *rule_pascal_name(Arena *arena, const Rule *rule);
// The rule that reports notices of this kind.
const Rule *rule_for_notice(NoticeKind kind);

#endif
