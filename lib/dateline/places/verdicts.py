"""What an answer of a geocoding service is worth: places, a proper "none", or which kind of failure."""

import json
from math import isfinite
from typing import Any, NamedTuple

from geopy.adapters import AdapterHTTPError, get_retry_after
from geopy.exc import (
    GeocoderAuthenticationFailure,
    GeocoderInsufficientPrivileges,
    GeocoderParseError,
    GeocoderQueryError,
    GeocoderQuotaExceeded,
    GeocoderServiceError,
    GeopyError,
)

from dateline.errors import GeocodeError, GeocodeRefused, GeocodeUnavailable
from dateline.places.answers import LONGEST
from dateline.places.fetching import COORDINATES, Misdirected, numbers

ODD = (GeopyError, ArithmeticError, AssertionError, AttributeError, LookupError, RecursionError, TypeError, ValueError)
"""What geopy's parsers raise over answers that are not what they expect."""


class Failure(NamedTuple):
    """Which error it is, in words what happened, whether to ask again, and the seconds the service asked for."""

    kind: type[GeocodeError]
    what: str
    again: bool = False
    wait: float | None = None


def as_json(value: object) -> str:
    """JSON that is the same for the same value."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, default=repr)


def places(found: Any, data: Any) -> str:  # noqa: ANN401  whatever a parser of geopy gives
    """What geopy made of an answer (`data`), as JSON of name, lat, lon and raw; "[]" when it is properly empty.

    Raises `GeocoderParseError` when it is no proper answer: geopy makes a missing coordinate 0, and `null` "not found".
    """
    if not found:
        if data is not None and not _says_none(data):
            raise GeocoderParseError("the answer holds no place, and does not say either that there is none")
        return "[]"
    rows = []
    for place in found if isinstance(found, list) else [found]:
        lat, lon = float(place.latitude), float(place.longitude)
        if not (isfinite(lat) and isfinite(lon) and abs(lat) <= 90 and abs(lon) <= 180) or lat == lon == 0:
            raise GeocoderParseError(f"the answer has the point ({lat:g}, {lon:g}), which is no place on the earth")
        if 0 in (lat, lon) and not any(value == 0 and name in COORDINATES for name, value in numbers(place.raw)):
            raise GeocoderParseError("the answer lacks a latitude or a longitude")
        rows.append([str(place.address), lat, lon, place.raw])
    made = as_json(rows)
    made.encode()  # half a character cannot be kept
    return made


def _says_none(data: Any, depth: int = 0) -> bool:  # noqa: ANN401  any JSON
    """Whether an answer is properly empty: an empty list somewhere, or an error that geopy knows to mean that."""
    if isinstance(data, list):
        return not data or (depth < 4 and any(_says_none(value, depth + 1) for value in data))
    if isinstance(data, dict):
        return "error" in data or (depth < 4 and any(_says_none(value, depth + 1) for value in data.values()))
    return False


def diagnosed(error: Exception) -> Failure:
    """What a failure means for this name and for those after it."""
    response = error if isinstance(error, AdapterHTTPError) else error.__cause__
    if isinstance(response, AdapterHTTPError):
        return _status(response)
    what = " ".join(str(error).split())[:200] or type(error).__name__
    if isinstance(error, Misdirected | GeocoderAuthenticationFailure | GeocoderInsufficientPrivileges):
        return Failure(GeocodeRefused, what)
    if isinstance(error, GeocoderQuotaExceeded):
        return Failure(GeocodeRefused, what, wait=_seconds(getattr(error, "retry_after", None)))
    if isinstance(error, GeocoderQueryError | GeocoderParseError):
        return Failure(GeocodeError, what)
    if isinstance(error, GeocoderServiceError):
        return Failure(GeocodeUnavailable, what, again=True)
    return Failure(GeocodeError, f"the answer is not what it should be ({type(error).__name__}: {what})")


def _status(response: AdapterHTTPError) -> Failure:
    code = response.status_code
    if 300 <= code < 400:
        where = str(response.headers.get("location", "elsewhere"))[:100]
        return Failure(GeocodeRefused, f"it sends us to {where} (status {code}); if that is right, name it as domain")
    if code in (401, 402, 403, 407):
        why = {402: "the quota is used up", 403: "it does not let us in"}.get(code, "it does not know who asks")
        return Failure(GeocodeRefused, f"{why} (status {code})", wait=_retry_after(response))
    if code == 429:
        return Failure(GeocodeRefused, "it says we ask too often (status 429)", True, _retry_after(response))
    if code == 408 or code >= 500:
        return Failure(GeocodeUnavailable, f"it is out of order (status {code})", True, _retry_after(response))
    return Failure(GeocodeError, f"it does not take the question (status {code})")


def _retry_after(response: AdapterHTTPError) -> float | None:
    return _seconds(get_retry_after(response.headers))


def _seconds(wait: Any) -> float | None:  # noqa: ANN401  whatever a header said
    return float(min(wait, LONGEST)) if wait else None
