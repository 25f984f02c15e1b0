"""Files ▶ a folder: all of them or none, and never in the place of something else."""

import errno
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from dateline.errors import ExportError

OURS = ("desk/manifest.json", "note.md")
"""A folder that holds one of these was published before, and may be replaced."""


def write(target: Path, files: Mapping[str, bytes]) -> None:
    """Write `files` (names with "/" between folders) as the folder `target`, in the place of an earlier one.

    Raises `ExportError` when something else stands there or it cannot be written; what stood there then stays.
    """
    try:
        _refuse_others(target)
        _replace(target, files)
    except OSError as error:
        raise ExportError(f"{target} cannot be written: {error.strerror}; what stood there is unharmed") from error


def _refuse_others(target: Path) -> None:
    if target.is_symlink() or (target.exists() and not target.is_dir()):
        raise NotADirectoryError(errno.ENOTDIR, "a file or link is in its place")
    if target.is_dir() and any(target.iterdir()) and not any((target / name).is_file() for name in OURS):
        raise FileExistsError(errno.EEXIST, "the folder holds something else; name a new one")


def _replace(target: Path, files: Mapping[str, bytes]) -> None:
    """Write beside the target, then change places."""
    target.parent.mkdir(parents=True, exist_ok=True)
    made = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    try:
        made.chmod(0o755)
        for name, data in files.items():
            (made / name).parent.mkdir(exist_ok=True)
            (made / name).write_bytes(data)
        if target.exists():
            old = made.with_name(made.name + "-old")
            target.replace(old)
            try:
                made.replace(target)
            except BaseException:
                old.replace(target)
                raise
            shutil.rmtree(old, ignore_errors=True)
        else:
            made.replace(target)
    finally:
        shutil.rmtree(made, ignore_errors=True)
