"""The comparison widget shows the functions' numbers and follows its controls."""

from dateline import explorer, shares


def test_widget_shows_what_the_function_gives(sample):
    widget = explorer.compare(sample, "Turkey OR Türkiye")
    expected = shares(sample.search("Turkey OR Türkiye"), sample)
    assert (
        widget.figure.data.sort("group").select("group", "n", "total").rows()
        == expected.select("group", "n", "total").rows()
    )


def test_chart_follows_query_and_unit(sample):
    widget = explorer.compare(sample, "Turkey OR Türkiye")
    before = widget.figure
    widget.query.value = "Odesa AND grain"
    assert widget.figure is not before
    assert widget.said.value == "Searched for “Odesa” and “grain”"
    assert widget._view.revision == 1
    assert widget._view.spec == widget.figure.spec
    widget.unit.value = "article"
    assert "article, copies counted each" in widget.figure.note
    assert widget._view.revision == 2


def test_mistyped_query_leaves_the_chart_and_says_why(sample):
    widget = explorer.compare(sample, "Odesa")
    before = widget.figure
    widget.query.value = '"open'
    assert widget.figure is before
    assert widget.said.value == "quotes must come in pairs"


def test_readers_without_a_kernel_see_picture_and_words(sample):
    data, metadata = explorer.compare(sample, "Odesa")._repr_mimebundle_()
    assert {"image/png", "text/plain", "application/vnd.jupyter.widget-view+json"} <= set(data)
    assert metadata["image/png"]["alt"] == data["text/plain"]
