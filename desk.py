#!/usr/bin/env python3
"""Set up dateline and run it. Needs Python 3.11 or newer and its standard library, nothing else.

    python3 desk.py run           the main job: corpus, notebooks, report and charts, into out/
    python3 desk.py test          style, types and every test, those in the browser too
    python3 desk.py lab           JupyterLab on notebooks/
    python3 desk.py exec CMD ...  any command in the environment, for example: exec dateline --help
    python3 desk.py help          this page

Words after run go to "dateline run" (-p query=... --corpus FOLDER --out FOLDER), after test to pytest,
after lab to JupyterLab. The first call makes the environment in .venv; DATELINE_CHROMIUM names a browser to test with.
"""

import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
VENV = HERE / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
STAMP = VENV / "dateline-lock.txt"
OLDEST = (3, 11)
INVENTED = ("-p", "source=invented sample of dateline")
NINE = ("-p", "source=nine-outlet corpus (T. Dai, 2017)", "-p", "least=12")
SIZE = {"run": "about 620 MB", "test": "about 920 MB"}

NETWORK = re.compile(
    r"name resolution|getaddrinfo|connection (?:error|refused|reset|aborted|timed out)|newconnectionerror|dns error"
    r"|max retries|failed to fetch|error sending request|network is unreachable|timed? ?out|proxyerror"
    r"|no matching distribution found|could not find a version",
    re.IGNORECASE,
)


class Stop(Exception):
    """The work cannot go on; the text says why and what to do."""


def say(text):
    print("desk: " + text, file=sys.stderr, flush=True)


def check_python(version=sys.version_info, which=shutil.which):
    """Stop when this Python is too old, naming a newer one when there is one."""
    if tuple(version[:2]) >= OLDEST:
        return
    newer = [name for name in ("python3.14", "python3.13", "python3.12", "python3.11") if which(name)]
    advice = "try: {} desk.py {}".format(newer[0], " ".join(sys.argv[1:])) if newer else "install a newer Python"
    raise Stop("Python {}.{} is too old: dateline needs {}.{} or newer; {}".format(*version[:2], *OLDEST, advice))


def explain(output):
    """What to do about a failed installation, from what the installer printed."""
    if (
        "ensurepip is not available" in output
        or "No module named ensurepip" in output
        or "No module named venv" in output
    ):
        return (
            "this Python cannot make environments: install its venv module "
            "(Debian and Ubuntu: apt install python3-venv) or uv, then run the same command again"
        )
    if "No space left" in output or "Disk quota" in output:
        return "the disk is full: free some space, then run the same command again"
    if "DO NOT MATCH THE HASHES" in output or "Hash mismatch" in output:
        return (
            "a downloaded package is not the one in locks/: nothing of it was installed; try again, then ask its index"
        )
    if NETWORK.search(output):
        return (
            "the package index cannot be reached: check the network or proxy, then run the same command again; "
            "what was downloaded is kept"
        )
    return "the installer failed: its last words stand above"


def install(command, total=0):
    """Run one installation step, showing how far it is; Stop with advice when it fails."""
    lines, done = [], 0
    with subprocess.Popen(
        command, cwd=str(HERE), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace",
        env=dict(os.environ, UV_COMPILE_BYTECODE="1", PIP_DISABLE_PIP_VERSION_CHECK="1", PIP_ROOT_USER_ACTION="ignore"),
    ) as process:  # fmt: skip
        for line in process.stdout:
            lines.append(line.rstrip())
            if total and line.startswith(("Collecting ", "Processing ")):
                done += 1
                if sys.stderr.isatty() or done % 20 == 0:
                    end = "\r" if sys.stderr.isatty() else "\n"
                    print("desk: {} of about {} packages".format(done, total), end=end, file=sys.stderr, flush=True)
    if process.returncode:
        print("\n".join(lines[-12:]), file=sys.stderr)
        raise Stop(explain("\n".join(lines)))


def prepare(level):
    """Make or complete the environment: level "run" for the main job, "test" for the tests as well."""
    wanted = {name: hashlib.sha256((HERE / "locks" / (name + ".txt")).read_bytes()).hexdigest() for name in SIZE}
    wanted["where"] = str(HERE)
    have = dict(line.split(" ", 1) for line in STAMP.read_text("utf8").splitlines()) if STAMP.exists() else {}
    usable = PYTHON.exists() and all(have.get(k) in (None, v) for k, v in wanted.items())
    if usable and (level in have or "test" in have):
        return
    lock = HERE / "locks" / (level + ".txt")
    total = len(re.findall(r"^[\w.-]+==", lock.read_text("utf8"), re.MULTILINE))
    uv = shutil.which("uv")
    say("making the environment in .venv with {} ({} packages, {}; only the first time) ...".format(
        "uv" if uv else "pip", total, SIZE[level]))  # fmt: skip
    if not usable and VENV.exists():
        shutil.rmtree(str(VENV))
    if uv:
        pip = [uv, "pip", "install", "--python", str(PYTHON)]
        if not PYTHON.exists():
            install([uv, "venv", "--quiet", "--python", sys.executable, str(VENV)])
    else:
        pip = [str(PYTHON), "-m", "pip", "install", "--compile"]
        if not PYTHON.exists():
            install([sys.executable, "-m", "venv", str(VENV)])
    install([*pip, "--require-hashes", "-r", str(lock)], total)
    install([*pip, "--no-deps", "--no-build-isolation", "-e", str(HERE)])
    wanted = {key: value for key, value in wanted.items() if key in (level, "where", *have)}
    STAMP.write_text("".join("{} {}\n".format(*item) for item in wanted.items()), "utf8")
    say("the environment is ready")


