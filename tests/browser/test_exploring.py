"""The explorer as a person uses it: in JupyterLab, by mouse and by keyboard alone, with no network."""

import json
import math
import shutil
from pathlib import Path

import pytest

from invented import ferry_news
from labs import write

ROOT = Path(__file__).parents[2]
STILL = "document.querySelector('.dateline-explorer[data-drawn=true]')?.getAttribute('aria-busy') === 'false'"
COUNTED = "document.querySelector('.dateline-explorer').dataset.words === 'drawn'"
NAMELESS = """() => [...document.querySelectorAll(".dateline-explorer :is(button, input, select, textarea, summary)")]
  .filter(element => !(element.labels?.length || element.ariaLabel || element.textContent.trim()))
  .map(element => element.outerHTML.slice(0, 200))"""
WIDE = """() => {
  const root = document.querySelector(".dateline-explorer");
  return root.scrollWidth > root.clientWidth + 1 || root.querySelector("canvas").clientWidth > root.clientWidth;
}"""

CIRCLES = """async () => {
  const view = document.querySelector(".dateline-explorer").vega, found = {};
  const walk = part => {
    for (const item of part.items ?? []) {
      if (part.name === "circles") found[item.datum.name] = [item.x, item.y, item.size];
      if (item.items) item.items.forEach(walk);
    }
  };
  await view.runAsync();
  walk(view.scenegraph().root);
  return found;
}"""


def _errors(visited):
    """Errors of our module, which has a blob: address; JupyterLab's own are not ours to mend."""
    return [error for error in visited.errors if "blob:" in error]


class Screen:
    """An explorer on a page."""

    def __init__(self, page):
        self.page = page
        self.root = page.locator(".dateline-explorer")
        self.still()

    def still(self):
        """Wait until everything that was asked for is drawn."""
        self.page.wait_for_function(STILL, timeout=60_000)
        return self

    def signal(self, name):
        """A number of the view's layout."""
        return self.page.evaluate("name => document.querySelector('.dateline-explorer').vega.signal(name)", name)

    def rows(self, name):
        """The rows of one of the view's tables."""
        return self.page.evaluate("name => document.querySelector('.dateline-explorer').vega.data(name)", name)

    def at(self, x, y):
        """A place on the page, from one on the canvas."""
        box = self.root.locator("canvas").bounding_box()
        return box["x"] + x, box["y"] + y

    def at_outlet(self, number):
        """The middle of an outlet's row."""
        return self.at(12, self.signal("below") + (number + 0.4) * self.signal("rowH"))

    def words(self):
        """The words drawn, when those of what is shown are."""
        self.page.wait_for_function(COUNTED, timeout=60_000)
        return [row["term"] for row in self.rows("words")]

    def at_word(self, number):
        """The middle of a word's row."""
        return self.at(self.signal("wordsX"), self.signal("wordsY") + (number + 0.5) * self.signal("wordH"))

    def at_day(self, part):
        """A place on the timeline, from its left end (0) to its right (1)."""
        middle = self.signal("timeY") + 0.5 * self.signal("timeH")
        return self.at(self.signal("left") + part * self.signal("timeW"), middle)

    def circles(self):
        """The map's circles by name: x and y from its corner, and size."""
        return self.page.evaluate(CIRCLES)

    def alone(self):
        """The name of the circle in sight that is farthest from any other."""
        circles, (wide, tall) = self.circles(), (self.signal("mapW"), self.signal("mapH"))
        seen = [name for name, (x, y, _) in circles.items() if 0 < x < wide and 0 < y < tall]
        return max(seen, key=lambda name: min(_apart(circles, name, other) for other in circles if other != name))

    def on_map(self, x, y):
        """A place on the page, from one on the map."""
        return self.at(self.signal("mapX") + x, self.signal("mapY") + y)

    def press(self, *keys):
        """Press keys, one after the other, each waited for."""
        for key in keys:
            self.page.keyboard.press(key)
            self.still()


