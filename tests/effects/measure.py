"""What the server does with one case: locks, rewrites, index builds, scans, failures.

A case runs in a copy of the database "base" (schema.sql, with rows); its setup is committed first, so that whatever
the session holds afterwards comes from the statement. Which of these ways is used depends on how it ends:

- it succeeds inside a transaction block: everything is read before the block is rolled back, from pg_locks,
  pg_class and the transaction's own statistics;
- SQLSTATE 25001: measured outside a block, where locks are gone when it ends. So other sessions lock every table
  beforehand, and the modes it waits for are the answer, table by table; ACCESS EXCLUSIVE locks, on indexes too, are
  in the WAL. Weaker index locks are not seen;
- it fails for another reason: again with emptied tables, to tell failing on rows from failing always.
"""

import itertools
import re
import subprocess
import threading

import psycopg2

from cases import MODES, SCHEMA
from model import TYPE_CHANGE

SEARCH_PATH = "shop, public"
MODE_OF = {mode.title().replace(" ", "") + "Lock": mode for mode in MODES}
NOT_IN_BLOCK = "25001"
TABLES, INDEXES = "rpmvSfc", "iI"

RELATIONS = """
SELECT c.oid, CASE WHEN pg_table_is_visible(c.oid) THEN '' ELSE n.nspname || '.' END || c.relname, c.relkind,
	CASE WHEN c.relkind IN ('r', 'm', 'i') THEN pg_relation_filenode(c.oid) END,
	CASE WHEN c.relkind IN ('r', 'm') THEN pg_relation_size(c.oid) END, i.indrelid
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace LEFT JOIN pg_index i ON i.indexrelid = c.oid
WHERE c.relkind <> 't' AND n.nspname !~ '^pg_|^information_schema$'"""
HELD = """
SELECT relation, mode FROM pg_locks WHERE pid = %s AND locktype = 'relation' AND granted
AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"""
# Locks held on a table to see what a statement asks for: each in a savepoint of its own, so that the strong ones can be
# given up first. LEFT: how many of them do not conflict with a mode.
LADDER = ("ACCESS SHARE", "ROW SHARE", "ROW EXCLUSIVE", "SHARE UPDATE EXCLUSIVE", "SHARE ROW EXCLUSIVE", "EXCLUSIVE",
          "ACCESS EXCLUSIVE")
LEFT = {"ACCESS SHARE": 6, "ROW SHARE": 5, "ROW EXCLUSIVE": 4, "SHARE UPDATE EXCLUSIVE": 3, "SHARE": 2,
        "SHARE ROW EXCLUSIVE": 2, "EXCLUSIVE": 1, "ACCESS EXCLUSIVE": 0}
HOLD = ";".join(f"SAVEPOINT s{n}; LOCK TABLE ONLY {{0}} IN {mode} MODE" for n, mode in enumerate(LADDER))
# LOCK TABLE refuses materialized views. This takes ACCESS EXCLUSIVE and changes nothing.
HOLD_MATERIALIZED = "SAVEPOINT s0; ALTER MATERIALIZED VIEW {0} OWNER TO CURRENT_USER"
WAITED_FOR = "SELECT relation, mode, pg_blocking_pids(pid) FROM pg_locks WHERE pid = %s AND NOT granted"


class Relations:
    """The relations of a database at one moment, by oid."""

    def __init__(self, cursor):
        cursor.execute(RELATIONS)
        rows = cursor.fetchall()
        self.name = {row[0]: row[1] for row in rows}
        self.kind = {row[0]: row[2] for row in rows}
        self.filenode = {row[0]: row[3] for row in rows}
        self.size = {row[0]: row[4] for row in rows}
        self.table = {row[0]: row[5] for row in rows if row[5]}
        self.by_name = {name: oid for oid, name in self.name.items()}

    def of_kind(self, kinds):
        return [oid for oid, kind in self.kind.items() if kind in kinds]

    def indexes(self):
        """Table name -> names of its indexes."""
        out = {}
        for index, table in self.table.items():
            out.setdefault(self.name[table], []).append(self.name[index])
        return out


