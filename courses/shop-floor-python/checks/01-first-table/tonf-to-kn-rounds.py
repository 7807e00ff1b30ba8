# Rounds.
# cell: tonf-to-kn
# loses: test-tonf-to-kn-visible test-tonf-to-kn
def tonf_to_kn(values):
    return [None if value is None else round(value * 9.80665, 1) for value in values]
