"""The folders of real data, which lie beside the checkout and never in it."""

import pytest

from naruteo_testing.checkout import ROOT

MATCHING_DATA = ROOT.parent / "shared" / "data" / "matching"
ANALYTICS_DATA = ROOT.parent / "shared" / "data" / "analytics"

needs_matching_data = pytest.mark.skipif(
    not MATCHING_DATA.is_dir(),
    reason="the real data for matching is not beside this checkout (../shared/data/matching)",
)
needs_analytics_data = pytest.mark.skipif(
    not ANALYTICS_DATA.is_dir(),
    reason="the real data for analytics is not beside this checkout (../shared/data/analytics)",
)
