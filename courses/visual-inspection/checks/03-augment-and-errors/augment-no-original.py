# Forgets the pictures as they are.
# cell: augment
# loses: test-augment
def augment(pictures, labels, parts, held):
    kept = pictures[~held]
    more = np.concatenate([kept[:, ::-1], kept[:, :, ::-1], kept[:, ::-1], kept[:, ::-1, ::-1]])
    return more, np.tile(labels[~held], 4), np.tile(parts[~held], 4)
