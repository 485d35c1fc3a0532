"""Column types shared by the tables."""

from enum import Enum
from typing import Any

import sqlalchemy as sa


def words(enum: type[Enum]) -> Any:
    """An enum kept as its words in a text column.

    PostgreSQL's own enum types survive a downgrade, block the next upgrade, and Alembic does not notice new
    members; a text column has none of these troubles.
    """
    return sa.Enum(
        enum,
        native_enum=False,
        create_constraint=False,
        length=32,
        values_callable=lambda members: [member.value for member in members],
    )
