# Forgets the dark level.
# cell: flat-field
# loses: test-flat-field-visible test-flat-field
def flat_field(picture, white, dark):
    lit = white.astype(float) - dark
    return picture / np.where(lit < 20, np.nan, lit)
