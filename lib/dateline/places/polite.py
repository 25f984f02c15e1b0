"""Any geopy geocoder of a network service, made safe: opt-in, kept, paced over all processes, honest about failures."""

import inspect
import json
import threading
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import platformdirs
import polars as pl
from geopy.exc import GeocoderQueryError, GeopyError
from geopy.geocoders.base import Geocoder
from geopy.location import Location
from geopy.point import Point
from tqdm.auto import tqdm

from dateline.errors import GeocodeError, GeocodeRefused, GeocodeUnavailable
from dateline.frames import MENTIONS
from dateline.places import answers, verdicts
from dateline.places.fetching import Fetcher
from dateline.places.geocoders import coordinates

PUBLIC_NOMINATIM = "nominatim.openstreetmap.org"
TIMEOUT = 10.0
"""Seconds for one request, unless told otherwise; geopy's own 1 is too short for a busy service."""
IN_A_ROW = 3
"""Names that may fail one after the other before a batch stops: the service is down."""
_SAMPLES = ("geopy", "my-application", "my_app", "my_user_agent", "specify_your_app_name_here", "python-urllib")
"""How user agents begin that name no one: geopy's own, and those of its manual."""
_SECRET = ("key", "token", "secret", "password", "username", "user_id", "app_id", "app_code", "client_id", "auth_id")
_TRANSPORT = ("timeout", "proxies", "ssl_context", "scheme")


