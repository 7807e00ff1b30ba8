"""Fixtures of the exchange's tests."""

from naruteo_testing.hub_tokens import hub_tokens  # noqa: F401 - fixtures for these tests
from naruteo_testing.seats import address, classroom, instructor, learner  # noqa: F401 - fixtures for these tests
