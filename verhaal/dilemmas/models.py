"""A dilemma note: what a professional turns over before talking it through with a colleague. Its author's alone."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from verhaal.db import Moment
from verhaal.markdown import first_words


class Dilemma(SQLModel, table=True):
    """No one but `author_id` ever sees one, and nothing that leaves Verhaal holds one."""

    id: int = Field(default=None, primary_key=True)
    key: str = Field(unique=True, max_length=36)  # made with the form: sent twice, it is one note
    author_id: int = Field(foreign_key="person.id", index=True)
    # The note outlives a draft that is thrown away.
    story_id: int | None = Field(default=None, foreign_key="story.id", index=True, ondelete="SET NULL")
    text: str  # Markdown, as typed
    created_at: datetime = Field(sa_type=Moment)
    saved_at: datetime = Field(sa_type=Moment)
    revision: int = Field(default=1)  # counts saves, so that two tabs cannot overwrite each other unseen

    @property
    def title(self) -> str:
        """Its first words; a note is never given a name."""
        return first_words(self.text[:600])

    def rewrite(self, text: str, now: datetime) -> None:
        self.text, self.saved_at, self.revision = text, now, self.revision + 1
