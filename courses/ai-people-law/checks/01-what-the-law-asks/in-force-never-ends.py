# Forgets that a rule may have ended.
# cell: in-force
# loses: test-in-force
def in_force(rules, day):
    return rules[rules["valid_from"] <= day]
