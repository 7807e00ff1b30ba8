# Divides where the camera sees nothing.
# cell: flat-field
# loses: test-flat-field
def flat_field(picture, white, dark):
    with np.errstate(all='ignore'):
        return (picture - dark.astype(float)) / (white - dark.astype(float))
