# Drops a picture with exactly the share agreed.
# cell: label-after-shift
# loses: test-label-after-shift
def label_after_shift(mask, down, right, keep):
    places = np.argwhere(mask) + [down, right]
    if len(places) == 0:
        return 0
    remaining = ((places >= 0) & (places < mask.shape)).all(axis=1).mean()
    if remaining == 0:
        return 0
    return 1 if remaining > keep else None
