# Keeps the first record.
# cell: keep-latest
# loses: test-keep-latest-visible test-keep-latest
def keep_latest(log):
    return log.drop_duplicates(["start", "line"]).sort_values(["start", "line"], ignore_index=True)
