# Adds instead of multiplying.
# cell: brighten
# loses: test-brighten-visible test-brighten
def brighten(picture, factor):
    return (picture.astype(float) + 100 * (factor - 1)).round().clip(0, 255).astype(np.uint8)
