"""What the figures over years are read from: the figures of each week that is over, made once."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import Field

from app.core.tables import Json, Row


class RolledUp(Row, table=True):
    """The figures of a week that is over, as `figures.of` makes them. Home teams are in them by their ids, and nobody is.

    Derived: without the row, or with one that is out of date, the same figures are made when they are read.
    """

    __tablename__ = "week_figures"

    week_id: str = Field(foreign_key="week.id", primary_key=True, max_length=36)
    made_from: int | None = Field(default=None, sa_type=sa.BigInteger)
    """The highest number among the week's events that they were made from, 0 for none; null where they are to be made anew."""
    figures: dict[str, Any] | None = Field(default=None, sa_type=Json)
