# Takes the average's score for a reason.
# cell: main-reasons
# loses: test-main-reasons
def main_reasons(parts, how_many):
    return sorted((name for name in parts if parts[name] < 0), key=lambda name: (parts[name], name))[:how_many]
