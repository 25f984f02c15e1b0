// The explorer in the browser: native controls, one Vega view that stays, and the sentences. Everything that was
// written by others is only ever text here. It counts nothing: it sends what is asked for and draws what comes back.
const READY = Promise.all(FACES.map(([weight, data]) =>
  new FontFace("Dateline Sans", `url(data:font/woff2;base64,${data})`, { weight }).load()
    .then(face => document.fonts.add(face)))).catch(() => null);
const refuse = () => Promise.reject(new Error("dateline loads nothing"));
const SETS = { timeline: ["points", "gaps", "bars"], dots: ["marks", "names"], places: ["areas", ["places", "points"]] };
// what takes keys: JupyterLab, in command mode, would take them from it
const KEYED = new Set(["a", "button", "input", "select", "summary", "textarea"]);
const DAY = 86_400_000;
const GONE = new Set(["restarting", "autorestarting", "terminating", "dead"]);
const UNSEEN = 10_000;  // ms after which an explorer that no cell shows is let go
const REST = 200;  // ms without a wish after which words are counted
let ids = 0;

function made(tag, given = {}, ...inner) {
  const element = document.createElement(tag);
  if (KEYED.has(tag) || "tabIndex" in given) element.setAttribute("data-lm-suppress-shortcuts", "true");
  for (const [name, value] of Object.entries(given)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name in element && name !== "list") element[name] = value;
    else element.setAttribute(name, value);
  }
  element.append(...inner.filter(part => part !== null && part !== undefined && part !== ""));
  return element;
}

function labelled(words, control, cls = "") {
  control.id = `dateline-${++ids}`;
  return made("div", { className: `field ${cls}` }, made("label", { htmlFor: control.id }, words), control);
}

function options(select, pairs, value) {
  select.replaceChildren(...pairs.map(([key, words]) => made("option", { value: key }, words)));
  select.value = value;
}

class Explorer {
  constructor(model) {
    this.model = model;
    this.seen = {};
    this.waiting = null;
    this.decisions = [];
    this.busy = false;
    this.root = made("div", { className: "dateline-explorer" });
    this.controls = made("div", { className: "controls", role: "group" });
    this.controls.setAttribute("aria-label", "What is shown");
    this.status = made("p", { className: "status", role: "status" });
    this.figure = made("div", { className: "figure", tabIndex: 0, role: "application" });
    this.figure.setAttribute("aria-label", "Charts. Left and right arrows move the days chosen, with Shift they widen "
      + "them, Escape lets go. The numbers stand below as tables.");
    this.canvas = made("div", { className: "canvas" });
    this.figure.append(this.canvas);
    this.panel = made("section", { className: "sentences" });
    this.panel.setAttribute("aria-label", "Sentences");
    this.more = made("div", { className: "more" });
    this.root.append(this.controls, this.status,
      made("div", { className: "stage" }, made("div", { className: "views" }, this.figure, this.more), this.panel));
    this.build();
    this.started = this.start();
  }

  // what is asked for, one request at a time; what is asked while one is under way is put together
  ask(change) {
    this.waiting = { ...this.waiting, ...change };
    if (!this.busy) this.send();
  }

  // decisions each on its own, and before anything else: they are on what was read
  decide(decision) {
    this.decisions.push(decision);
    if (!this.busy) this.send();
  }

  send() {
    const decide = this.decisions.shift(), change = decide ? { decide } : this.waiting;
    if (!decide) this.waiting = null;
    this.busy = this.asking = true;
    this.root.setAttribute("aria-busy", "true");
    [this.unheard, this.asked] = [2, Date.now()];
    this.tell({ ask: change });
  }

  tell(message) {
    try {
      this.model.send(message);
    } catch (error) {
      console.warn("dateline:", error);
      this.lost();
    }
  }

  // no answer will come: the kernel that had this explorer is gone
  lost() {
    [this.waiting, this.decisions, this.busy] = [null, [], false];
    this.root.setAttribute("aria-busy", "false");
    this.status.textContent = "The kernel of this explorer is gone: run its cell again.";
  }