def prepare(server):
    """Create the database "base" that cases are copied from."""
    server.execute("CREATE DATABASE base")
    server.execute(SCHEMA.read_text(encoding="utf-8"), "base")
    server.execute("VACUUM ANALYZE", "base")


def count_rows(server, database):
    """Table oid -> rows, counted on a connection of its own: counting scans."""
    connection = server.connect(database)
    with connection.cursor() as cursor:
        relations = Relations(cursor)
        cursor.execute("SELECT oid FROM pg_class WHERE relispopulated")  # not a materialized view WITH NO DATA
        tables = {oid for oid, in cursor.fetchall()}.intersection(relations.of_kind("rm"))
        cursor.execute(" UNION ALL ".join(f"SELECT {o}, count(*) FROM ONLY {relations.name[o]}" for o in tables))
        rows = dict(cursor.fetchall())
    connection.close()
    return rows


class Copy:
    """A copy of a database that many cases without setup use, one after the other: each is rolled back."""

    def __init__(self, server, template, setup):
        self.server, self.name = server, f"{template}_copy"
        server.copy_database(template, self.name)
        self.connection = server.connect(self.name)
        with self.connection.cursor() as cursor:
            cursor.execute(setup)
        self.rows = count_rows(server, self.name)

    def close(self):
        self.connection.close()
        self.server.drop_database(self.name)


