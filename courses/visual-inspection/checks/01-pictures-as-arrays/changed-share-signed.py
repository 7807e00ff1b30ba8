# Counts only pixels that became brighter.
# cell: changed-share
# loses: test-changed-share
def changed_share(picture, reference, limit):
    return float((picture.astype(int) - reference.astype(int) > limit).mean())
