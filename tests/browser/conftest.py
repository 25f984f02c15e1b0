"""What the browser tests share: one Chromium and one JupyterLab."""

import os
from pathlib import Path

import pytest

import labs


def pytest_collection_modifyitems(items):
    for item in items:
        if Path(item.fspath).parent == Path(__file__).parent:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def payloads():
    """Texts that run when a page takes them for markup."""
    return [
        "<img src=x onerror=\"window.ran='img'\">",
        "</script><script>window.ran='script'</script>",
        "<svg onload=\"window.ran='svg'\">",
        "<!--<script>",
        "javascript:window.ran='link'",
    ]


@pytest.fixture(scope="session")
def chromium():
    """The browser; in CI a missing one is a failure."""
    path = labs.chromium()
    if not path and not os.environ.get("CI"):
        pytest.skip("no Chromium: install one, or name it in DATELINE_CHROMIUM")
    assert path, "in CI the browser tests are never skipped: no Chromium was found"
    with labs.browser() as opened:
        yield opened


@pytest.fixture
def visit(chromium):
    """Open pages that see one origin; closed after the test."""
    visits = []

    def open_one(origin, **size):
        visits.append(labs.Visit(chromium, origin, **size))
        return visits[-1]

    yield open_one
    for one in visits:
        one.context.close()


@pytest.fixture(scope="session")
def lab(tmp_path_factory):
    """JupyterLab with its defaults."""
    with labs.running_lab(tmp_path_factory.mktemp("lab")) as running:
        yield running
