# Marks only what is darker.
# cell: defect-mask
# loses: test-defect-mask-visible test-defect-mask
def defect_mask(contrast, limit, least):
    marked = contrast < -limit
    regions, _ = ndimage.label(marked, structure=np.ones((3, 3)))
    return marked & (np.bincount(regions.ravel())[regions] >= least)
