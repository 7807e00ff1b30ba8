# Takes a denominator of exactly 20 for blind.
# cell: flat-field
# loses: test-flat-field
def flat_field(picture, white, dark):
    dark = dark.astype(float)
    lit = white - dark
    return (picture - dark) / np.where(lit <= 20, np.nan, lit)
