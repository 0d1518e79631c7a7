"""wording

Records are found by the pairs of neighbouring characters in their titles and document numbers, and read in their order
where they are filtered by how they stand to their limit.
"""

import unicodedata

import sqlalchemy as sa
from alembic import op

revision = "0100"
down_revision = "0050"
branch_labels = None
depends_on = None

INDEXES = (("timing", "id"), ("unit_id", "timing", "id"))
AT_ONCE = 2000


def upgrade():
    op.create_table(
        "disclosure_gram",
        sa.Column("gram", sa.String(length=2), nullable=False),
        sa.Column("disclosure_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["disclosure_id"], ["disclosure.id"], name=op.f("fk_disclosure_gram_disclosure_id")
        ),
        sa.PrimaryKeyConstraint("gram", "disclosure_id", name=op.f("pk_disclosure_gram")),
        sqlite_with_rowid=False,
    )
    for columns in INDEXES:
        op.create_index(op.f("_".join(("ix_disclosure", *columns))), "disclosure", list(columns))
    _enter(op.get_bind())


def _enter(bind):
    record = sa.table("disclosure", sa.column("id"), sa.column("title"), sa.column("document_number"))
    gram = sa.table("disclosure_gram", sa.column("gram"), sa.column("disclosure_id"))
    texts = bind.execute(sa.select(record.c.id, record.c.title, record.c.document_number)).all()
    for first in range(0, len(texts), AT_ONCE):
        rows = [
            {"gram": each, "disclosure_id": number}
            for number, title, other in texts[first : first + AT_ONCE]
            for each in sorted(_grams(f"{title}\n{other}"))
        ]
        if rows:
            bind.execute(sa.insert(gram), rows)


def _grams(text):
    found, before = set(), ""
    for char in unicodedata.normalize("NFKC", text).casefold():
        if not char.isalnum():
            before = ""
            continue
        if before:
            found.add(before + char)
        before = char
    return found


def downgrade():
    for columns in INDEXES:
        op.drop_index(op.f("_".join(("ix_disclosure", *columns))), "disclosure")
    op.drop_table("disclosure_gram")
