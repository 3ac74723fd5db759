-- What a database holds, one row an object: kind, name, what miglint's catalog knows of it too (in the form tests/tools/schema.c
-- writes it), and the rest of it as PostgreSQL writes it. Extensions' members, privileges, owners and storage parameters are left out.
WITH spaces AS (
	SELECT oid, nspname FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'
), members AS (
	SELECT classid, objid FROM pg_depend WHERE deptype = 'e'
), rel AS (
	SELECT c.*, s.nspname, s.nspname || '.' || c.relname AS name
	FROM pg_class c JOIN spaces s ON s.oid = c.relnamespace
	WHERE NOT EXISTS (SELECT FROM members WHERE classid = 'pg_class'::regclass AND objid = c.oid)
), typ AS (
	SELECT t.oid, CASE WHEN n.nspname = 'pg_catalog' OR m.objid IS NOT NULL THEN b.typname
		ELSE n.nspname || '.' || b.typname END AS base, t.oid <> b.oid AS is_array
	FROM pg_type t JOIN pg_type b ON b.oid = CASE WHEN t.typlen = -1 AND t.typelem <> 0 THEN t.typelem ELSE t.oid END
	JOIN pg_namespace n ON n.oid = b.typnamespace
	LEFT JOIN members m ON m.classid = 'pg_type'::regclass AND m.objid = b.oid
), col AS (
	SELECT r.name AS relation, r.relkind, a.*, d.adbin, a.attname AS column,
		typ.base || coalesce('(' || replace(substring(format_type(a.atttypid, a.atttypmod) FROM '\((\d[^)]*)\)'), ' ', '') || ')', '')
			|| CASE WHEN typ.is_array THEN '[]' ELSE '' END AS type
	FROM pg_attribute a JOIN rel r ON r.oid = a.attrelid JOIN typ ON typ.oid = a.atttypid
	LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
	WHERE a.attnum > 0 AND NOT a.attisdropped
)
SELECT 'schema' AS kind, nspname::text AS name, '' AS fact, '' AS detail FROM spaces WHERE nspname <> 'public'
UNION ALL
SELECT 'extension', extname, '', '' FROM pg_extension WHERE extname <> 'plpgsql'
UNION ALL
SELECT 'table', name,
	'kind=' || relkind::text || ' persistence=' || relpersistence::text || ' partition=' || relispartition::text || ' parent='
	|| coalesce((SELECT p.name FROM pg_inherits h JOIN rel p ON p.oid = h.inhparent WHERE h.inhrelid = rel.oid AND h.inhseqno = 1), '')
	|| ' rls=' || relrowsecurity::text || ' force=' || relforcerowsecurity::text
	|| ' comment=' || coalesce(obj_description(oid, 'pg_class'), ''),
	concat_ws(E'\x1f', coalesce(pg_get_expr(relpartbound, oid), ''), CASE WHEN relkind = 'p' THEN pg_get_partkeydef(oid) END)
FROM rel WHERE relkind IN ('r', 'p', 'f')
UNION ALL
SELECT 'column', relation || '.' || attname,
	'type=' || type || ' not_null=' || attnotnull::text || ' identity=' || attidentity::text || ' generated=' || attgenerated::text
	|| ' default=' || (adbin IS NOT NULL)::text || ' inherited=' || (attinhcount > 0)::text
	|| ' comment=' || coalesce(col_description(attrelid, attnum), ''),
	concat_ws(E'\x1f', format_type(atttypid, atttypmod), coalesce(pg_get_expr(adbin, attrelid), ''), (SELECT collname FROM pg_collation c
		JOIN pg_type t ON t.oid = atttypid WHERE c.oid = attcollation AND attcollation <> t.typcollation))
FROM col WHERE relkind IN ('r', 'p', 'f')
UNION ALL
SELECT 'constraint', r.name || '.' || k.conname,
	'type=' || k.contype::text || ' columns=' || coalesce((SELECT string_agg(coalesce(a.attname, ''), ',' ORDER BY
		CASE WHEN k.contype = 'c' THEN a.attname COLLATE "C" END, n) FROM unnest(k.conkey) WITH ORDINALITY u(num, n)
		LEFT JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = u.num), '')
	|| ' valid=' || k.convalidated::text || ' deferrable=' || k.condeferrable::text || ' deferred=' || k.condeferred::text
	|| ' inherited=' || (k.coninhcount > 0)::text || ' no_inherit=' || (k.connoinherit AND k.contype = 'c')::text
	|| CASE WHEN k.contype = 'f' THEN ' references=' || f.name || '(' || (SELECT string_agg(a.attname, ',' ORDER BY n)
		FROM unnest(k.confkey) WITH ORDINALITY u(num, n) JOIN pg_attribute a ON a.attrelid = k.confrelid AND a.attnum = u.num)
		|| ') on_update=' || k.confupdtype::text || ' on_delete=' || k.confdeltype::text ELSE '' END,
	pg_get_constraintdef(k.oid)
