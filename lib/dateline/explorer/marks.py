"""The pieces that the explorer's Vega view is put together from."""

from typing import Any


def signal(said: str) -> dict[str, str]:
    """A value that Vega works out."""
    return {"signal": said}


def group(x: str, y: str, width: str, height: str, *marks: dict[str, Any], **more: Any) -> dict[str, Any]:  # noqa: ANN401
    """Marks at a place of their own."""
    place = {"x": signal(x), "y": signal(y), "width": signal(width), "height": signal(height)}
    size = [{"name": "width", "update": width}, {"name": "height", "update": height}]  # how far its axes' lines reach
    return {"type": "group", "encode": {"update": place}, "signals": size, "marks": list(marks), **more}


def mark(kind: str, data: str | None, update: dict[str, Any], **more: Any) -> dict[str, Any]:  # noqa: ANN401
    """Marks of a kind, one for each row of data."""
    source = {"from": {"data": data}} if data else {}
    return {"type": kind, **source, "encode": {"update": update}, "interactive": False, **more}


def axis(scale: str, orient: str, **more: Any) -> dict[str, Any]:  # noqa: ANN401
    """An axis without lines."""
    return {
        "scale": scale, "orient": orient, "domain": False, "ticks": False, "labelFontSize": 12, "labelPadding": 6,
        "labelColor": signal("paint.soft"), "gridColor": signal("paint.grid"), "zindex": 0, **more,
    }  # fmt: skip
