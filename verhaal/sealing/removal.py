"""That a page was taken out by the installation, as happens when a story is withdrawn, and by nobody on the way."""

import rfc8785

from verhaal.annual.record import Account, Removal
from verhaal.sealing.key import SIGNATURE, Key, is_signed


def attested(of: Account, key: Key) -> Account:
    """The account as the installation hands it out: with its signed word for what it took out of a sealed one."""
    if of.seal is None or not of.gone:
        return of
    unsigned = Removal(sha256=of.seal.sha256, refs=of.gone, key=key.public, signature="A" * SIGNATURE)
    signed = unsigned.model_copy(update={"signature": key.sign(_signed(unsigned))})
    return of.model_copy(update={"removal": signed})


def is_attested(of: Account, keys: tuple[str, ...]) -> bool:
    """Whether all that is gone was taken out by who holds one of these keys."""
    if of.removal is None or of.seal is None:
        return not of.gone and of.removal is None
    word = of.removal
    is_about_it = (word.sha256, word.refs) == (of.seal.sha256, of.gone)
    return is_about_it and word.key in keys and is_signed(word.key, word.signature, _signed(word))


def _signed(removal: Removal) -> bytes:
    return rfc8785.dumps(removal.model_dump(mode="json", exclude={"signature"}))
