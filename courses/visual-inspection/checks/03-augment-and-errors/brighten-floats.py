# Returns floats.
# cell: brighten
# loses: test-brighten-visible test-brighten
def brighten(picture, factor):
    return (picture.astype(float) * factor).round().clip(0, 255)
