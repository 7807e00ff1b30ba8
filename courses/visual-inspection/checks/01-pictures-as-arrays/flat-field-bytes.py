# Subtracts bytes, which wrap around.
# cell: flat-field
# loses: test-flat-field
def flat_field(picture, white, dark):
    lit = (white - dark).astype(float)
    return (picture - dark) / np.where(lit < 20, np.nan, lit)
