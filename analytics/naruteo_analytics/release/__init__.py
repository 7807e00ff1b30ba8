"""Releases: a frozen programme becomes views that show nobody, a register for the next release, and atoms.

**The principle.** Everything that a reviewer sees is a function of counts that passed the joint protection: the counts
of `tables.asked` are protected together (`disclosure.protect`), and rates, intervals, curves, quartiles and gaps are
computed from those of them that are shown, never from the data. What is not a count of the cube (figures of items) is
given for groups of at least `n_rate` only, rounded, with counts to the nearest ten.
"""
