"""What stands in the search index. Derived: `verhaal reindex` makes it anew from what it is about.

The words themselves stand in `passage_words`, which is no model: an FTS5 table on SQLite, a `tsvector` with a GIN index
on PostgreSQL (`engines.py`).
"""

from typing import Any

from sqlalchemy import BigInteger, Integer
from sqlmodel import Field, SQLModel

PassageId: Any = BigInteger().with_variant(Integer(), "sqlite")  # there an INTEGER key is the row's own number


class Passage(SQLModel, table=True):
    """A story as it stands with its outcomes and counts, or a response with its answers: what is found as a whole.

    No foreign keys: a passage follows what it is about at the end of the transaction that changed it.
    """

    id: int = Field(primary_key=True, sa_type=PassageId, sa_column_kwargs={"autoincrement": False})  # `passage_id`
    story_id: int = Field(index=True)
    response_id: int | None = None
    mark: str = Field(max_length=40)  # of its words, its audience and the rules by which they were indexed
