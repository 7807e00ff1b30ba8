# Takes rows for columns.
# cell: shift
# loses: test-shift-visible test-shift
def shift(picture, down, right):
    rows = (np.arange(picture.shape[0]) - right).clip(0, picture.shape[0] - 1)
    columns = (np.arange(picture.shape[1]) - down).clip(0, picture.shape[1] - 1)
    return picture[rows][:, columns]
