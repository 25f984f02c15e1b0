"""Imports Altair without a grammar of web addresses, which jsonschema would build for three seconds.

No chart's specification asks for the formats "iri" and the like; whoever imports the grammar later has it.
"""

import sys

NAME = "rfc3987_syntax"


def _quickly() -> None:
    modules: dict[str, object] = sys.modules  # type: ignore[assignment]
    absent = NAME not in modules
    if absent:
        modules[NAME] = None  # an import of it now fails, and jsonschema goes on without
    try:
        import altair  # noqa: F401, PLC0415
    finally:
        if absent:
            del modules[NAME]


_quickly()
