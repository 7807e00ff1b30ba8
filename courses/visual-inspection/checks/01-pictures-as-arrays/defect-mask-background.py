# Lets the background pass as the largest region.
# cell: defect-mask
# loses: test-defect-mask-visible test-defect-mask
def defect_mask(contrast, limit, least):
    regions, _ = ndimage.label(np.abs(contrast) > limit, structure=np.ones((3, 3)))
    return np.bincount(regions.ravel())[regions] >= least
