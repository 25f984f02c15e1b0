"""Geocoders: the gazetteer by geopy's conventions, and network services made safe, judged by the server's own log."""

import contextlib
import email.utils
import itertools
import json
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import polars as pl
import pytest
from geopy.exc import GeocoderQueryError
from geopy.extra.rate_limiter import RateLimiter
from geopy.geocoders import ArcGIS, Nominatim, Photon
from geopy.point import Point

from dateline import places
from dateline.errors import DatelineError, GeocodeError, GeocodeRefused, GeocodeUnavailable
from dateline.places import answers, gazetteer, polite
from dateline.places.fetching import MOST_BYTES
from dateline.places.geocoders import Gazetteer
from dateline.places.polite import Polite

AGENT = "Halyard desk (desk@halyard.example)"
GOOD = [{"lat": "41.0091982", "lon": "28.9662187", "display_name": "İstanbul, Türkiye", "addresstype": "city",
         "address": {"country_code": "tr"}}]  # fmt: skip


def good(**more):
    return json.dumps([{**GOOD[0], **more}]).encode()


BODIES = {
    "html": b"<html>Bandwidth limit exceeded</html>", "cut": good()[:30], "nothing": b"", "text list": b'["hi"]',
    "number": b"5", "null": b"null", "true": b"true", "empty object": b"{}", "string": b'""',
    "list of null": b"[null]", "list of lists": b"[[]]", "no point": b'[{"display_name": "x"}]',
    "no name": b'[{"lat": "1", "lon": "2"}]', "no lon": b'[{"lat": "41", "display_name": "x"}]',
    "null lon": b'[{"lat": "41", "lon": null, "display_name": "x"}]', "NaN": good(lat="NaN", lon="NaN"),
    "bare NaN": b'[{"lat": NaN, "lon": NaN, "display_name": "x"}]', "infinite": good(lat="1e999"),
    "words": good(lat="abc"), "far north": good(lat="999"), "far east": good(lon="999"), "zero": good(lat="0", lon="0"),
    "error": b'{"error": {"code": 400, "message": "no"}}',
    "latin": '[{"lat":"1","display_name":"Ý"}]'.encode("latin-1"),
    "half a letter": good(display_name="\ud83d"), "deep": b"[" * 100_000, "huge": b"[" + b"0," * MOST_BYTES + b"0]",
    "many digits": b'[{"lat": ' + b"9" * 9_000 + b"}]",
}  # fmt: skip
"""Answers with status 200 that are no answers."""
FINE = {"bom": b"\xef\xbb\xbf" + good(), "greenwich": good(lat="51.48", lon="0.0"), "equator": good(lat="0", lon="9.4")}
STATUSES = [400, 401, 402, 403, 404, 407, 408, 412, 413, 414, 418, 429, 500, 502, 503, 504, 505, 599]
TEMPORARY = (408, 429, *range(500, 600))


