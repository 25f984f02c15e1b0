"""What every test shares: no connection leaves this machine, and the invented sample as a corpus."""

import os
import socket
from pathlib import Path

import pytest
from hypothesis import settings

os.environ["DATELINE_GAZETTEER"] = "packaged"  # not one this person has imported
settings.register_profile("suite", max_examples=30, deadline=None)
settings.load_profile("suite")
ROOT = Path(__file__).parents[1]
SAMPLE = ROOT / "data" / "sample"
_HERE = ("127.0.0.1", "::1", "localhost")
_connect = socket.socket.connect


def _guarded(self, address):
    if self.family in (socket.AF_INET, socket.AF_INET6) and address[0] not in _HERE:
        raise AssertionError(f"a connection to {address[0]} was tried")
    return _connect(self, address)


@pytest.fixture(autouse=True, scope="session")
def _no_network():
    """Fail whatever connects to another machine."""
    socket.socket.connect = _guarded
    yield
    socket.socket.connect = _connect


@pytest.fixture(scope="session")
def sample(tmp_path_factory):
    """The invented sample as a corpus; tests only read it."""
    from dateline import Corpus

    corpus = Corpus(tmp_path_factory.mktemp("sample") / "corpus")
    corpus.add(SAMPLE)
    return corpus
