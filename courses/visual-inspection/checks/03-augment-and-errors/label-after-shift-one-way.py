# Looks at the lower and right edges only.
# cell: label-after-shift
# loses: test-label-after-shift
def label_after_shift(mask, down, right, keep):
    places = np.argwhere(mask) + [down, right]
    if len(places) == 0:
        return 0
    remaining = (places < mask.shape).all(axis=1).mean()
    if remaining == 0:
        return 0
    return 1 if remaining >= keep else None
