# Leaves lost readings out; takes zero for a lost reading.
# cell: tonf-to-kn
# loses: test-tonf-to-kn
def tonf_to_kn(values):
    return [value * 9.80665 for value in values if value]
