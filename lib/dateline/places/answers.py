"""Answers of geocoding services, kept in one SQLite file, and whose turn it is to ask: for all processes."""

import os
import random
import sqlite3
import threading
import time
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dateline.errors import GeocodeError, GeocodeRefused

FORMAT = 1
APPLICATION = 0x646C6765
"""SQLite's application_id of such a file ("dlge"), by which another database is told from it."""
LONGEST = 86_400.0
"""Seconds a service can make us wait at most; a longer wait in the file means that the clock was set back."""

_TABLES = """
create table if not exists answer (
    service text not null, domain text not null, method text not null, query text not null, options text not null,
    found integer not null, places text not null, retrieved_at real not null,
    primary key (service, domain, method, query, options)) without rowid;
create table if not exists turn (
    host text primary key, holder text, free_at real not null, pause_until real not null);
"""

Key = tuple[str, str, str, str, str]
"""Service, domain, method, query and options of an answer."""


@dataclass(frozen=True)
class Answer:
    """What a service answered: its places as JSON ("[]" when it knew none), and when (seconds since 1970)."""

    places: str
    found: bool
    retrieved_at: float


@dataclass
class Turn:
    """One process's turn at a host."""

    host: str
    token: str
    asked: bool = False


class Answers:
    """The file: WAL mode, flushed to disk at each commit, shared by threads and processes; it is never replaced.

    A damaged file, or one that is something else, raises `GeocodeError` and stays as it is.
    """

    def __init__(self, path: Path) -> None:
        """Open the file, made if absent."""
        self.path = path
        self._lock = threading.RLock()
        self._pid = 0
        self._open()

    def _open(self) -> None:
        with self._clear():
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._db = sqlite3.connect(self.path, timeout=30, isolation_level=None, check_same_thread=False)
            self._pid = os.getpid()
            self._db.execute("begin")  # one snapshot: another process may be making the file just now
            tables = self._one("select count(*) from sqlite_master")
            application, form = self._one("pragma application_id"), self._one("pragma user_version")
            self._db.execute("commit")
            if (application, form, tables) == (0, 0, 0):
                self._to_wal()
                self._db.executescript(
                    f"begin immediate; {_TABLES} pragma application_id = {APPLICATION};"
                    f" pragma user_version = {FORMAT}; commit;"
                )
            elif application != APPLICATION:
                raise GeocodeError(f"{self.path} is a database of something else; name another file as cache")
            elif form > FORMAT:
                raise GeocodeError(
                    f"{self.path} was written by a newer dateline; update this one, or name another file"
                )
            self._db.execute("pragma synchronous = full")
            state = self._one("pragma quick_check(1)")
            if state != "ok":
                raise sqlite3.DatabaseError(state)

    def _one(self, query: str) -> Any:  # noqa: ANN401  one value of SQLite
        return self._db.execute(query).fetchone()[0]

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
        if self._pid == os.getpid():
            self._db.close()

    def __del__(self) -> None:
        """Let go of the file with the last reference."""
        if hasattr(self, "_db"):
            self.close()

    @contextmanager
    def _clear(self) -> Iterator[None]:
        """Say what is wrong with the file, instead of SQLite's words."""
        try:
            yield
        except (sqlite3.OperationalError, OSError) as error:
            raise GeocodeError(f"{self.path} cannot be used as a cache of answers: {error}") from error
        except sqlite3.Error as error:
            raise GeocodeError(
                f"{self.path} is damaged ({error}); it was left as it is. Move it away to start a new cache, or "
                f"restore it from a copy"
            ) from error

    @contextmanager
    def _using(self, begin: str = "") -> Iterator[sqlite3.Connection]:
        """The connection of this process, in a transaction of its own when `begin` says so."""
        with self._lock, self._clear():
            if self._pid != os.getpid():
                self._open()
            if begin:
                self._db.execute(begin)
            try:
                yield self._db
            except BaseException:
                if self._db.in_transaction:
                    self._db.execute("rollback")
                raise
            if begin:
                self._db.execute("commit")

    def get(self, key: Key) -> Answer | None:
        """What is kept under a key; None when nothing is."""
        with self._using() as db:
            row = db.execute(
                "select places, found, retrieved_at from answer"
                " where service = ? and domain = ? and method = ? and query = ? and options = ?", key
            ).fetchone()  # fmt: skip
        return Answer(row[0], bool(row[1]), row[2]) if row else None

    def put(self, key: Key, places: str, found: bool) -> None:
        """Keep an answer, in place of an older one."""
        with self._using("begin immediate") as db:
            db.execute("insert or replace into answer values (?, ?, ?, ?, ?, ?, ?, ?)", (*key, found, places, now()))

    def count(self, service: str, domain: str) -> int:
        """How many answers of a service are kept."""
        with self._using() as db:
            query = "select count(*) from answer where service = ? and domain = ?"
            return int(db.execute(query, (service, domain)).fetchone()[0])

    def rows(self) -> Sequence[tuple[Any, ...]]:
        """Everything kept: service, domain, method, query, options, found, places, retrieved_at."""
        with self._using() as db:
            return db.execute("select * from answer order by 1, 2, 3, 4, 5").fetchall()

    @contextmanager
    def turn(self, host: str, every: float, lease: float, patience: float) -> Iterator[Turn]:
        """Wait until this process alone may ask a host; the next turn starts `every` seconds after this one ended.

        Counted from the end, so that also the host sees requests so far apart, however long each was under way. The
        wait is outside any transaction. A turn whose process was killed ends after `lease` seconds. Raises
        `GeocodeRefused` when the host asked to be left alone for longer than `patience` seconds from now.
        """
        turn = Turn(host, uuid.uuid4().hex)
        while (wait := self._take(turn, lease, patience)) > 0:
            sleep(min(wait, max(every / 4, 0.005)) * random.uniform(0.5, 1.0))  # noqa: S311  no secret
        try:
            yield turn
        finally:
            with self._using("begin immediate") as db:
                db.execute(
                    "update turn set holder = null, free_at = ? where host = ? and holder = ?",
                    (now() + (every if turn.asked else 0.0), host, turn.token),
                )

    def _take(self, turn: Turn, lease: float, patience: float) -> float:
        """Take the turn and give 0, or give the seconds to wait."""
        with self._using() as db:
            wait = _wait(db, turn.host, patience)
        if wait > 0:
            return wait
        with self._using("begin immediate") as db:
            wait = _wait(db, turn.host, patience)
            if wait <= 0:
                db.execute(
                    "insert into turn values (?, ?, ?, 0) on conflict (host) do"
                    " update set holder = excluded.holder, free_at = excluded.free_at",
                    (turn.host, turn.token, now() + lease),
                )
        return max(wait, 0.0)

    def prolong(self, turn: Turn, lease: float) -> None:
        """Hold a turn for longer."""
        with self._using("begin immediate") as db:
            db.execute(
                "update turn set free_at = ? where host = ? and holder = ?", (now() + lease, turn.host, turn.token)
            )

    def pause(self, host: str, seconds: float) -> None:
        """Let nobody ask a host for so many seconds, LONGEST at most."""
        until = now() + min(seconds, LONGEST)
        with self._using("begin immediate") as db:
            db.execute(
                "insert into turn values (?, null, 0, ?) on conflict (host) do"
                " update set pause_until = max(pause_until, excluded.pause_until)", (host, until)
            )  # fmt: skip


def _wait(db: sqlite3.Connection, host: str, patience: float) -> float:
    row = db.execute("select free_at, pause_until from turn where host = ?", (host,)).fetchone()
    free, paused = (moment - now() for moment in row) if row else (0.0, 0.0)
    if patience < paused <= LONGEST:
        until = time.strftime("%H:%M:%S on %d %B", time.localtime(now() + paused))
        raise GeocodeRefused(
            f"{host} asked to be left alone until {until}, {paused:.0f} seconds from now; nothing was sent. "
            f"Ask again then: what was answered is kept"
        )
    return max((wait for wait in (free, paused) if wait <= LONGEST), default=0.0)


now = time.time
sleep = time.sleep
