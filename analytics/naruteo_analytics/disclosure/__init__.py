"""Disclosure control of tables of counts: nobody can be found in what is shown, nor in what it implies.

A table's small counts are hidden, then further counts until none of the small ones can be worked out from all tables
together, then still more until none can be narrowed down by linear programming. A register keeps what was shown, so
that later releases and overlapping populations are judged together with it.

The names below are loaded when they are used, so that `cell_keys` and `rates` can be had without pandas.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from naruteo_analytics.disclosure.auditing import Audit, audit
    from naruteo_analytics.disclosure.policy import Policy
    from naruteo_analytics.disclosure.protection import Protected, protect
    from naruteo_analytics.disclosure.register import Register
    from naruteo_analytics.disclosure.tables import ALL, Table
    from naruteo_analytics.disclosure.usefulness import Utility, utility

__all__ = ["ALL", "Audit", "Policy", "Protected", "Register", "Table", "Utility", "audit", "protect", "utility"]

_HOMES = {
    "ALL": "tables", "Audit": "auditing", "Policy": "policy", "Protected": "protection", "Register": "register",
    "Table": "tables", "Utility": "usefulness", "audit": "auditing", "protect": "protection", "utility": "usefulness",
}  # fmt: skip


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
