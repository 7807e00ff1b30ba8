# Turns by 90 degrees instead of flipping.
# cell: augment
# loses: test-augment
def augment(pictures, labels, parts, held):
    kept = pictures[~held]
    if kept.shape[1] != kept.shape[2]:
        raise ValueError('only square pictures can be turned')
    more = np.concatenate([np.rot90(kept, turn, axes=(1, 2)) for turn in range(4)])
    return more, np.tile(labels[~held], 4), np.tile(parts[~held], 4)
