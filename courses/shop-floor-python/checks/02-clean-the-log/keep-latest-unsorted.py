# Trusts the order of the file.
# cell: keep-latest
# loses: test-keep-latest
def keep_latest(log):
    return log.drop_duplicates(["start", "line"], keep="last").sort_values(["start", "line"], ignore_index=True)
