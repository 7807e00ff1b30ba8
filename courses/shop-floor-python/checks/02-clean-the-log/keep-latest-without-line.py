# Forgets that each hour has several lines.
# cell: keep-latest
# loses: test-keep-latest-visible test-keep-latest
def keep_latest(log):
    return log.sort_values("received_utc").drop_duplicates("start", keep="last").sort_values(["start", "line"], ignore_index=True)
