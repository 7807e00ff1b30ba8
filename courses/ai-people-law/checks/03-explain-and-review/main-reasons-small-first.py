# Names the smallest reason first.
# cell: main-reasons
# loses: test-main-reasons-visible test-main-reasons
def main_reasons(parts, how_many):
    costly = [name for name, part in parts.items() if name != "base" and part < 0]
    return sorted(costly, key=lambda name: (-parts[name], name))[:how_many]
