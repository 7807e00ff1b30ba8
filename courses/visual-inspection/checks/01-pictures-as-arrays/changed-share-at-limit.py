# Counts a difference exactly at the limit, too.
# cell: changed-share
# loses: test-changed-share-visible test-changed-share
def changed_share(picture, reference, limit):
    return float((np.abs(picture.astype(int) - reference.astype(int)) >= limit).mean())
