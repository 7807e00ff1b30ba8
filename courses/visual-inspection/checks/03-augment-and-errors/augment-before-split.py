# Augments what is held back, too.
# cell: augment
# loses: test-augment-visible test-augment
def augment(pictures, labels, parts, held):
    more = np.concatenate([pictures, pictures[:, :, ::-1], pictures[:, ::-1], pictures[:, ::-1, ::-1]])
    return more, np.tile(labels, 4), np.tile(parts, 4)
