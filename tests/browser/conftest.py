"""A headless Chromium that may talk to this machine only, and a JupyterLab for it."""

import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
import urllib.request
from contextlib import closing, suppress
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
SETTINGS = {
    "apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
    "notebook-extension/tracker": {"windowingMode": "none"},
    "docmanager-extension/plugin": {"autosave": False},
}
READY = """() => {
  const session = window.jupyterapp?.shell.currentWidget?.sessionContext?.session;
  return session?.kernel?.connectionStatus === "connected";
}"""
RUN = """async () => {
  const kernel = window.jupyterapp.shell.currentWidget.sessionContext.session.kernel;
  await kernel.info;
  await window.jupyterapp.commands.execute("notebook:run-all-cells");
}"""
DONE = """() => {
  if (document.querySelector("[data-mime-type='application/vnd.jupyter.error']")) return true;
  const marks = [...document.querySelectorAll(".jp-Notebook .jp-CodeCell .jp-InputPrompt")].map(p => p.innerText);
  return marks.length > 0 && marks.every(mark => /\\[\\d+\\]/.test(mark));
}"""


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
    path = os.environ.get("DATELINE_CHROMIUM") or shutil.which("chromium")
    if not path and not os.environ.get("CI"):
        pytest.skip("no Chromium: install one, or name it in DATELINE_CHROMIUM")
    assert path, "in CI the browser tests are never skipped: no Chromium was found"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, headless=True, args=FLAGS)
        yield browser
        browser.close()


class Visit:
    """A page that can reach one origin only; what it tried besides is in `refused`, its errors in `errors`."""

    def __init__(self, browser, origin, width=1280, height=1600):
        self.refused, self.errors = [], []
        self.context = browser.new_context(viewport={"width": width, "height": height})
        self.context.route("**/*", lambda route: self._judge(route, origin))
        self.page = self.context.new_page()
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))

    def ran(self):
        """The names of the payloads that ran."""
        return self.page.evaluate("Object.keys(window).filter(name => name.startsWith('ran_'))")

    def _judge(self, route, origin):
        if route.request.url.startswith((origin, "data:", "blob:", "file:")):
            route.continue_()
        else:
            self.refused.append(route.request.url)
            route.abort()


@pytest.fixture
def visit(chromium):
    """Open pages that see one origin; closed after the test."""
    visits = []

    def open_one(origin, **size):
        visits.append(Visit(chromium, origin, **size))
        return visits[-1]

    yield open_one
    for one in visits:
        one.context.close()


class Lab:
    """A running JupyterLab on `folder`."""

    def __init__(self, folder, address, token):
        self.folder, self.address, self.token = folder, address, token

    def run_all(self, visit, notebook):
        """Open a notebook, run all its cells and wait until the last is done."""
        page = visit.page
        page.goto(f"{self.address}/doc/tree/{notebook}?token={self.token}&reset")
        page.wait_for_selector(".jp-Notebook .jp-Cell", timeout=90_000)
        page.wait_for_function(READY, timeout=90_000)
        page.evaluate(RUN)
        page.wait_for_function(DONE, timeout=180_000)
        failed = page.locator("[data-mime-type='application/vnd.jupyter.error']")
        assert failed.count() == 0, failed.first.inner_text()
        return page


@pytest.fixture(scope="session")
def lab(tmp_path_factory):
    """JupyterLab with its defaults, settings and runtime files in a folder of its own."""
    folder, home = tmp_path_factory.mktemp("served"), tmp_path_factory.mktemp("jupyter")
    for name, values in SETTINGS.items():
        path = home / "settings" / "@jupyterlab" / f"{name}.jupyterlab-settings"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(values), "utf8")
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    token = secrets.token_hex(16)
    names = ["JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "JUPYTERLAB_WORKSPACES_DIR", "IPYTHONDIR"]
    env = dict(os.environ, **{name: str(home / name.lower()) for name in names})
    env["JUPYTERLAB_SETTINGS_DIR"] = str(home / "settings")
    command = [
        sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", "--ip=127.0.0.1", f"--port={port}",
        "--ServerApp.port_retries=0", f"--IdentityProvider.token={token}", "--LabApp.expose_app_in_browser=True",
        f"--ServerApp.root_dir={folder}",
    ]  # fmt: skip
    with (home / "lab.log").open("w") as log:
        server = subprocess.Popen(command, env=env, stdout=log, stderr=subprocess.STDOUT)
    address = f"http://127.0.0.1:{port}"
    try:
        _wait(f"{address}/api/status?token={token}", server, home / "lab.log")
        yield Lab(folder, address, token)
    finally:
        server.terminate()
        server.wait(20)


def _wait(url, server, log):
    """Until the server answers; each try blocks for as long as the connection does."""
    for _ in range(600):
        assert server.poll() is None, log.read_text()
        with suppress(OSError), urllib.request.urlopen(url, timeout=5) as reply:
            reply.read()
            return
        with suppress(subprocess.TimeoutExpired):
            server.wait(0.1)
    raise AssertionError(log.read_text())
