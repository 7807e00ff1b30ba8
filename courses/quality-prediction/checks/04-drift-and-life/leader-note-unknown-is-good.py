# Says nothing of results still to come.
# cell: leader-note
# loses: test-leader-note-visible test-leader-note
def leader_note(view, monday, threshold):
    first = pd.Timestamp(monday)
    week = view[(view["time"] >= first) & (view["time"] < first + pd.Timedelta(days=7))]
    alarm = week["probability"] >= threshold
    bad = week["defect"] == 1
    defects, caught = bad.sum(), (bad & alarm).sum()
    share = f"{caught / defects * 100:.0f} %" if defects > 0 else "-"
    return (
        f"{first:%Y-%m-%d} 주: 쇼트 {len(week):,}개, 경보 {alarm.sum():,}건\n"
        f"결과가 나온 불량 {defects:,}개 가운데 {caught:,}개를 잡음({share})\n"
        f"아직 결과 없음 0개"
    )
