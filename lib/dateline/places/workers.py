"""Places of many articles on all cores: pieces of frames found by child processes, given back in their order."""

import io
import os
import queue
import subprocess
import sys
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import IO

import polars as pl

from dateline.places import SLICE, find, gazetteer

WORTH = 2_000_000
"""Characters of text from which a further process is worth its start (1.5 s and 250 MB): some 10 s of work."""
_CHILD = "from dateline.places.workers import serve; serve()"
_Worker = subprocess.Popen[bytes]


def find_each(
    frames: Sequence[pl.DataFrame], done: Callable[[int], object] = lambda _: None, most: int | None = None
) -> Generator[pl.DataFrame]:
    """What `places.find` gives for each frame, in order, the same rows with one process or many.

    `done` is told how many articles were read, piece by piece. `most` processes are used, one a core when it is None,
    and none beside this one unless each has `WORTH` characters to read. They end when this does, or is left.

    >>> table = pl.DataFrame({"article_id": ["a"], "text": ["Envoys met in Istanbul."]})
    >>> [frame["surface"].to_list() for frame in find_each([table, table.clear()])]
    [['Istanbul'], []]
    """
    size = sum(int(frame["text"].str.len_chars().sum()) for frame in frames)
    count = min(most or os.cpu_count() or 1, size // WORTH)
    cut = [[frame[at : at + SLICE] for at in range(0, frame.height, SLICE)] for frame in frames]
    found = _found([piece for pieces in cut for piece in pieces], count)
    for frame, pieces in zip(frames, cut, strict=True):
        made = [find(frame.clear())]
        for piece in pieces:
            made.append(next(found))
            done(piece.height)
        yield pl.concat(made, rechunk=True)


def _found(pieces: Sequence[pl.DataFrame], count: int) -> Generator[pl.DataFrame]:
    """The mentions of each piece, in order; what a process did not answer is found in this one."""
    if count < 2:
        yield from map(find, pieces)
        return
    workers = [_start() for _ in range(count)]
    idle: queue.SimpleQueue[_Worker] = queue.SimpleQueue()
    for worker in workers:
        idle.put(worker)
    pool = ThreadPoolExecutor(count, "dateline-places")
    try:
        answers = pool.map(lambda piece: _ask(idle, piece), pieces)
        for piece, answer in zip(pieces, answers, strict=True):
            yield find(piece) if answer is None else answer
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
        for worker in workers:
            _end(worker)


def _ask(idle: "queue.SimpleQueue[_Worker]", piece: pl.DataFrame) -> pl.DataFrame | None:
    """A process's answer; null when none is left, or the one that was asked ended. It is then not asked again."""
    with suppress(queue.Empty, OSError, ValueError):
        worker = idle.get_nowait()
        assert worker.stdin is not None
        assert worker.stdout is not None
        _send(worker.stdin, piece)
        if (answer := _receive(worker.stdout)) is not None:
            idle.put(worker)
            return answer
    return None


def _start() -> _Worker:
    """A process that serves; it finds our modules where we do, and a stop from the keyboard reaches only this one."""
    env = os.environ | {
        "PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "POLARS_MAX_THREADS": "1", "OPENBLAS_NUM_THREADS": "1",
    }  # fmt: skip
    command = [sys.executable, "-P", "-c", _CHILD, gazetteer.fingerprint()]
    pipe = subprocess.PIPE
    return subprocess.Popen(
        command, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, env=env, start_new_session=True
    )


def _end(worker: _Worker) -> None:
    worker.kill()
    worker.wait()
    for stream in (worker.stdin, worker.stdout):
        if stream:
            with suppress(OSError, ValueError):
                stream.close()


def serve() -> None:
    """What a child process does: take frames until there are no more, unless its gazetteer is another one."""
    while gazetteer.fingerprint() == sys.argv[1] and (piece := _receive(sys.stdin.buffer)) is not None:
        _send(sys.stdout.buffer, find(piece))


def _send(stream: IO[bytes], frame: pl.DataFrame) -> None:
    data = io.BytesIO()
    frame.write_ipc(data)
    stream.write(len(data.getvalue()).to_bytes(8, "big") + data.getvalue())
    stream.flush()


def _receive(stream: IO[bytes]) -> pl.DataFrame | None:
    """The next frame; null when no whole one comes any more."""
    size = int.from_bytes(stream.read(8), "big")
    data = stream.read(size)
    return pl.read_ipc(data) if size and len(data) == size else None
