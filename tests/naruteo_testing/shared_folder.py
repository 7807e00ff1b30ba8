"""The folder of real data for the matcher, which lies beside the checkout and never in it."""

import pytest

from naruteo_testing.checkout import ROOT

MATCHING_DATA = ROOT.parent / "shared" / "data" / "matching"

needs_matching_data = pytest.mark.skipif(
    not MATCHING_DATA.is_dir(),
    reason="the real data for matching is not beside this checkout (../shared/data/matching)",
)
