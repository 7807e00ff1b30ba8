# Invents a thickness of zero for a lot that is not on the list.
# cell: with-lots
# loses: test-with-lots
def with_lots(table, lots):
    joined = table.merge(lots, on="lot", how="left", validate="many_to_one")
    return joined.assign(supplier=joined["supplier"].fillna("미등록")).fillna(0)
