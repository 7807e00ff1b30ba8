# Fails where something remains.
# cell: shrink
# loses: test-shrink
def shrink(picture, factor):
    rows, columns = picture.shape[0] // factor, picture.shape[1] // factor
    return picture.reshape(rows, factor, columns, factor).mean(axis=(1, 3))
