# Changes the list that it was given.
# cell: tonf-to-kn
# loses: test-tonf-to-kn
def tonf_to_kn(values):
    for position, value in enumerate(values):
        if value is not None:
            values[position] = value * 9.80665
    return values
