"""Made programmes for demonstrations and tests: nobody in them exists, and no figure of theirs says anything true."""

from naruteo_analytics.simulator.programme import simulate

__all__ = ["simulate"]