@pytest.fixture
def opened(lab, visit):
    """Open an explorer of the sample, in a new notebook."""
    shutil.copytree(ROOT / "data" / "sample", lab.folder / "data" / "sample", dirs_exist_ok=True)

    def open_one(call, *before, **size):
        name = f"explore-{len(list(lab.folder.glob('explore-*.ipynb')))}"
        corpus = f"corpus = dateline.Corpus('explored', decisions={f'{name}-decisions'!r})"
        write(lab.folder / f"{name}.ipynb", f"import dateline\n{corpus}\n_ = corpus.add('data/sample')", *before, call)
        visited = visit(lab.address, **size)
        return visited, Screen(lab.run_all(visited, f"{name}.ipynb"))

    return open_one


def test_everything_follows_the_days_that_are_dragged_over(opened):
    visited, screen = opened("dateline.explore(corpus, ['port OR harbour', 'Odesa'], every='1mo')")
    page = screen.page
    before = screen.rows("names")
    page.mouse.move(*screen.at_day(0.2))
    page.mouse.down()
    page.mouse.move(*screen.at_day(0.3), steps=4)
    page.mouse.move(*screen.at_day(0.5), steps=4)
    page.mouse.up()
    screen.still()
    assert screen.signal("brush") is not None
    after = screen.rows("names")
    assert sum(int(row["count"].split()[2].strip(",")) for row in after) < sum(
        int(row["count"].split()[2].strip(",")) for row in before
    )
    page.mouse.click(*screen.at_outlet(0))
    screen.still()
    stories = page.locator(".stories > li")
    assert page.locator(".sentences h3").inner_text().startswith(f"port OR harbour, {after[0]['group']}")
    assert stories.count() == int(after[0]["count"].split()[0])
    assert stories.first.locator("mark").first.inner_text().lower().startswith(("port", "harbour"))
    stories.first.focus()
    page.keyboard.press("ArrowDown")
    assert stories.nth(1).evaluate("item => item === document.activeElement")
    page.keyboard.press("End")
    assert stories.last.evaluate("item => item === document.activeElement")
    page.get_by_role("button", name="Show all days").click()
    screen.still()
    assert screen.rows("names") == before
    assert (visited.refused, _errors(visited)) == ([], [])


def test_the_words_follow_the_days_and_lead_to_a_query(lab, opened):
    (lab.folder / "ferries.json").write_text(json.dumps(ferry_news()), "utf8")
    ferries = "corpus = dateline.Corpus('ferries')\n_ = corpus.add('ferries.json')"
    visited, screen = opened("dateline.explore(corpus, 'ferry', every='1w')", ferries)
    page = screen.page
    assert {"late", "delayed", "sun", "storm"} == set(screen.words())
    page.locator(".figure").focus()
    screen.press("ArrowRight", "Shift+ArrowRight", "Shift+ArrowRight")
    assert set(screen.words()) == {"sun", "late", "delayed"}
    page.get_by_text("Words that go with ferry", exact=False).first.click()
    page.get_by_role("button", name="Compare with sun").focus()
    screen.press("Enter")
    chips = page.locator(".chip button:first-child")
    assert [chip.strip() for chip in chips.all_inner_texts()] == ["ferry", '"sun"']
    assert "ferry" in screen.words()
    page.mouse.click(*screen.at_word(0))
    screen.still()
    assert chips.count() == 3
    page.mouse.click(*screen.at_outlet(0))
    screen.still()
    assert screen.words() is not None
    assert screen.signal("titleWords").startswith("Words of The ")
    page.get_by_label("Words", exact=True).select_option("off")
    screen.still()
    assert screen.signal("H") == screen.signal("under")
    assert (visited.refused, _errors(visited)) == ([], [])


