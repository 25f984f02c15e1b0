// A published figure: draws the chart, lets the keyboard reach its points, and shows the sentences behind them.
const { spec, phone, rows, receipts } = JSON.parse(document.getElementById("figure").textContent);
const chart = document.getElementById("chart");
const panel = document.getElementById("receipts");
const LEAST = 0.75;  // a chart is never drawn smaller than this: the one set for a phone takes its place, or it scrolls
const WIDE = 700;  // px of a chart in an article
const MOST = 1.5;  // nor that one larger than this
const refuse = () => Promise.reject(new Error("this page loads nothing"));
const options = {
  mode: "vega-lite", actions: false, renderer: "svg", ast: true, logLevel: 1,
  loader: { load: refuse, sanitize: refuse },
};
let api = null;
let chosen = spec;
let natural = 0;
let room = 0;

function narrow(node, excess) {
  if (typeof node.width === "number") node.width = Math.max(100, node.width - excess);
  for (const part of node.vconcat ?? []) narrow(part, excess);
  for (const part of node.concat ?? []) narrow(part, excess / node.columns);
  return node;
}

async function embed(made) {
  api?.finalize();
  api = await vegaEmbed(chart, made, options);
  return chart.querySelector("svg");
}

async function draw() {
  room = chart.clientWidth;
  const suited = phone && room < WIDE * LEAST ? phone : spec;
  if (suited !== chosen) [chosen, natural] = [suited, 0];
  const isShape = chosen === phone || JSON.stringify(chosen).includes('"projection"');
  let svg = null;
  if (!natural || isShape || natural <= room) {
    svg = await embed(structuredClone(chosen));
    natural = natural || svg.viewBox.baseVal.width;
  }
  if (natural > room && !isShape) svg = await embed(narrow(structuredClone(chosen), natural - room));
  if (isShape) {
    const least = chosen === phone ? 0 : natural * LEAST;
    svg.style.width = `${Math.min(chosen === phone ? natural * MOST : natural, Math.max(room, least))}px`;
    svg.style.height = "auto";
  }
  if (chart.scrollWidth > chart.clientWidth) chart.tabIndex = 0;
  else chart.removeAttribute("tabindex");
  chart.scrollLeft = (chart.scrollWidth - chart.clientWidth) / 2;
  reach();
  for (const mute of svg.querySelectorAll("[role^=graphics]:not([aria-label]), g[role]:empty")) {
    mute.removeAttribute("role");
    mute.removeAttribute("aria-roledescription");
  }
  chart.dataset.drawn = "true";
}

function numbers(datum) {
  const flat = { ...datum, ...datum?.properties };
  const values = new Set(Object.values(flat).map(value => String(value instanceof Date ? value.getTime() : value)));
  return rows.filter(row => row.keys.every(ways => ways.some(way => values.has(way)))
    && (flat.n === undefined || row.n === null || flat.n === row.n));
}

function said(tooltip) {
  return typeof tooltip === "object"
    ? Object.entries(tooltip).map(([name, value]) => `${name}: ${value}`).join(", ") : String(tooltip);
}

function reach() {
  const points = new Map();
  for (const element of chart.querySelectorAll("svg path, svg line, svg rect")) {
    const item = element.__data__;
    if (item?.tooltip && item.datum) points.set(said(item.tooltip), [element, item]);
  }
  const all = [...points];
  all.forEach(([words, [element, item]], place) => {
    const behind = numbers(item.datum).filter(row => row.receipts);
    element.setAttribute("role", behind.length ? "button" : "img");
    element.setAttribute("aria-label", words);
    element.tabIndex = place ? -1 : 0;
    element.addEventListener("focus", () => tip(element, item));
    element.addEventListener("blur", () => api.view.tooltip()(api.view, new MouseEvent("mouseout"), item, null));
    element.addEventListener("keydown", event => {
      const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
      const next = step && all[place + step]?.[1][0];
      if (next) [element.tabIndex, next.tabIndex] = [-1, 0], next.focus(), event.preventDefault();
      if (behind.length && ["Enter", " "].includes(event.key)) event.preventDefault(), show(behind, element);
    });
  });
  api.view.addEventListener("click", (_, item) => {
    const behind = item?.datum ? numbers(item.datum).filter(row => row.receipts) : [];
    if (item?.tooltip && behind.length) show(behind, item._svg ?? chart);
  });
}

function tip(element, item) {
  const { left, top, width, height } = element.getBoundingClientRect();
  const at = new MouseEvent("mousemove", { clientX: left + width / 2, clientY: top + height / 2 });
  api.view.tooltip()(api.view, at, item, item.tooltip);
}

function made(tag, words, ...inner) {
  const element = document.createElement(tag);
  element.append(...(words ? [words] : []), ...inner);
  return element;
}

let before = null;
function show(chosen, from) {
  const wanted = new Set(chosen.map(row => row.row));
  const behind = receipts.filter(receipt => wanted.has(receipt.row));
  const articles = Map.groupBy(behind, ({ outlet, day, title, url }) => [outlet, day, title, url].join("\n"));
  const items = [...articles.values()].map(group => {
    const { outlet, day, title, url } = group[0];
    let head = made("cite", title || "(no headline)");
    if (url) {
      head = made("a", "", head);
      Object.assign(head, { href: url, rel: "noopener noreferrer", target: "_blank" });
    }
    const quotes = group.map(({ said }) => made("p", "", made("q", said[0], made("mark", said[1]), said[2])));
    return made("li", "", made("p", [outlet, day].filter(Boolean).join(", ") + ": ", head), ...quotes);
  });
  panel.querySelector("h2").textContent = `The sentences behind ${chosen.map(row => row.label).join("; ")}`;
  panel.querySelector("ol").replaceChildren(...items);
  const all = chosen.reduce((sum, row) => sum + row.receipts, 0);
  const some = `${behind.length} of ${all.toLocaleString("en")} sentences, spread over outlets and days`;
  panel.querySelector(".hint").textContent = behind.length < all ? `${some}; all are in receipts.csv.` : "";
  panel.hidden = false;
  before = from;
  panel.querySelector("h2").focus();
}

function close() {
  panel.hidden = true;
  before?.focus();
}

panel?.querySelector("button").addEventListener("click", close);
panel?.addEventListener("keydown", event => event.key === "Escape" && close());
for (const button of document.querySelectorAll("button[data-row]")) {
  button.addEventListener("click", () => show(rows.filter(row => row.row === Number(button.dataset.row)), button));
}

await Promise.all(["400", "700"].map(weight => document.fonts.load(`${weight} 14px "Dateline Sans"`)));
await draw();
let waiting = 0;
new ResizeObserver(() => {
  if (Math.abs(chart.clientWidth - room) < 8) return;
  clearTimeout(waiting);
  waiting = setTimeout(draw, 120);
}).observe(chart);