class Polite:
    """A geopy geocoder of a network service that may be used on many names without harm to the service or the work.

    - Opt-in: the host and the user agent are the user's; there is no default for either.
    - Every answer is kept in a SQLite file that all processes share, and is asked for once. An empty answer is kept
      for `forget` days. Failures are never kept.
    - One request at a time, and `every` seconds between two, over all processes that use the file. When the service
      says Retry-After, all of them wait; past `patience` seconds they stop with an error that says until when.
    - No redirects, no answers without end, no points at (0, 0) or off the earth: these are errors.

    >>> from geopy.geocoders import Nominatim
    >>> import tempfile
    >>> cache = tempfile.mkdtemp() + "/answers.sqlite"
    >>> Polite(Nominatim, domain="geo.example.org", user_agent="Halyard desk (desk@example.org)", cache=cache)
    Polite(Nominatim, domain='geo.example.org'): 0 answers kept
    """

    def __init__(
        self,
        kind: type[Geocoder],
        *,
        domain: str,
        user_agent: str,
        cache: str | Path | None = None,
        every: float = 1.0,
        retries: int = 2,
        patience: float = 120.0,
        forget: float = 30.0,
        **options: Any,  # noqa: ANN401  those of the geopy class
    ) -> None:
        """Take a geopy class, the host to ask and who asks.

        `domain` is what geopy calls so, "geo.example.org" or "127.0.0.1:8080/nominatim"; for a class whose host is
        fixed, write that host. `user_agent` should name you and how to reach you. `cache` is the SQLite file, by
        default one in your data folder. `every` is seconds between requests (less than 1 only for a server of your
        own), `retries` how often a failed request is sent again, `patience` the longest wait in seconds, `forget` the
        days an empty answer counts. Everything else goes to the geopy class: timeout, scheme, api_key. Raises
        `GeocodeError` when something is missing or the cache cannot be used.
        """
        self.domain, self.host = _domain(domain)
        _check(kind, self.host, user_agent, every, options)
        self.kind, self.every, self.retries, self.patience, self.forget = kind, every, retries, patience, forget
        self._timeout = float(options.get("timeout") or TIMEOUT)
        hosts = {self.host, *(_domain(value)[1] for name, value in options.items() if name.endswith("domain"))}
        takes = {part.name if part.kind != part.VAR_KEYWORD else "domain" for part in _parameters(kind)}
        given = {**options, **({"domain": self.domain} if "domain" in takes else {}), "timeout": self._timeout}
        self._options = {name: value for name, value in options.items() if not _hidden(name)}
        self._local = threading.local()
        factory = partial(Fetcher, hosts=frozenset(hosts), before=self._before)
        try:
            self._geocoder = kind(user_agent=user_agent, adapter_factory=factory, **given)
        except (GeopyError, TypeError, ValueError) as error:
            raise GeocodeError(f"{kind.__name__} cannot be made with these settings: {error}") from error
        path = Path(cache).expanduser() if cache else Path(platformdirs.user_data_dir("dateline")) / "answers.sqlite"
        self._answers = answers.Answers(path)

    def __repr__(self) -> str:
        """The service and how much of it is kept."""
        kept = self._answers.count(self.kind.__name__, self.domain)
        return f"Polite({self.kind.__name__}, domain={self.domain!r}): {kept:,} answers kept"

    def geocode(self, query: Any, **asked: Any) -> Location | list[Location] | None:  # noqa: ANN401
        """What geopy's `geocode` gives: a place, a list with `exactly_one=False`, None when the service knows none.

        Raises `GeocodeError`, never None, when the service failed: `GeocodeUnavailable` when asking again later may
        help, `GeocodeRefused` when other names would fare no better.
        """
        query = {name: _tidy(text) for name, text in query.items()} if isinstance(query, Mapping) else _tidy(query)
        if not query or (isinstance(query, dict) and not any(query.values())):
            raise GeocodeError("the query is empty; nothing was asked")
        if any("\ud800" <= letter <= "\udfff" for letter in verdicts.as_json(query)):
            raise GeocodeError(f"the query {query!r} holds half a character; nothing was asked")
        return self._known_or_asked("geocode", query, asked)

    def reverse(self, query: Any, **asked: Any) -> Location | list[Location] | None:  # noqa: ANN401
        """What geopy's `reverse` gives for a Point, a pair or text "lat, lon". Raises as `geocode` does."""
        if not hasattr(self._geocoder, "reverse"):
            raise GeocodeError(f"{self.kind.__name__} finds no names for points; nothing was asked")
        try:
            point = coordinates(query)
        except GeocoderQueryError as error:
            raise GeocodeError(f"{error}; nothing was asked") from error
        return self._known_or_asked("reverse", point, asked)

    def _known_or_asked(self, method: str, query: Any, asked: dict[str, Any]) -> Location | list[Location] | None:  # noqa: ANN401
        asked = {**asked, "timeout": float(asked.get("timeout") or self._timeout)}
        wanted = {**self._options, **{name: value for name, value in asked.items() if not _hidden(name)}}
        wanted["exactly_one"] = asked.get("exactly_one", True)
        text = query if isinstance(query, str) else verdicts.as_json(query)
        key = (self.kind.__name__, self.domain, method, text, verdicts.as_json(wanted))
        kept = self._fresh(key)
        for attempt in range(self.retries + 1):
            if kept:
                break
            self._local.lease = 3 * asked["timeout"] + self.every + 5
            with self._answers.turn(self.host, self.every, self._local.lease, self.patience) as turn:
                self._local.turn = turn
                kept = self._fresh(key) or self._ask(
                    key, partial(getattr(self._geocoder, method), query, **asked), attempt
                )
        if kept is None:  # the last attempt raises or keeps an answer
            raise AssertionError("no attempt was made")
        return self._made(kept, wanted["exactly_one"])

    def _fresh(self, key: answers.Key) -> answers.Answer | None:
        """The answer kept, unless it is an empty one that has grown old."""
        kept = self._answers.get(key)
        if kept and not kept.found and answers.now() - kept.retrieved_at > self.forget * 86_400:
            return None
        return kept

    def _ask(self, key: answers.Key, ask: Callable[[], Any], attempt: int) -> answers.Answer | None:
        """Ask once, and keep a proper answer; None when it may be asked again, else raise."""
        self._geocoder.adapter.answer.data = None
        try:
            places = verdicts.places(ask(), self._geocoder.adapter.answer.data)
        except verdicts.ODD as error:
            if not (self._local.turn.asked or isinstance(error, GeopyError)):
                raise GeocodeError(f"{self.kind.__name__} does not take this question: {error}") from error
            failure = verdicts.diagnosed(error)
        else:
            self._answers.put(key, places, places != "[]")
            return self._answers.get(key)
        again = failure.again and attempt < self.retries
        if failure.wait or again:
            backoff = min(self.patience, self.every * 2 ** (attempt + 1))
            self._answers.pause(self.host, failure.wait or backoff)
        if again:
            return None
        raise failure.kind(self._said(key[3], failure, attempt + 1)) from None

    def _said(self, query: str, failure: verdicts.Failure, times: int) -> str:
        often = f" (asked {times} times)" if times > 1 else ""
        after = {
            GeocodeUnavailable: "Nothing was kept for it: ask again later, the same call goes on",
            GeocodeRefused: "Nothing was kept for it; mend the cause before asking for more",
        }.get(failure.kind, "Nothing was kept for it; other names may fare better")
        return f"{self.kind.__name__} at {self.host} gave no place for {query!r}: {failure.what}{often}. {after}"

    def _before(self) -> None:
        """Pace a geocoder that sends several requests for one query (a login first): the turn covers one."""
        turn = self._local.turn
        if turn.asked:
            self._answers.prolong(turn, self._local.lease)
            answers.sleep(self.every)
        turn.asked = True

    def _made(self, kept: answers.Answer, exactly_one: bool) -> Location | list[Location] | None:
        try:
            rows = json.loads(kept.places)
            found = [Location(name, Point(lat, lon), raw) for name, lat, lon, raw in rows]
        except (TypeError, ValueError) as error:
            raise GeocodeError(
                f"{self._answers.path} holds an answer that cannot be read ({error}); it was left as it is. Move the "
                f"file away to start a new cache, or restore it from a copy"
            ) from error
        if not found:
            return None
        return found[0] if exactly_one else found