def test_everything_can_be_done_by_keyboard(opened):
    visited, screen = opened("dateline.explore(corpus, 'port OR harbour', every='1w')")
    page = screen.page
    assert page.evaluate(NAMELESS) == []
    many = len(screen.rows("points"))
    page.get_by_label("Period").focus()
    screen.press("ArrowDown")
    assert len(screen.rows("points")) < many
    page.locator(".figure").focus()
    screen.press("ArrowRight", "ArrowRight", "Shift+ArrowRight")
    first, last = page.evaluate("document.querySelector('.dateline-explorer').vega.signal('brush')")
    assert 55 * 86_400_000 < last - first < 63 * 86_400_000
    screen.press("Escape")
    assert screen.signal("brush") is None
    query = page.get_by_label("Query", exact=True)
    query.fill("Vilnius")
    screen.press("Enter")
    page.get_by_text("Searched for “Vilnius”").wait_for()
    query.fill('"open')
    screen.press("Enter")
    page.get_by_text("quotes must come in pairs").wait_for()
    table = page.get_by_text("Vilnius by outlet, as a table")
    table.focus()
    screen.press("Enter")
    page.get_by_role("button", name="Read the sentences of").first.focus()
    screen.press("Enter")
    assert page.locator(".stories mark").first.inner_text() == "Vilnius"
    assert page.evaluate("document.activeElement.tagName") == "H3"
    assert (visited.refused, _errors(visited)) == ([], [])


def test_a_sentence_is_corrected_where_it_is_read_and_the_code_is_given(opened):
    _, screen = opened("dateline.explore(corpus, 'Georgia', every='1mo', brush=('2025-01-01', '2025-12-31'))")
    page = screen.page
    page.mouse.click(*screen.at_outlet(0))
    screen.still()
    before = screen.rows("names")[0]["count"]
    page.get_by_role("button", name="Correct: Georgia").first.click()
    page.get_by_label("Reason").first.fill("another Georgia")
    page.get_by_role("button", name="Note it").first.click()
    page.get_by_text("Noted:").wait_for()
    screen.still()
    page.get_by_role("button", name="Take back").click()
    page.get_by_text("Taken back.").wait_for()
    screen.still()
    assert screen.rows("names")[0]["count"] == before
    page.get_by_role("button", name="Copy as code").click()
    screen.still()
    assert "dateline.shares(hits, corpus" in page.get_by_label("The cell that gives these figures").input_value()


def _apart(circles, one, other):
    return math.dist(circles[one][:2], circles[other][:2])


def test_the_map_comes_closer_in_the_browser_alone(opened):
    visited, screen = opened("dateline.explore(corpus, 'port OR harbour', every='1mo')")
    page, closer = screen.page, screen.page.get_by_role("button", name="Closer")
    whole, drawn = screen.circles(), screen.root.get_attribute("data-revision")
    most = max(whole, key=lambda name: whole[name][2])
    near = min(whole.keys() - {most}, key=lambda name: _apart(whole, most, name))
    assert page.get_by_role("button", name="Wider").get_attribute("aria-disabled") == "true"
    closer.focus()
    page.keyboard.press("Enter")
    twice = screen.circles()
    assert _apart(twice, most, near) == pytest.approx(2 * _apart(whole, most, near))
    assert twice[most][2] == whole[most][2]
    middle = screen.on_map(screen.signal("mapW") / 2, screen.signal("mapH") / 2)
    page.mouse.move(*middle)
    page.mouse.wheel(0, -40)
    assert screen.circles() == twice
    page.keyboard.down("Control")
    page.mouse.wheel(0, -40)
    page.keyboard.up("Control")
    page.wait_for_function("() => document.querySelector('.dateline-explorer').vega.signal('near').by > 2")
    page.mouse.dblclick(*middle)
    page.mouse.move(*middle)
    page.mouse.down()
    before = screen.circles()
    page.mouse.move(middle[0] + 30, middle[1] + 20, steps=3)
    page.mouse.up()
    after = screen.circles()
    assert [after[most][way] - before[most][way] for way in (0, 1)] == pytest.approx([30, 20])
    page.mouse.wheel(0, 400)
    page.wait_for_function("() => document.querySelector('.dateline-explorer').vega.signal('near').by < 5")
    page.get_by_role("button", name="Whole map").click()
    assert screen.circles() == whole
    assert (screen.root.get_attribute("data-revision"), visited.refused, _errors(visited)) == (drawn, [], [])


