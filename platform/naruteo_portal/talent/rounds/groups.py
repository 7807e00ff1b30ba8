"""Groups for whom seats may be reserved: by facts that bear on the purpose, never by what must not be a feature."""

from naruteo_portal.core.i18n import N_, Message
from naruteo_portal.talent.candidates.models import CandidateKind

GROUPS: dict[str, Message] = {
    "graduate": N_("Graduates of the courses"),
    "recruit": N_("Foreign recruits"),
    "regional_graduate": N_("Graduates who live in the opening’s province"),
}
"""A reserve is soft: what its group leaves goes to everybody."""


def groups_of(kind: CandidateKind, region: str | None) -> list[str]:
    """The groups of a candidate by the names that an instance uses, where a province is part of the name."""
    groups = [kind.value]
    if kind is CandidateKind.GRADUATE and region is not None:
        groups.append(name_in("regional_graduate", region))
    return groups


def name_in(group: str, region: str) -> str:
    """What a group of an opening in a region is called in an instance."""
    return f"{group}:{region}" if group == "regional_graduate" else group
