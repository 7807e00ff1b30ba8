# Subtracts bytes, which wrap around.
# cell: changed-share
# loses: test-changed-share-visible test-changed-share
def changed_share(picture, reference, limit):
    return float((np.abs(picture - reference) > limit).mean())
