"""Text that would like to be more than text: one list for every format."""

FORMULAS = [
    "=1+1",
    "+1",
    "-1+1",
    "@SUM(A1)",
    "\t=1+1",
    "\r=1+1",
    "|=cmd",
    '=cmd|"/c calc"!A1',
    "＝1+1",
    '=HYPERLINK("x")',
]
MARKUP = [
    '#read("/etc/passwd")', "] #panic()", "$x$ $$", "*_`~#@<>\\{}", "</text><script>alert(1)</script>",
    "<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]>&e;", "]]>", "_x0041_", "&amp;lt;", "{{ 7 * 7 }}",
]  # fmt: skip
SIGNS = [
    "'\"; --", 'a;b,"c"\td', "\u202eomgekeerd\u202c", "\u200f\u2067rechts\u2069", "😀 漢字 עברית عربي",
    "\x00\x07\x1b\x7f\x85",
    "\ufffe\uffff", "e\u0301" * 3, "twee\nregels\r\nen drie",
]  # fmt: skip
SHAPES = ["-\n" * 50, "> " * 40 + "diep", " " * 200, "\n" * 40 + "laag"]
HOSTILE = FORMULAS + MARKUP + SIGNS + SHAPES
HUGE = ["w" * 100_000, "zin " * 25_000]
LONE = "\ud800"  # a lone surrogate: no text at all, so no record takes it
