"""dateline: what was said about something, where, when and in which outlets, and how sure that is."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from dateline import places
from dateline.corpus import Corpus
from dateline.errors import DatelineError
from dateline.queries import saved
from dateline.reading import Reading, read
from dateline.trends import attention, shares

if TYPE_CHECKING:
    from dateline import charts as charts
    from dateline.explorer import explore as explore
    from dateline.publishing import publish as publish

__version__ = "0.1.0"
__all__ = [
    "Corpus", "DatelineError", "Reading", "attention", "charts", "explore", "places", "publish", "read", "saved",
    "shares",
]  # fmt: skip

_LATER = {"charts": "dateline.charts", "explore": "dateline.explorer", "publish": "dateline.publishing"}


def __getattr__(name: str) -> Any:  # noqa: ANN401  a module or a function
    """Load what draws only when it is asked for: Altair takes a second to import."""
    if name not in _LATER:
        raise AttributeError(f"module 'dateline' has no attribute {name!r}")
    module = import_module(_LATER[name])
    return module if name == "charts" else getattr(module, name)
