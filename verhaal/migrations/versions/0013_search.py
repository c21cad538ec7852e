"""the search index

Empty still: `verhaal migrate` fills it once this is committed.
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

# The tokens are made in Python. `ascii` splits at spaces and nowhere else within them; `columnsize=0` leaves out what
# only a score needs.
FTS5 = """
CREATE VIRTUAL TABLE passage_words
USING fts5(title, text, outcome, said, tokenize = 'ascii', columnsize = 0)
"""

# The planner does not know what it costs to fetch and open the words of a row, so that it would rather read them all,
# or walk back from the newest: within this function it may only ask the GIN index.
FINDING = """
CREATE FUNCTION passages_with(asked tsquery, most integer) RETURNS SETOF bigint LANGUAGE sql STABLE
SET enable_seqscan = off SET enable_indexscan = off SET enable_indexonlyscan = off
AS 'SELECT id FROM passage_words WHERE words @@ asked ORDER BY id DESC LIMIT most'
"""


def upgrade() -> None:
    op.create_table(
        "passage",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("story_id", sa.Integer(), nullable=False),
        sa.Column("response_id", sa.Integer(), nullable=True),
        sa.Column("mark", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passage")),
    )
    with op.batch_alter_table("passage", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_passage_story_id"), ["story_id"], unique=False)
    if op.get_context().dialect.name == "sqlite":
        op.execute(FTS5)
        return
    op.execute(
        "CREATE TABLE passage_words ("
        " id bigint NOT NULL CONSTRAINT pk_passage_words PRIMARY KEY"
        " CONSTRAINT fk_passage_words_id_passage REFERENCES passage (id) ON DELETE CASCADE,"
        " words tsvector NOT NULL)"
    )
    op.execute("CREATE INDEX ix_passage_words_words ON passage_words USING gin (words)")
    op.execute(FINDING)
