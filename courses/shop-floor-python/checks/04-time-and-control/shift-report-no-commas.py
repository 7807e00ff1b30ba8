# Leaves the thousands commas out.
# cell: shift-report
# loses: test-shift-report-visible test-shift-report
def shift_report(hours, work_date, shift):
    chosen = hours[(hours["work_date"] == work_date) & (hours["shift"] == shift)]
    sums = chosen.groupby("line")[["produced", "defects", "stop_min"]].sum()
    lines = []
    for line, row in sums.iterrows():
        rate = f"{row['defects'] / row['produced'] * 100:.2f} %" if row["produced"] > 0 else "-"
        lines.append(f"{line} 생산 {row['produced']}개, 불량 {row['defects']:,}개({rate}), 비계획 정지 {row['stop_min']}분")
    return "\n".join(lines)
