"""The ledger of a corpus: which sources were read, which parts hold what, and what was set aside (SQLite)."""

import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from dateline.errors import DatelineError

FORMAT = 1
"""Raised when an older dateline could not read a corpus any more."""

_TABLES = """
create table if not exists source (
    id integer primary key, name text not null, sha256 text not null, settings text not null, bytes integer not null,
    rows_in integer not null, loaded integer not null, duplicate integer not null, quarantined integer not null,
    unique (name, sha256, settings));
create table if not exists part (name text primary key, sha256 text not null, rows integer not null);
create table if not exists article (
    article_id text not null, variant text not null, outlet text, undated integer not null, part text not null,
    kept integer not null, primary key (article_id, variant)) without rowid;
create table if not exists occurrence (article_id text not null, source text not null, record integer not null);
create index if not exists occurrence_article on occurrence (article_id);
create table if not exists reject (
    source_id integer not null, source text not null, record integer not null, byte integer, reason text not null,
    detail text not null);
create index if not exists reject_source on reject (source_id);
create table if not exists layer (
    kind text not null, scope text not null, key text not null, file text not null, primary key (kind, scope));
"""


class Ledger:
    """One SQLite file in WAL mode, flushed to disk at each commit; several processes may use it at once."""

    def __init__(self, path: Path) -> None:
        """Open the file, or make it."""
        self.path = path
        try:
            # its last reference may go in another thread than this one, which must then let go of the file
            self._db = sqlite3.connect(path, timeout=30, isolation_level=None, check_same_thread=False)
            self._to_wal()
            self._db.execute("pragma synchronous = full")
            found = self._db.execute("pragma user_version").fetchone()[0]
            if found > FORMAT:
                raise DatelineError(f"{path} was written by a newer dateline; update this one to open it")
            if found < FORMAT:
                self._db.executescript(f"begin immediate; {_TABLES} pragma user_version = {FORMAT}; commit;")
        except sqlite3.Error as error:
            raise DatelineError(f"{path} cannot be opened as a corpus ledger: {error}") from error

    def _to_wal(self) -> None:
        """Change the journal; SQLite does not wait here for another process that opens the file just now."""
        end = time.monotonic() + 30
        while True:
            try:
                self._db.execute("pragma journal_mode = wal")
                return
            except sqlite3.OperationalError as error:
                if "locked" not in str(error) or time.monotonic() > end:
                    raise
                time.sleep(0.02)

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()

    def __del__(self) -> None:
        """Let go of the file with the last reference."""
        if hasattr(self, "_db"):
            self._db.close()

    @contextmanager
    def writing(self) -> Iterator[None]:
        """One transaction that holds the write lock from its start; undone as a whole when anything fails."""
        try:
            self._db.execute("begin immediate")
        except sqlite3.OperationalError as error:
            why = f"{self.path} stays locked by another process ({error}); let it finish and try again"
            raise DatelineError(why) from error
        try:
            yield
        except BaseException:
            self._db.execute("rollback")
            raise
        self._db.execute("commit")

    def rows(self, query: str, values: Sequence[object] = ()) -> list[tuple[object, ...]]:
        """The rows a query gives."""
        return self._db.execute(query, values).fetchall()

    def others(self) -> int:
        """A number that changes with every change by another process or another connection."""
        return int(self._db.execute("pragma data_version").fetchone()[0])

    def put(self, table: str, rows: Sequence[Sequence[object]]) -> None:
        """Insert rows; a row that is there already stays as it is, one of `layer` is replaced."""
        if rows:
            how = "replace" if table == "layer" else "ignore"
            marks = ", ".join("?" * len(rows[0]))
            self._db.executemany(f"insert or {how} into {table} values ({marks})", rows)

    def run(self, statement: str, values: Sequence[object] = ()) -> None:
        """Carry out one statement."""
        self._db.execute(statement, values)