class Service(ThreadingHTTPServer):
    """A geocoding service on this machine, whose faults are asked for by name; `log` is what it saw, and when."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.log, self.headers, self.down, self.waiting = [], [], set(), {}
        self.lock, self.busy, self.most_at_once = threading.Lock(), 0, 0
        self.hold = 0.0

    @property
    def domain(self):
        return f"127.0.0.1:{self.server_address[1]}"

    @property
    def asked(self):
        return [query for _, query in self.log]

    @property
    def gaps(self):
        times = [moment for moment, _ in self.log]
        return [later - earlier for earlier, later in itertools.pairwise(times)]

    def handle_error(self, *_):
        """Clients that leave early are expected."""


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def do_GET(self):
        arrived, server = time.monotonic(), self.server
        query = parse_qs(urlsplit(self.path).query).get("q", [self.path])[0]
        with server.lock:
            server.log.append((arrived, query))
            server.headers.append(dict(self.headers))
            server.busy += 1
            server.most_at_once = max(server.busy, server.most_at_once)
        try:
            time.sleep(server.hold)
            self.answer(query)
        finally:
            with server.lock:
                server.busy -= 1

    def send(self, status, body=b"[]", **headers):
        self.send_response(status)
        for name, value in {"Content_Type": "application/json", "Content_Length": str(len(body)), **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(body)
        self.close_connection = True

    def answer(self, query):
        special = getattr(self, "do_" + query.replace(" ", "_"), None)
        if special:
            special()
        elif query in self.server.waiting:
            status, wait = self.server.waiting.pop(query)
            self.send(status, **({"Retry_After": wait} if wait is not None else {}))
        elif query in self.server.down:
            self.send(503)
        elif query.startswith("status "):
            self.send(int(query.split()[1]), b'{"error": "x"}')
        elif query == "nowhere":
            self.send(200, b"[]")
        else:
            self.send(200, BODIES.get(query) or FINE.get(query) or good(display_name=query), **(
                {"Content_Type": "text/html"} if query == "html" else {}))  # fmt: skip

    def do_nothing(self):
        self.send(200, b"")

    def do_wrong_charset(self):
        self.send(200, good(display_name="Ý"), Content_Type="application/json; charset=no-such")

    def do_named_latin(self):
        self.send(200, '[{"lat":"1","lon":"2","display_name":"Ýzmir"}]'.encode("latin-1"),
                  Content_Type="application/json; charset=iso-8859-1")  # fmt: skip

    def do_slow(self):
        time.sleep(0.6)
        self.send(200, good())

    def drip(self, start):
        self.wfile.write(start)
        for _ in range(20):
            try:
                self.wfile.write(b" ")
            except OSError:
                return
            time.sleep(0.1)

    def do_drip(self):
        self.drip(b"HTTP/1.1 200 OK\r\nContent-Length: 40\r\n\r\n")

    def do_header_drip(self):
        self.drip(b"HTTP/1.1 200 OK\r\nX-Slow:")

    def do_reset(self):
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")
        self.connection.close()

    def do_half(self):
        self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n" + good())
        self.close_connection = True

    def do_rubbish(self):
        self.wfile.write(b"rubbish\r\n\r\n")
        self.close_connection = True

    def do_loop(self):
        self.send(302, Location=self.path)

    def do_file(self):
        self.send(302, Location="file:///etc/hostname")

    def do_away(self):
        self.send(301, Location="http://geo.example.org/search")


@pytest.fixture
def service():
    with Service() as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture
def cache(tmp_path):
    return tmp_path / "answers.sqlite"


@pytest.fixture
def made(service, cache):
    def make(kind=Nominatim, **more):
        given = {"domain": service.domain, "user_agent": AGENT, "cache": cache, "every": 0.0, "retries": 0,
                 "scheme": "http", "proxies": {}, **more}  # fmt: skip
        return Polite(kind, **given)

    return make


@pytest.fixture
def clock(monkeypatch):
    """A clock that only sleeping moves; gives the seconds slept."""
    state = {"now": time.time(), "slept": 0.0}

    def sleep(seconds):
        state["now"] += seconds
        state["slept"] += seconds

    monkeypatch.setattr(answers, "now", lambda: state["now"])
    monkeypatch.setattr(answers, "sleep", sleep)
    return state


def sql(cache, statement, *values):
    with contextlib.closing(sqlite3.connect(cache)) as db, db:
        return db.execute(statement, values).fetchall()


def kept(cache):
    return sql(cache, "select query, found from answer order by query")


class TestAnswers:
    def test_a_place_is_asked_for_once_ever(self, made, service):
        first, again = made().geocode("Istanbul"), made().geocode(" Istanbul ")
        assert first == again
        assert (first.address, first.latitude, first.raw["addresstype"]) == ("Istanbul", 41.0091982, "city")
        assert service.asked == ["Istanbul"]
        assert service.headers[0]["User-Agent"] == AGENT

    def test_options_method_provider_and_host_have_their_own_answers(self, made, service):
        asker = made()
        asker.geocode("Istanbul")
        asker.geocode("Istanbul", language="tr")
        assert len(asker.geocode("Istanbul", exactly_one=False)) == 1
        asker.geocode({"city": "Istanbul", "country": "Türkiye"})
        assert asker.reverse("41.01, 28.96").raw == asker.reverse(Point(41.01, 28.96)).raw
        made(domain=service.domain + "/mirror").geocode("Istanbul")
        assert len(service.log) == 6
        asker.geocode("Istanbul", language="tr", timeout=3)
        assert len(service.log) == 6

    def test_not_found_is_kept_for_its_days(self, made, service, cache, clock):
        assert made().geocode("nowhere") is None
        assert made().geocode("nowhere") is None
        assert made().geocode("nowhere", exactly_one=False) is None
        assert service.asked == ["nowhere"] * 2
        assert kept(cache) == [("nowhere", 0)] * 2
        clock["now"] += 31 * 86_400
        made().geocode("nowhere")
        assert service.asked == ["nowhere"] * 3

    @pytest.mark.parametrize("name", FINE)
    def test_right_answers_in_odd_dress(self, made, name):
        assert made().geocode(name).address in (name, "İstanbul, Türkiye")

    def test_a_charset_that_is_named_is_read(self, made):
        assert made().geocode("named latin").address == "Ýzmir"

    def test_photon_too(self, made, service):
        point = {"geometry": {"coordinates": [28.96, 41.0]}, "properties": {"name": "Istanbul", "countrycode": "TR"}}
        for name, features in (("good", [point]), ("none", []), ("null", None), ("lost", [{**point, "geometry": {}}]),
                               ("east", [{**point, "geometry": {"coordinates": [999, 41.0]}}]),
                               ("half", [{**point, "geometry": {"coordinates": [None, 41.0]}}])):  # fmt: skip
            FINE[f"photon {name}"] = json.dumps({"features": features}).encode()
        asker = made(Photon)
        assert asker.geocode("photon good").longitude == 28.96
        assert asker.geocode("photon none") is None
        for name in ("null", "lost", "east", "half"):
            with pytest.raises(GeocodeError):
                asker.geocode(f"photon {name}")
        assert len(asker._answers.rows()) == 2

    def test_no_secret_is_written(self, made, service, cache):
        asker = made(kind=_Keyed, api_key="hunter2")
        asker.geocode("Istanbul")
        assert service.log
        assert b"hunter2" not in cache.read_bytes() + cache.with_name(cache.name + "-wal").read_bytes()
        with pytest.raises(GeocodeError, match="cannot be made with these settings"):
            made(ArcGIS, username="u", password="hunter2", referer="x")


class _Keyed(Nominatim):
    def __init__(self, *, api_key, **more):
        super().__init__(**more)
        self.api += "?key=" + api_key

    def _construct_url(self, base_api, params):
        return super()._construct_url(base_api, params).replace("?q=", "&q=")


class TestFailures:
    """Whatever goes wrong raises, says so, and leaves nothing that looks like an answer."""

    @pytest.mark.parametrize("name", BODIES)
    def test_answers_that_are_none(self, made, service, cache, name):
        with pytest.raises(GeocodeError, match=r"Nominatim at 127.0.0.1:\d+ gave no place for .*othing was kept"):
            made(retries=2).geocode(name)
        assert service.asked == [name], "asking again would not mend it"
        assert kept(cache) == []

    @pytest.mark.parametrize("status", STATUSES)
    def test_statuses(self, made, service, cache, clock, status):
        with pytest.raises(GeocodeError, match=f"status {status}") as caught:
            made(retries=2, every=1).geocode(f"status {status}")
        assert len(service.log) == (3 if status in TEMPORARY else 1)
        assert isinstance(caught.value, GeocodeRefused) == (status in (401, 402, 403, 407, 429))
        assert kept(cache) == []

    @pytest.mark.parametrize(("name", "what"), [
        ("slow", "no whole answer in 0.3 s"), ("drip", "no whole answer in"), ("header drip", "no whole answer in"),
        ("reset", "."), ("half", "IncompleteRead"), ("rubbish", "BadStatusLine")])  # fmt: skip
    def test_broken_connections(self, made, service, cache, name, what):
        start = time.monotonic()
        with pytest.raises(GeocodeUnavailable, match=what):
            made(timeout=0.3, retries=1).geocode(name)
        assert time.monotonic() - start < 2.5
        assert service.asked == [name] * 2
        assert kept(cache) == []

    @pytest.mark.parametrize("name", ["loop", "file", "away"])
    def test_redirects_are_not_followed(self, made, service, name):
        with pytest.raises(GeocodeRefused, match=r"it sends us to .*name it as domain"):
            made(retries=2).geocode(name)
        assert service.asked == [name]

    def test_unknown_charset(self, made):
        with pytest.raises(GeocodeError, match="not in no-such"):
            made().geocode("wrong charset")

    def test_nobody_listens(self, made):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            domain = f"127.0.0.1:{free.getsockname()[1]}"
        with pytest.raises(GeocodeUnavailable, match=r"ConnectionRefused.*asked 3 times.*ask again later"):
            made(domain=domain, retries=2).geocode("Istanbul")

    def test_a_geocoder_that_asks_another_host_is_stopped(self, made, service):
        with pytest.raises(GeocodeRefused, match=r"photon.komoot.io, which was not named"):
            made(_Elsewhere).geocode("Istanbul")
        assert service.log == []

    @pytest.mark.parametrize("query", ["", "  ", None, 5, {}, {"city": " "}, "a\ud800"])
    def test_empty_queries_are_not_sent(self, made, service, query):
        with pytest.raises(GeocodeError, match="nothing was asked"):
            made().geocode(query)
        assert service.log == []

    @pytest.mark.parametrize("query", ["", None, (), "here", (91, 0), (float("nan"), 1), 41])
    def test_reverse_wants_a_point(self, made, service, query):
        with pytest.raises(GeocodeError, match="nothing was asked"):
            made().reverse(query)
        assert service.log == []

    def test_a_wrong_option_is_the_users_not_the_services(self, made, service):
        with pytest.raises(GeocodeError, match="does not take this question"):
            made().geocode("Istanbul", colour="red")
        assert service.log == []

    def test_geopys_rate_limiter_cannot_swallow_it(self, made):
        with pytest.raises(GeocodeError):
            RateLimiter(made().geocode, min_delay_seconds=0)("status 500")

    def test_after_the_fault_the_same_name_is_found(self, made, service):
        service.down.add("Istanbul")
        with pytest.raises(GeocodeUnavailable):
            made().geocode("Istanbul")
        service.down.clear()
        assert made().geocode("Istanbul").latitude == 41.0091982


class _Elsewhere(Photon):
    def __init__(self, *, domain, **more):
        super().__init__(**more)


class TestOptIn:
    @pytest.mark.parametrize(("more", "what"), [
        ({"domain": ""}, "names no host"), ({"domain": None}, "names no host"),
        ({"domain": "https://x.org"}, "names no host"), ({"user_agent": ""}, "user_agent is missing"),
        ({"user_agent": "geopy/2.5.0"}, "names nobody"), ({"user_agent": "my-application"}, "names nobody"),
        ({"user_agent": "a\nb"}, "user_agent is missing"), ({"every": -1}, "too often"),
        ({"domain": "nominatim.openstreetmap.org", "every": 0.5}, "one request a second"),
        ({"adapter_factory": None}, "adapter_factory cannot be given"), ({"kind": Gazetteer()}, "no geopy geocoder"),
    ])  # fmt: skip
    def test_who_asks_and_whom(self, cache, more, what):
        given = {"kind": Nominatim, "domain": "geo.example.org", "user_agent": AGENT, "cache": cache, **more}
        with pytest.raises(GeocodeError, match=what):
            Polite(given.pop("kind"), **given)

    def test_neither_has_a_default(self, cache):
        with pytest.raises(TypeError, match="domain"):
            Polite(Nominatim, user_agent=AGENT, cache=cache)
        with pytest.raises(TypeError, match="user_agent"):
            Polite(Nominatim, domain="geo.example.org", cache=cache)

    def test_the_public_server_when_it_is_written(self, cache):
        Polite(Nominatim, domain="nominatim.openstreetmap.org", user_agent=AGENT, cache=cache)


class TestPace:
    SCRIPT = """
