# Repeats answers in another order than the pictures.
# cell: augment
# loses: test-augment
def augment(pictures, labels, parts, held):
    kept = pictures[~held]
    more = np.concatenate([kept, kept[:, :, ::-1], kept[:, ::-1], kept[:, ::-1, ::-1]])
    return more, np.repeat(labels[~held], 4), np.repeat(parts[~held], 4)
