# Counts edge pixels that were multiplied.
# cell: label-after-shift
# loses: test-label-after-shift
def label_after_shift(mask, down, right, keep):
    if not mask.any():
        return 0
    rows = (np.arange(mask.shape[0]) - down).clip(0, mask.shape[0] - 1)
    columns = (np.arange(mask.shape[1]) - right).clip(0, mask.shape[1] - 1)
    remaining = mask[rows][:, columns].sum() / mask.sum()
    return 0 if remaining == 0 else 1 if remaining >= keep else None