  // The kernel says that it is busy, then answers. Jupyter's server holds the answer back until the first is
  // acknowledged (Nagle's algorithm), which a browser with nothing to say does after 40 ms: so say something.
  hearing() {
    const kernel = this.model.widget_manager?.kernel;
    const heard = (_, { content, parent_header: { date } }) => {
      const own = content.execution_state === "busy" && Date.parse(date) >= this.asked;
      if (this.unheard === 2 || (this.unheard === 1 && own)) {
        this.unheard = own ? 0 : 1;
        this.tell({});
      }
    };
    const gone = (_, status) => { if (GONE.has(status)) this.lost(); };
    kernel?.iopubMessage?.connect(heard);
    kernel?.statusChanged?.connect(gone);
    return () => {
      kernel?.iopubMessage?.disconnect(heard);
      kernel?.statusChanged?.disconnect(gone);
    };
  }

  async start() {
    await READY;
    const api = await vegaEmbed(this.canvas, this.model.get("spec"), {
      mode: "vega", actions: false, renderer: "canvas", ast: true, logLevel: 1,
      loader: { load: refuse, sanitize: refuse },
    });
    this.view = api.view;
    this.finalize = () => api.finalize();
    this.canvas.setAttribute("role", "graphics-document");
    this.canvas.setAttribute("aria-label", "Timeline, outlets, map and words; their numbers stand below as tables.");
    this.root.vega = api.view;
    this.zoom = new Zoom(api.view, this.figure, this.canvas, this.model.get("outlines"));
    this.theme();
    await this.draw();
    this.themes = new MutationObserver(() => { this.theme(); this.view.runAsync(); });
    this.themes.observe(document.body, { attributes: true, attributeFilter: ["data-jp-theme-light", "class"] });
    this.listen();
    this.changed = () => this.draw();
    this.model.on("change:revision", this.changed);
    this.counted = () => {
      if (this.busy) return;  // what is under way draws them
      this.words();
      this.view.runAsync();
    };
    this.model.on("change:words", this.counted);
    this.deaf = this.hearing();
  }

  async show(el) {
    el.append(this.root);
    await this.started;
    this.measure();
    await this.view.runAsync();
    this.sizes = new ResizeObserver(() => { if (this.measure()) this.view.runAsync(); });
    this.sizes.observe(this.figure);
    for (const element of [this.root, this.canvas]) element.dataset.drawn = "true";
  }

  async stop() {
    await this.started;
    this.deaf();
    clearTimeout(this.resting);
    this.model.off("change:words", this.counted);
    this.model.off("change:revision", this.changed);
    this.themes.disconnect();
    this.sizes?.disconnect();
    this.finalize();
    this.root.remove();
  }

  theme() {
    const dark = document.body.dataset.jpThemeLight === "false";
    const paint = this.model.get("themes")[dark ? "dark" : "light"];
    this.root.dataset.theme = dark ? "dark" : "light";
    for (const [name, value] of Object.entries(paint)) {
      if (typeof value === "string") this.root.style.setProperty(`--${name.replace("_", "-")}`, value);
    }
    paint.queries.forEach((colour, at) => this.root.style.setProperty(`--query-${at}`, colour));
    this.view.signal("paint", paint);
  }

  measure() {
    const width = Math.floor(this.figure.clientWidth);
    if (!width || width === this.width) return false;
    this.width = width;
    this.view.signal("width0", width);
    return true;
  }

