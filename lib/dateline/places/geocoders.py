"""The gazetteer as a geopy geocoder: offline, with geopy's conventions."""

import warnings
from typing import Any

import numpy as np
import polars as pl
from geopy.adapters import BaseSyncAdapter
from geopy.exc import GeocoderQueryError, GeocoderServiceError
from geopy.geocoders.base import DEFAULT_SENTINEL, Geocoder
from geopy.location import Location
from geopy.point import Point

from dateline.places import gazetteer, weighed
from dateline.places.resolver import EARTH

WITHIN = 25.0
"""Kilometres within which `Gazetteer.reverse` looks for a settlement, unless told otherwise."""


class NoNetwork(BaseSyncAdapter):
    """A geopy adapter that refuses: whatever geocoder has it asks no service.

    `geopy.geocoders.options.default_adapter_factory = NoNetwork` keeps every geopy geocoder of a process offline.
    """

    def get_json(self, url: str, *, timeout: float, headers: dict[str, str]) -> Any:  # noqa: ANN401
        """Raise `GeocoderServiceError`."""
        raise GeocoderServiceError("the gazetteer is offline and asks no service")

    get_text = get_json


class Gazetteer(Geocoder):
    """A geopy `Geocoder` that answers from the gazetteer in use.

    `Location.raw` holds place_id (GeoNames id, or null), name, kind, country_code and population; for `geocode` also
    score, margin (lead over the next meaning; 0 or less for all but the best) and reason; for `reverse` distance_km.

    >>> Gazetteer().geocode("Vilnius").raw["country_code"]
    'LT'
    >>> [place.raw["country_code"] for place in Gazetteer().geocode("Tbilisi, Georgia", exactly_one=False)][:1]
    ['GE']
    >>> Gazetteer().reverse("54.69, 25.28").raw["name"]
    'Vilnius'
    """

    def __init__(
        self,
        *,
        timeout: Any = DEFAULT_SENTINEL,  # noqa: ANN401  geopy's sentinel
        proxies: Any = DEFAULT_SENTINEL,  # noqa: ANN401
        user_agent: str | None = None,
    ) -> None:
        """Take geopy's common arguments; none of them changes an answer."""
        super().__init__(timeout=timeout, proxies=proxies, user_agent=user_agent, adapter_factory=NoNetwork)

    def geocode(
        self,
        query: str,
        *,
        exactly_one: bool = True,
        timeout: Any = DEFAULT_SENTINEL,  # noqa: ANN401
        limit: int | None = None,
    ) -> Location | list[Location] | None:
        """The place a name means, or with `exactly_one=False` a list of all it may mean, at most `limit`, best first.

        `query` may name wider places too: "Paris, Texas". None when the gazetteer lacks the name. The best is given
        also when nothing tells the meanings apart: `raw["margin"]` is then small and `raw["reason"]` says so, where
        `places.geocode` leaves the name unresolved. Raises `GeocoderQueryError` for a query that holds no name.
        """
        most = _most(limit)
        if not isinstance(query, str) or not gazetteer.key(query):
            raise GeocoderQueryError(f"the query {query!r} holds no name")
        found = [
            _location(
                place.meaning.lat, place.meaning.lon, place_id=place.meaning.place_id, name=place.meaning.name,
                kind=place.meaning.kind, country_code=place.meaning.country, population=place.meaning.people,
                score=round(place.score, 2), margin=round(place.margin, 2), reason=place.reason,
            )
            for place in weighed(query)[: 1 if exactly_one else most] if place.meaning
        ]  # fmt: skip
        return _given(found, exactly_one)

    def reverse(
        self,
        query: Point | str | tuple[float, float],
        *,
        exactly_one: bool = True,
        timeout: Any = DEFAULT_SENTINEL,  # noqa: ANN401
        limit: int | None = None,
        within: float = WITHIN,
    ) -> Location | list[Location] | None:
        """The settlement nearest to a point, or a list of those `within` so many km, at most `limit`, nearest first.

        `query` is a geopy `Point`, a pair (latitude, longitude) or text such as "54.69, 25.28". The distance is that
        to the settlement's reference point, on a sphere. None when no settlement is so near. Raises
        `GeocoderQueryError` for what is no point on the earth.
        """
        most = _most(limit)
        lat, lon = coordinates(query)
        if not within > 0:
            raise GeocoderQueryError(f"within={within!r} is no distance in km")
        band = float(np.degrees(within / EARTH)) + 0.001
        rows = gazetteer.places().lazy().filter(
            (pl.col("kind") == "city") & pl.col("lat").is_between(lat - band, lat + band)
        ).collect()  # fmt: skip
        rows = rows.with_columns(distance_km=pl.Series(_distances(lat, lon, rows), dtype=pl.Float64))
        near = rows.filter(pl.col("distance_km") <= within).sort(
            ["distance_km", "population", "row"], descending=[False, True, False]
        )
        found = [
            _location(
                row["lat"], row["lon"], place_id=row["place_id"], name=row["name"], kind=row["kind"],
                country_code=row["country_code"], population=row["population"],
                distance_km=round(row["distance_km"], 2),
            )
            for row in near[: 1 if exactly_one else most].iter_rows(named=True)
        ]  # fmt: skip
        return _given(found, exactly_one)


def coordinates(query: Any) -> tuple[float, float]:  # noqa: ANN401  whatever a user calls a point
    """Latitude and longitude of what geopy takes for a point. Raises `GeocoderQueryError` for anything else.

    >>> coordinates("41 N, 29 E"), coordinates((41, 389))
    ((41.0, 29.0), (41.0, 29.0))
    """
    try:
        if not isinstance(query, str | Point) and len(query) not in (2, 3):
            raise ValueError("a point has a latitude and a longitude")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)
            point = Point(query)
    except (TypeError, ValueError) as error:
        raise GeocoderQueryError(f"{query!r} is no point on the earth: {error}") from error
    return point.latitude, point.longitude


def _most(limit: int | None) -> int | None:
    if limit is not None and (not isinstance(limit, int) or limit < 1):
        raise GeocoderQueryError(f"limit={limit!r} is no number of places from 1")
    return limit


def _distances(lat: float, lon: float, rows: pl.DataFrame) -> Any:  # noqa: ANN401  a numpy array
    """Great-circle distances in km (haversine), as `resolver.km` computes one."""
    lats, lons = np.radians(rows["lat"].to_numpy()), np.radians(rows["lon"].to_numpy())
    here = np.radians(lat)
    a = np.sin((lats - here) / 2) ** 2 + np.cos(here) * np.cos(lats) * np.sin((lons - np.radians(lon)) / 2) ** 2
    return 2 * EARTH * np.arcsin(np.minimum(1.0, np.sqrt(a)))


def _location(lat: float, lon: float, **raw: Any) -> Location:  # noqa: ANN401
    return Location(raw["name"], Point(lat, lon), raw)


def _given(found: list[Location], exactly_one: bool) -> Location | list[Location] | None:
    if not found:
        return None
    return found[0] if exactly_one else found
