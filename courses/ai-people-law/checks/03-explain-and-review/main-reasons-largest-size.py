# Counts gains among the reasons for a refusal.
# cell: main-reasons
# loses: test-main-reasons
def main_reasons(parts, how_many):
    return sorted((name for name in parts if name != "base"), key=lambda name: (-abs(parts[name]), name))[:how_many]
