# Connects by 4 neighbours only, so a slanting scratch falls to pieces.
# cell: defect-mask
# loses: test-defect-mask
def defect_mask(contrast, limit, least):
    marked = np.abs(contrast) > limit
    regions, _ = ndimage.label(marked)
    return marked & (np.bincount(regions.ravel())[regions] >= least)
