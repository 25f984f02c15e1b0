"""A JupyterLab and a headless Chromium that may talk to this machine only, for tests and benchmarks."""

import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
import urllib.request
from contextlib import closing, contextmanager, suppress

import nbformat
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
CELL = """async number => {
  const { content } = window.jupyterapp.shell.currentWidget;
  content.activeCellIndex = number;
  content.deselectAll();
  await window.jupyterapp.commands.execute("notebook:run-cell");
}"""
DONE = """() => {
  if (document.querySelector("[data-mime-type='application/vnd.jupyter.error']")) return true;
  const marks = [...document.querySelectorAll(".jp-Notebook .jp-CodeCell .jp-InputPrompt")].map(p => p.innerText);
  return marks.length > 0 && marks.every(mark => /\\[\\d+\\]/.test(mark));
}"""


def chromium():
    """Where Chromium is; null when nothing tells."""
    return os.environ.get("DATELINE_CHROMIUM") or shutil.which("chromium")


@contextmanager
def browser():
    """A headless Chromium."""
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium(), headless=True, args=FLAGS)
        yield opened
        opened.close()


class Visit:
    """A page that can reach one origin only; what it tried besides is in `refused`, its errors in `errors`."""

    def __init__(self, browser, origin, width=1280, height=1600):
        self.refused, self.errors = [], []
        self.context = browser.new_context(viewport={"width": width, "height": height})
        self.context.route("**/*", lambda route: self._judge(route, origin))
        self.page = self.context.new_page()
        self.page.on("pageerror", lambda error: self.errors.append(f"{error}\n{error.stack}"))

    def ran(self):
        """The names of the payloads that ran."""
        return self.page.evaluate("Object.keys(window).filter(name => name.startsWith('ran_'))")

    def _judge(self, route, origin):
        if route.request.url.startswith((origin, "data:", "blob:", "file:")):
            route.continue_()
        else:
            self.refused.append(route.request.url)
            route.abort()


def run_cell(page, number):
    """Run one cell of the open notebook and wait until it is done."""
    page.evaluate(CELL, number)


def write(path, *cells):
    """A notebook of code cells."""
    kernel = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
    code = [nbformat.v4.new_code_cell(cell) for cell in cells]
    nbformat.write(nbformat.v4.new_notebook(cells=code, metadata={"kernelspec": kernel}), path)


class Lab:
    """A running JupyterLab on `folder`."""

    def __init__(self, folder, address, token):
        self.folder, self.address, self.token = folder, address, token

    def open(self, visit, notebook):
        """Open a notebook and wait for its kernel."""
        page = visit.page
        page.goto(f"{self.address}/doc/tree/{notebook}?token={self.token}&reset")
        page.wait_for_selector(".jp-Notebook .jp-Cell", timeout=90_000)
        page.wait_for_function(READY, timeout=90_000)
        return page

    def run_all(self, visit, notebook):
        """Open a notebook, run all its cells and wait until the last is done."""
        page = self.open(visit, notebook)
        page.evaluate(RUN)
        page.wait_for_function(DONE, timeout=180_000)
        failed = page.locator("[data-mime-type='application/vnd.jupyter.error']")
        assert failed.count() == 0, failed.first.inner_text()
        return page


@contextmanager
def running_lab(place):
    """JupyterLab with settings, runtime files and what it serves in folders of its own under `place`."""
    folder, home = place / "served", place / "jupyter"
    folder.mkdir()
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
