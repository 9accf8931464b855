"""Affine maps of the plane, as PDF and OFD write them: (a, b, c, d, e, f) takes (x, y) to (ax+cy+e, bx+dy+f)."""

from __future__ import annotations

import math

LEVEL = 0.069  # the tangent of 4°: a line that rises by less is level

Matrix = tuple[float, float, float, float, float, float]
AS_IT_IS: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


def times(m: Matrix, n: Matrix) -> Matrix:
    """The matrix that applies m, then n."""
    return (
        m[0] * n[0] + m[1] * n[2],
        m[0] * n[1] + m[1] * n[3],
        m[2] * n[0] + m[3] * n[2],
        m[2] * n[1] + m[3] * n[3],
        m[4] * n[0] + m[5] * n[2] + n[4],
        m[4] * n[1] + m[5] * n[3] + n[5],
    )


def apply(m: Matrix, x: float, y: float) -> tuple[float, float]:
    return m[0] * x + m[2] * y + m[4], m[1] * x + m[3] * y + m[5]


def quarters(a: float, b: float) -> int | None:
    """How many quarter turns make text with this matrix upright; None for a slanted one (a watermark).

    Clockwise where y grows upwards, the other way round where it grows downwards.
    """
    if abs(b) < LEVEL * a:
        return 0
    angle = math.degrees(math.atan2(b, a))
    if math.isnan(angle):
        return None
    turns = round(angle / 90)
    return turns % 4 if abs(angle - 90 * turns) < 4 else None
