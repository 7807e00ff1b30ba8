# Reports a rate of zero where nothing was produced.
# cell: shift-report
# loses: test-shift-report
def shift_report(hours, work_date, shift):
    chosen = hours[(hours["work_date"] == work_date) & (hours["shift"] == shift)]
    sums = chosen.groupby("line")[["produced", "defects", "stop_min"]].sum()
    lines = []
    for line, row in sums.iterrows():
        rate = f"{row['defects'] / max(row['produced'], 1) * 100:.2f} %"
        lines.append(f"{line} 생산 {row['produced']:,}개, 불량 {row['defects']:,}개({rate}), 비계획 정지 {row['stop_min']}분")
    return "\n".join(lines)
