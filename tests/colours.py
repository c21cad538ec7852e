"""Contrast as WCAG 2.2 computes it, from the colours that stand in the style sheet; nothing else checks an SVG."""

import math
import re

from verhaal.paths import STATIC


def contrast(one: str, other: str) -> float:
    """From 1 to 21, between two colours."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def on_screen(name: str, scheme: int) -> str:
    """The colour of `var(--name)` or `--name`, for light (0) or dark (1)."""
    return colour((STATIC / "app.css").read_text("utf-8"), name.removeprefix("var(").strip("-)"), scheme)


def colour(css: str, name: str, scheme: int) -> str:
    """The colour of a custom property, for light (0) or dark (1)."""
    found = re.search(rf"--{name}: .*?light-dark\((#\w+|oklch\([^)]*\)), (#\w+|oklch\([^)]*\))\)", css)
    assert found, name
    return found[1 + scheme]


def luminance(colour: str) -> float:
    """Relative luminance (WCAG) of `#rgb`, `#rrggbb` or `oklch(L% C H)`."""
    red, green, blue = linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def linear(colour: str) -> tuple[float, float, float]:
    """Linear sRGB, from 0 to 1; OKLab by Björn Ottosson's matrices."""
    if colour.startswith("#"):
        digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
        parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
        red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
        return red, green, blue
    share, chroma, hue = (float(part) for part in re.findall(r"[\d.]+", colour))
    a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
    light = share / 100
    l, m, s = (  # noqa: E741  (the names of the cone responses)
        (light + p * a + q * b) ** 3
        for p, q in ((0.3963377774, 0.2158037573), (-0.1055613458, -0.0638541728), (-0.0894841775, -1.291485548))
    )
    return (
        4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
        -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
        -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
    )
