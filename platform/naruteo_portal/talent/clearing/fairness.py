"""What a result did to groups and regions, with how sure that is: reported to officers, never corrected.

Groups are those by which seats may be reserved: how somebody comes to the round, and for graduates the province. The
portal keeps neither sex nor age, so it cannot report by them, and says so.
"""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from naruteo_matching.fairness import parity, regional_fill, unexplained_envy
from naruteo_portal.talent.candidates.models import CandidateKind

HOME = "regional_graduate:"


def fairness_of(instance: Mapping[str, Any], answer: Mapping[str, Any]) -> dict[str, Any]:
    """Shares placed by kind and by home province with 95 % intervals, unexplained envy, and how even regions are.

    Nobody is named: of envy only the number of people is kept, and groups below ten are left out.
    """
    matches = answer["matches"]
    placed = [each["id"] in matches for each in instance["candidates"]]
    groups = [each.get("groups", ()) for each in instance["candidates"]]
    kinds = [next((name for name in each if name in set(CandidateKind)), "") for each in groups]
    homes = [next((name[len(HOME) :] for name in each if name.startswith(HOME)), "") for each in groups]
    used = Counter(matches.values())
    openings = instance["openings"]
    fill = regional_fill(
        [each.get("region") for each in openings],
        [each["seats"] for each in openings],
        [used[each["id"]] for each in openings],
    )
    return {
        "kinds": parity(placed, kinds),
        "homes": parity(placed, homes),
        "envy": unexplained_envy(instance, matches)["people"],
        "gini": fill["gini"],
        "gini_interval": fill["gini_interval"],
    }
