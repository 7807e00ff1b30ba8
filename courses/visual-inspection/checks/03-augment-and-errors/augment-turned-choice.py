# Augments only what is held back.
# cell: augment
# loses: test-augment-visible test-augment
def augment(pictures, labels, parts, held):
    kept = pictures[held]
    more = np.concatenate([kept, kept[:, :, ::-1], kept[:, ::-1], kept[:, ::-1, ::-1]])
    return more, np.tile(labels[held], 4), np.tile(parts[held], 4)
