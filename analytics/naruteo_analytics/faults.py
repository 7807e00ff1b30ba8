"""What is wrong with given rows, said so that somebody finds and mends them."""

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

SHOWN = 5
LARGEST = 1e15
"""Numbers beyond this are mistakes, and their squares and sums would leave what a float holds."""


class BadRows(ValueError):
    """Rows that cannot be reckoned with: what is wrong, where, and what to write instead."""


def refuse(wrong: NDArray[np.bool_], index: "pd.Index[Any]", what: str) -> None:
    """Refuse wrong rows, (n_rows,), by the labels of their index, which may be named ("line") and are rows otherwise.

    Raises
    ------
    BadRows
        If any row is wrong; the first five are named.
    """
    labels = [str(each) for each in index[wrong][:SHOWN]]
    if not labels:
        return
    count, name = int(wrong.sum()), str(index.name or "row")
    more = f" and {count - len(labels)} more" if count > len(labels) else ""
    raise BadRows(f"{name}{'s' if count > 1 else ''} {', '.join(labels)}{more}: {what}")


def numbers(frame: pd.DataFrame, name: Any) -> "pd.Series[float]":
    """A column as float64, NaN where nothing stands.

    Raises
    ------
    BadRows
        If something stands there that is no number, or is beyond `LARGEST`.
    """
    found: pd.Series[float] = pd.to_numeric(frame[name], errors="coerce").astype("float64")
    wrong = found.isna() & frame[name].notna()
    refuse(wrong.to_numpy(np.bool_), frame.index, f"{name}: write a number, or nothing if it is not known.")
    large = (found.abs() > LARGEST).to_numpy(np.bool_)
    refuse(large, frame.index, f"{name}: write a number of at most {LARGEST:g} (10 to the 15th), above or below 0.")
    return found
