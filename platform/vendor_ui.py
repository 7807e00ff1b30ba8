"""Developers' script: take the used parts of KRDS, htmx and axe-core from their npm packages (needs npm; users do not).

    python platform/vendor_ui.py

Each package is fetched with `npm pack`, checked against the integrity hash below and unpacked. Files are copied byte
for byte, with one exception: the KRDS style sheet is reduced to the rules that our macros use, or a page would carry
548 KB. The texts NOTICE and OFL.txt beside KRDS are ours to keep and are left as they stand.
"""

import base64
import hashlib
import json
import re
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
STATIC_VENDOR = ROOT / "platform" / "naruteo_portal" / "static" / "vendor"
TEST_VENDOR = ROOT / "tests" / "naruteo_testing" / "vendor"
KRDS_FOLDER = "krds-1.1.0"

# The classes that our macros write. A KRDS rule stays if it uses no other class; everything else is dropped.
USED_CLASSES = """
    krds-btn primary secondary tertiary small medium large disabled svg-icon
    ico-all ico-angle ico-go ico-my right
    krds-badge bg-light-gray bg-light-information bg-light-success bg-light-warning bg-light-danger
    krds-table-wrap tbl col data
    krds-pagination page-navi page-links page-link prev next active
    krds-input krds-form-select completed is-error
    krds-form-check krds-check-area chk-column form-group form-tit form-conts form-hint form-hint-invalid
    sr-only
"""
# Icons that site.css draws itself.
USED_ICONS = ("ico_information_fill", "ico_success_fill", "ico_warning_fill", "ico_error_fill", "ico_angle")


@dataclass(frozen=True)
class Package:
    """An npm package as we take it: exact version, integrity of its archive, licence, and what is copied where."""

    name: str
    version: str
    integrity: str
    licence: str
    copies: dict[str, str]


KRDS = Package(
    "krds-uiux",
    "1.1.0",
    "sha512-4cjL3cpnlTaDrkivVceDpWhHxUYgV2AhiRRbO74I8ZKlnM17BcutEjPOlMOz9RQGAmdEubTsSYoyKFhvD1/g+A==",
    "ISC (as package.json declares); the fonts OFL-1.1",
    {
        f"resources/fonts/{font}": f"{KRDS_FOLDER}/font/{font}"
        for font in ("PretendardGOV-Regular.subset.woff2", "PretendardGOV-Bold.subset.woff2")
    },
)
HTMX = Package(
    "htmx.org",
    "4.0.1",
    "sha512-oF7JgXhDW9UXCy/k1ZYFUQgzu/rm19ORWPSPNL91vPluB2PB9+MV55tyQdH/w7o2EAbTYUG5SDW1R60mdkdqGg==",
    "0BSD",
    {"dist/htmx.min.js": "htmx-4.0.1.min.js", "LICENSE": "htmx-4.0.1.LICENSE"},
)
AXE = Package(
    "axe-core",
    "4.14.1",
    "sha512-FHfa+lmNjQZfJz1q8wKqIDwC6DExcHt/pkjNQb09a3NPjCKg2rhu5qb2S4r76ASyFNNtuFooJpZe37OgudVGtQ==",
    "MPL-2.0",
    {"axe.min.js": "axe-core-4.14.1/axe.min.js", "LICENSE": "axe-core-4.14.1/LICENSE"},
)


def unpacked(package: Package, folder: Path) -> Path:
    """Fetch one package, check its integrity and unpack it."""
    asked = f"{package.name}@{package.version}"
    answer = subprocess.run(
        ["npm", "pack", "--silent", "--pack-destination", folder, asked], check=True, capture_output=True, text=True
    )
    archive = folder / answer.stdout.strip().splitlines()[-1]
    found = "sha512-" + base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
    if found != package.integrity:
        sys.exit(f"{asked}: the archive has integrity {found}, expected {package.integrity}")
    target = folder / package.name
    with tarfile.open(archive) as opened:
        opened.extractall(target, filter="data")
    return target / "package"


