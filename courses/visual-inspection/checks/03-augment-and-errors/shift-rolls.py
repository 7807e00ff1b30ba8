# Pushed pixels come back on the other side.
# cell: shift
# loses: test-shift-visible test-shift
def shift(picture, down, right):
    return np.roll(picture, (down, right), axis=(0, 1))
