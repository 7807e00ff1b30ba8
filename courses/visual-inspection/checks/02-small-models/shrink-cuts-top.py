# Leaves out the first rows instead of the last ones.
# cell: shrink
# loses: test-shrink
def shrink(picture, factor):
    rows, columns = picture.shape[0] // factor, picture.shape[1] // factor
    whole = picture[picture.shape[0] - rows * factor :, picture.shape[1] - columns * factor :]
    return whole.reshape(rows, factor, columns, factor).mean(axis=(1, 3))
