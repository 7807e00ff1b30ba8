# Does not sort.
# cell: slow-hours
# loses: test-slow-hours-visible test-slow-hours
def slow_hours(log, line, limit):
    return log.loc[(log["line"] == line) & (log["produced"] > 0) & (log["produced"] < limit), ["start", "produced"]]