FROM pg_constraint k JOIN rel r ON r.oid = k.conrelid LEFT JOIN rel f ON f.oid = k.confrelid
-- A foreign key to a partitioned table has one more for each partition it references.
WHERE k.contype IN ('c', 'f', 'p', 'u', 'x') AND NOT EXISTS (SELECT FROM pg_constraint p WHERE p.oid = k.conparentid AND p.conrelid = k.conrelid)
UNION ALL
SELECT 'index', r.name,
	'table=' || t.name || ' unique=' || i.indisunique::text || ' primary=' || i.indisprimary::text || ' valid=' || i.indisvalid::text
	|| ' method=' || am.amname || ' columns=' || (SELECT string_agg(coalesce(a.attname, ''), ',' ORDER BY n)
		FROM unnest(i.indkey) WITH ORDINALITY u(num, n) LEFT JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = u.num AND u.num <> 0
		WHERE n <= i.indnkeyatts)
	|| ' predicate=' || (i.indpred IS NOT NULL)::text
	|| ' constraint=' || coalesce((SELECT conname FROM pg_constraint WHERE conindid = r.oid AND contype IN ('p', 'u', 'x')), '')
	|| ' parent=' || coalesce((SELECT p.name FROM pg_inherits h JOIN rel p ON p.oid = h.inhparent WHERE h.inhrelid = r.oid), ''),
	pg_get_indexdef(r.oid)
FROM pg_index i JOIN rel r ON r.oid = i.indexrelid JOIN rel t ON t.oid = i.indrelid JOIN pg_am am ON am.oid = r.relam
UNION ALL
SELECT 'sequence', r.name,
	'owner=' || coalesce(o.relation || '.' || o.column, '') || ' identity=' || (coalesce(d.deptype, 'a') = 'i')::text || ' type=' || t.typname,
	concat_ws(' ', s.seqstart, s.seqincrement, s.seqmin, s.seqmax, s.seqcache, s.seqcycle)
FROM pg_sequence s JOIN rel r ON r.oid = s.seqrelid JOIN pg_type t ON t.oid = s.seqtypid
LEFT JOIN pg_depend d ON d.classid = 'pg_class'::regclass AND d.objid = r.oid AND d.refclassid = 'pg_class'::regclass
	AND d.deptype IN ('a', 'i') AND d.refobjsubid > 0
LEFT JOIN col o ON o.attrelid = d.refobjid AND o.attnum = d.refobjsubid
UNION ALL
SELECT CASE relkind WHEN 'v' THEN 'view' ELSE 'materialized view' END, name, '', pg_get_viewdef(oid) || E'\x1f'
	|| (SELECT string_agg(format(' %s %s', attname, type), ',' ORDER BY attnum) FROM col WHERE attrelid = rel.oid)
FROM rel WHERE relkind IN ('v', 'm')
UNION ALL
SELECT 'enum', s.nspname || '.' || t.typname,
	coalesce((SELECT string_agg(enumlabel, ',' ORDER BY enumsortorder) FROM pg_enum WHERE enumtypid = t.oid), ''), ''
FROM pg_type t JOIN spaces s ON s.oid = t.typnamespace WHERE t.typtype = 'e' AND t.oid NOT IN (SELECT objid FROM members)
UNION ALL
SELECT 'domain', s.nspname || '.' || t.typname, 'base=' || typ.base
	|| coalesce('(' || replace(substring(format_type(t.typbasetype, t.typtypmod) FROM '\((\d[^)]*)\)'), ' ', '') || ')', '')
	|| CASE WHEN typ.is_array THEN '[]' ELSE '' END
	|| ' not_null=' || t.typnotnull::text || ' default=' || (t.typdefault IS NOT NULL)::text || ' checks='
	|| coalesce((SELECT string_agg(conname, ',' ORDER BY conname COLLATE "C") FROM pg_constraint WHERE contypid = t.oid AND contype = 'c'), ''),
	concat_ws(' ', t.typdefault, (SELECT string_agg(pg_get_constraintdef(oid), ',' ORDER BY conname) FROM pg_constraint WHERE contypid = t.oid))
FROM pg_type t JOIN spaces s ON s.oid = t.typnamespace JOIN typ ON typ.oid = t.typbasetype
WHERE t.typtype = 'd' AND t.oid NOT IN (SELECT objid FROM members)
UNION ALL
SELECT 'type', s.nspname || '.' || t.typname, '', coalesce((SELECT string_agg(attname || ' ' || type, ',' ORDER BY attnum) FROM col WHERE attrelid = t.typrelid), '')
FROM pg_type t JOIN spaces s ON s.oid = t.typnamespace LEFT JOIN pg_class c ON c.oid = t.typrelid
WHERE (t.typtype = 'r' OR c.relkind = 'c') AND t.oid NOT IN (SELECT objid FROM members)
UNION ALL
SELECT 'trigger', r.name || '.' || g.tgname, 'enabled=' || (g.tgenabled <> 'D')::text || ' function=' || s.nspname || '.' || p.proname || '()', pg_get_triggerdef(g.oid)
FROM pg_trigger g JOIN rel r ON r.oid = g.tgrelid JOIN pg_proc p ON p.oid = g.tgfoid JOIN pg_namespace s ON s.oid = p.pronamespace
WHERE NOT g.tgisinternal
UNION ALL
SELECT 'policy', schemaname || '.' || tablename || '.' || policyname, '', concat_ws(' ', permissive, roles, cmd, qual, with_check) FROM pg_policies
UNION ALL
SELECT 'rule', schemaname || '.' || tablename || '.' || rulename, '', definition FROM pg_rules
WHERE schemaname IN (SELECT nspname FROM spaces)
UNION ALL
SELECT 'function', s.nspname || '.' || p.proname || '(' || coalesce((SELECT string_agg(typ.base || CASE WHEN is_array THEN '[]' ELSE '' END, ', ' ORDER BY n)
	FROM unnest(p.proargtypes) WITH ORDINALITY u(type, n) JOIN typ ON typ.oid = u.type), '') || ')', '', pg_get_functiondef(p.oid)
FROM pg_proc p JOIN spaces s ON s.oid = p.pronamespace WHERE p.prokind IN ('f', 'p') AND p.oid NOT IN (SELECT objid FROM members)
