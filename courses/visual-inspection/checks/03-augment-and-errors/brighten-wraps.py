# Goes back to bytes without a limit.
# cell: brighten
# loses: test-brighten-visible test-brighten
def brighten(picture, factor):
    return (picture.astype(float) * factor).round().astype(int).astype(np.uint8)