class Measurement:
    """One case on one server. run() returns the record; its keys are those of what --dump writes.

    copy: where the case may run when it is rolled back anyhow; without one it gets a copy of its own.
    """

    numbers = itertools.count(1)

    def __init__(self, server, case, template="base", copy=None):
        self.server, self.case, self.template, self.copy = server, case, template, copy
        self.record = {
            "id": case.name, "category": case.path, "sql": case.sql, "setup": case.setup, "in_transaction": "ok",
            "allowed_in_transaction": True, "locks": {}, "index_locks": {}, "rewrites": [], "rebuilds_indexes": [],
            "builds_indexes": [], "scans": {}, "fails_on_rows": False, "fails_always": False, "error": "",
            "indexes": {}, "existing": [], "destroys": case.destroys,
            "old_type": None,
        }

    def run(self):
        error = self._in_shared_copy() if self.copy else self._in_copy(self._in_block)
        self.record["in_transaction"] = error or "ok"
        if error.startswith(NOT_IN_BLOCK):
            self.record["allowed_in_transaction"] = False
            error = self._in_copy(self._outside_block)
            # Something that runs statements of its own, such as a DO block, fails so wherever it is.
            self.record["allowed_in_transaction"] = error.startswith(NOT_IN_BLOCK)
        if error:
            self.record["error"] = error
            how = self._in_block if self.record["allowed_in_transaction"] else self._outside_block
            still = self._in_copy(how, empty=True)
            self.record["fails_always" if still else "fails_on_rows"] = True
            self.record["scans"] = {}
        return self.record

    def _in_shared_copy(self):
        self.rows = self.copy.rows
        with self.copy.connection.cursor() as cursor:
            return self._in_block(cursor)

    def _in_copy(self, how, empty=False):
        """Call how(cursor) on a connection to a fresh copy after the setup; return the error it reports, or ""."""
        name = f"case_{next(self.numbers)}"
        self.server.copy_database(self.template, name)
        connection = self.server.connect(name)
        try:
            with connection.cursor() as cursor:
                for sql in self.case.setup:
                    cursor.execute(sql)
                if empty:
                    self._empty(cursor)
                self.rows = count_rows(self.server, name)
                return how(cursor)
        finally:
            connection.close()
            for sql in self.case.cleanup:
                self.server.execute(sql)
            self.server.drop_database(name)

    def _empty(self, cursor):
        relations = Relations(cursor)
        cursor.execute("TRUNCATE " + ", ".join(relations.name[o] for o in relations.of_kind("rp")) + " CASCADE")

    # ---- inside a transaction block -----------------------------------------------------------------------------

    def _in_block(self, cursor):
        before = Relations(cursor)
        self.record["old_type"] = self._old_type(cursor)
        cursor.execute("SELECT pg_stat_force_next_flush()")
        cursor.execute("BEGIN")
        read_before = self._read_in_block(cursor)
        try:
            held = []
            for sql in steps(self.case.sql):
                cursor.execute(sql)
                cursor.execute(HELD, (cursor.connection.get_backend_pid(),))
                held += cursor.fetchall()
        except psycopg2.Error as error:
            cursor.execute("ROLLBACK")
            return describe(error)
        read = {oid: n - read_before.get(oid, 0) for oid, n in self._read_in_block(cursor).items()}
        after = Relations(cursor)
        cursor.execute("ROLLBACK")
        self._fill(before, after, held, read)
        return ""

    @staticmethod
    def _read_in_block(cursor):
        """Table oid -> rows this session read in sequence and did not report yet; that may include its setup."""
        cursor.execute("SELECT relid, seq_tup_read FROM pg_stat_xact_all_tables")
        return dict(cursor.fetchall())

    def _old_type(self, cursor):
        """The type of the column that the statement gives another one."""
        found = TYPE_CHANGE.fullmatch(self.case.sql)
        if not found:
            return None
        cursor.execute("SELECT format_type(atttypid, atttypmod) FROM pg_attribute "
                       "WHERE attrelid = to_regclass(%s) AND attname = %s", (found["table"], found["column"]))
        return (cursor.fetchone() or [None])[0]

    # ---- outside ------------------------------------------------------------------------------------------------

    def _outside_block(self, cursor):
        before = Relations(cursor)
        watch = Watch(self.server, cursor, before)
        read_before, lsn = self._statistics(cursor), self._lsn()
        error = watch.execute(self.case.sql)
        if error:
            return error
        held = watch.waited_for + self._wal_locks(lsn, cursor, watch.transactions)
        read = {oid: n - read_before.get(oid, 0) for oid, n in self._statistics(cursor).items()}
        self._fill(before, Relations(cursor), held, read)
        return ""

    @staticmethod
    def _statistics(cursor):
        cursor.execute("SELECT pg_stat_force_next_flush()")
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute("SELECT relid, seq_tup_read FROM pg_stat_all_tables")
        return dict(cursor.fetchall())

    def _lsn(self):
        return self.server.execute("SELECT pg_current_wal_insert_lsn()")[0][0]

    def _wal_locks(self, start, cursor, others):
        """The ACCESS EXCLUSIVE locks taken in this database since WAL position start by no transaction of others."""
        cursor.execute("SELECT oid FROM pg_database WHERE datname = current_database()")
        database = str(cursor.fetchone()[0])
        cursor.execute("SELECT pg_switch_wal()")  # so that everything up to here is in the files
        end = self._lsn()
        done = subprocess.run([self.server.binaries / "pg_waldump", "-p", self.server.data / "pg_wal", "-r", "Standby",
                               "-s", start, "-e", end], capture_output=True, text=True, check=False,
                              **self.server.identity)
        found = re.findall(r"\bxid (\d+) db (\d+) rel (\d+)", done.stdout)
        return [(int(rel), "AccessExclusiveLock") for xid, db, rel in found if db == database and xid not in others]

    # ---- reading the result -------------------------------------------------------------------------------------

    def _fill(self, before, after, held, read):
        record = self.record
        record["existing"] = sorted(before.name.values())
        record["indexes"] = before.indexes()
        for oid, mode in held:
            kind = before.kind.get(oid)  # None: of the catalog, TOAST, or new
            if kind:
                locks = record["locks" if kind in TABLES else "index_locks"]
                locks[before.name[oid]] = stronger(locks.get(before.name[oid]), MODE_OF[mode])
        for name in ("locks", "index_locks"):
            record[name] = dict(sorted(record[name].items()))
        changed = {oid for oid in after.of_kind("rm") if oid in before.name and after.filenode[oid] != before.filenode[oid]}
        emptied = {oid for oid in changed if self._emptied(before, after, oid)}
        record["rewrites"] = sorted(before.name[oid] for oid in changed - emptied)
        self._fill_indexes(before, after, emptied)
        for oid, count in sorted(read.items()):
            if oid in before.name and count:
                full = count >= self.rows.get(oid, 0) > 0
                record["scans"][before.name[oid]] = "full" if full else "partial"

    def _emptied(self, before, after, oid):
        """Whether a table got new, empty storage, as TRUNCATE gives it: not a rewrite."""
        if before.size[oid] > 0:
            return after.size[oid] == 0
        return re.search(r"\b(TRUNCATE|REFRESH)\b", self.case.sql, re.IGNORECASE) is not None

    def _fill_indexes(self, before, after, emptied):
        rebuilt, built = [], []
        for oid in after.of_kind(INDEXES):
            # ALTER COLUMN TYPE makes an index anew under its old name, with the old storage when that still fits.
            old = oid if oid in before.name else before.by_name.get(after.name[oid])
            if old is None:
                if after.table[oid] in before.name:
                    built.append(after.name[oid])
            elif after.filenode[oid] != before.filenode[old] and after.table[oid] not in emptied:
                rebuilt.append(before.name[old])
        self.record["rebuilds_indexes"], self.record["builds_indexes"] = sorted(rebuilt), sorted(built)


