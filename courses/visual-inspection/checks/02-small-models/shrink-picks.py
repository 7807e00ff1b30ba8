# Picks a pixel of each block.
# cell: shrink
# loses: test-shrink-visible test-shrink
def shrink(picture, factor):
    return picture[::factor, ::factor].astype(float)
