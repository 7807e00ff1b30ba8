"""The matcher: legal gates, suitability and stable assignment of people to regional positions."""
