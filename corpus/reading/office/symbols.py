"""Characters of the symbol fonts of Word, which have codes of their own (U+F020 … U+F0FF), as Unicode has them."""

from __future__ import annotations

from collections.abc import Mapping

_PRIVATE = range(0xF000, 0xF100)


def _table(pairs: str) -> dict[int, str]:
    """A table of codes (in hex) and characters, written one after the other."""
    words = pairs.split()
    return {int(code, 16): char for code, char in zip(words[::2], words[1::2], strict=True)}


def _row(first: int, characters: str) -> dict[int, str]:
    return dict(enumerate(characters, first))


# What documents use of them: boxes to tick, bullets, arrows, numbers in circles, signs of arithmetic, Greek.
_FONTS: Mapping[str, Mapping[int, str]] = {
    "wingdings": {
        **_table("6C ● 6D ❍ 6E ■ 6F □ 71 ❑ 72 ❒ 73 ⬧ 74 ⧫ 75 ◆ 76 ❖ 9F • 4A ☺ A1 ○ A7 ▪ A8 □ AB ★ D8 ➢"),
        **_table("DF ← E0 → E1 ↑ E2 ↓ E8 ➔ FB ✗ FC ✓ FD ☒ FE ☑"),
        **_row(0x81, "①②③④⑤⑥⑦⑧⑨⑩"),
        **_row(0x8C, "❶❷❸❹❺❻❼❽❾❿"),
    },
    "wingdings 2": _table("2A ☐ 50 ✓ 51 ☒ 52 ☑ 53 ☒ 54 ☒ A3 □"),
    "symbol": {
        **_table("2D − A3 ≤ A5 ∞ AB ↔ AC ← AD ↑ AE → AF ↓ B0 ° B1 ± B2 ″ B3 ≥ B4 × B7 • B8 ÷ B9 ≠ BB ≈ BC … D7 ⋅ E5 ∑"),
        **_row(0x41, "ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ"),
        **_row(0x61, "αβχδεφγηιϕκλμνοπθρστυϖωξψζ"),
    },
}


def symbol(font: str, code: str) -> str:
    """What a symbol (its code in hex) shows; a character of the private use area where we do not know."""
    try:
        number = int(code, 16) if len(code) <= 5 else 0
    except ValueError:
        return ""
    if number in _PRIVATE or number < 0x100:
        known = _FONTS.get(font.lower())
        if known is not None:
            return known.get(number & 0xFF, chr(0xF000 | number & 0xFF))
        return chr(number & 0xFF) if 0x20 <= number & 0xFF < 0x7F else ""
    return chr(number) if not 0xD800 <= number < 0xE000 else ""
