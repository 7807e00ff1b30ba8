"""nbgrader's exchange through the portal: list, fetch, submit, collect and feedback over HTTP."""

from typing import Any

from naruteo_hub.exchange.base import Exchange
from naruteo_hub.exchange.collect import Collect
from naruteo_hub.exchange.fetch_assignment import FetchAssignment
from naruteo_hub.exchange.fetch_feedback import FetchFeedback
from naruteo_hub.exchange.listing import List
from naruteo_hub.exchange.release_assignment import ReleaseAssignment
from naruteo_hub.exchange.release_feedback import ReleaseFeedback
from naruteo_hub.exchange.submit import Submit

__all__ = [
    "Collect",
    "Exchange",
    "FetchAssignment",
    "FetchFeedback",
    "List",
    "ReleaseAssignment",
    "ReleaseFeedback",
    "Submit",
    "use_portal_exchange",
]

CLASSES = {
    "exchange": Exchange,
    "release_assignment": ReleaseAssignment,
    "fetch_assignment": FetchAssignment,
    "submit": Submit,
    "collect": Collect,
    "list": List,
    "release_feedback": ReleaseFeedback,
    "fetch_feedback": FetchFeedback,
}


def use_portal_exchange(config: Any) -> None:
    """Set nbgrader up for the portal: `use_portal_exchange(get_config())` in an nbgrader_config.py."""
    for name, plugin in CLASSES.items():
        config.ExchangeFactory[name] = f"{plugin.__module__}.{plugin.__name__}"
    config.Exchange.path_includes_course = True
    # A learner who renamed a notebook is told at once, not by a mark of zero.
    config.ExchangeSubmit.strict = True
