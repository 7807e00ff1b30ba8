# Counts all points of the larger side instead of those in a row.
# cell: longest-run
# loses: test-longest-run-visible test-longest-run
def longest_run(values, centre):
    return max(int((values > centre).sum()), int((values < centre).sum()))
