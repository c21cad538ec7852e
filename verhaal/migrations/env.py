"""How Alembic runs here: on the connection that `verhaal.migrations.upgrade` opened and locked."""

from typing import Any, Literal

from alembic import context
from sqlmodel.sql.sqltypes import AutoString

import verhaal.access
import verhaal.annual.models
import verhaal.digests.models
import verhaal.reminders.models
import verhaal.replies.models
import verhaal.search.models  # noqa: F401  (access imports every other table)
from verhaal.db import metadata
from verhaal.migrations import is_modelled


def render_item(kind: str, item: Any, _autogen: Any) -> str | Literal[False]:
    """A migration names SQLAlchemy's own types only, so that it outlives a change of ours."""
    return f"sa.String(length={item.length})" if kind == "type" and isinstance(item, AutoString) else False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,  # SQLite alters a table by making it anew
    compare_type=True,
    render_item=render_item,
    include_name=is_modelled,
)
with context.begin_transaction():
    context.run_migrations()
