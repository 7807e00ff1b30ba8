# Lets a lot that is listed twice multiply the rows.
# cell: with-lots
# loses: test-with-lots
def with_lots(table, lots):
    joined = table.merge(lots, on="lot", how="left")
    return joined.assign(supplier=joined["supplier"].fillna("미등록"))