import sys
from geopy.geocoders import Nominatim
from dateline.places.polite import Polite
domain, cache, every, *names = sys.argv[1:]
asker = Polite(Nominatim, domain=domain, user_agent="Halyard desk", cache=cache, every=float(every), scheme="http",
               proxies={})
for name in names:
    assert asker.geocode(name).address == name
"""

    def start(self, service, cache, every, names):
        words = [sys.executable, "-c", self.SCRIPT, service.domain, str(cache), str(every), *names]
        return subprocess.Popen(words, stderr=subprocess.PIPE, text=True)

    def test_processes_share_one_pace_and_one_cache(self, service, cache):
        service.hold = 0.03
        names = [f"place {number}" for number in range(8)]
        running = [self.start(service, cache, 0.1, names[n:] + names[:n]) for n in (0, 3, 6)]
        for process in running:
            assert process.communicate(timeout=60)[1] == ""
            assert process.returncode == 0
        assert sorted(service.asked) == names, "each name once, whoever asked"
        assert min(service.gaps) >= 0.1
        assert service.most_at_once == 1

    def test_one_second_between_two_by_default(self, service, cache, made):
        assert made().every == 0.0
        asker = Polite(Nominatim, domain=service.domain, user_agent=AGENT, cache=cache, scheme="http", proxies={})
        asker.geocode("a")
        asker.geocode("b")
        assert service.gaps[0] >= 1.0

    def test_threads_share_it_too(self, made, service):
        asker = made(every=0.02)
        threads = [threading.Thread(target=asker.geocode, args=(f"place {n % 6}",)) for n in range(12)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(service.asked) == [f"place {n}" for n in range(6)]
        assert min(service.gaps) >= 0.02

    def test_a_killed_process_blocks_nobody_for_long(self, made, service, cache):
        service.hold = 5
        process = self.start(service, cache, 0.05, ["Istanbul"])
        while not service.log:
            time.sleep(0.01)
        process.kill()
        process.communicate()
        service.hold = 0
        ((free_at,),) = sql(cache, "select free_at from turn where holder is not null")
        assert 20 < free_at - time.time() < 40
        sql(cache, "update turn set free_at = ?", time.time())
        assert made().geocode("Istanbul").address == "Istanbul"

    def test_an_interrupt_leaves_the_cache_whole_and_the_turn_free(self, made, service, cache, monkeypatch):
        asker = made(every=0.01)
        asker.geocode("Ankara")
        with monkeypatch.context() as patch:
            patch.setattr(asker._geocoder, "geocode", lambda *_, **__: (_ for _ in ()).throw(KeyboardInterrupt))
            with pytest.raises(KeyboardInterrupt):
                asker.geocode("Istanbul")
        assert kept(cache) == [("Ankara", 1)]
        assert made().geocode("Istanbul").address == "Istanbul"

    def test_several_requests_for_one_query_are_paced(self, made, service):
        made(_Twice, every=0.1).geocode("Istanbul")
        assert service.asked == ["Istanbul", "Istanbul"]
        assert service.gaps[0] >= 0.1

    def test_a_clock_set_back_does_not_block(self, made, service, clock):
        made(every=1).geocode("a")
        clock["now"] -= 40 * 86_400
        made(every=1).geocode("b")
        assert service.asked == ["a", "b"]


class _Twice(Nominatim):
    def geocode(self, query, **asked):
        super().geocode(query, **asked)
        return super().geocode(query, **asked)


class TestRetryAfter:
    @pytest.mark.parametrize("status", [429, 503])
    def test_seconds_are_waited_by_all(self, made, service, clock, status):
        service.waiting["Istanbul"] = (status, "7")
        assert made(retries=1, every=1).geocode("Istanbul").address == "Istanbul"
        assert 6.99 <= clock["slept"] < 9
        assert service.asked == ["Istanbul"] * 2

    def test_a_date_is_waited_for(self, made, service, clock):
        service.waiting["Istanbul"] = (429, email.utils.formatdate(time.time() + 30, usegmt=True))
        assert made(retries=1, every=1).geocode("Istanbul").address == "Istanbul"
        assert 25 <= clock["slept"] < 33

    @pytest.mark.parametrize("wait", [None, "", "soon", "-5", "Fri, 31 Dec 1999 23:59:59 GMT", "9" * 5000,
                                      "Fri, 31 Dec 99999999999 23:59:59 GMT"])  # fmt: skip
    def test_nonsense_is_a_short_wait(self, made, service, clock, wait):
        service.waiting["Istanbul"] = (429, wait)
        assert made(retries=1, every=1).geocode("Istanbul").address == "Istanbul"
        assert 1 <= clock["slept"] < 5

    def test_too_long_stops_everyone_at_once_and_says_until_when(self, made, service, clock):
        service.waiting["Istanbul"] = (429, "3600")
        with pytest.raises(GeocodeRefused, match=r"left alone until .*3600 seconds from now; nothing was sent"):
            made(retries=1).geocode("Istanbul")
        with pytest.raises(GeocodeRefused, match="Ask again then"):
            made().geocode("Ankara")
        assert (service.asked, clock["slept"]) == (["Istanbul"], 0.0)
        clock["now"] += 3601
        assert made().geocode("Ankara").address == "Ankara"

    def test_what_is_kept_is_given_meanwhile(self, made, service, clock):
        made().geocode("Ankara")
        service.waiting["Istanbul"] = (403, "3600")
        with pytest.raises(GeocodeRefused, match="does not let us in"):
            made().geocode("Istanbul")
        assert made().geocode("Ankara").address == "Ankara"

    def test_it_is_bounded(self, made, service, cache, clock):
        service.waiting["Istanbul"] = (429, "999999999999")
        with pytest.raises(GeocodeRefused):
            made().geocode("Istanbul")
        ((until,),) = sql(cache, "select pause_until from turn")
        assert until - clock["now"] == pytest.approx(86_400)


class TestFile:
    def test_a_damaged_file_is_an_error_and_stays(self, made, service, cache):
        kept = answers.Answers(cache)
        for number in range(200):
            kept.put(("Nominatim", service.domain, "geocode", f"{number}", "{}"), "[]" * 200, True)
        kept.close()  # while it is open SQLite reads what is in its journal, and not the file
        assert [path.name for path in cache.parent.iterdir()] == [cache.name]
        for torn in (b"not a database at all" * 100, cache.read_bytes()[:9000], b"\0" * 5000):
            cache.write_bytes(torn)
            with pytest.raises(GeocodeError, match=r"is damaged|database of something else"):
                made()
            assert cache.read_bytes() == torn

    def test_many_may_open_it_first(self, tmp_path):
        for number in range(10):
            path, failed = tmp_path / f"{number}.sqlite", []

            def opened(path=path, failed=failed):
                try:
                    answers.Answers(path).close()
                except DatelineError as error:
                    failed.append(error)

            threads = [threading.Thread(target=opened) for _ in range(6)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            assert failed == []

    def test_another_database_is_left_alone(self, made, cache):
        sql(cache, "create table mine (a)")
        with pytest.raises(GeocodeError, match="database of something else"):
            made()

    def test_a_newer_file_is_left_alone(self, made, cache):
        made()
        sql(cache, "pragma user_version = 99")
        with pytest.raises(GeocodeError, match="newer dateline"):
            made()

    def test_a_folder_that_cannot_be(self, made, tmp_path):
        (tmp_path / "file").write_text("x")
        with pytest.raises(GeocodeError, match="cannot be used as a cache"):
            made(cache=tmp_path / "file" / "answers.sqlite")

    def test_an_answer_that_cannot_be_read_is_said(self, made, service, cache):
        made().geocode("Istanbul")
        sql(cache, "update answer set places = '[[1'")
        with pytest.raises(GeocodeError, match="holds an answer that cannot be read"):
            made().geocode("Istanbul")


class TestBatch:
    def test_a_row_a_name_with_the_columns_of_places_geocode(self, made, service):
        names = ["Istanbul", "nowhere", None, "html", "Istanbul", "Ankara"]
        frame = polite.geocode(names, made(), [None, None, None, None, None, "Türkiye"])
        offline = places.geocode(["Istanbul"])
        assert frame.columns == [*offline.columns, "status"]
        assert {name: frame.schema[name] for name in offline.columns} == dict(offline.schema)
        assert frame["status"].to_list() == ["found", "not found", "not found", "failed", "found", "found"]
        assert frame.select("query", "name", "kind", "country_code", "lat").row(0) == (
            "Istanbul", "Istanbul", "city", "TR", 41.0091982)  # fmt: skip
        assert "is not JSON" in frame["reason"][3]
        assert frame["lat"].is_null().to_list() == [False, True, True, True, False, False]
        assert service.asked == ["Istanbul", "nowhere", "html", "Ankara, Türkiye"]

    def test_it_goes_on_where_it_stopped(self, made, service):
        names = [f"place {number}" for number in range(6)]
        service.waiting["place 3"] = (402, None)
        with pytest.raises(GeocodeRefused, match=r"quota.*3 of 6 names are answered and kept"):
            polite.geocode(names, made())
        frame = polite.geocode(names, made())
        assert frame["status"].to_list() == ["found"] * 6
        assert service.asked == [*names[:4], *names[3:]]

    def test_three_failures_in_a_row_stop_it(self, made, service):
        names = ["Ankara", *(f"status 50{n}" for n in range(5))]
        with pytest.raises(GeocodeUnavailable, match="1 of 6 names are answered"):
            polite.geocode(names, made())
        assert service.asked == names[:4]

    def test_contexts_must_be_as_many(self, made):
        with pytest.raises(ValueError, match="2 names, but 1 contexts"):
            polite.geocode(["a", "b"], made(), ["c"])

    def test_nothing_asked(self, made):
        assert polite.geocode(pl.Series([], dtype=pl.String), made()).height == 0


class TestGazetteer:
    def test_conventions(self):
        geocoder = Gazetteer()
        assert geocoder.geocode("Xyzzyville") is None
        assert geocoder.geocode("Xyzzyville", exactly_one=False) is None
        every = geocoder.geocode("Paris", exactly_one=False)
        assert [place.raw for place in geocoder.geocode("Paris", exactly_one=False, limit=3)] == [
            place.raw for place in every[:3]
        ]
        assert geocoder.geocode("Paris") == every[0]
        assert every[0].raw["margin"] > 0 >= every[1].raw["margin"]
        assert geocoder.geocode("Paris, Texas", timeout=1).raw["reason"] == "named with Texas"
        assert set(every[0].raw) == {
            "place_id",
            "name",
            "kind",
            "country_code",
            "population",
            "score",
            "margin",
            "reason",
        }

    def test_agrees_with_places_geocode(self):
        names = ["Istanbul", "Vilnius", "Paris, Texas", "Lithuania", "The Hague"]
        frame = places.geocode(names)
        found = [Gazetteer().geocode(name).raw for name in names]
        for column in ("place_id", "name", "margin", "reason", "country_code"):
            assert [raw[column] for raw in found] == frame[column].to_list()

    @pytest.mark.parametrize("limit", [0, -1, "2", 1.5])
    def test_limits_are_numbers_from_one(self, limit):
        with pytest.raises(GeocoderQueryError):
            Gazetteer().geocode("Paris", exactly_one=False, limit=limit)
        with pytest.raises(GeocoderQueryError):
            Gazetteer().reverse((41, 29), exactly_one=False, limit=limit)

    @pytest.mark.parametrize("query", [Point(54.69, 25.28), (54.69, 25.28), [54.69, 25.28, 0], "54.69, 25.28",
                                       "54 41m N, 25 17m E", (54.69, 385.28)])  # fmt: skip
    def test_reverse_takes_what_geopy_calls_a_point(self, query):
        place = Gazetteer().reverse(query)
        assert (place.raw["name"], place.raw["kind"]) == ("Vilnius", "city")
        assert place.raw["distance_km"] < 2

    @pytest.mark.parametrize("query", [None, "", "here", (), (1,), 41, (91, 0), (float("nan"), 0), {"lat": 1}, "91, 0"])
    def test_reverse_refuses_what_is_none(self, query):
        with pytest.raises(GeocoderQueryError):
            Gazetteer().reverse(query)

    def test_reverse_is_nearest_first_and_within(self):
        geocoder = Gazetteer()
        near = geocoder.reverse((41.01, 28.95), exactly_one=False, within=20)
        distances = [place.raw["distance_km"] for place in near]
        assert distances == sorted(distances)
        assert distances[-1] <= 20
        assert geocoder.reverse((41.01, 28.95), exactly_one=False, limit=2) == near[:2]
        assert geocoder.reverse((0, -140)) is None
        assert geocoder.reverse((0, -140), exactly_one=False) is None
        with pytest.raises(GeocoderQueryError):
            geocoder.reverse((0, 0), within=0)

    @pytest.mark.parametrize("point", [(-16.5, 179.9999), (-16.5, -179.9999), (89.99, 10), (-89.99, 10)])
    def test_reverse_at_the_edges_agrees_with_a_search_of_all(self, point):
        from geopy.distance import great_circle

        cities = gazetteer.places().filter(pl.col("kind") == "city")
        rough = cities.filter((pl.col("lat") - point[0]).abs() < 2).select("name", "lat", "lon").rows()
        best = min((great_circle(point, (lat, lon)).km for _, lat, lon in rows) if (rows := rough) else [9e9])
        found = Gazetteer().reverse(point, within=150)
        assert (found.raw["distance_km"] if found else None) == (pytest.approx(best, abs=0.01) if best < 150 else None)

    def test_every_error_is_a_dateline_error(self):
        assert issubclass(GeocodeError, DatelineError)
