"""A Vega-Lite specification ▶ SVG, PNG, PDF and a notebook view: offline, running nothing that stands in the data."""

import base64
import hashlib
import html
import json
import re
import struct
import zlib
from collections.abc import Mapping
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import anywidget
import platformdirs
import traitlets
import vl_convert

from dateline.charts import theme
from dateline.errors import ExportError

FONTS = Path(__file__).parent / "fonts"
VL_VERSION = "6.4"
TAG = 11
"""Size in px of the type of a mark."""
TRIES = 20
"""Of two fonts every second try has them in order; 20 fail once in a million."""
PNG = b"\x89PNG\r\n\x1a\n"
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
_RESOURCES = re.compile(rb"(?:^ +/[a-z]+\d+ \d+ 0 R\n)+", re.MULTILINE)
_BASE_FONT = re.compile(rb"/BaseFont /\w+\+(\S+)")
_LOADERS = ("url", "href")

_VIEW = """
const faces = FACES;
const ready = Promise.all(faces.map(([weight, data]) =>
  new FontFace("Dateline Sans", `url(data:font/woff2;base64,${data})`, {weight}).load()
    .then(face => document.fonts.add(face)))).catch(() => null);
const refuse = () => Promise.reject(new Error("dateline charts load nothing"));
async function render({model, el}) {
  await ready;
  let drawn = null;
  const figure = document.createElement("div");
  figure.setAttribute("aria-label", model.get("alt_text"));
  figure.style.maxWidth = "100%";
  figure.style.overflowX = "auto";
  el.append(figure);
  const draw = async () => {
    const api = await vegaEmbed(figure, model.get("spec"),
      {mode: "vega-lite", actions: false, renderer: "svg", ast: true, loader: {load: refuse, sanitize: refuse}});
    if (drawn) drawn.finalize();
    drawn = api;
    figure.setAttribute("aria-label", model.get("alt_text"));
    figure.dataset.drawn = "true";
    figure.dataset.revision = model.get("revision");
  };
  await draw();
  model.on("change:revision", draw);
  return () => { model.off("change:revision", draw); drawn.finalize(); };
}
export default { render };
"""


def guard(spec: Mapping[str, Any]) -> dict[str, Any]:
    """A copy that loads nothing and holds no control characters; raises `ExportError` when it would load something.

    >>> guard({"data": {"url": "cars.json"}, "mark": "point"})
    Traceback (most recent call last):
    dateline.errors.ExportError: the chart would load something ('url'); put the values into the chart itself
    """

    def walk(value: Any, data: bool = False) -> Any:  # noqa: ANN401  any JSON value
        if isinstance(value, list | tuple):  # first: coordinates are most of a map
            if all(type(item) in (float, int) for item in value):
                return list(value)
            return [walk(item, data) for item in value]
        if value is None or isinstance(value, int | float):
            return value
        if isinstance(value, str):
            return _CONTROL.sub("", value)
        if isinstance(value, Mapping):
            for key in value:
                if not data and key in _LOADERS:
                    raise ExportError(f"the chart would load something ('{key}'); put the values into the chart itself")
            return {key: walk(item, data or key in ("values", "datasets")) for key, item in value.items()}
        return value

    made = walk(spec)
    if not isinstance(made, dict):
        raise ExportError("a chart is an object")
    return made


@cache
def _fonts() -> None:
    vl_convert.register_font_directory(str(FONTS))


def _convert(kind: str, spec: Mapping[str, Any], **options: object) -> Any:  # noqa: ANN401  str or bytes by kind
    _fonts()
    try:
        convert = getattr(vl_convert, f"vegalite_to_{kind}")
        return convert(guard(spec), vl_version=VL_VERSION, allowed_base_urls=[], **options)
    except ValueError as error:
        raise ExportError(f"the chart cannot be drawn: {str(error).strip().splitlines()[0][:300]}") from error


def svg(spec: Mapping[str, Any], title: str, alt: str) -> str:
    """The chart as SVG text, with title and description for those who hear it."""
    return said(drawn(spec), title, alt)


def drawn(spec: Mapping[str, Any], mark: str = "") -> str:
    """The chart as bare SVG; a `mark` hangs from its upper edge as a tag, in the margin."""
    made = _counted_anew(str(_convert("svg", spec)))
    if not mark:
        return made
    config, title = spec.get("config", {}), spec.get("title", {})
    ink, paper = title.get("color", theme.INK), config.get("background", theme.PAPER)
    font, left = html.escape(config.get("font", theme.FONT)), theme.FRAME["left"]
    wide = theme.letters(mark, TAG, "bold") + 16
    tag = (
        f'<g class="tag"><rect x="{left:g}" y="0" width="{wide:.1f}" height="{TAG + 5}" fill="{ink}"></rect>'
        f'<text x="{left + 8:g}" y="{TAG}" font-family="{font}" font-size="{TAG}px" font-weight="bold" '
        f'fill="{paper}">{_xml(mark)}</text></g>'
    )
    return made.removesuffix("</svg>") + tag + "</svg>"


def pdf(drawn: str) -> bytes:
    """Bare SVG as PDF. vl-convert writes its fonts and names as they fall: the first try with the fonts in order."""
    for _ in range(TRIES):
        made = _RESOURCES.sub(
            lambda found: b"".join(sorted(found[0].splitlines(keepends=True))), bytes(vl_convert.svg_to_pdf(drawn))
        )
        fonts = _BASE_FONT.findall(made)
        if fonts == sorted(fonts):
            break
    return made


def said(drawn: str, title: str, alt: str, locale: str = "en") -> str:
    """Bare SVG with its language, and title and description for those who hear it."""
    words = f'<title id="t">{_xml(title)}</title><desc id="d">{_xml(alt)}</desc>'
    head, tail = drawn.split(">", 1)
    return head.replace("<svg ", f'<svg role="img" lang="{locale}" aria-labelledby="t d" ', 1) + ">" + words + tail