def test_a_closer_map_leads_to_sentences_and_stays_while_days_are_brushed(opened):
    _, screen = opened("dateline.explore(corpus, 'port OR harbour', every='1mo')")
    page, closer = screen.page, screen.page.get_by_role("button", name="Closer")
    closer.click()
    closer.click()
    name = screen.alone()
    page.mouse.click(*screen.on_map(*screen.circles()[name][:2]))
    screen.still()
    assert page.locator(".sentences h3").inner_text().startswith(f"{name} in stories")
    near = screen.signal("near")
    closer.focus()
    screen.press("ArrowLeft")
    assert screen.signal("brush") is not None
    assert screen.signal("near") == near
    page.get_by_label("Query", exact=True).fill("Vilnius")
    page.get_by_label("Query", exact=True).press("Enter")
    page.get_by_text("Searched for “Vilnius”").wait_for()
    screen.still()
    assert screen.signal("near")["by"] == 1


def test_fingers_move_the_map_once_it_is_closer(opened):
    _, screen = opened("dateline.explore(corpus, 'port OR harbour', every='1mo')", width=320)
    page, touch = screen.page, screen.page.context.new_cdp_session(screen.page)
    touch.send("Emulation.setTouchEmulationEnabled", {"enabled": True, "maxTouchPoints": 2})
    page.locator(".zoom").scroll_into_view_if_needed()
    x, y = screen.on_map(screen.signal("mapW") / 2, screen.signal("mapH") / 2)

    def fingers(*paths):
        for at in range(6):
            points = [{"x": px + at * dx, "y": py + at * dy, "id": number}
                      for number, (px, py, dx, dy) in enumerate(paths)]  # fmt: skip
            touch.send("Input.dispatchTouchEvent", {"type": "touchMove" if at else "touchStart", "touchPoints": points})
        touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})

    fingers((x - 20, y, -8, 0), (x + 20, y, 8, 0))
    assert screen.signal("near")["by"] > 1.5
    before = screen.circles()
    fingers((x, y, 3, 6))
    after, name = screen.circles(), max(before, key=lambda name: before[name][2])
    assert after[name][1] - before[name][1] == pytest.approx(30, abs=1)
    assert page.locator(".sentences h3").count() == 0
    for button in ("Whole map", "Closer", "Closer"):
        page.get_by_role("button", name=button).click()
    at = screen.alone()
    touch.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [
        dict(zip("xy", screen.on_map(*screen.circles()[at][:2]), strict=True))]})  # fmt: skip
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    page.locator(".sentences h3").wait_for()
    assert page.locator(".sentences h3").inner_text().startswith(f"{at} in stories")


def test_decisions_are_on_what_was_read_however_fast_they_come(lab, opened):
    """Three forms sent at once: each is noted, on its own sentence; the list of places is there the second time too."""
    visited, screen = opened("dateline.explore(corpus, 'place:Georgia', every='1mo')")
    page = screen.page
    for _ in range(2):
        page.mouse.click(*screen.at_outlet(0))
        screen.still()
        page.get_by_role("button", name="Correct:").first.click()
        page.get_by_label("Decision").first.select_option("other")
        page.wait_for_function("document.querySelector('.deciding').querySelectorAll('select')[1].length > 1")
        page.get_by_role("button", name="Close", exact=True).click()
        screen.still()
    page.mouse.click(*screen.at_outlet(0))
    screen.still()
    read = page.evaluate("""() => {
      const forms = [...document.querySelectorAll(".deciding")].slice(0, 3);
      const read = forms.map(form => form.closest(".said-here").querySelector(".quote").textContent);
      for (const form of forms) {
        form.querySelector("input").value = "another Georgia";
        form.requestSubmit();
      }
      return read;
    }""")
    screen.still()
    kept = max(lab.folder.glob("*-decisions/decisions.csv"), key=lambda path: path.stat().st_mtime).read_text("utf8")
    assert len(read) == 3
    assert all(sentence.strip() in kept.replace('""', '"') for sentence in read)
    assert kept.count("another Georgia") == 3
    assert (visited.refused, _errors(visited)) == ([], [])


