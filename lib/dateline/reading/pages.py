"""Saved web pages and feeds ▶ records: page.py at work in child processes that a time limit can end."""

import atexit
import json
import os
import queue
import re
import subprocess
import sys
import threading
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any

from dateline.reading.source import Records, Settings

SECONDS = 20.0
"""How long one page may take; ordinary pages take 0.03 s."""
MAX_PAGE = 20_000_000
"""Bytes one page may hold; the largest news pages known to us are a tenth of it."""

_LONG = re.compile(rb"<[a-zA-Z][^<>]{20000,}")
_ATTRIBUTE = re.compile(rb"\s[\w:-]+=")
_PROGRAM = Path(__file__).with_name("page.py")
_idle: "queue.SimpleQueue[subprocess.Popen[bytes]]" = queue.SimpleQueue()
_pool: ThreadPoolExecutor | None = None
Answer = dict[str, Any]


class Late(Exception):
    """A page took longer than it may; its worker was ended."""


def submit(data: bytes, kind: str = "page") -> "Future[Answer]":
    """Have a page (or a "feed") read by a worker; one worker a core, started when first needed."""
    global _pool  # noqa: PLW0603  one pool a process
    if _pool is None:
        _pool = ThreadPoolExecutor(os.cpu_count() or 1, "dateline-page")
        atexit.register(stop)
    return _pool.submit(_ask, data, kind)


def stop() -> None:
    """End the workers that are idle."""
    while not _idle.empty():
        _end(_idle.get_nowait())


def read(answer: "Future[Answer]", settings: Settings, url: str | None = None) -> Records:
    """The record of one page; its outlet is the table's for its domain, else the name the site gives itself.

    `url` is where the page came from, for one that does not say so itself.
    """
    records = Records(date_source="field")
    found = answered(answer, records)
    if found is None:
        return records
    if found.get("error") or not (found.get("title") or found.get("text")):
        records.reject(0, 0, "not a page", found.get("error") or "no title and no text were found in it")
        return records
    found["url"] = found.get("url") or url
    known = settings.outlets.of_url(found["url"])
    site = found.pop("site", None)
    records.add(1, {**found, "outlet": None if known else site})
    return records


def answered(answer: "Future[Answer]", records: Records) -> Answer | None:
    """What a worker answered; null, and a reject, when it could not."""
    try:
        return answer.result()
    except Late:
        records.reject(0, 0, "takes too long", f"it was not read within {SECONDS:.0f} seconds")
    except (OSError, ValueError) as error:
        records.reject(0, 0, "not a page", str(error)[:200])
    return None


def _ask(data: bytes, kind: str) -> Answer:
    if len(data) > MAX_PAGE:
        raise ValueError(f"the page holds {len(data):,} bytes, over {MAX_PAGE:,}")
    if any(len(_ATTRIBUTE.findall(tag)) > 5_000 for tag in _LONG.findall(data)):  # they take the parser minutes
        raise ValueError("one tag of the page holds over 5,000 attributes")
    worker = _idle.get_nowait() if not _idle.empty() else _start()
    late = threading.Event()

    def end() -> None:
        late.set()
        worker.kill()

    timer = threading.Timer(SECONDS, end)
    timer.start()
    line = b""
    try:
        assert worker.stdin is not None
        assert worker.stdout is not None
        worker.stdin.write(f"{kind} {len(data):08x}\n".encode() + data)
        worker.stdin.flush()
        line = worker.stdout.readline()
    except OSError:  # it ended while we wrote
        line = b""
    finally:
        timer.cancel()
        if line.endswith(b"\n"):
            _idle.put(worker)
        else:
            _end(worker)
    if late.is_set():
        raise Late
    if not line.endswith(b"\n"):
        raise ValueError("the page ended the program that read it")
    answer: Answer = json.loads(line)
    return answer


def _start() -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        [sys.executable, "-I", str(_PROGRAM)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )


def _end(worker: "subprocess.Popen[bytes]") -> None:
    worker.kill()
    worker.wait()
    for pipe in (worker.stdin, worker.stdout):
        if pipe:
            with suppress(OSError):  # what it did not take any more
                pipe.close()
