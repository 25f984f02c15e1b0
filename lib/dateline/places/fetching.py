"""One request to a geocoding service: one host, no redirects, bounded in time and size, strict in what it reads."""

import contextlib
import http.client
import json
import socket
import threading
import time
from collections.abc import Callable, Collection
from math import isfinite
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import HTTPHandler, HTTPRedirectHandler, HTTPSHandler, ProxyHandler, Request, build_opener

from geopy.adapters import AdapterHTTPError, BaseSyncAdapter, get_retry_after
from geopy.exc import GeocoderParseError, GeocoderServiceError, GeocoderTimedOut, GeocoderUnavailable

MOST_BYTES = 4_000_000
"""Bytes of an answer; a list of places has thousands, with outlines hundreds of thousands."""


class Misdirected(GeocoderServiceError):
    """The geocoder would ask, or was sent to, another host than the one the user named."""


class Fetcher(BaseSyncAdapter):
    """A geopy adapter that sends one request a call: geopy's own may send three, or thirty in a loop of redirects.

    Refuses other hosts, redirects, answers over MOST_BYTES, bytes that are not in the charset they claim (UTF-8 when
    they claim none), JSON with NaN, and points off the earth. `timeout` bounds the whole request.
    """

    def __init__(
        self,
        *,
        proxies: Any,  # noqa: ANN401  what geopy gives its adapters
        ssl_context: Any,  # noqa: ANN401
        hosts: Collection[str],
        before: Callable[[], None],
    ) -> None:
        """Take geopy's two arguments, the hosts that may be asked, and what is called before each request."""
        super().__init__(proxies=proxies, ssl_context=ssl_context)
        self._proxies, self._context, self._hosts, self._before = proxies, ssl_context, hosts, before
        self.answer = threading.local()

    def get_json(self, url: str, *, timeout: float, headers: dict[str, str]) -> Any:  # noqa: ANN401
        """The answer as JSON. Raises geopy's errors; `GeocoderParseError` for what no geocoder should answer."""
        text = self.get_text(url, timeout=timeout, headers=headers)
        try:
            data = json.loads(text, parse_constant=_refuse)
        except (ValueError, RecursionError) as error:
            start = " ".join(text[:60].split())
            raise GeocoderParseError(f"the answer is not JSON ({error}); it begins {start!r}") from error
        if not isinstance(data, list | dict):
            raise GeocoderParseError(f"the answer is neither a list nor an object but {text[:40]!r}")
        check(data)
        self.answer.data = data
        return data

    def get_text(self, url: str, *, timeout: float, headers: dict[str, str]) -> str:
        """The answer as text. Raises geopy's errors, `AdapterHTTPError` for a status other than 200."""
        parts = urlsplit(url)
        if parts.netloc.lower() not in self._hosts:
            raise Misdirected(f"it would ask {parts.netloc}, which was not named")
        self._before()
        held: list[http.client.HTTPConnection] = []
        timer = threading.Timer(timeout, _cut, [held])
        timer.daemon = True
        end = time.monotonic() + timeout
        timer.start()
        try:
            return self._ask(Request(url, headers=headers), timeout, end, held)  # noqa: S310  checked above
        except (OSError, http.client.HTTPException) as error:
            if isinstance(error, AdapterHTTPError):
                raise
            reason = getattr(error, "reason", error)
            if time.monotonic() >= end or isinstance(reason, TimeoutError):
                raise GeocoderTimedOut(f"no whole answer in {timeout:g} s") from error
            raise GeocoderUnavailable(f"{type(reason).__name__}: {reason}") from error
        finally:
            timer.cancel()

    def _ask(self, request: Request, timeout: float, end: float, held: list[http.client.HTTPConnection]) -> str:
        handlers = (_Plain(held), _Secure(held, self._context), _Stay(), ProxyHandler(self._proxies))
        opener = build_opener(*handlers)
        try:
            with opener.open(request, timeout=timeout) as page:
                if page.status != 200:
                    raise _failure(page.status, page.headers, "")
                return _decoded(_body(page, end), page.headers.get_content_charset() or "utf-8")
        except HTTPError as error:
            with error:
                text = ""
                with contextlib.suppress(OSError, http.client.HTTPException, GeocoderServiceError):
                    text = _decoded(_body(error, end), "latin-1")
                raise _failure(error.code, error.headers, text) from error


class _Stay(HTTPRedirectHandler):
    """A redirect is a failure: it would be a second request, to a host nobody chose."""

    def redirect_request(self, *_: Any) -> None:  # noqa: ANN401
        return None


