# Cuts off instead of rounding.
# cell: brighten
# loses: test-brighten
def brighten(picture, factor):
    return (picture.astype(float) * factor).clip(0, 255).astype(np.uint8)
