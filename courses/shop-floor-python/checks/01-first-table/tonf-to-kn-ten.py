# Takes a tonne-force for ten kilonewtons.
# cell: tonf-to-kn
# loses: test-tonf-to-kn-visible test-tonf-to-kn
def tonf_to_kn(values):
    return [None if value is None else value * 10 for value in values]
