"""What stands around a run of words, and what that says of it."""

from verhaal.privacy.lexicon import small
from verhaal.privacy.runs import Run, stems
from verhaal.privacy.traits import traits_of

QUOTES = ('"', "“", "‘", "'", "„")


def follows(run: Run, *lists: str) -> bool:
    """The word before, in the same sentence, is in one of the lists of words.toml."""
    is_near = run.before is not None and not run.lead.opens
    return is_near and any(run.before.folded in small(name) for name in lists if run.before)


def follows_a_kind(run: Run) -> bool:
    """Buurthuis, stichting, or a noun made with one: vrouwencentrum."""
    return follows(run, "kinds") or (
        run.before is not None and run.before.folded.endswith(tuple(small("kind_endings")))
    )


def acts(run: Run) -> bool:
    """A verb of what people do comes next."""
    return run.after is not None and run.after.gap == " " and run.after.folded in small("verbs")


def acts_as_a_person(run: Run) -> bool:
    """The same, and of what only people do."""
    return acts(run) and run.after is not None and run.after.folded not in small("copulas")


def is_introduced(run: Run) -> bool:
    """Roos, die …; Roos (34); Roos en Fatma; Roos, Ab en Bep; "Roos, kom!"; Roos' dochter."""
    if run.after is None:
        return False
    described = run.after.gap in (", ", " (") and (run.after.folded in small("describing") or run.after.text.isdigit())
    called = run.lead.gap.endswith(QUOTES) and run.after.gap.startswith((",", "!"))
    owns = run.after.gap.startswith(("'", "’")) or traits_of(run.parts[-1]).cut > 0
    return described or called or owns or _is_paired(run)


def _is_paired(run: Run) -> bool:
    pair = run.words[run.end : run.end + 2]
    listed = pair[0].gap == ", " and pair[0].is_capital and traits_of(pair[0]).is_first
    return listed or (len(pair) == 2 and pair[0].folded in ("en", "of") and pair[1].is_capital)


def has_surname(run: Run) -> bool:
    """A second part that is a surname or unknown, or an initial."""
    return any(word.is_initial or traits_of(word).family or traits_of(word).is_unknown for word in run.parts[1:])


def is_in_place(run: Run) -> bool:
    """In Keren, uit Aksaray."""
    return len(run.parts) == 1 and follows(run, "place_prepositions")


def is_in_title(run: Run) -> bool:
    """Capitals on either side: the name of a project rather than of a person."""
    sides = [word for word in (run.before, run.after) if word and word.is_capital]
    return any(word.gap == " " and not word.opens and traits_of(word).dutch for word in sides)


def is_like_a_street(run: Run) -> bool:
    """The Gerard Douhof, the Jan Vriendshof."""
    last = stems(run)[-1]
    return not (last.family or last.is_first) and last.stem.endswith(tuple(small("rare_street_endings")))


def is_pointed(run: Run) -> bool:
    """An initial with its point."""
    past = run.words[run.first + 1 : run.first + 2]
    return run.lead.is_initial and bool(past) and past[0].gap.startswith(".")
