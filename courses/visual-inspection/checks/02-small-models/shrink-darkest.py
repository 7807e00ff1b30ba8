# Takes the darkest pixel of each block.
# cell: shrink
# loses: test-shrink-visible test-shrink
def shrink(picture, factor):
    rows, columns = picture.shape[0] // factor, picture.shape[1] // factor
    return picture[: rows * factor, : columns * factor].reshape(rows, factor, columns, factor).min(axis=(1, 3)).astype(float)
