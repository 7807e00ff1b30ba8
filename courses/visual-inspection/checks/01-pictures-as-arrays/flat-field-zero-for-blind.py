# Says 0 where nothing is known.
# cell: flat-field
# loses: test-flat-field-visible test-flat-field
def flat_field(picture, white, dark):
    dark = dark.astype(float)
    lit = white - dark
    return np.where(lit < 20, 0.0, (picture - dark) / np.where(lit < 20, 1, lit))
