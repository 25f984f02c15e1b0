"""The labelled sample: its labels fit their files, and the library stays above the floors it has reached."""

import importlib.util
import itertools
import json
from pathlib import Path

import pytest

HERE = Path(__file__).parent / "golden"
_spec = importlib.util.spec_from_file_location("golden_measure", HERE / "measure.py")
golden = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(golden)
PINNED = json.loads(golden.FLOORS.read_text())


@pytest.fixture(scope="module")
def reached():
    return golden.measure()


def test_the_gold_is_the_one_the_floors_were_pinned_on():
    assert golden.checksum() == PINNED["gold"], "run python tests/golden/measure.py --lower and say why"


@pytest.mark.parametrize("name", PINNED["floors"])
def test_no_figure_falls_below_its_floor(reached, name):
    assert reached[name] >= PINNED["floors"][name]


def test_every_figure_has_a_floor(reached):
    assert sorted(reached) == sorted(PINNED["floors"])


def test_every_place_name_stands_where_its_label_says():
    texts = {row["id"]: row for row in golden.articles()}
    for row in golden.toponyms():
        text = texts[row["id"]]["title" if row["field"] == "title" else "body"]
        assert text[row["start"] : row["end"]] == row["surface"]
        assert row["use"] in ("place", "demonym", "metonym", "part")


def test_no_place_name_is_labelled_twice():
    spans = sorted((row["id"], row["field"], row["start"], row["end"]) for row in golden.toponyms())
    for (one, field, _, end), (two, other, start, _) in itertools.pairwise(spans):
        assert (one, field) != (two, other) or end <= start


def test_every_copy_names_its_original_and_none_is_chained():
    kinds = {row["id"]: row["copy_kind"] for row in golden.articles()}
    for row in golden.articles():
        assert (row["copy_of"] is None) == (row["copy_kind"] == "original")
        assert row["copy_of"] is None or kinds[row["copy_of"]] == "original"
        assert row["copy_kind"] in ("original", "verbatim", "edited", "shortened", "embedded")


def test_every_labelled_body_stands_in_its_file():
    files = {}
    for row in golden.articles():
        path = golden.SAMPLE / row["source_file"]
        if path.suffix in (".txt", ".csv") and row["body"]:
            text = files.setdefault(path, text_of(path))
            for line in row["body"].split("\n"):
                assert line in text


def text_of(path):
    data = path.read_bytes()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1254")
    return text.replace('""', '"') if path.suffix == ".csv" else text
