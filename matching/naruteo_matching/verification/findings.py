"""What checking a matching found, for certificates and explanations."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from naruteo_matching.verification.blocking import Blocking, Placed
from naruteo_matching.verification.faults import Fault
from naruteo_matching.verification.reading import Case


@dataclass(frozen=True)
class Findings:
    """What checking found.

    Attributes
    ----------
    case : Case
        The instance as arrays.
    matched : int32 array of shape (n_candidates,)
        The opening of each candidate as the answer has it, `UNMATCHED` for none.
    state : Placed
        How the places are taken.
    blocking : Blocking
        All blocking pairs of the answer as it stands, those that overrides made among them.
    created : list of dict
        The blocking pairs that were not there before people overrode the matching.
    faults : list of Fault
        What is wrong with the matching. In the value-optimal mode blocking pairs are counted and no fault.
    """

    case: Case
    matched: NDArray[np.int32]
    state: Placed
    blocking: Blocking
    created: list[dict[str, Any]]
    faults: list[Fault]
