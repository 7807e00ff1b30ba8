# Believes that the answer never changes.
# cell: label-after-shift
# loses: test-label-after-shift-visible test-label-after-shift
def label_after_shift(mask, down, right, keep):
    return int(mask.any())
