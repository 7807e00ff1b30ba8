# Fills the gap with black.
# cell: shift
# loses: test-shift-visible test-shift
def shift(picture, down, right):
    wide = np.zeros((3 * picture.shape[0], 3 * picture.shape[1]), dtype=picture.dtype)
    h, w = picture.shape
    wide[h + down : 2 * h + down, w + right : 2 * w + right] = picture
    return wide[h : 2 * h, w : 2 * w]
