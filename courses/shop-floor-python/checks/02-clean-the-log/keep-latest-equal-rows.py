# Removes only rows that are equal in full.
# cell: keep-latest
# loses: test-keep-latest-visible test-keep-latest
def keep_latest(log):
    return log.drop_duplicates().sort_values(["start", "line"], ignore_index=True)
