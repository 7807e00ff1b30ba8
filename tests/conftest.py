"""What every test may ask for."""

from naruteo_testing.database import engine, postgres, session  # noqa: F401 - fixtures for all tests
from naruteo_testing.portal import app, client, settings  # noqa: F401 - fixtures for all tests
