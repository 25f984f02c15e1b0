"""The explorer as a widget: it takes what was asked for in the browser, and sends back what the library counts."""

import json
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import anywidget
import polars as pl
import traitlets

from dateline import geography, publishing, search, trends
from dateline.charts import projection, rendering, theme
from dateline.corpus import Corpus
from dateline.errors import DatelineError, QueryError
from dateline.explorer import code, controls, correcting, figures, keywords, views
from dateline.explorer.asked import MOST, Asked, Queries, ask, typed
from dateline.explorer.cube import Cube
from dateline.explorer.sentences import Picked, Sentences
from dateline.explorer.spec import spec
from dateline.queries import Saved

HERE = Path(__file__).parent
QUERIES = {
    "light": (["#1d5d8c", "#b8412f", "#23775a", "#7a4c9c"], ["#bcd0de", "#eab8ae", "#b4d8c8", "#d8c6e4"]),
    "dark": (["#7db8e0", "#f08a74", "#6cc6a2", "#c8a2e8"], ["#35536a", "#6b3d35", "#2d5747", "#533c66"]),
}
"""A colour for each query and a pale one for its intervals, told apart with any kind of colour blindness."""
MARKER = {"light": "#ffe9a8", "dark": "#5c4a12"}
"""What marks the words in a sentence."""
ROWS = 60
"""Rows of a table of numbers."""


@cache
def _module() -> str:
    source = "".join((HERE / name).read_text("utf8") for name in ("view.js", "zoom.js"))
    return rendering.bundled(source.replace("FACES", json.dumps(list(rendering.faces().items()))))


def _themes() -> dict[str, dict[str, Any]]:
    looks = {"light": theme.LIGHT, "dark": theme.DARK}
    return {
        name: {**colours, "queries": QUERIES[name][0], "pale": QUERIES[name][1], "marker": MARKER[name]}
        for name, colours in looks.items()
    }


@cache
def _class() -> type[anywidget.AnyWidget]:
    class ExplorerView(anywidget.AnyWidget):
        """Draws what it is sent, and says what was asked for."""

        _esm = _module()
        _css = (HERE / "view.css").read_text("utf8")
        spec = traitlets.Dict().tag(sync=True)
        themes = traitlets.Dict().tag(sync=True)
        state = traitlets.Dict().tag(sync=True)
        timeline = traitlets.Dict().tag(sync=True)
        dots = traitlets.Dict().tag(sync=True)
        places = traitlets.Dict().tag(sync=True)
        frame = traitlets.Dict().tag(sync=True)
        outlines = traitlets.Bytes().tag(sync=True)
        receipts = traitlets.Dict().tag(sync=True)
        candidates = traitlets.Dict().tag(sync=True)
        words = traitlets.Dict().tag(sync=True)
        tables: traitlets.List[Any] = traitlets.List().tag(sync=True)
        message = traitlets.Unicode().tag(sync=True)
        revision = traitlets.Int(0).tag(sync=True)

    return ExplorerView


