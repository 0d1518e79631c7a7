"""wording

Records are found by the pairs of neighbouring characters in their titles and document numbers, and read in their order
where they are filtered by how they stand to their limit. A record knows whether it was changed after its secrecy review.
Credit platforms that were stored under an older spelling get the one name that they have had since.
"""

import re
import unicodedata

import sqlalchemy as sa
from alembic import op

revision = "0100"
down_revision = "0130"
branch_labels = None
depends_on = None

INDEXES = (("timing", "id"), ("unit_id", "timing", "id"))
AT_ONCE = 2000
COVERAGE = ("task_id", "unit_id", "phase", "channel")
PLATFORMS = ("信用陕西", "信用铜川", "信用王益", "信用中国")
QUOTES = re.compile(r"[“”‘’「」《》\"\s]")
WEBSITE = re.compile(r"(?:门户)?网站?$|平台$")


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
    with_address = sa.text("address <> ''")
    op.create_index(
        "ix_disclosure_channel_addressed",
        "disclosure_channel",
        ["disclosure_id"],
        sqlite_where=with_address,
        postgresql_where=with_address,
    )
    op.add_column("disclosure", sa.Column("is_review_stale", sa.Boolean(), nullable=False, server_default=sa.false()))
    _enter(op.get_bind())
    _one_name(op.get_bind())


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


def _one_name(bind):
    channel = sa.table("disclosure_channel", sa.column("name"))
    kept = sa.table("disclosure_coverage", *(sa.column(name) for name in COVERAGE))
    old = {*bind.scalars(sa.select(channel.c.name).distinct()), *bind.scalars(sa.select(kept.c.channel).distinct())}
    for name in sorted(old):
        now = _of_platform(name)
        if now == name:
            continue
        bind.execute(sa.update(channel).where(channel.c.name == name).values(name=now))
        there = kept.alias()
        same = [there.c[each] == kept.c[each] for each in COVERAGE[:-1]]
        twice = sa.select(there.c.task_id).where(there.c.channel == now, *same).exists()
        bind.execute(sa.delete(kept).where(kept.c.channel == name, twice))
        bind.execute(sa.update(kept).where(kept.c.channel == name).values(channel=now))


def _of_platform(name):
    if "信用" not in name:
        return name
    bare = WEBSITE.sub("", QUOTES.sub("", name))
    return bare if bare in PLATFORMS else name


def downgrade():
    op.execute("ALTER TABLE disclosure DROP COLUMN is_review_stale")  # a batch would trip over the derived columns
    op.drop_index("ix_disclosure_channel_addressed", "disclosure_channel")
    for columns in INDEXES:
        op.drop_index(op.f("_".join(("ix_disclosure", *columns))), "disclosure")
    op.drop_table("disclosure_gram")
