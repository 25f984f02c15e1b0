// The map, closer: one signal, `near`, says how many times and around which point, as parts of the whole map. Nothing is
// asked for: the shapes of countries that show more than those of the whole map came packed with the view.
const WHOLE = { by: 1, x: 0.5, y: 0.5 };
const MIDDLE = [0.5, 0.5];
const STEP = 2;
const COARSE = 2.5;  // times closer, from which the land of the whole map looks coarse
const SHARP = 6000;  // px a radian, from which all land does
const inside = (low, value, high) => Math.max(low, Math.min(value, high));
const within = at => at.every(part => part >= 0 && part <= 1);
const ends = values => values.reduce(([low, high], value) => [Math.min(low, value), Math.max(high, value)], [1e9, -1e9]);

class Zoom {
  constructor(view, figure, canvas, packed) {
    Object.assign(this, { view, canvas, packed, near: WHOLE, shapes: [], fingers: new Map() });
    const button = (words, click) => made("button", { type: "button", onclick: click }, words);
    this.closer = button("Closer", () => this.hold(STEP, this.spot(), MIDDLE));
    this.wider = button("Wider", () => this.hold(1 / STEP));
    this.whole = button("Whole map", () => this.show(WHOLE));
    this.bar = made("div", { className: "zoom", role: "group", ariaLabel: "Map" }, this.closer, this.wider, this.whole,
      made("span", {}, "or double click, Ctrl and wheel; drag to move"));
    figure.append(this.bar);
    for (const name of ["mapX", "mapY", "mapW", "mapH"]) view.addSignalListener(name, () => this.place());
    this.place();
    this.listen();
  }

  size(...names) {
    return names.map(name => this.view.signal(name));
  }

  place() {
    const [x, y, wide, tall] = this.size("mapX", "mapY", "mapW", "mapH");
    Object.assign(this.bar.style, { left: `${x}px`, top: `${y + tall + 22}px`, width: `${wide}px` });
  }

  // another map, and all of it
  framed(land) {
    Object.assign(this, { land, near: WHOLE, boxes: null, laid: null, steered: false });
    this.view.signal("near", WHOLE);
    this.lay();
    this.offer();
  }

  get most() {
    return inside(4, SHARP / this.view.signal("map").scale, 64);
  }

  // what is to be seen; says whether that is new
  show({ by, x, y }) {
    const times = inside(1, by, this.most), half = 0.5 / times;
    this.steered &&= times > 1;
    const near = { by: times, x: inside(half, x, 1 - half), y: inside(half, y, 1 - half) };
    if (Object.keys(near).every(name => Math.abs(near[name] - this.near[name]) < 1e-9)) return false;
    this.near = near;
    this.view.signal("near", near);
    this.lay();
    this.offer();
    this.view.runAsync();
    return true;
  }

  // so many times closer, with what was at `from` (parts of the frame) at `to`
  hold(times, from = MIDDLE, to = from) {
    const { by, x, y } = this.near, then = inside(1, by * times, this.most);
    return this.show({ by: then, x: x + (from[0] - 0.5) / by - (to[0] - 0.5) / then,
      y: y + (from[1] - 0.5) / by - (to[1] - 0.5) / then });
  }

  // what to go closer to: the place whose sentences are read, if it is in sight; else where most is named, until
  // somebody moves the map
  spot() {
    const [key, z, panX, panY, wide, tall] = this.size("pickedPlace", "z", "panX", "panY", "mapW", "mapH");
    const rows = this.view.data("places").map(({ place, n, x, y }) => ({ key: place.join("/"), n,
      at: [(x * z + panX) / wide, (y * z + panY) / tall] })).filter(({ at }) => within(at));
    const picked = rows.find(row => row.key === key);
    if (picked || !rows.length || this.steered) return picked?.at ?? MIDDLE;
    const half = 0.5 / STEP, close = (one, other) => [0, 1].every(way => Math.abs(one.at[way] - other.at[way]) < half);
    const around = row => rows.reduce((sum, other) => sum + (close(row, other) ? other.n : 0), 0);
    return rows.map(row => [around(row), row.at]).reduce((best, one) => (one[0] > best[0] ? one : best))[1];
  }

  // a button that has nothing to do stays, or the keyboard would lose its place
  offer() {
    const { by } = this.near, all = by <= 1;
    for (const [button, idle] of [[this.closer, by >= this.most], [this.wider, all], [this.whole, all]]) {
      button.ariaDisabled = String(idle);
    }
  }

  // land: that of the whole map, or closer by the finer shapes that are in sight
  lay() {
    const fine = this.near.by > COARSE && this.seen();
    const key = fine ? fine.map(shape => shape.at).join() : "whole";
    if (key === this.laid) return;
    this.laid = key;
    const land = fine ? fine.map(({ code, rings }) => ({ type: "Feature", properties: { code },
      geometry: { type: "Polygon", coordinates: rings } })) : this.land.map(feature => ({ ...feature }));
    this.view.change("land", this.view.changeset().remove(() => true).insert(land));
  }