  async draw() {
    const view = this.view, get = name => this.model.get(name), state = get("state");
    const fresh = name => get(name) !== this.seen[name] && (this.seen[name] = get(name), true);
    for (const [name, sets] of Object.entries(SETS)) {
      if (!fresh(name)) continue;
      for (const set of sets) {
        const [to, from] = Array.isArray(set) ? set : [set, set];
        view.change(to, view.changeset().remove(() => true).insert(get(name)[from]));
      }
    }
    if (fresh("frame")) {
      const { land, width, height, ...map } = get("frame");
      view.signal("map", map).signal("wideMap", width).signal("tall", height);
      this.zoom.framed(land);
    }
    const time = get("timeline"), dots = get("dots"), bars = time.bars;
    this.periods = bars;
    const letters = words => Math.max(0, ...words.map(word => word.length));
    const signals = {
      days: bars.length ? [bars[0].from, bars.at(-1).to] : [0, DAY], topTime: time.top, formatTime: time.format,
      topDots: dots.top, formatDots: dots.format, rows: dots.rows, most: get("places").most,
      titleTimeline: state.titles.timeline, titleStrip: state.titles.strip,
      titleDots: state.titles.dots, titleMap: state.titles.map, saidMap: get("places").said,
      many: state.queries.length, active: state.active, pickedGroup: state.picked.group ?? "",
      pickedFirst: state.picked.first ?? "", pickedPlace: (state.picked.place ?? []).join("/"),
      brush: state.brush && [Date.parse(state.brush[0]), Date.parse(state.brush[1]) + DAY],
      named: Math.min(6.4 * letters(dots.names.map(row => row.group)), 170),
      counts: 6.1 * letters(dots.names.map(row => row.count)),
    };
    if (this.dragging) delete signals.brush;
    for (const [name, value] of Object.entries(signals)) {  // setting one draws what hangs on it anew
      if (JSON.stringify(value) !== JSON.stringify(view.signal(name))) view.signal(name, value);
    }
    if (fresh("state")) this.controlled(state);
    if (fresh("receipts")) this.sentences(get("receipts"));
    this.words();
    if (fresh("candidates")) this.candidates(get("candidates"));
    if (fresh("tables")) this.tables(get("tables"), this.numbers);
    this.status.replaceChildren(get("message"));
    if (state.undo && get("message").startsWith("Noted")) {
      this.status.append(" ", made("button", { type: "button", onclick: () => this.ask({ undo: true }) }, "Take back"));
    }
    await view.runAsync();
    this.root.dataset.revision = get("revision");
    this.busy = false;
    const more = Boolean(this.waiting || this.decisions.length);
    this.asking = false;
    this.root.setAttribute("aria-busy", String(more));
    if (more) this.send();
    else this.rest();
  }

  // the words: counted when nothing else is asked for, on a request of their own; what comes late is not drawn
  rest() {
    clearTimeout(this.resting);
    const { words, number } = this.model.get("state");
    if (words !== "on" || this.model.get("words").number === number) return;
    this.resting = setTimeout(() => {
      if (!this.busy && !this.dragging) this.tell({ words: number });
    }, REST);
  }

  words() {
    const { words, number } = this.model.get("state"), given = this.model.get("words"), view = this.view;
    const on = words === "on", late = given.number !== number;
    const set = signals => {
      for (const [name, value] of Object.entries(signals)) if (view.signal(name) !== value) view.signal(name, value);
    };
    set({ wordsOn: on, wordsLate: on && late });
    this.root.dataset.words = on ? late ? "counting" : "drawn" : "off";
    this.offer.hidden = !given.offer;
    this.none.parentElement.hidden = !on || late || Boolean(given.rows.length);
    this.terms.hidden = !on;
    if (late || given === this.seen.words) return;
    this.seen.words = given;
    this.none.textContent = given.said;
    const rows = (name, data) => view.change(name, view.changeset().remove(() => true).insert(data));
    rows("words", given.rows);
    rows("steps", given.steps.map(v => ({ v })));
    const longest = (name, letter) => letter * Math.max(0, ...given.rows.map(row => name(row).length));
    set({ wordRows: given.rows.length, topWords: given.top, titleWords: given.title, saidWords: given.said,
      noteWords: given.note, worded: Math.min(longest(row => row.term, 7), 170),
      wordTimes: longest(row => row.said, 6.2), wordCounts: longest(row => row.count, 6.2) });
    this.offer.textContent = `Count words in ${given.offer.toLocaleString("en")} texts`;
    this.tables(given.rows.length ? [given.table] : [], this.terms);
  }

