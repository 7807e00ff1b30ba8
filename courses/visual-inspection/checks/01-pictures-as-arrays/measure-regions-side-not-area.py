# Multiplies by the side of a pixel instead of its area.
# cell: measure-regions
# loses: test-measure-regions-visible test-measure-regions
def measure_regions(mask, contrast, mm_per_pixel):
    regions, count = ndimage.label(mask, structure=np.ones((3, 3)))
    measured = []
    for number in range(1, count + 1):
        inside = regions == number
        spread = np.cov(np.argwhere(inside).T, bias=True) + np.eye(2) / 12
        smaller, larger = np.linalg.eigvalsh(spread)
        measured.append({"area_mm2": float(inside.sum() * mm_per_pixel), "elongation": float(np.sqrt(larger / smaller)), "contrast": float(contrast[inside].mean())})
    return sorted(measured, key=lambda region: region["area_mm2"], reverse=True)