class Explorer:
    """The coverage explorer. `asked` is what it shows; `set` changes it from code, as its controls do."""

    def __init__(self, corpus: Corpus, asked: Asked, *, saved: tuple[Saved, ...] = (), source: str = "") -> None:
        """Count and show what is asked for."""
        self.corpus, self.asked, self._saved, self._source = corpus, asked, saved, source
        self._cube = Cube(corpus)
        self._picked: dict[str, Any] = {}
        self._sentences: Sentences | None = None
        self._pages = 1
        self._code = self._tables = False
        self._decided: dict[str, Any] | None = None
        self._candidates: dict[str, Any] = {}
        self._words: tuple[object, ...] = ()
        self._number = 0
        self._shown: dict[str, Any] = {}
        days = corpus.catalogue()["day"].drop_nulls()
        self._bounds = [str(days.min()), str(days.max())] if len(days) else ["", ""]
        self.view = _class()(spec=rendering.guard(spec(theme.FONT)), themes=_themes(),
                             outlines=projection.packed(), **self._made())  # fmt: skip
        self.view.on_msg(lambda _, content, __: self.receive(content))

    def set(self, **changes: Any) -> "Explorer":  # noqa: ANN401  fields of Asked
        """Show something else: fields of `Asked`, or `queries` as `dateline.explore` takes them. Raises as it does."""
        if "queries" in changes:
            changes["queries"] = ask(changes["queries"]).queries
            changes.setdefault("active", 0)
        self.asked = self.asked.but(**changes)
        self._send()
        return self

    def receive(self, content: Any) -> None:  # noqa: ANN401  what the browser sent
        """Do what was asked for in the browser; what cannot be done is said, and the view stays as it was."""
        if not isinstance(content, dict):
            return
        if isinstance(content.get("words"), int):
            self._count_words(content["words"], wanted=bool(content.get("wanted")))
        wanted = content.get("ask")
        if not isinstance(wanted, dict):
            return
        before, message = self.asked, ""
        try:
            for name, value in wanted.items():
                message = self._do(name, value) or message
            self._send(message)
        except DatelineError as error:
            self.asked = before
            self._send(str(error).splitlines()[0])
        except BaseException:
            self.asked = before
            self._send("Something went wrong; the cell's log has the details.")
            raise

    def _do(self, name: str, value: Any) -> str:  # noqa: ANN401  what the browser sent
        queries, active = self.asked.queries, self.asked.active
        actions: dict[str, Callable[[], Asked]] = {
            "query": lambda: self.asked.but(queries=(*queries[:active], typed(value), *queries[active + 1 :])),
            "pin": lambda: self._with(typed(value)),
            "saved": lambda: self._with(next(query for query in self._saved if query.name == value)),
            "drop": lambda: self.asked.but(queries=(*queries[:value], *queries[value + 1 :]),
                                           active=max(0, active - (active >= value))),
            "active": lambda: self.asked.but(active=value),
            "prominent": lambda: self.asked.but(prominent=value == "lead"),
            "shared": lambda: self.asked.but(shared=value == "in"),
            "words": lambda: self.asked.but(words=value == "on"),
            **{field: lambda field=field: self.asked.but(**{field: value})  # type: ignore[misc]
               for field in ("outlets", "between", "brush", "every", "unit", "measure", "place")},
        }  # fmt: skip
        if name in actions:
            self.asked, self._sentences = actions[name](), None
            return ""
        if name == "select":
            self._select(value or {})
        elif name == "further":
            self._pages += 1
        elif name == "code":
            self._code = True
        elif name == "tables":
            self._tables = True
        elif name == "candidates":
            listed = correcting.candidates(correcting.read(self._receipts, value))
            self._candidates = {"row": value, "listed": [correcting.said(candidate) for candidate in listed]}
        elif name == "decide":
            self._decided = correcting.decide(self.corpus, self.asked, self._receipts, value)
            self._sentences = None
            return f"Noted: “{self._decided['surface']}” is {self._decided['what']}. The figures follow."
        elif name == "undo" and self._decided:
            self.corpus.decisions.undo(self._decided)
            self._decided = self._sentences = None
            return "Taken back."
        elif name == "export":
            return f"Written: {', '.join(str(folder) for folder in self.export(value))}"
        return ""

    def _with(self, query: Saved) -> Asked:
        """A query more, or in the last one's place when there are four; the new one is the active one."""
        queries = [other for other in self.asked.queries if other != query][: MOST - 1]
        return self.asked.but(queries=(*queries, query), active=len(queries))

    def _select(self, value: dict[str, Any]) -> None:
        if value.get("query") is not None:
            self.asked = self.asked.but(active=int(value["query"]))
        place = value.get("place")
        self._picked = {key: value[key] for key in ("group", "period", "first") if key in value}
        if place:
            self._picked |= {"place": place, "name": place[1], "kind": place[2]}
        self._sentences, self._pages = None, 1

    @property
    def _group(self) -> str | None:
        """The outlet that is picked."""
        return None if self._picked.get("group") is None else str(self._picked["group"])

    @property
    def _receipts(self) -> pl.DataFrame:
        """The sentences that are shown. Raises `DatelineError` when what was asked for with them has changed them."""
        if self._sentences is None:
            raise DatelineError("the sentences have changed meanwhile; open them again")
        return self._sentences.receipts

    def _count_words(self, number: int, *, wanted: bool) -> None:
        """Send the words that were asked for under a number; when it is an older one, another request is on its way."""
        if number != self._number or not self.asked.words:
            return
        made = keywords.without(self.asked, self._group, "Something went wrong; the cell's log has the details.")
        try:
            made = keywords.shown(self._cube, self.asked, self._group, wanted=wanted)
        finally:
            self.view.words = {**made, "number": number}

    def export(self, folder: str | Path) -> list[Path]:
        """Write each figure of the view into a folder of its own under `folder`; give the folders.

        Raises `DatelineError` as `dateline.publish` does.
        """
        if not str(folder).strip():
            raise DatelineError("say which folder the figures go into")
        made = figures.of_view(self.corpus, self.asked, source=self._source, group=self._group)
        return [publishing.publish(figure, Path(folder) / name, corpus=self.corpus) for name, figure in made.items()]

    @property
    def code(self) -> str:
        """The cell that gives what is shown without widgets."""
        return code.cell(self.corpus, self.asked, self._source, self._group)

    @property
    def call(self) -> str:
        """The call that opens an explorer here."""
        return code.call(self.asked)

    def _send(self, message: str = "") -> None:
        made = self._made()
        with self.view.hold_sync():
            for name, value in made.items():
                if value != self._shown.get(name):
                    setattr(self.view, name, value)
            self.view.message = message
            self.view.revision += 1
        self._shown = made

    def _made(self) -> dict[str, Any]:
        cube, asked = self._cube, self.asked
        if self._picked and self._sentences is None:
            self._sentences = Sentences(cube, asked, Picked.of(self._picked))
        receipts = self._sentences.shown(self._pages) if self._sentences else {}
        if receipts:
            receipts["offered"] = correcting.offered(asked, place="place" in self._picked)
        tables = views.tables(cube, asked, ROWS) if self._tables else views.tables(cube, asked, 0)
        return {
            "timeline": cube.once(("timeline", replace(asked, brush=None)), lambda: views.timeline(cube, asked)),
            "dots": cube.once(("dots", replace(asked, between=asked.span, brush=None, every="1w")),
                              lambda: views.dots(cube, asked)),
            "places": cube.once(("circles", asked.query, asked.narrow, asked.between, asked.brush),
                                lambda: views.places(cube, asked)),
            "frame": cube.once(("frame", asked.query, asked.narrow, asked.between), lambda: views.frame(cube, asked)),
            "receipts": receipts, "candidates": self._candidates,
            "state": self._state(), "tables": tables,
        }  # fmt: skip

    def _state(self) -> dict[str, Any]:
        """Everything the controls show."""
        whole = self._cube.units(self.asked.but(outlets=None, shared=True), "outlet")
        outlets = self._cube.once(("outlets",), lambda: list(whole.groups()["group"]))
        shown = controls.values(self.asked, outlets, self._saved, self._bounds)
        code = {"code": self.code, "call": self.call} if self._code else {"code": "", "call": ""}
        return {**shown, **code, "picked": self._picked, "undo": self._decided is not None, "number": self._numbered()}

    def _numbered(self) -> int:
        """The number of the words shown: one more whenever others are to be counted."""
        asked, revision = self.asked, self.corpus.kept("explored", object, decided=True)
        hang_on = (revision, asked.query, asked.narrow, asked.span, self._group)
        if hang_on != self._words:
            self._words, self._number = hang_on, self._number + 1
        return self._number

    def _repr_mimebundle_(self, **_: object) -> tuple[dict[str, Any], dict[str, Any]]:
        """The widget, and its outlets as PNG and text for readers without a kernel."""
        shares = self._cube.shares(self.asked, self.asked.query)
        figure = figures.outlets_figure(self.corpus, self.asked, shares, source=self._source)
        return rendering.still(self.view, figure.png(), figure.alt)


