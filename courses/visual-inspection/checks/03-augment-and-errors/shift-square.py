# Works on square pictures only.
# cell: shift
# loses: test-shift
def shift(picture, down, right):
    side = picture.shape[0]
    rows = (np.arange(side) - down).clip(0, side - 1)
    columns = (np.arange(side) - right).clip(0, side - 1)
    return picture[rows][:, columns]