def geocode(
    names: pl.Series | Iterable[str | None],
    service: Polite,
    context: Iterable[str | None] | None = None,
    *,
    progress: Callable[..., Any] = tqdm,
    **asked: Any,  # noqa: ANN401
) -> pl.DataFrame:
    """What `places.geocode` gives, from a service: one row a name, in order, with the same columns, and `status`.

    `status` is found, not found, or failed; of a name that failed `reason` says why. place_id, score and margin are
    null: a service gives none that compare with the gazetteer's. kind and country_code are filled where the answer
    says them (Nominatim, Photon), else null, and charts then draw no point. Each name is asked for once. Stopped, or
    stopped by an error, it keeps what was answered, and the same call goes on from there. Raises `GeocodeRefused`
    when the service refuses, and `GeocodeUnavailable` when three names in a row got no answer.
    """
    listed = ["" if name is None else str(name) for name in names]
    hints = ["" if hint is None else str(hint) for hint in (context if context is not None else [None] * len(listed))]
    if len(hints) != len(listed):
        raise ValueError(f"{len(listed)} names, but {len(hints)} contexts")
    queries = [
        ", ".join(part for part in (_tidy(n), _tidy(h)) if part) if _tidy(n) else ""
        for n, h in zip(listed, hints, strict=True)
    ]
    told: dict[str, Location | str | None] = {"": None}
    failed = 0
    for query in progress(list(dict.fromkeys(filter(None, queries))), "asking", unit="name"):
        try:
            told[query] = service.geocode(query, **{**asked, "exactly_one": True})
            failed = 0
        except GeocodeRefused as error:
            raise GeocodeRefused(f"{error}. {_progress(told, queries)}") from error
        except GeocodeError as error:
            told[query] = str(error)
            failed = failed + 1 if isinstance(error, GeocodeUnavailable) else 0
            if failed == IN_A_ROW:
                raise GeocodeUnavailable(f"{error}. {_progress(told, queries)}") from error
    columns = list(MENTIONS.columns)[6:]
    rows = [_row(name, told[query], service) for name, query in zip(listed, queries, strict=True)]
    schema = pl.Schema(
        {"query": pl.String(), **{name: MENTIONS.schema[name] for name in columns}, "status": pl.String()}
    )
    return pl.DataFrame(rows, schema=schema, orient="row")


