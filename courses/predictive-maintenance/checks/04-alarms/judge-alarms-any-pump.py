# Forgets that the pump must be the same.
# cell: judge-alarms
# loses: test-judge-alarms-visible test-judge-alarms
def judge_alarms(alarms, failures, least_h, most_h):
    right, leads = set(), []
    for failure in failures.itertuples():
        hours = (failure.time - alarms["start"]) / pd.Timedelta(hours=1)
        hits = hours[(hours >= least_h) & (hours <= most_h)]
        right.update(hits.index)
        if len(hits):
            leads.append(float(hits.max()))
    return {
        "alarms": len(alarms), "right": len(right), "failures": len(failures), "caught": len(leads),
        "precision": len(right) / len(alarms) if len(alarms) else None,
        "recall": len(leads) / len(failures) if len(failures) else None,
        "lead_h": float(np.median(leads)) if leads else None,
    }
