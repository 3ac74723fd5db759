"""A throw-away PostgreSQL server for tests, run by the binaries of the newest version Debian installed.

    from postgres_server import PostgresServer
    with PostgresServer() as server:
        print(server.version)                       # 15.18
        connection = server.connect("postgres")     # psycopg2, autocommit
        server.copy_database("template", "case_1")

The cluster lives in a temporary folder, listens on a Unix socket inside it only, and is gone afterwards, also after
an exception or SIGTERM. As root it runs as an unprivileged user, which initdb insists on. Only processes this module
started are stopped, by their ids.

Settings are chosen for measuring: autovacuum and parallel workers off, so that all work is done by the one backend
that is being watched; fsync off; time zone UTC; messages in English.
"""

import collections
import os
import pwd
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

import psycopg2

BINARIES = Path("/usr/lib/postgresql")
SUPERUSER = "miglint"
SETTINGS = {
    "listen_addresses": "''",
    "fsync": "off",
    "full_page_writes": "off",
    "wal_level": "replica",  # ACCESS EXCLUSIVE locks are in the WAL: see wal_locks() of tests/effects/measure.py
    "max_wal_size": "'256MB'",
    "autovacuum": "off",
    "jit": "off",
    "max_parallel_workers": "0",
    "max_parallel_workers_per_gather": "0",
    "max_parallel_maintenance_workers": "0",
    "shared_buffers": "'64MB'",
    "dynamic_shared_memory_type": "mmap",  # inside the cluster's folder
    "timezone": "'UTC'",
    "lc_messages": "'C'",
    "log_checkpoints": "off",
}
MEMORY = Path("/dev/shm")  # ten times as fast for a cluster that makes and drops databases all the time
MEMORY_NEEDED = 1 << 30
READY = "ready to accept connections"
START_SECONDS = 60
STOP_SECONDS = 60


class ServerError(Exception):
    pass


def newest_binaries():
    """The folder of the newest installed server's programs; None when there is no server."""
    found = [p for p in BINARIES.glob("*/bin") if (p / "initdb").is_file() and p.parent.name.isdigit()]
    return max(found, key=lambda p: int(p.parent.name), default=None)


def unprivileged_user():
    """Whom the server runs as: None for ourselves."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise ServerError("root cannot run PostgreSQL, and there is neither a user postgres nor nobody")


def fast_folder():
    """Where temporary files cost least: in memory when there is room; None for the usual place."""
    try:
        free = shutil.disk_usage(MEMORY).free
    except OSError:
        return None
    return MEMORY if free >= MEMORY_NEEDED and os.access(MEMORY, os.W_OK | os.X_OK) else None


class PostgresServer:
    def __init__(self, search_path="public", settings=()):
        """settings: further "name = value" pairs of postgresql.conf."""
        self.settings = dict(SETTINGS, search_path=f"'{search_path}'", **dict(settings))
        self.folder = self.process = self.version = None
        self.log = collections.deque(maxlen=200)
        self.ready = threading.Event()
        self.previous_handler = None

    @classmethod
    def running(cls, folder):
        """What another process needs of a server that runs: to connect, not to stop it."""
        server = object.__new__(cls)
        server.folder, server.binaries, server.process = Path(folder), newest_binaries(), None
        return server

    # ---- life -------------------------------------------------------------------------------------------------

    def __enter__(self):
        binaries = newest_binaries()
        if binaries is None:
            raise ServerError(f"no PostgreSQL server below {BINARIES}: run ci/install-deps")
        self.binaries = binaries
        self.user = unprivileged_user()
        # Whoever stops us with SIGTERM gets the same cleaning up as an exception does.
        self.previous_handler = signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
        try:
            self._create()
            self._start()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *_):
        self.stop()

    def stop(self):
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)  # fast shutdown: open sessions are ended
            try:
                self.process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self.process.send_signal(signal.SIGQUIT)
                self.process.wait(STOP_SECONDS)
        self.process = None
        if self.folder is not None:
            shutil.rmtree(self.folder, ignore_errors=True)
            self.folder = None
        if self.previous_handler is not None:
            signal.signal(signal.SIGTERM, self.previous_handler)
            self.previous_handler = None

    def _create(self):
        self.folder = Path(tempfile.mkdtemp(prefix="miglint-postgres-", dir=fast_folder()))
        if self.user is not None:
            os.chown(self.folder, self.user.pw_uid, self.user.pw_gid)
        done = subprocess.run(
            [self.binaries / "initdb", "-D", self.data, "-U", SUPERUSER, "--auth=trust", "--no-sync", "--encoding=UTF8",
             "--locale=C.UTF-8", "--lc-messages=C"],
            capture_output=True, text=True, check=False, **self.identity)
        if done.returncode != 0:
            raise ServerError(f"initdb failed:\n{done.stdout}{done.stderr}")
        with open(self.data / "postgresql.conf", "a", encoding="utf-8") as conf:
            conf.writelines(f"{name} = {value}\n" for name, value in self.settings.items())
            conf.write(f"unix_socket_directories = '{self.folder}'\n")

    def _start(self):
        # Our own child, in our process group: whoever ends the group ends the server too.
        self.process = subprocess.Popen([self.binaries / "postgres", "-D", self.data], stdin=subprocess.DEVNULL,
                                        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace",
                                        **self.identity)
        threading.Thread(target=self._drain, args=(self.process.stdout,), daemon=True).start()
        # Its log says when it is ready; end of file counts as well, so that a server that dies is noticed at once.
        self.ready.wait(START_SECONDS)
        if self.process.poll() is not None or not any(READY in line for line in self.log):
            raise ServerError("the server did not start:\n" + "".join(self.log))
        with self.connect("postgres") as connection, connection.cursor() as cursor:
            cursor.execute("SHOW server_version")
            self.version = re.match(r"[\d.]+\w*", cursor.fetchone()[0])[0]
        connection.close()

    def _drain(self, pipe):
        for line in pipe:
            self.log.append(line)
            if READY in line:
                self.ready.set()
        self.ready.set()

    @property
    def data(self):
        return self.folder / "data"

    @property
    def identity(self):
        """Arguments of subprocess that make a program run as the server's user, in a folder it may be in."""
        user = {} if self.user is None else {
            "user": self.user.pw_uid, "group": self.user.pw_gid, "extra_groups": []}
        return dict(user, cwd=self.folder)

    @property
    def major(self):
        return int(re.match(r"\d+", self.version)[0])

    # ---- use --------------------------------------------------------------------------------------------------

    def connect(self, database="postgres", autocommit=True):
        connection = psycopg2.connect(host=str(self.folder), dbname=database, user=SUPERUSER)
        connection.autocommit = autocommit
        return connection

    def execute(self, sql, database="postgres"):
        """Run sql on a connection of its own; return the rows of its last statement, [] when it has none."""
        connection = self.connect(database)
        try:
            with connection.cursor() as cursor:
                cursor.execute(sql)
                return cursor.fetchall() if cursor.description else []
        finally:
            connection.close()

    def copy_database(self, template, name):
        """Create database name as a copy of template; nobody may be connected to template."""
        strategy = " STRATEGY file_copy" if self.major >= 15 else ""  # what there was before 15; faster here
        self.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"{strategy}')

    def drop_database(self, name):
        self.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


if __name__ == "__main__":
    with PostgresServer() as demo:
        print(f"PostgreSQL {demo.version} answers: {demo.execute('SELECT 1 + 1')[0][0]}")
