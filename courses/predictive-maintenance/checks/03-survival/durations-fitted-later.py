# Keeps bearings that were fitted later.
# cell: durations
# loses: test-durations
def durations(bearings, today):
    ended = bearings["removed"] <= today
    last = bearings["removed"].where(ended, today)
    return bearings.assign(days=(last - bearings["installed"]).dt.days, failed=ended & (bearings["reason"] == "failed"))
