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
    """Texts that run when a page takes them for code, each setting a name of its own."""
    return [
        '<img src=x onerror="window.ran_img=1">',
        "</script><script>window.ran_script=1</script>",
        '<svg onload="window.ran_svg=1">',
        "--><script>window.ran_comment=1</script><!--<script>",
        "</style><style onload='window.ran_style=1'></style>",
        "</title></textarea><img src=x onerror='window.ran_title=1'>",
        '" autofocus onfocus="window.ran_double=1" x="',
        "' autofocus onfocus='window.ran_single=1' x='",
        "javascript:window.ran_link=1",
        "`${window.ran_template=1}`",
        "{{constructor.constructor('window.ran_braces=1')()}}",
        "']||(window.ran_vega=1)||datum['",
        "\u2028window.ran_line=1;//",
        "x}*{background:url(https://news.example/a.png)}@import 'https://news.example/a.css';",
        'https://news.example/"><script>window.ran_url=1</script>',
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