def environment():
    """The variables a command in the environment sees."""
    path = str(BIN) + os.pathsep + os.environ.get("PATH", "")
    return dict(os.environ, PATH=path, VIRTUAL_ENV=str(VENV))


def call(*command, **more):
    """Run a command in the environment and give its exit code."""
    env = dict(environment(), **more)
    program = shutil.which(str(command[0]), path=env["PATH"]) or str(command[0])
    try:
        return subprocess.run([program, *map(str, command[1:])], cwd=str(HERE), env=env).returncode
    except KeyboardInterrupt:
        return 130
    except OSError as error:
        raise Stop("{} cannot be run: {}".format(command[0], error.strerror))


def find_chromium():
    """A Chromium for the browser tests: the user's, one installed, Playwright's own, or Debian's package."""
    given = os.environ.get("DATELINE_CHROMIUM")
    if given:
        if not Path(given).exists():
            raise Stop("DATELINE_CHROMIUM names {}, which is not there".format(given))
        return given
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")
    for name in names:
        if shutil.which(name):
            return shutil.which(name)
    ask = "from playwright.sync_api import sync_playwright as p\nwith p() as q: print(q.chromium.executable_path)"
    own = subprocess.run([str(PYTHON), "-c", ask], stdout=subprocess.PIPE, text=True).stdout.strip()
    if own and Path(own).exists():
        return own
    say("fetching Chromium for the browser tests ...")
    fetched = subprocess.run([str(PYTHON), "-m", "playwright", "install", "chromium"],
                             stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # fmt: skip
    if fetched.returncode == 0 and Path(own).exists():
        return own
    if hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get"):
        quiet = {"stdout": subprocess.DEVNULL, "env": dict(os.environ, DEBIAN_FRONTEND="noninteractive")}
        subprocess.run(["apt-get", "-qq", "update"], **quiet)
        subprocess.run(["apt-get", "-qq", "install", "-y", "--no-install-recommends", "chromium"], **quiet)
    return shutil.which("chromium") or ""


def run(words):
    """The main job: a corpus, every notebook, the report and the charts, in out/."""
    prepare("run")
    words = list(words)
    if "--out" not in words:
        words += ["--out", "out"]
    if "--corpus" not in words:
        corpus, chosen, events = HERE / "data" / "corpora" / "nine-outlets", NINE, "nine-outlets.csv"
        if call("dateline", "sample", "nine-outlets", corpus):
            say("the nine outlets could not be brought: the small INVENTED sample in data/sample serves instead")
            corpus, chosen, events = HERE / "data" / "sample", INVENTED, "sample.csv"
        events = str(HERE / "data" / "events" / events)
        words = ["--corpus", str(corpus), *chosen, "-p", "events=" + events, *words]
    return call("dateline", "run", "notebooks", *words)


def test(words):
    """Style, types and tests; all of them run, and one failure fails the whole."""
    prepare("test")
    chromium = find_chromium()
    more = {"DATELINE_CHROMIUM": chromium} if chromium else {}
    if not chromium:
        say("no Chromium found: install one or set DATELINE_CHROMIUM" + (
            "" if os.environ.get("CI") else "; the browser tests are skipped"))  # fmt: skip
    pytest = ("pytest", "-n", "auto", "--dist", "loadfile", "--no-loadscope-reorder", *words)  # browsers first
    checks = [("ruff", "check", "."), ("ruff", "format", "--check", "."), ("mypy",), pytest]
    failed = [check[0] for check in checks if call(*check, **more)]
    if failed:
        say("failed: " + ", ".join(failed))
    return int(bool(failed))


def lab(words):
    """JupyterLab, opened on notebooks/, with Jupyter's own defaults."""
    prepare("run")
    return call("jupyter", "lab", "--preferred-dir=notebooks", *words)


def execute(words):
    """Any command in the environment."""
    prepare("run")
    if not words:
        raise Stop("exec needs a command, for example: python3 desk.py exec dateline --help")
    return call(*words)


VERBS = {"run": run, "test": test, "lab": lab, "exec": execute}


def main(words):
    if not words or words[0] in ("help", "-h", "--help"):
        print(__doc__)
        return 0
    try:
        if words[0] not in VERBS:
            raise Stop("there is no '{}'; choose from: {}, help".format(words[0], ", ".join(VERBS)))
        check_python()
        return VERBS[words[0]](words[1:])
    except Stop as stop:
        say(str(stop))
        return 2
    except KeyboardInterrupt:
        say("stopped; run the same command again to go on")
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
