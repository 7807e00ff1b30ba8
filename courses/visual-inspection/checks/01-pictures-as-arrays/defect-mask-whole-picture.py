# Asks for the least size of all marked pixels together.
# cell: defect-mask
# loses: test-defect-mask-visible test-defect-mask
def defect_mask(contrast, limit, least):
    marked = np.abs(contrast) > limit
    return marked & (marked.sum() >= least)