  // the finer shapes in sight, once they are unpacked
  seen() {
    if (!this.shapes.length) {
      this.unpacking ??= this.unpack().catch(error => console.warn("dateline: the map stays coarse:", error));
      return null;
    }
    this.boxes ??= this.shapes.map(shape => this.box(shape));
    const { by, x, y } = this.near, half = 0.5 / by;
    return this.shapes.filter((_, at) => {
      const [[left, right], [top, bottom]] = this.boxes[at];
      return left <= x + half && right >= x - half && top <= y + half && bottom >= y - half;
    });
  }

  async unpack() {
    const stream = new Blob([this.packed]).stream().pipeThrough(new DecompressionStream("gzip"));
    this.shapes = Object.entries(await new Response(stream).json())
      .flatMap(([code, polygons]) => polygons.map(rings => ({ code, rings })))
      .map((shape, at) => ({ ...shape, at }));
    this.lay();
    this.view.runAsync();
  }

  // where a shape lies, as parts of the whole map
  box({ rings: [outer] }) {
    const earth = this.view.scale("earth"), [z, panX, panY, k, wide, tall] = this.size("z", "panX", "panY", "k", "mapW", "mapH");
    const [west, east] = ends(outer.map(([x]) => x)), [south, north] = ends(outer.map(([, y]) => y));
    const corners = [west, east].flatMap(x => [south, north, inside(south, 0, north)].map(y => earth([x, y])));
    const by = z / k, across = ends(corners.map(([x]) => (x - panX) / by / wide));
    const around = (this.view.signal("map").centre + 540) % 360 - 180;
    return [west < around && east > around ? [-1e9, 1e9] : across, ends(corners.map(([, y]) => (y - panY) / by / tall))];
  }

  // wheel, drag and double click, and two fingers; the page keeps its own where they would do nothing
  listen() {
    const at = event => {
      const box = this.canvas.getBoundingClientRect(), [x, y, wide, tall] = this.size("mapX", "mapY", "mapW", "mapH");
      return [(event.clientX - box.left - x) / wide, (event.clientY - box.top - y) / tall];
    };
    const over = event => within(at(event));
    const on = (name, act) => this.canvas.addEventListener(name, act, { passive: false });
    const drop = event => {
      this.fingers.delete(event.pointerId);
      if (!this.fingers.size) setTimeout(() => { this.moving = false; });
    };
    on("pointerdown", event => {
      this.taken = event.button === 0 && over(event);
      if (this.taken) this.fingers.set(event.pointerId, { began: at(event), at: at(event) });
    });
    on("pointermove", event => {
      const finger = this.fingers.get(event.pointerId);
      if (finger && !event.buttons) drop(event);  // let go elsewhere
      if (!finger && this.taken) this.taken = over(event);
      if (!finger || !event.buttons || (this.near.by <= 1 && this.fingers.size < 2)) return;
      const place = at(event), [wide, tall] = this.size("mapW", "mapH");
      const far = Math.hypot((place[0] - finger.began[0]) * wide, (place[1] - finger.began[1]) * tall);
      if (!this.moving && far < 5) return;
      if (!this.moving) this.canvas.setPointerCapture(event.pointerId);
      this.moving = this.steered = true;
      const before = this.grip();
      finger.at = place;
      const after = this.grip();
      this.hold(after.spread / before.spread, before.middle, after.middle);
    });
    on("pointerleave", () => { this.taken = false; });
    on("pointerup", drop);
    on("pointercancel", drop);
    on("touchmove", event => {
      if (this.fingers.size > 1 || (this.fingers.size && this.near.by > 1)) event.preventDefault();
    });
    on("dblclick", event => {
      if (!over(event)) return;
      this.steered = true;
      this.hold(STEP, at(event));
    });
    on("wheel", event => {
      const asked = event.ctrlKey || event.metaKey;
      if (!over(event) || !(asked || this.taken)) return;
      this.steered = true;
      const turns = inside(-0.5, -event.deltaY * [0.002, 0.05, 1][event.deltaMode] * (asked ? 10 : 1), 0.5);
      if (this.hold(2 ** turns, at(event)) || asked) event.preventDefault();
    });
  }

  // where the fingers are, and how far apart
  grip() {
    const places = [...this.fingers.values()].map(finger => finger.at), [wide, tall] = this.size("mapW", "mapH");
    const middle = [0, 1].map(at => places.reduce((sum, place) => sum + place[at], 0) / places.length);
    const [one, other] = places;
    return { middle, spread: other ? Math.hypot((one[0] - other[0]) * wide, (one[1] - other[1]) * tall) || 1 : 1 };
  }
}
