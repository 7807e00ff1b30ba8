# Keeps the hours without production.
# cell: slow-hours
# loses: test-slow-hours
def slow_hours(log, line, limit):
    chosen = log[(log["line"] == line) & (log["produced"] < limit)]
    return chosen[["start", "produced"]].sort_values("produced")
