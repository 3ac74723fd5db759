"""What the rules of other linters say, and which of ours says it.

A row is (what, ours, why):
  what  "hazard" when the rule says that a statement stops others while it works, loses data or fails; "other" for advice on
        design, style, timeouts and deploys, which no measurement of one statement proves or refutes
  ours  the rule of miglint for the same; "" when there is none
  why   why there is none, or what differs
"""

HAZARD, OTHER = "hazard", "other"

SQUAWK = {
    "adding-field-with-default": (HAZARD, "add-column-rewrites", "only volatile defaults, where PostgreSQL 11 and later rewrite"),
    "adding-foreign-key-constraint": (HAZARD, "add-foreign-key-validates", ""),
    "adding-not-nullable-field": (HAZARD, "set-not-null-scans", "silent where a validated CHECK proves it"),
    "adding-required-field": (HAZARD, "add-required-column", ""),
    "adding-serial-primary-key-field": (HAZARD, "add-column-rewrites", ""),
    "ban-alter-domain-with-add-constraint": (HAZARD, "add-check-validates", ""),
    "ban-char-field": (OTHER, "no-char-type", ""),
    "ban-concurrent-index-creation-in-transaction": (OTHER, "concurrently-in-transaction", ""),
    "ban-create-domain-with-constraint": (OTHER, "", "creating a domain reads no row; what later changes cost is said of those changes"),
    "ban-drop-column": (HAZARD, "drop-column", ""),
    "ban-drop-database": (HAZARD, "drop-database", ""),
    "ban-drop-not-null": (OTHER, "drop-not-null", ""),
    "ban-drop-table": (HAZARD, "drop-table", ""),
    "ban-truncate-cascade": (HAZARD, "truncate-table", "with or without CASCADE"),
    "ban-uncommitted-transaction": (OTHER, "unbalanced-transaction", ""),
    "changing-column-type": (HAZARD, "change-column-type", "silent where PostgreSQL neither rewrites nor reads the table"),
    "constraint-missing-not-valid": (HAZARD, "add-check-validates", "each kind of constraint has a rule of its own"),
    "disallowed-unique-constraint": (HAZARD, "add-unique-builds-index", ""),
    "identifier-too-long": (OTHER, "identifier-too-long", ""),
    "prefer-bigint-over-int": (OTHER, "prefer-bigint-primary-key", "for primary keys, where the range runs out"),
    "prefer-bigint-over-smallint": (OTHER, "prefer-bigint-primary-key", "for primary keys, where the range runs out"),
    "prefer-identity": (OTHER, "prefer-identity-over-serial", ""),
    "prefer-repack": (OTHER, "rewrite-table", ""),
    "prefer-robust-stmts": (OTHER, "missing-if-exists", ""),
    "prefer-text-field": (OTHER, "prefer-text-over-varchar", ""),
    "prefer-timestamp-tz": (OTHER, "prefer-timestamptz", ""),
    "renaming-column": (OTHER, "rename-column", ""),
    "renaming-table": (OTHER, "rename-table", ""),
    "require-concurrent-index-creation": (HAZARD, "create-index-not-concurrently", ""),
    "require-concurrent-index-deletion": (OTHER, "drop-index-not-concurrently", "the lock is brief"),
    "require-concurrent-partition-detach": (OTHER, "detach-partition-not-concurrently", "the lock is brief"),
    "require-concurrent-reindex": (HAZARD, "reindex-not-concurrently", ""),
    "require-enum-value-ordering": (OTHER, "", "the order of enum values is a matter of taste: PostgreSQL's default is the end"),
    "require-lock-timeout": (OTHER, "lock-without-timeout", ""),
    "require-statement-timeout": (OTHER, "statement-without-timeout", ""),
    "require-table-schema": (OTHER, "", "the schema is chosen by search_path in the projects we read; a prefix is a project's own choice"),
    "require-timeout-settings": (OTHER, "lock-without-timeout", ""),
    "syntax-error": (OTHER, "sql-syntax-error", ""),
    "transaction-nesting": (OTHER, "nested-transaction", ""),
    "unused-ignore": (OTHER, "unused-suppression", ""),
}

PGFENCE = {
    "add-column-constant-default": (OTHER, "", "it says itself that this costs nothing"),
    "add-column-non-constant-default": (HAZARD, "add-column-rewrites", "only volatile defaults"),
    "add-column-not-null-no-default": (HAZARD, "add-required-column", ""),
    "add-column-serial": (HAZARD, "add-column-rewrites", ""),
    "add-column-stored-generated": (HAZARD, "add-column-rewrites", ""),
    "add-constraint-check-no-not-valid": (HAZARD, "add-check-validates", ""),
    "add-constraint-exclude": (HAZARD, "add-exclusion-builds-index", ""),
    "add-constraint-fk-no-not-valid": (HAZARD, "add-foreign-key-validates", ""),
    "add-constraint-unique": (HAZARD, "add-unique-builds-index", ""),
    "add-constraint-unique-using-index": (OTHER, "", "it says itself that this costs nothing"),
    "add-pk-using-index": (OTHER, "", "it says itself that this costs nothing"),
    "add-pk-without-using-index": (HAZARD, "add-primary-key-builds-index", ""),
    "alter-column-set-not-null": (HAZARD, "set-not-null-scans", "silent where a validated CHECK proves it"),
    "alter-column-type": (HAZARD, "change-column-type", "silent where PostgreSQL neither rewrites nor reads the table"),
    "create-index-not-concurrent": (HAZARD, "create-index-not-concurrently", ""),
    "delete-without-where": (HAZARD, "delete-without-where", ""),
    "drop-column": (HAZARD, "drop-column", ""),
    "drop-index-not-concurrent": (OTHER, "drop-index-not-concurrently", "the lock is brief"),
    "drop-table": (HAZARD, "drop-table", ""),
    "prefer-bigint-over-int": (OTHER, "prefer-bigint-primary-key", "for primary keys"),
    "prefer-robust-create-index": (OTHER, "missing-if-exists", ""),
    "prefer-robust-drop-index": (OTHER, "missing-if-exists", ""),
    "prefer-robust-drop-table": (OTHER, "missing-if-exists", ""),
    "prefer-text-field": (OTHER, "prefer-text-over-varchar", ""),
    "prefer-timestamptz": (OTHER, "prefer-timestamptz", ""),
    "rename-column": (OTHER, "rename-column", ""),
    "rename-table": (OTHER, "rename-table", ""),
    "truncate": (HAZARD, "truncate-table", ""),
    "truncate-cascade": (HAZARD, "truncate-table", ""),
    "vacuum-full": (HAZARD, "rewrite-table", ""),
    "validate-constraint": (OTHER, "", "VALIDATE is the safe way; it blocks nobody"),
}

# Ours that say a statement stops others while it works, loses data or fails. The rest is advice, deploys, timeouts and brief locks.
MIGLINT = {
    "add-check-validates", "add-column-rewrites", "add-exclusion-builds-index", "add-foreign-key-validates",
    "add-primary-key-builds-index", "add-required-column", "add-unique-builds-index", "attach-partition-scans",
    "change-column-type", "create-index-not-concurrently", "delete-rows", "delete-without-where", "drop-cascade", "drop-column",
    "drop-database", "drop-enum-value", "drop-schema", "drop-table",
    "duplicate-rows-block-unique", "narrow-column-type", "refresh-materialized-view-not-concurrently",
    "reindex-not-concurrently", "rewrite-table", "set-not-null-scans", "truncate-table", "type-used-by-view",
}
