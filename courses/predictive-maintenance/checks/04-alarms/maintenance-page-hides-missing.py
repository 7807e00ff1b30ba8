# Leaves pumps without a value out.
# cell: maintenance-page
# loses: test-maintenance-page
def maintenance_page(table):
    if len(table) == 0:
        return "지금 울리는 경보가 없습니다."
    lines = []
    ranked = table.assign(times=table["vib_mm_s"] / table["usual_mm_s"]).sort_values("times", ascending=False)
    for row in ranked.itertuples():
        if pd.isna(row.times):
            continue
        else:
            action = "이번 근무조에 점검" if row.times >= 2 else "다음 계획 정지에 점검"
            lines.append(f"{row.pump}: 진동 {row.vib_mm_s:.1f} mm/s, 평소의 {row.times:.1f}배, 경보 {row.hours}시간째. {action}")
    return "\n".join(lines)
