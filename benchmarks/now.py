"""The hour to which the seeded newsrooms go, and at which the desk's clock starts."""

from datetime import UTC, datetime

NOW = datetime(2024, 12, 5, 3, tzinfo=UTC)  # a Thursday, ten in the morning in Phnom Penh
