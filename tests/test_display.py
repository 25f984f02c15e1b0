"""Tables in a notebook: everything in them is text, numbers can be read, and what is left out is said."""

import re
from datetime import UTC, date, datetime
from html.parser import HTMLParser

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dateline.display import ROWS, table_html


class Table(HTMLParser):
    """The cells of a table, row by row, and every tag and attribute met."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.rows, self.tags, self.attributes, self.after, self.open = [], [], set(), "", []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.open.append(tag)
        self.attributes |= set(attrs)
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th"):
            self.rows[-1].append("")

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if self.open and self.open[-1] in ("td", "th"):
            self.rows[-1][-1] += data
        else:
            self.after += data

    def handle_comment(self, data):
        raise AssertionError("a comment was let through")

    handle_decl = handle_pi = unknown_decl = handle_comment


def cells(frame):
    return Table(table_html(frame)).rows


words = st.text(st.characters(codec="utf8", exclude_characters="\r\0"))


@settings(deadline=None)
@given(st.lists(st.tuples(words, st.lists(words, max_size=3)), min_size=1, max_size=5), words)
def test_every_text_comes_out_as_it_went_in_and_no_tag_is_let_through(rows, name):
    frame = pl.DataFrame(rows, schema={name + "_a": pl.String, "b": pl.List(pl.String)}, orient="row")
    table = Table(table_html(frame))
    assert set(table.tags) == {"table", "thead", "tbody", "tr", "th", "td"}
    assert {name for name, _ in table.attributes} <= {"class", "style"}
    assert not any(character in value for _, value in table.attributes for character in '(<&"\\')
    assert table.open == []
    assert table.rows[0] == [(name + "_a").replace("_", " "), "b"]
    assert table.rows[1:] == [[text, "; ".join(several)] for text, several in rows]
    assert table.after == ""


@pytest.mark.parametrize(
    "payload", ["<script>alert(1)</script>", "</td><td>", '" onclick="x', "<!-- ", "&lt;b&gt;", "]]>", "<svg/onload=x>"]
)
def test_a_payload_is_text_in_cell_list_struct_and_header(payload):
    frame = pl.DataFrame({payload: [payload], "list": [[payload]], "struct": [{"a": payload}], "n": [1]})
    table = Table(table_html(frame))
    assert set(table.tags) == {"table", "thead", "tbody", "tr", "th", "td"}
    assert table.rows[0][0] == payload
    assert table.rows[1][:2] == [payload, payload]
    assert payload in table.rows[1][2]


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (0, "0"), (1200, "1,200"), (-1234567, "-1,234,567"), (0.125, "0.125"), (0.0, "0.000"), (-0.5, "-0.500"),
        (0.6875, "0.688"), (1234.56, "1,234.6"), (-1.04, "-1.0"), (True, "yes"), (False, "no"),
        (date(2025, 6, 2), "2025-06-02"), (datetime(2025, 6, 2, 8, 5, 59), "2025-06-02 08:05"),
        (datetime(2025, 6, 2, 8, 5, tzinfo=UTC), "2025-06-02 08:05"), (["a", "b"], "a; b"), ([1200, 3], "1,200; 3"),
        ([], ""), ("text", "text"),
    ],
)  # fmt: skip
def test_values_in_words(value, shown):
    assert cells(pl.DataFrame({"a": [value, None]})) == [["a"], [shown], [""]]


def test_numbers_and_dates_are_marked_in_head_and_body():
    frame = pl.DataFrame({"n": [1], "share": [0.5], "day": [date(2025, 6, 2)], "title": ["a"], "sure": [True]})
    marks = re.findall(r'<t[hd](?: class="(\w*)")?', table_html(frame).split("<tr>", 1)[1])
    assert marks[:5] == marks[5:]
    assert marks[:3] == ["number", "number", "date"]
    assert not {"number", "date"} & set(marks[3:5])


@pytest.mark.parametrize("count", [0, 1, ROWS - 1, ROWS])
def test_up_to_40_rows_are_all_shown(count):
    table = Table(table_html(pl.DataFrame({"n": range(count)}, schema={"n": pl.Int64})))
    assert [row[0] for row in table.rows[1:]] == [str(n) for n in range(count)]
    assert "of" not in table.after


@pytest.mark.parametrize(("count", "line"), [(41, "40 of 41 rows"), (12345, "40 of 12,345 rows")])
def test_of_more_than_40_rows_the_first_are_shown_and_the_rest_counted(count, line):
    table = Table(table_html(pl.DataFrame({"n": range(count)})))
    assert [row[0] for row in table.rows[1:]] == [str(n) for n in range(40)]
    assert table.after == line
    assert table.tags.count("p") == 1


def test_the_sample_can_be_shown(sample):
    articles = sample.articles().collect()
    rows = cells(articles)
    assert len(rows) == 1 + ROWS
    assert {len(row) for row in rows} == {articles.width}
    assert rows[0][:2] == ["article id", "outlet"]
    titles = sample.articles().filter(pl.col("title").str.contains("<script")).select("title").collect()
    assert titles.height == 1
    assert cells(titles)[1] == [titles.item()]


def test_enable_sets_up_tables_and_charts(tmp_path, monkeypatch):
    import altair as alt

    from dateline import display
    from dateline.charts import rendering

    monkeypatch.setattr(rendering.platformdirs, "user_cache_dir", lambda _: str(tmp_path))
    renderer, theme = alt.renderers.active, alt.theme.active
    try:
        with pl.Config():
            display.enable()
            spec = alt.Chart(alt.InlineData(values=[{"n": 3}]), description="Three.").mark_bar().encode(x="n:Q")
            shown, about = spec._repr_mimebundle_()
            assert spec.to_dict()["config"]["font"] == "'Dateline Sans', sans-serif"
            assert pl.Config.state()["POLARS_FMT_MAX_ROWS"] == str(ROWS)
    finally:
        alt.renderers.enable(renderer)
        alt.theme.enable(theme)
    assert shown["text/plain"] == about["image/png"]["alt"] == "Three."
    assert "application/vnd.jupyter.widget-view+json" in shown