class _Plain(HTTPHandler):
    def __init__(self, held: list[http.client.HTTPConnection]) -> None:
        super().__init__()
        self._held = held

    def http_open(self, request: Request) -> http.client.HTTPResponse:
        return self.do_open(_keeping(http.client.HTTPConnection, self._held), request)


class _Secure(HTTPSHandler):
    def __init__(self, held: list[http.client.HTTPConnection], context: Any) -> None:  # noqa: ANN401
        super().__init__(context=context)
        self._held, self._given = held, context

    def https_open(self, request: Request) -> http.client.HTTPResponse:
        return self.do_open(_keeping(http.client.HTTPSConnection, self._held), request, context=self._given)


def _keeping(kind: Callable[..., http.client.HTTPConnection], held: list[http.client.HTTPConnection]) -> Any:  # noqa: ANN401
    """Make connections that the timer can find."""

    def make(*args: Any, **more: Any) -> http.client.HTTPConnection:  # noqa: ANN401
        held.append(kind(*args, **more))
        return held[-1]

    return make


def _cut(held: list[http.client.HTTPConnection]) -> None:
    """End connections whose headers come in too slowly; the body has its own clock."""
    for connection in held:
        if connection.sock:
            with contextlib.suppress(OSError):
                connection.sock.shutdown(socket.SHUT_RDWR)


def _body(page: Any, end: float) -> bytes:  # noqa: ANN401  a response, or an error that is one
    data = bytearray()
    while block := page.read1(65_536):
        data += block
        if time.monotonic() > end:
            raise TimeoutError
        if len(data) > MOST_BYTES:
            raise GeocoderParseError(f"the answer has more than {MOST_BYTES:,} bytes")
    if time.monotonic() > end:  # cut off among the headers, it looks like an empty answer
        raise TimeoutError
    if getattr(page, "length", None):
        raise http.client.IncompleteRead(bytes(data), page.length)
    return bytes(data)


def _decoded(data: bytes, charset: str) -> str:
    try:
        return data.decode("utf-8-sig" if charset == "utf-8" else charset)
    except (LookupError, ValueError) as error:
        raise GeocoderParseError(f"the answer is not in {charset}, as it says it is") from error


def _failure(status: int, headers: Any, text: str) -> AdapterHTTPError:  # noqa: ANN401
    lower = {name.lower(): value for name, value in headers.items()}
    try:
        wait = get_retry_after(lower)
    except (ArithmeticError, LookupError, TypeError, ValueError):  # a year of eleven digits
        wait = None
    lower["retry-after"] = str(int(wait)) if wait else ""
    return AdapterHTTPError(f"status {status}", status_code=status, headers=lower, text=text)


def _refuse(name: str) -> None:
    raise ValueError(f"{name} is no number")


_RANGES = {"lat": 90.0, "latitude": 90.0, "lon": 180.0, "lng": 180.0, "longitude": 180.0}
COORDINATES = frozenset((*_RANGES, "x", "y", "coordinates"))
"""Names under which services give coordinates, in small letters."""


def numbers(data: Any, name: str = "") -> list[tuple[str, float]]:  # noqa: ANN401  any JSON
    """Every number of an answer (or text that is one) with the name it stands under.

    >>> numbers({"lat": "41.0", "box": [1, 2]})
    [('lat', 41.0), ('box', 1.0), ('box', 2.0)]
    """
    if isinstance(data, dict):
        return [found for key, value in data.items() for found in numbers(value, str(key).lower())]
    if isinstance(data, list | tuple):
        return [found for value in data for found in numbers(value, name)]
    if isinstance(data, bool) or not isinstance(data, int | float | str):
        return []
    with contextlib.suppress(ValueError, OverflowError):
        return [(name, float(data))]
    return []


def check(data: Any) -> None:  # noqa: ANN401  any JSON
    """Raise `GeocoderParseError` for coordinates off the earth: geopy turns a longitude of 999 into -81."""
    for name, value in numbers(data):
        if name in _RANGES and not (isfinite(value) and abs(value) <= _RANGES[name]):
            raise GeocoderParseError(f"the answer has {name} {value}, which is not on the earth")
    for lon in _longitudes(data):
        if abs(lon) > 180:
            raise GeocoderParseError(f"the answer has longitude {lon}, which is not on the earth")


def _longitudes(data: Any) -> list[float]:  # noqa: ANN401
    """Longitudes of GeoJSON points, which have no names."""
    if isinstance(data, list):
        return [lon for value in data for lon in _longitudes(value)]
    if not isinstance(data, dict):
        return []
    point = data.get("coordinates")
    own = [float(point[0])] if isinstance(point, list) and point and isinstance(point[0], int | float) else []
    return own + [lon for value in data.values() for lon in _longitudes(value)]