def rules(sheet: str) -> Iterator[tuple[str, str]]:
    """The rules of a style sheet without comments: (what stands before the brace, what stands inside)."""
    start = 0
    while (brace := sheet.find("{", start)) >= 0:
        depth, end = 1, brace + 1
        while depth:
            depth += {"{": 1, "}": -1}.get(sheet[end], 0)
            end += 1
        yield sheet[start:brace].strip(), sheet[brace + 1 : end - 1]
        start = end


def selectors(head: str) -> list[str]:
    """The selectors of a rule, split at commas that stand outside of brackets."""
    return [part.strip() for part in re.split(r",(?![^(]*\))", head)]


def is_used(selector: str) -> bool:
    """Whether a selector can match something that our macros write."""
    if re.search(r"#[\w-]|swiper", selector):
        return False
    # What :not(…) excludes need not be among ours.
    classes = re.findall(r"\.([A-Za-z][\w-]*)", re.sub(r":not\([^)]*\)", "", selector))
    return set(classes) <= set(USED_CLASSES.split())


def purged(sheet: str) -> str:
    """The rules that can apply, with their white space taken out."""
    kept = []
    for head, body in rules(sheet):
        if head.startswith("@media"):
            inside = purged(body)
            if inside:
                kept.append(f"{head}{{{inside}}}")
        elif head.startswith("@"):
            continue
        elif chosen := [selector for selector in selectors(head) if is_used(selector)]:
            declarations = ";".join(re.sub(r"\s+", " ", line).strip() for line in body.split(";") if line.strip())
            declarations = re.sub(r"(?<![\w)]) ?: +", ":", declarations)
            named = ",".join(re.sub(r"\s+", " ", selector) for selector in chosen)
            kept.append(f"{named}{{{declarations}}}")
    return "\n".join(kept)


def without_comments(sheet: str) -> str:
    """A style sheet without comments, character set and imports."""
    return re.sub(r"@(charset|import)[^;]*;", "", re.sub(r"/\*.*?\*/", "", sheet, flags=re.DOTALL))


def write_krds_sheet(package: Path) -> None:
    """Write tokens and used rules as one sheet, and the icons it names."""
    folder = STATIC_VENDOR / KRDS_FOLDER
    css = package / "resources" / "css"
    sheet = "\n".join(
        purged(without_comments((css / part).read_text(encoding="utf-8")))
        for part in ("token/krds_tokens.css", "component/output.css")
    )
    sheet = sheet.replace("../../img/component/icon/", "icon/")
    (folder / "krds.css").write_text(sheet + "\n", encoding="utf-8")
    icons = set(re.findall(r"icon/([\w-]+)\.svg", sheet)) | set(USED_ICONS)
    (folder / "icon").mkdir(exist_ok=True)
    for old in (folder / "icon").iterdir():
        old.unlink()
    for icon in sorted(icons):
        source = package / "resources" / "img" / "component" / "icon" / f"{icon}.svg"
        (folder / "icon" / source.name).write_bytes(source.read_bytes())


def write_inventory(folder: Path, packages: list[Package]) -> None:
    """Write VENDOR.json: where each file comes from, and its hash."""
    inventory = {
        "packages": [
            {"name": each.name, "version": each.version, "integrity": each.integrity, "licence": each.licence}
            for each in packages
        ],
        "sha256": {
            path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted(folder.rglob("*"))
            if path.is_file() and path.name != "VENDOR.json"
        },
    }
    (folder / "VENDOR.json").write_text(json.dumps(inventory, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def main() -> None:
    """Fetch, copy, reduce, write the inventories."""
    with tempfile.TemporaryDirectory() as name:
        for package, folder in ((KRDS, STATIC_VENDOR), (HTMX, STATIC_VENDOR), (AXE, TEST_VENDOR)):
            source = unpacked(package, Path(name))
            for here, there in package.copies.items():
                target = folder / there
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes((source / here).read_bytes())
            if package is KRDS:
                write_krds_sheet(source)
    write_inventory(STATIC_VENDOR, [KRDS, HTMX])
    write_inventory(TEST_VENDOR, [AXE])


if __name__ == "__main__":
    main()
