# Returns how many pixels instead of the share.
# cell: changed-share
# loses: test-changed-share-visible test-changed-share
def changed_share(picture, reference, limit):
    return int((np.abs(picture.astype(int) - reference.astype(int)) > limit).sum())
