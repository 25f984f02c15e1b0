"""The gazetteer as a geopy geocoder: offline, with geopy's conventions."""

from typing import Any

from geopy.adapters import BaseSyncAdapter
from geopy.exc import GeocoderQueryError, GeocoderServiceError
from geopy.geocoders.base import DEFAULT_SENTINEL, Geocoder
from geopy.location import Location
from geopy.point import Point

from dateline.places import gazetteer, meanings


class _NoNetwork(BaseSyncAdapter):
    """An adapter that refuses: nothing in this module asks a service."""

    def get_json(self, url: str, *, timeout: float, headers: dict[str, str]) -> Any:  # noqa: ANN401
        """Raise `GeocoderServiceError`."""
        raise GeocoderServiceError("the gazetteer is offline and asks no service")

    get_text = get_json


class Gazetteer(Geocoder):
    """A geopy `Geocoder` that answers from the package's own gazetteer.

    `Location.raw` holds place_id, name, kind, country_code and population.

    >>> Gazetteer().geocode("Vilnius").raw["country_code"]
    'LT'
    >>> [place.raw["country_code"] for place in Gazetteer().geocode("Tbilisi, Georgia", exactly_one=False)][:1]
    ['GE']
    """

    def __init__(
        self,
        *,
        timeout: Any = DEFAULT_SENTINEL,  # noqa: ANN401  geopy's sentinel
        proxies: Any = DEFAULT_SENTINEL,  # noqa: ANN401
        user_agent: str | None = None,
    ) -> None:
        """Take geopy's common arguments; none of them changes an answer."""
        super().__init__(timeout=timeout, proxies=proxies, user_agent=user_agent, adapter_factory=_NoNetwork)

    def geocode(
        self,
        query: str,
        *,
        exactly_one: bool = True,
        timeout: Any = DEFAULT_SENTINEL,  # noqa: ANN401
    ) -> Location | list[Location] | None:
        """The place a name means, the best first; `query` may be "Paris, Texas". Null when the gazetteer has none.

        Raises `GeocoderQueryError` for an empty query, as geopy's geocoders do.
        """
        if not isinstance(query, str) or not gazetteer.key(query):
            raise GeocoderQueryError("the query holds no name")
        found = [
            Location(place.name, Point(place.lat, place.lon), {
                "place_id": place.place_id, "name": place.name, "kind": place.kind, "country_code": place.country,
                "population": place.people,
            }) for place in meanings(query)
        ]  # fmt: skip
        if not found:
            return None
        return found[0] if exactly_one else found