def _counted_anew(drawn: str) -> str:
    """The ids of gradients and clips from 0: Vega counts on from figure to figure."""
    found = dict.fromkeys(re.findall(r'id="((?:gradient_|clip)\d+)"', drawn))
    ids = {old: re.sub(r"\d+", str(number), old) for number, old in enumerate(found)}
    return re.sub(r'(id="|url\(#)((?:gradient_|clip)\d+)', lambda m: m[1] + ids.get(m[2], m[2]), drawn)


def _xml(text: str) -> str:
    return html.escape(_CONTROL.sub("", text))


def png(spec: Mapping[str, Any], title: str, alt: str, scale: float = 2) -> bytes:
    """The chart as PNG, `scale` pixels for each of its own, with title and description inside."""
    return pixels(drawn(spec), title, alt, scale)


def pixels(drawn: str, title: str, alt: str, scale: float) -> bytes:
    """Bare SVG as PNG, with title and description inside."""
    return _described(bytes(vl_convert.svg_to_png(drawn, scale=scale)), title, alt)


def _described(drawn: bytes, title: str, alt: str) -> bytes:
    head, *body = _chunks(_lighter(drawn))
    return PNG + b"".join(
        (head, _chunk(b"iTXt", _text("Title", title)), _chunk(b"iTXt", _text("Description", alt)), *body)
    )


def _lighter(drawn: bytes) -> bytes:
    """The same picture in half of the bytes: its pixels packed again, as hard as is quick."""
    chunks = _chunks(drawn)
    pixels = zlib.decompress(b"".join(chunk[8:-4] for chunk in chunks if chunk[4:8] == b"IDAT"))
    before, after = chunks[0], chunks[-1]
    other = [chunk for chunk in chunks[1:-1] if chunk[4:8] != b"IDAT"]
    return PNG + b"".join((before, *other, _chunk(b"IDAT", zlib.compress(pixels, 3)), after))


def _chunks(drawn: bytes) -> list[bytes]:
    """The chunks of a PNG, each with its length, name and checksum (PNG specification, third edition, 5.3)."""
    found, place = [], len(PNG)
    while place < len(drawn):
        end = place + 12 + int.from_bytes(drawn[place : place + 4], "big")
        found.append(drawn[place:end])
        place = end
    return found


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def _text(keyword: str, text: str) -> bytes:
    """The body of an iTXt chunk: a keyword and text in UTF-8 (PNG specification, 11.3.3.4)."""
    return keyword.encode() + b"\0\0\0\0\0" + _CONTROL.sub("", text).encode()


@cache
def _module() -> str:
    """The notebook's side: Vega, our font and the view."""
    return bundled(_VIEW.replace("FACES", json.dumps(list(faces().items()))))


def faces() -> dict[str, str]:
    """Our font by weight, as WOFF2 in base64."""
    styles = {"400": "Regular", "700": "Bold"}
    return {
        weight: base64.b64encode((FONTS / f"DatelineSans-{style}.woff2").read_bytes()).decode()
        for weight, style in styles.items()
    }


def bundled(source: str) -> str:
    """A browser module that uses `vegaEmbed`, with Vega in it; made once and kept in the user's cache folder."""
    key = hashlib.sha256(f"{version('vl-convert-python')} {VL_VERSION} {source}".encode()).hexdigest()[:24]
    kept = Path(platformdirs.user_cache_dir("dateline")) / f"view-{key}.js"
    try:
        return kept.read_text("utf8")
    except OSError:
        made = str(vl_convert.javascript_bundle(source, vl_version=VL_VERSION))
    try:
        kept.parent.mkdir(parents=True, exist_ok=True)
        part = kept.with_suffix(f".{hashlib.sha256(made.encode()).hexdigest()[:8]}.tmp")
        part.write_text(made, "utf8")
        part.replace(kept)
    except OSError:
        return made  # a folder we may not write only costs the next notebook a second
    return made


@cache
def _view_class() -> type[anywidget.AnyWidget]:
    class ChartView(anywidget.AnyWidget):
        """A Vega view in the notebook; it draws what it is sent and asks the network for nothing."""

        _esm = _module()
        spec = traitlets.Dict().tag(sync=True)
        alt_text = traitlets.Unicode().tag(sync=True)
        revision = traitlets.Int(0).tag(sync=True)

    return ChartView


def view(spec: Mapping[str, Any], alt: str) -> anywidget.AnyWidget:
    """A live chart for a notebook. To change it set `spec` (through `guard`) and `alt_text`, then raise `revision`."""
    return _view_class()(spec=guard(spec), alt_text=alt)


def bundle(spec: Mapping[str, Any], alt: str, title: str = "") -> tuple[dict[str, Any], dict[str, Any]]:
    """A notebook's output: interactive view, PNG and text, and the PNG's size and alternative text."""
    safe = guard(spec)
    drawn = png(safe, title, alt)
    return still(view(safe, alt), drawn, alt)


def still(live: Any, drawn: bytes, alt: str) -> tuple[dict[str, Any], dict[str, Any]]:  # noqa: ANN401  any widget
    """A widget's notebook output with a PNG (at twice its size) and a text beside it, for readers without a kernel."""
    width, height = struct.unpack(">II", drawn[16:24])
    made = live._repr_mimebundle_()
    shown = dict((made[0] if isinstance(made, tuple) else made) or {})
    shown |= {"image/png": base64.b64encode(drawn).decode(), "text/plain": alt}
    return shown, {"image/png": {"width": width // 2, "height": height // 2, "alt": alt}}