  // the charts: drag over days, click a mark, arrow keys
  listen() {
    const at = event => {
      const box = this.canvas.getBoundingClientRect();
      return [event.clientX - box.left, event.clientY - box.top];
    };
    const signal = name => this.view.signal(name);
    const over = ([x, y]) => x >= signal("left") - 4 && x <= signal("left") + signal("timeW") + 4
      && y >= signal("timeY") && y <= signal("stripY") + signal("stripH") + 20;
    const day = x => this.view.scale("time").invert(Math.max(0, Math.min(x - signal("left"), signal("timeW")))).getTime();
    this.canvas.addEventListener("pointerdown", event => {
      const place = at(event);
      if (event.button === 0 && over(place)) this.from = { x: place[0], id: event.pointerId };
    });
    this.canvas.addEventListener("pointermove", event => {
      if (this.from && !event.buttons) stop();  // let go elsewhere
      if (!this.from) return;
      const [x] = at(event);
      if (!this.dragging && Math.abs(x - this.from.x) < 5) return;
      if (!this.dragging) { this.dragging = true; this.canvas.setPointerCapture(this.from.id); }
      this.brush(this.held(day(this.from.x), day(x)));
    });
    const stop = () => {
      this.from = null;
      this.rest();
      if (this.dragging) setTimeout(() => { this.dragging = false; });
    };
    this.canvas.addEventListener("pointerup", stop);
    this.canvas.addEventListener("pointercancel", stop);
    let touched = null;  // a finger hovers over nothing before it clicks
    this.view.addEventListener("pointerdown", () => { touched = null; });
    this.view.addEventListener("touchstart", (_, item) => { touched = item; });
    this.view.addEventListener("click", (event, hovered) => {
      if (this.dragging || this.zoom.moving) return;
      const item = hovered ?? touched, datum = item?.datum, name = item?.mark?.name;
      const place = name === "circles" ? datum.place : name === "countries" && datum.area?.place;
      document.getElementById("vg-tooltip-element")?.classList.remove("visible");  // what it says may be gone
      if (name === "moments") this.ask({ select: { period: [datum.first, datum.last], first: datum.first, query: datum.q } });
      else if (name === "outlets") this.ask({ select: { group: datum.group } });
      else if (name === "shares") this.ask({ select: { group: datum.group, query: datum.q } });
      else if (name?.startsWith("terms")) this.ask({ pin: `"${datum.term}"` });
      else if (place) {
        this.zoom.taken = false;
        if (event.detail < 2) this.ask({ select: { place } });
      }
      else if (over(at(event)) && this.model.get("state").brush) this.brush(null);
    });
    this.figure.addEventListener("keydown", event => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (event.key === "Escape") this.brush(null);
      else if (step && this.periods.length) this.step(step, event.shiftKey);
      else return;
      event.preventDefault();
    });
  }

  // whole periods between two moments, as first and last day
  held(one, other) {
    const [low, high] = [Math.min(one, other), Math.max(one, other)];
    const inside = this.periods.filter(period => period.to > low && period.from <= high);
    return inside.length ? [inside[0].first, inside.at(-1).last] : null;
  }

  step(step, widen) {
    const last = this.periods.length - 1, brush = this.brushed ?? this.model.get("state").brush;
    const begin = brush ? this.periods.findIndex(period => period.last >= brush[0]) : step > 0 ? -1 : last + 1;
    const end = brush ? this.periods.findLastIndex(period => period.first <= brush[1]) : begin;
    const inside = value => Math.max(0, Math.min(value, last));
    const [low, high] = widen && brush ? [begin, Math.max(begin, inside(end + step))]
      : [inside(Math.min(begin + step, last - (end - begin))), inside(Math.max(end + step, end - begin))];
    this.brush([this.periods[low].first, this.periods[high].last]);
  }

  brush(days) {
    if (JSON.stringify(days) === JSON.stringify(this.brushed)) return;
    this.brushed = days;
    this.view.signal("brush", days && [Date.parse(days[0]), Date.parse(days[1]) + DAY]).runAsync();
    this.ask({ brush: days });
  }

  // the controls
  build() {
    const send = name => event => this.ask({ [name]: event.target.value });
    this.selects = {};
    const select = (words, name) => {
      this.selects[name] = made("select", { onchange: send(name) });
      return labelled(words, this.selects[name]);
    };
    this.query = made("input", { type: "text", className: "query", spellcheck: false, autocomplete: "off" });
    this.query.addEventListener("keydown", event => {
      if (event.key === "Enter") this.ask({ query: this.entered = this.query.value });
    });
    this.query.addEventListener("change", () => {
      if (![this.model.get("state").text, this.entered].includes(this.query.value)) this.ask({ query: this.query.value });
    });
    this.pin = made("button", { type: "button", onclick: () => this.ask({ pin: this.query.value }) }, "Compare with another");
    this.saved = made("select", { onchange: event => event.target.value && this.ask({ saved: event.target.value }) });
    this.chips = made("div", { className: "chips", role: "group" });
    this.chips.setAttribute("aria-label", "Queries shown");
    this.said = made("p", { className: "said" });
    this.place = made("input", { type: "text", onchange: send("place") });
    this.since = made("input", { type: "date", onchange: () => this.dates() });
    this.until = made("input", { type: "date", onchange: () => this.dates() });
    this.outlets = made("div", { className: "outlets", role: "group" });
    this.outlets.setAttribute("aria-label", "Outlets");
    this.chosen = made("summary");
    this.savedField = labelled("Saved queries", this.saved);
    this.controls.append(
      made("div", { className: "row first" }, labelled("Query", this.query, "wide"), this.savedField, this.pin),
      this.said, this.chips,
      made("div", { className: "row" },
        select("Period", "every"), select("Unit", "unit"), select("Show", "measure"), select("Where in the text", "prominent"),
        select("Shared texts", "shared"), select("Words", "words"), labelled("Also names the place", this.place, "place"),
        labelled("From", this.since), labelled("To", this.until),
        made("details", { className: "field picker" }, this.chosen, this.outlets)),
    );
    const button = (words, click) => made("button", { type: "button", onclick: click }, words);
    this.folder = made("input", { type: "text", value: "explored" });
    this.none = made("p", { className: "hint" });
    this.clear = button("Show all days", () => this.brush(null));
    this.offer = button("Count words", () => {
      this.root.dataset.words = "counting";
      this.view.signal("wordsLate", true).runAsync();
      this.tell({ words: this.model.get("state").number, wanted: true });
    });
    this.code = made("textarea", { readOnly: true, rows: 14, spellcheck: false });
    this.codeField = made("div", { className: "code", hidden: true },
      labelled("The cell that gives these figures without widgets", this.code, "wide"),
      button("Copy", () => this.copy(this.code)));
    this.call = made("textarea", { readOnly: true, rows: 3, spellcheck: false });
    this.callField = made("div", { className: "code", hidden: true },
      labelled("The call that opens here again", this.call, "wide"), button("Copy", () => this.copy(this.call)));
    this.numbers = made("div", { className: "numbers" });
    this.terms = made("div", { className: "numbers" });
    this.more.append(made("div", { className: "row none" }, this.none, this.offer),
      made("div", { className: "row actions" }, this.clear,
        button("Copy as code", () => this.toggle(this.codeField, "code")),
        button("Keep this view", () => this.toggle(this.callField, "call")),
        labelled("Folder", this.folder, "folder"),
        button("Export this view", () => this.ask({ export: this.folder.value }))),
      this.codeField, this.callField, made("div", {}, this.numbers, this.terms));
  }

  toggle(field, what) {
    field.hidden = !field.hidden;
    if (!field.hidden) this.ask({ code: true });
  }

  async copy(area) {
    area.select();
    if (navigator.clipboard) await navigator.clipboard.writeText(area.value).catch(() => document.execCommand("copy"));
    else document.execCommand("copy");
    this.status.textContent = "Copied.";
  }

  dates() {
    const { bounds } = this.model.get("state");
    const [since, until] = [this.since.value || bounds[0], this.until.value || bounds[1]];
    this.ask({ between: since === bounds[0] && until === bounds[1] ? null : [since, until] });
  }

  controlled(state) {
    this.brushed = state.brush;
    if (document.activeElement !== this.query || state.text !== this.text) this.query.value = state.text;
    this.text = this.entered = state.text;
    this.said.textContent = state.said;
    for (const [name, select] of Object.entries(this.selects)) {
      if (select.length !== state.options[name].length) options(select, state.options[name], state[name]);
      select.value = state[name];
    }
    if (document.activeElement !== this.place) this.place.value = state.place;
    const [since, until] = state.between ?? state.bounds;
    for (const [input, value] of [[this.since, since], [this.until, until]]) {
      [input.min, input.max] = state.bounds;
      if (document.activeElement !== input) input.value = value;
    }
    options(this.saved, [["", "choose"], ...state.options.saved], "");
    this.savedField.hidden = !state.options.saved.length;
    this.pin.hidden = state.queries.length >= 4;
    this.clear.hidden = !state.brush;
    this.chips.hidden = state.queries.length < 2;
    this.chips.replaceChildren(...state.queries.map((query, at) => made("span", { className: "chip" },
      made("button", { type: "button", ariaPressed: String(at === state.active), title: query.said,
        style: `--colour: var(--query-${at})`, onclick: () => this.ask({ active: at }) },
        made("span", { className: `mark shape-${at}`, ariaHidden: "true" }), query.label),
      state.queries.length > 1 ? made("button", { type: "button", className: "drop", ariaLabel: `Take away ${query.label}`,
        onclick: () => this.ask({ drop: at }) }, "×") : null)));
    const all = state.options.outlets, shown = new Set(state.outlets ?? all);
    this.chosen.textContent = state.outlets ? `Outlets: ${shown.size} of ${all.length}` : `Outlets: all ${all.length}`;
    if (this.outlets.childElementCount !== all.length + 1) {
      this.outlets.replaceChildren(
        made("button", { type: "button", onclick: () => this.ask({ outlets: null }) }, "All"),
        ...all.map(name => made("label", {}, made("input", { type: "checkbox", value: name, onchange: () => {
          const on = [...this.outlets.querySelectorAll("input:checked")].map(box => box.value);
          this.ask({ outlets: on.length === all.length ? null : on });
        } }), " ", name)));
    }
    for (const box of this.outlets.querySelectorAll("input")) box.checked = shown.has(box.value);
    this.code.value = state.code;
    this.call.value = state.call;
  }

  // the sentences
  sentences(given) {
    if (!given.title) {
      this.panel.replaceChildren(made("p", { className: "hint" }, "Click a point, an outlet or a place to read the "
        + "sentences behind it, or choose a row of the tables. Drag over the timeline to choose days."));
      return;
    }
    const quote = said => made("p", { className: "quote" }, said.before, made("mark", {}, said.words), said.after);
    const head = item => {
      const title = made("cite", {}, item.title || "(no headline)");
      const linked = item.url
        ? made("a", { href: item.url, target: "_blank", rel: "noopener noreferrer" }, title) : title;
      return made("p", { className: "source" }, made("strong", {}, item.outlet), ` ${item.day} `, linked);
    };
    const items = given.stories.map((story, at) => made("li", { tabIndex: at ? -1 : 0 },
      head(story),
      ...story.quotes.map(said => made("div", { className: "said-here" }, quote(said), this.deciding(said, given))),
      story.copies.length ? made("details", {},
        made("summary", {}, story.copies.length === 1 ? "1 copy of this story" : `${story.copies.length} copies of this story`),
        ...story.copies.map(copy => made("div", { className: "copy" }, head(copy), ...copy.quotes.map(quote)))) : null));
    const list = made("ol", { className: "stories" }, ...items);
    list.addEventListener("keydown", event => {
      if (event.target.closest("input, select, textarea")) return;
      const here = items.indexOf(event.target.closest("li"));
      const to = { ArrowDown: here + 1, ArrowUp: here - 1, Home: 0, End: items.length - 1 }[event.key];
      if (to === undefined || !items[to]) return;
      event.preventDefault();
      event.stopPropagation();
      items.forEach((item, at) => { item.tabIndex = at === to ? 0 : -1; });
      items[to].focus();
      items[to].scrollIntoView({ block: "nearest" });
    });
    const title = made("h3", { tabIndex: -1 }, given.title);
    this.panel.replaceChildren(
      made("div", { className: "row head" }, title,
        made("button", { type: "button", onclick: () => { this.ask({ select: null }); this.figure.focus(); } }, "Close")),
      made("p", { className: "count" }, given.count),
      list,
      given.left ? made("button", { type: "button", onclick: () => this.ask({ further: true }) },
        `Show more (${given.left.toLocaleString("en")} left)`) : "");
    if (given.further) return;
    list.scrollTop = 0;
    if (this.asking) title.focus({ preventScroll: true });  // another view of this explorer keeps the focus it has
  }

  // correct a sentence: what is decided, which place is meant, and why
  deciding(said, given) {
    const what = made("select"), other = made("select"), why = made("input", { type: "text", required: true });
    options(what, given.offered, given.offered[0][0]);
    options(other, [], "");
    const which = labelled("Which place", other, "wide");
    const choose = () => {
      which.hidden = what.value !== "other";
      if (which.hidden || other.length) return;
      this.choosing = { row: said.row, other };
      const given = this.model.get("candidates");
      if (given.row === said.row) this.candidates(given);
      else this.ask({ candidates: said.row });
    };
    what.addEventListener("change", choose);
    which.hidden = true;
    const form = made("form", { className: "deciding row", hidden: true, onsubmit: event => {
      event.preventDefault();
      this.decide({ of: given.of, row: said.row, what: what.value, why: why.value,
        candidate: what.value === "other" && other.value !== "" ? Number(other.value) : null });
    } }, labelled("Decision", what), which, labelled("Reason", why, "wide"), made("button", { type: "submit" }, "Note it"));
    const open = made("button", { type: "button", className: "correct", ariaExpanded: "false",
      ariaLabel: `Correct: ${said.words}`, onclick: () => {
        form.hidden = !form.hidden;
        open.ariaExpanded = String(!form.hidden);
        if (!form.hidden) { choose(); what.focus(); }
      } }, "Correct");
    return made("div", {}, open, form);
  }

  candidates(given) {
    if (!this.choosing || this.choosing.row !== given.row) return;
    options(this.choosing.other, given.listed.map((words, at) => [String(at), words]), "0");
  }

  // the numbers as tables, from which everything can be reached by keyboard
  tables(given, into) {
    const ask = event => { if (event.target.open && !given[0].heads.length) this.ask({ tables: true }); };
    const read = row => made("button", { type: "button", ariaLabel: `Read the sentences of ${row.name}`,
      onclick: () => this.ask({ select: row.select }) }, "Read");
    const pin = row => made("button", { type: "button", ariaLabel: `Compare with ${row.name}`,
      onclick: () => this.ask({ pin: row.pin }) }, "Compare");
    const table = ({ title, heads, rows, note }) => made("details", { ontoggle: ask }, made("summary", {}, title),
      made("div", { className: "scroll", tabIndex: 0, role: "region", ariaLabel: title }, made("table", {},
        made("thead", {}, made("tr", {}, ...heads.map(words => made("th", { scope: "col" }, words)),
          made("th", { scope: "col" }, rows.some(row => row.pin) ? "As a query" : "Sentences"))),
        made("tbody", {}, ...rows.map(row => made("tr", {}, ...row.cells.map(words => made("td", {}, words)),
          made("td", {}, row.pin ? pin(row) : row.select ? read(row) : ""))))),
        note ? made("p", { className: "count" }, note) : ""));
    const open = [...into.querySelectorAll("details")].map(part => part.open);
    into.replaceChildren(...given.map(table));
    [...into.querySelectorAll("details")].forEach((part, at) => { part.open = Boolean(open[at]); });
  }
}

// Begun as soon as the model is there: it is drawn while the kernel still draws the picture for readers without one.
export default () => {
  let begun = null;
  const drop = () => {
    begun?.stop();
    begun = null;
  };
  return {
    initialize({ model }) {
      begun = new Explorer(model);
      setTimeout(drop, UNSEEN);
      return drop;
    },
    async render({ model, el }) {
      const shown = begun ?? new Explorer(model);
      begun = null;
      await shown.show(el);
      return () => shown.stop();
    },
  };
};