def explore(
    corpus: Corpus,
    queries: Queries | None = None,
    *,
    source: str = "",
    **shown: Any,  # noqa: ANN401  fields of Asked
) -> Explorer:
    """Explore a corpus in JupyterLab: drag over days, click an outlet, a point or a place, and read the sentences.

    `queries`: one to four, typed or saved, each in a colour; what `dateline.saved` gives may hold more, to choose from;
    without any, the place named in most stories. The others open it where a reader left it: `active`, the number of the
    query that map and sentences follow; `outlets`, these alone; `between`, first and last day of the timeline; `brush`,
    of the days that outlets, map and sentences show; `every` (1d, 1w, 1mo, 1q), `unit` (story, article, mention),
    `measure` (share, count), `prominent` (title and first 100 words), `shared` (whether stories that several outlets
    carry count), `place` (named in the same text), `words` (whether those are shown that go with the active query or,
    when an outlet is picked, are its own). `source` stands under what is exported.

    Every number is one of `dateline.shares`, `dateline.attention`, `geography.named` or, a moment later, `wording` in
    `dateline.outlets`; its `code` is the cell that gives them without widgets, its `call` the call that opens it again.
    The places of a corpus are found the first time they are asked for, which takes a while. Raises `DatelineError` for
    what cannot be shown, `QueryError` for a query that is not understood.
    """
    saved = tuple(queries.values()) if isinstance(queries, dict) else ()
    first: Queries = _most_named(corpus) if queries is None else saved[:MOST] or queries
    shown.setdefault("every", trends.step(corpus))
    return Explorer(corpus, ask(first, **shown), saved=saved, source=source)


def _most_named(corpus: Corpus) -> Saved:
    """The place named in most stories, as a query. Raises `QueryError` where none is named."""
    named = geography.named(geography.counted(corpus)).filter(pl.col("kind").is_in(["country", "city"]))
    if not named.height:
        raise QueryError("no place was found in these texts; say what to search for: dateline.explore(corpus, 'word')")
    row = named.row(0, named=True)
    by = f"country={row['country_code']}" if row["kind"] == "country" and row["country_code"] else f'"{row["name"]}"'
    text = f"place:{by}"
    search.parse(text)
    return Saved(row["name"], row["name"], text)