def test_a_button_let_go_outside_leaves_the_days_alone(opened):
    _, screen = opened("dateline.explore(corpus, 'port OR harbour', every='1mo')")
    page = screen.page
    x, y = screen.at_day(0.3)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x, screen.at(0, 0)[1] - 40)
    page.mouse.up()
    page.mouse.move(x, y)
    page.mouse.move(*screen.at_day(0.6), steps=4)
    screen.still()
    assert screen.signal("brush") is None
    page.wait_for_selector(".dateline-explorer[data-words=drawn]")


def test_an_explorer_whose_kernel_is_gone_says_so(opened):
    _, screen = opened("dateline.explore(corpus, 'port OR harbour', every='1mo')")
    page = screen.page
    page.evaluate("window.jupyterapp.shell.currentWidget.sessionContext.session.kernel.restart()")
    page.get_by_text("The kernel of this explorer is gone").wait_for()
    page.get_by_label("Query", exact=True).fill("Vilnius")
    page.keyboard.press("Enter")
    page.get_by_text("The kernel of this explorer is gone").wait_for()
    assert page.locator(".dateline-explorer").get_attribute("aria-busy") == "false"


@pytest.mark.parametrize("width", [320, 800, 1600])
def test_it_fits_and_follows_the_theme(opened, width):
    visited, screen = opened("dateline.explore(corpus, 'port OR harbour', every='1mo')", width=width)
    page = screen.page
    assert not page.evaluate(WIDE)
    paper = "getComputedStyle(document.querySelector('.dateline-explorer')).backgroundColor"
    looks = {}
    for theme in ("Dark", "Light"):
        page.evaluate("name => window.jupyterapp.commands.execute('apputils:change-theme', {theme: name})",
                      f"JupyterLab {theme}")  # fmt: skip
        page.wait_for_selector(f".dateline-explorer[data-theme={theme.lower()}]")
        looks[theme] = (page.evaluate(paper), screen.signal("paint")["ink"])
    assert looks["Dark"][0] != looks["Light"][0]
    assert looks["Dark"][1] != looks["Light"][1]
    assert (visited.refused, _errors(visited)) == ([], [])


def test_nothing_that_stands_in_the_data_runs(lab, opened, payloads):
    rows = [
        {"source": f"Outlet {number} {payload}", "title": f"Odesa {payload}", "date": f"2025-06-{number + 1:02}",
         "url": payload, "text": f"The port of Odesa opens again {payload} and they met in Vilnius. It rained."}
        for number, payload in enumerate(payloads)
    ]  # fmt: skip
    (lab.folder / "news.json").write_text(json.dumps(rows), "utf8")
    query = f"dateline.queries.Saved('q', {payloads[0]!r}, 'port AND Odesa')"
    call = f"dateline.explore(corpus, [{query}, 'Odesa'], every='1d', source={payloads[1]!r})"
    visited, screen = opened(call, "corpus = dateline.Corpus('trapped')\n_ = corpus.add('news.json')")
    page = screen.page
    for table in page.locator(".numbers summary").all():
        table.click()
        screen.still()
    for number in range(page.locator("td button").count()):
        page.locator("td button").nth(number).click()
        screen.still()
        assert page.locator(".stories > li").count() > 0
    page.mouse.move(*screen.at_outlet(1))
    page.mouse.move(*screen.at_day(0.5))
    page.get_by_role("button", name="Copy as code").click()
    screen.still()
    links = page.evaluate("[...document.querySelectorAll('.dateline-explorer a')].map(link => link.protocol)")
    assert set(links) <= {"https:"}
    assert page.locator(".dateline-explorer :is(img, script, svg, iframe)").count() == 0
    assert visited.ran() == []
    assert (visited.refused, _errors(visited)) == ([], [])
