"""The index in both databases: SQLite's FTS5, and PostgreSQL's `tsvector` without a text search configuration.

Both are given the same tokens (`documents.py`), and asked the same question in their own words. A story's rank is the
tier in which it was found and never a score: BM25 and its like weigh a word by how often others use it, which would
tell a person something about stories they may not see.
"""

from abc import ABC, abstractmethod
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import ClassVar, NamedTuple

from sqlalchemy import TextClause, text
from sqlmodel import Session

from verhaal.search.asking import Field, Question, Term
from verhaal.search.documents import BREAK, FORM, STEM, Document
from verhaal.search.words import Word


class Tier(NamedTuple):
    """A question, and the fields in which all that it wants must stand."""

    question: Question
    fields: tuple[Field, ...]


class Engine(ABC):
    """How one database keeps the words and answers a question."""

    keep: TextClause  # one row of the index, in place of what was there
    hit: str  # the SELECT of the newest ids for one tier

    @abstractmethod
    def row(self, document: Document) -> dict[str, object]: ...

    @abstractmethod
    def expression(self, tier: Tier, audiences: Sequence[str]) -> str: ...

    def write(self, session: Session, documents: Iterable[Document]) -> None:
        if rows := [self.row(document) for document in documents]:
            session.connection().execute(self.keep, rows)

    def remove(self, session: Session, ids: Iterable[int]) -> None:
        if rows := [{"id": each} for each in ids]:
            session.connection().execute(text(f"DELETE FROM passage_words WHERE {self.key} = :id"), rows)

    @property
    @abstractmethod
    def key(self) -> str: ...

    def hits(self, tiers: Sequence[Tier], audiences: Sequence[str], most: int) -> TextClause:
        """SELECTs (tier, passage id): per tier its newest passages, at most so many, in no order."""
        each = (f"SELECT * FROM ({self.hit.format(tier=number)}) AS t{number}" for number in range(len(tiers)))
        asked: dict[str, object] = {
            f"asked_{number}": self.expression(tier, audiences) for number, tier in enumerate(tiers)
        }
        return text(" UNION ALL ".join(each)).bindparams(**asked, most=most)


class Sqlite(Engine):
    key = "rowid"
    keep = text(
        "INSERT OR REPLACE INTO passage_words (rowid, title, text, outcome, said)"
        " VALUES (:id, :title, :text, :outcome, :said)"
    )
    hit = (
        "SELECT {tier} AS tier, rowid AS id FROM passage_words WHERE passage_words MATCH :asked_{tier}"
        " ORDER BY rowid DESC LIMIT :most"
    )

    def row(self, document: Document) -> dict[str, object]:
        return {"id": document.id, **{field.value: self._said(document, field) for field in Field}}

    def _said(self, document: Document, field: Field) -> str:
        """The stems in their order, per audience; then the forms that differ, for what is not typed to its end."""
        words = document.words(field)
        forms = sorted({word.form for word in words if word and word.form != word.stem})
        return " ".join(
            [f"{who}{STEM}{word.stem}" if word else BREAK for who in document.audiences for word in words]
            + [f"{who}{FORM}{form}" for who in document.audiences for form in forms]
        )

    def expression(self, tier: Tier, audiences: Sequence[str]) -> str:
        fields = "{" + " ".join(tier.fields) + "}"
        return " OR ".join(f"({self._for(who, tier.question, fields)})" for who in audiences)

    def _for(self, who: str, question: Question, fields: str) -> str:
        wanted = " AND ".join(f"{fields} : ({self._term(who, term)})" for term in question.wanted)
        return f"({wanted})" + "".join(f" NOT ({self._term(who, term)})" for term in question.unwanted)

    def _term(self, who: str, term: Term) -> str:
        *others, last = term.words
        before = "".join(f"{who}{STEM}{word.stem} " for word in others)
        ways = [f'"{before}{who}{STEM}{last.stem}"']
        if term.is_open:
            ways.append(f'"{before}{who}{STEM}{last.form}" *')
        if term.is_open and not others:
            ways.append(f'"{who}{FORM}{last.form}" *')
        return " OR ".join(ways)


class PostgreSql(Engine):
    """A `tsvector` keeps the first 256 places of a word in a text: a phrase is not found after those of its words."""

    key = "id"
    keep = text(
        "INSERT INTO passage_words (id, words) VALUES (:id, CAST(:words AS tsvector))"
        " ON CONFLICT (id) DO UPDATE SET words = excluded.words"
    )
    hit = "SELECT {tier} AS tier, id FROM passages_with(CAST(:asked_{tier} AS tsquery), CAST(:most AS integer)) AS id"
    weights: ClassVar = dict(zip(Field, "ABCD", strict=True))

    def row(self, document: Document) -> dict[str, object]:
        return {"id": document.id, "words": " ".join(self._lexemes(document))}

    def _lexemes(self, document: Document) -> Iterable[str]:
        """Each token once, with where it stands; no sign in it needs escaping. Fields count on from each other."""
        places, at = defaultdict[str, list[str]](list), 0
        for field in Field:
            for word in document.words(field):
                at += 1
                for token in _tokens(word) if word else ():
                    places[token].append(f"{at}{self.weights[field]}")
        for token, standing in places.items():
            yield from (f"'{who}{token}':{','.join(standing)}" for who in document.audiences)

    def expression(self, tier: Tier, audiences: Sequence[str]) -> str:
        weights = "" if len(tier.fields) == len(Field) else "".join(self.weights[field] for field in tier.fields)
        return " | ".join(f"({self._for(who, tier.question, weights)})" for who in audiences)

    def _for(self, who: str, question: Question, weights: str) -> str:
        wanted = [f"({self._term(who, term, weights)})" for term in question.wanted]
        return " & ".join([*wanted, *(f"!({self._term(who, term, '')})" for term in question.unwanted)])

    def _term(self, who: str, term: Term, weights: str) -> str:
        *others, last = term.words
        only = f":{weights}" if weights else ""
        before = "".join(f"'{who}{STEM}{word.stem}'{only} <-> " for word in others)
        ways = [f"{before}'{who}{STEM}{last.stem}'{only}"]
        if term.is_open:
            ways.append(f"{before}'{who}{STEM}{last.form}':*{weights}")
        if term.is_open and not others:
            ways.append(f"'{who}{FORM}{last.form}':*{weights}")
        return " | ".join(ways)


def _tokens(word: Word) -> set[str]:
    """Its stem; and its form where that is another, for what is not typed to its end."""
    return {STEM + word.stem, *((FORM + word.form,) if word.form != word.stem else ())}


def engine_of(session: Session) -> Engine:
    return PostgreSql() if session.get_bind().dialect.name == "postgresql" else Sqlite()
