"""What the law forbids in an opening, found by pure checks of its words and figures before anybody sees it."""
