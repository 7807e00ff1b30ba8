"""Demo content: organisations, people of every role, a published course and a cohort that has begun."""

from collections.abc import Callable, Iterator

from naruteo_portal.settings import Settings


def load_demo(settings: Settings, tell: Callable[[str], None]) -> None:
    """Make the demo content that is missing; what people did with it stays."""


def demo_lines(settings: Settings) -> Iterator[str]:
    """The demo accounts, for the terminal."""
    yield from ()
