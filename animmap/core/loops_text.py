"""Compiled loop of numbers as text: millions of them in a file of results; see ``loops``."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from animmap.core.edges import Floats
from animmap.core.loops_grid import fast

# Characters of a number at most: sign, sixteen digits before the point, twelve after, a comma.
WIDEST = 32
# Whole numbers up to this are held with bits to spare.
_MOST = 2.0**51
_DIGITS = 12


@fast
def spell_row(row: Floats, text: NDArray[np.uint8]) -> int:
    """Write numbers of few decimals one after the other; return the length, −1 if one has more.

    A number is written as the whole number of its last decimals: what is read back is the same
    number, or none is written.
    """
    largest, length, digits = 0.0, 0, _DIGITS
    for value in row:
        largest = max(largest, abs(value))
    while digits > 0 and largest * 10.0**digits > _MOST:
        digits -= 1
    scale = 10.0**digits
    for value in row:
        if not abs(value) * scale <= _MOST:
            return -1
        told = int(np.rint(abs(value) * scale))
        if told / scale != abs(value):
            return -1
        if length:
            text[length], text[length + 1] = 44, 32
            length += 2
        if value < 0.0:
            text[length] = 45
            length += 1
        left = digits
        while left > 1 and told % 10 == 0:
            told //= 10
            left -= 1
        size, whole = left + 2, told // 10**left
        while whole >= 10:
            whole //= 10
            size += 1
        for place in range(size - 1, -1, -1):
            if place == size - left - 1:
                text[length + place] = 46
            else:
                text[length + place] = 48 + told % 10
                told //= 10
        length += size
    return length
