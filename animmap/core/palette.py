"""Colours shared by map, charts and documents; safe for colour-blind readers.

Categorical colours derive from Okabe and Ito (2008), darkened where needed so that each
keeps a contrast of at least 3:1 on white. The sequential ramp varies in luminance first.
"""

from __future__ import annotations

INK = "#1D2B33"
MUTED = "#566570"
PAPER = "#FFFFFF"
SURFACE = "#F4F6F3"
LINE = "#C9D1CE"
PRIMARY = "#0B5C63"
ALERT = "#B3261E"

COLLEGES: tuple[str, ...] = (
    "#0072B2",
    "#C44E00",
    "#00805C",
    "#A8497F",
    "#9A6B00",
    "#2B8FC4",
    "#4D4D4D",
    "#6A4FB3",
    "#8C2D19",
    "#5C7A00",
)

LAYERS: dict[str, str] = {
    "actor": "#3A5A9B",
    "structure": "#B0452B",
    "resource": "#946200",
    "living_asset": "#1F7A4D",
    "need": "#8A3A86",
}

AGREEMENT_RAMP: tuple[str, ...] = (
    "#EAF4EC",
    "#C9E5D3",
    "#9CD0BF",
    "#66B3AA",
    "#379193",
    "#176C78",
    "#0A4658",
)

# In a dark room more agreement is brighter.
AGREEMENT_RAMP_DARK: tuple[str, ...] = (
    "#1F3B45",
    "#27525A",
    "#336C70",
    "#4B8C89",
    "#74AEA4",
    "#A6D0BF",
    "#E2F5E9",
)

# How likely two voices are to differ, from a little to one in two.
DISAGREEMENT_RAMP: tuple[str, ...] = ("#FBF1DC", "#F5D08A", "#E39A2D", "#B5631A", "#6E3510")

# What weighs less, then more, once colleges weigh alike; the middle: no more than a little.
SHIFT: tuple[str, ...] = (
    "#C44E00",
    "#EB9A55",
    "#F8D3AE",
    "#EFEFEA",
    "#C3DFF0",
    "#6FB1DA",
    "#0072B2",
)

CLASSES: dict[str, str] = {
    "core": "#0A4658",
    "shared": "#379193",
    "debated": "#E39A2D",
    "edge": "#C7CDD1",
    "blind_spot": "#FFFFFF",
}

CLASSES_DARK: dict[str, str] = {
    "core": "#E2F5E9",
    "shared": "#74AEA4",
    "debated": "#E39A2D",
    "edge": "#41525C",
    "blind_spot": "#16222A",
}


# Beside its colour, each step has a pattern, so that grey paper and colour-blind eyes tell it:
# dots ever closer for a share; strokes that fall for more, that rise for less or for a debate.
PATTERNS: dict[str, str] = {
    **{color: f"dots-{rank}" for rank, color in enumerate(AGREEMENT_RAMP) if rank},
    **dict(zip(DISAGREEMENT_RAMP[1:], ("dots-1", "dots-3", "dots-5", "dots-6"), strict=True)),
    **{SHIFT[3 - step]: f"rise-{step}" for step in (1, 2, 3)},
    **{SHIFT[3 + step]: f"fall-{step}" for step in (1, 2, 3)},
}
CLASS_PATTERNS: dict[str, str] = {"core": "dots-6", "shared": "dots-3", "debated": "rise-2"}


def pattern_of(color: str, klass: str = "") -> str:
    """Return the pattern of a colour, or of a class when there is one; "" for none."""
    return CLASS_PATTERNS.get(klass, "") if klass else PATTERNS.get(color, "")


def ink_on(color: str) -> str:
    """Return what is read on a ground of that colour: dark strokes, or light ones."""
    return INK if contrast_on_paper(color) < 4.0 else PAPER


def agreement_color(share: float) -> str:
    """Return the ramp colour of a share of voices in ]0, 1]; shares are clipped to it."""
    rank = int(max(0.0, min(share, 1.0)) * len(AGREEMENT_RAMP))
    return AGREEMENT_RAMP[min(rank, len(AGREEMENT_RAMP) - 1)]


def contrast_on_paper(color: str) -> float:
    """Return how much a colour ("#RRGGBB") stands out on white, from 1 to 21.

    WCAG 2.2: relative luminances, (1 + 0.05) / (L + 0.05). 3 is the least for a mark.

    Examples
    --------
    >>> round(contrast_on_paper("#000000")), contrast_on_paper("#FFFFFF")
    (21, 1.0)
    """
    parts = [int(color[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return 1.05 / (luminance + 0.05)


def college_color(position: int) -> str:
    """Return the colour of the college at ``position`` (from 0), cycling past the last."""
    return COLLEGES[position % len(COLLEGES)]
