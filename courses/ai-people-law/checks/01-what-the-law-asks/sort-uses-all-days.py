# Uses rules that are not in force on that day.
# cell: sort-uses
# loses: test-sort-uses-visible test-sort-uses
def sort_uses(uses, rules, day):
    rows = []
    for use in uses.to_dict("records"):
        for rule in rules.to_dict("records"):
            answer = decide(use, rule)
            rows.append((use["use"], rule["rule"], rule["article"], answer["result"], ", ".join(answer["because"])))
    return pd.DataFrame(rows, columns=["use", "rule", "article", "result", "because"])