def _progress(told: Mapping[str, object], queries: Iterable[str]) -> str:
    answered = sum(not isinstance(value, str) for value in told.values()) - 1
    return f"{answered:,} of {len(set(queries) - {''}):,} names are answered and kept; the same call goes on from there"


def _row(name: str, place: Location | str | None, service: Polite) -> tuple[object, ...]:
    where = f"{service.kind.__name__} at {service.host}"
    if isinstance(place, str):
        return (name, None, None, None, None, None, None, None, None, None, place, "failed")
    if place is None:
        return (name, None, None, "unlisted", None, None, None, None, None, None, f"{where} knows none", "not found")
    kind, country = _kind(place.raw), _country(place.raw)
    return (name, None, place.address, kind, kind, country, place.latitude, place.longitude, None, None, where, "found")


_KINDS = {
    "country": "country", "state": "admin1", "province": "admin1", "county": "admin2", "continent": "continent",
    "city": "city", "town": "city", "village": "city", "hamlet": "city", "municipality": "city", "suburb": "city",
    "island": "island", "archipelago": "island", "aerodrome": "airport", "peak": "mountain", "river": "water",
    "water": "water", "sea": "water", "ocean": "water", "bay": "water", "strait": "water",
}  # fmt: skip


def _kind(raw: Mapping[str, Any]) -> str | None:
    more = raw.get("properties") if isinstance(raw.get("properties"), dict) else {}
    said = [raw.get("addresstype"), raw.get("type"), *((more or {}).get(name) for name in ("osm_value", "type"))]
    return next((_KINDS[word] for word in said if isinstance(word, str) and word in _KINDS), None)


def _country(raw: Mapping[str, Any]) -> str | None:
    for inside, name in (("address", "country_code"), ("properties", "countrycode")):
        part = raw.get(inside)
        code = part.get(name) if isinstance(part, dict) else None
        if isinstance(code, str) and len(code) == 2:
            return code.upper()
    return None


def _parameters(kind: type[Geocoder]) -> Iterable[inspect.Parameter]:
    return inspect.signature(kind).parameters.values()


def _domain(text: object) -> tuple[str, str]:
    """A domain as geopy takes it, and the host in it."""
    if not isinstance(text, str) or not text.strip(" /") or "://" in text:
        raise GeocodeError(f"domain={text!r} names no host; write the one you mean to ask, such as 'geo.example.org'")
    tidy = text.strip().strip("/")
    return tidy, tidy.split("/", maxsplit=1)[0].lower()


def _check(kind: object, host: str, user_agent: object, every: float, options: Mapping[str, Any]) -> None:
    if not (isinstance(kind, type) and issubclass(kind, Geocoder)):
        raise GeocodeError(f"{kind!r} is no geopy geocoder class; give one, such as geopy.geocoders.Nominatim")
    if not isinstance(user_agent, str) or not user_agent.strip() or not user_agent.isprintable():
        raise GeocodeError("user_agent is missing; say who asks and how to reach you, such as 'Desk (me@paper.org)'")
    if user_agent.strip().lower().startswith(_SAMPLES):
        raise GeocodeError(f"user_agent={user_agent!r} names nobody; say who asks and how to reach you")
    if every < 0 or (host == PUBLIC_NOMINATIM and every < 1):
        raise GeocodeError(f"every={every!r} is too often for {host}; its policy allows one request a second at most")
    if "adapter_factory" in options:
        raise GeocodeError("adapter_factory cannot be given: the requests must go through the cache and its clock")


def _hidden(name: str) -> bool:
    """Options that do not change an answer, or must not be written to disk."""
    return name in _TRANSPORT or any(word in name for word in _SECRET)


def _tidy(text: object) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split()) if isinstance(text, str) else ""