class Watch:
    """Runs a statement while other sessions hold a lock on every table, and notes what it waits for."""

    def __init__(self, server, cursor, relations):
        self.server, self.cursor, self.relations = server, cursor, relations
        self.database = cursor.connection.info.dbname
        self.waited_for = []
        self.holders = {}  # table oid -> connection that holds it
        self.transactions = set()  # their ids, as the WAL has them
        for oid in relations.of_kind("rpm"):
            holder = server.connect(self.database, autocommit=False)
            with holder.cursor() as lock:
                hold = HOLD_MATERIALIZED if relations.kind[oid] == "m" else HOLD
                lock.execute(hold.format(relations.name[oid]))
                lock.execute("SELECT txid_current() % (1::bigint << 32)")
                self.transactions.add(str(lock.fetchone()[0]))
            self.holders[oid] = holder

    def execute(self, sql):
        outcome = []
        worker = threading.Thread(target=self._work, args=(sql, outcome), daemon=True)
        monitor = self.server.connect(self.database)
        worker.start()
        try:
            while worker.is_alive():
                self._let_go(monitor)
        finally:
            monitor.close()
            for holder in self.holders.values():
                holder.close()
        worker.join()
        return outcome[0]

    def _work(self, sql, outcome):
        try:
            self.cursor.execute(sql)
            outcome.append("")
        except psycopg2.Error as error:
            outcome.append(describe(error))

    def _let_go(self, monitor):
        """Give up what the statement waits for, noting the lock when it is a table's."""
        with monitor.cursor() as cursor:
            cursor.execute(WAITED_FOR, (self.cursor.connection.get_backend_pid(),))
            for oid, mode, blockers in cursor.fetchall():
                if oid in self.holders:
                    self.waited_for.append((oid, mode))
                    self._step_down(oid, MODE_OF[mode])
                else:  # it waits for transactions to end, whatever they hold
                    for table in [t for t, h in self.holders.items() if h.get_backend_pid() in blockers]:
                        self.holders.pop(table).close()

    def _step_down(self, oid, mode):
        """Keep only locks that do not conflict with mode, so that a stronger request is still seen."""
        holder = self.holders[oid]
        if LEFT[mode] == 0 or self.relations.kind[oid] == "m":
            self.holders.pop(oid).close()
            return
        with holder.cursor() as cursor:
            cursor.execute(f"ROLLBACK TO s{LEFT[mode]}")


def steps(sql):
    """What to run at once: all of it, unless a statement in it gives up locks of those before it."""
    return sql.split("; ") if "ROLLBACK TO SAVEPOINT" in sql else [sql]


def stronger(one, other):
    return max((m for m in (one, other) if m), key=MODES.index)


def describe(error):
    """ "23514: check constraint ..." """
    message = (error.diag.message_primary or str(error)).strip()
    return f"{error.pgcode or 'XX000'}: {message}"
