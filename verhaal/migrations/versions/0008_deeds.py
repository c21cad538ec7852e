"""commitments with their steps, and notes among a funder's people"""

from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from alembic import op

import verhaal.db

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

IN_A_MONTH = 30  # days, as the form proposes


def upgrade() -> None:
    op.create_table(
        "commitment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("response_id", sa.Integer(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("who", sa.String(length=160), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("done_at", verhaal.db.Moment(timezone=True), nullable=True),
        sa.Column("explained_at", verhaal.db.Moment(timezone=True), nullable=True),
        sa.Column("explanation", sa.String(), nullable=False),
        sa.CheckConstraint("done_at IS NULL OR explained_at IS NULL", name=op.f("ck_commitment_closed_once")),
        sa.ForeignKeyConstraint(["response_id"], ["response.id"], name=op.f("fk_commitment_response_id_response")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_commitment")),
        sa.UniqueConstraint("response_id", name=op.f("uq_commitment_response_id")),
    )
    with op.batch_alter_table("commitment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_commitment_due_on"), ["due_on"], unique=False)
    op.create_table(
        "step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("commitment_id", sa.Integer(), nullable=False),
        sa.Column("standing", sa.String(length=32), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", verhaal.db.Moment(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["commitment_id"], ["commitment.id"], name=op.f("fk_step_commitment_id_commitment")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_step_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_step")),
    )
    with op.batch_alter_table("step", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_step_commitment_id"), ["commitment_id"], unique=False)
    op.create_table(
        "note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=36), nullable=False),
        sa.Column("story_id", sa.Integer(), nullable=False),
        sa.Column("funder_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("created_at", verhaal.db.Moment(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["funder_id"], ["funder.id"], name=op.f("fk_note_funder_id_funder")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_note_person_id_person")),
        sa.ForeignKeyConstraint(["story_id"], ["story.id"], name=op.f("fk_note_story_id_story")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_note")),
        sa.UniqueConstraint("key", name=op.f("uq_note_key")),
    )
    with op.batch_alter_table("note", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_note_funder_id"), ["funder_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_note_story_id"), ["story_id"], unique=False)
    _take_along()


def _take_along() -> None:
    """What was taken on before there was a day for it: its words are what, its writer is who, and it gets a month
    from now, since nobody is late for a day that was never named."""
    due_on = (datetime.now(UTC) + timedelta(days=IN_A_MONTH)).date()
    response, person, commitment = _table("response"), _table("person"), _table("commitment")
    promised = (
        sa.select(response.c.id, response.c.text, person.c.name)
        .join_from(response, person, person.c.id == response.c.person_id)
        .where(response.c.kind == "commitment")
    )
    rows = [
        {"response_id": each.id, "what": each.text, "who": each.name, "due_on": due_on, "explanation": ""}
        for each in op.get_bind().execute(promised)
    ]
    if rows:
        op.bulk_insert(commitment, rows)


def _table(name: str) -> Any:
    columns: dict[str, list[Any]] = {
        "response": [sa.column("id"), sa.column("person_id"), sa.column("kind"), sa.column("text")],
        "person": [sa.column("id"), sa.column("name")],
        "commitment": [sa.column("response_id"), sa.column("what"), sa.column("who"),
                       sa.column("due_on", sa.Date()), sa.column("explanation")],
    }  # fmt: skip
    return sa.table(name, *columns[name])
