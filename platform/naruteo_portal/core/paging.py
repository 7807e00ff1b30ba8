"""Long lists in pages."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

Row = TypeVar("Row")
PAGE_SIZE = 20


@dataclass(frozen=True)
class Page(Generic[Row]):
    """One page of a list: its rows, its number from 1, and how many rows there are in all."""

    rows: tuple[Row, ...]
    number: int
    total: int
    size: int = PAGE_SIZE

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return pages_of(self.total, self.size)


def pages_of(total: int, size: int) -> int:
    """How many pages so many rows fill, at least one."""
    return max(1, -(-total // size))


def page_of(session: Session, query: Select[Any], number: int, size: int = PAGE_SIZE) -> Page[Any]:
    """The page `number` of a query for one entity; pages beyond the last are the last."""
    total = session.scalar(select(func.count()).select_from(query.order_by(None).subquery())) or 0
    number = min(max(1, number), pages_of(total, size))
    rows = session.scalars(query.limit(size).offset((number - 1) * size)).unique().all()
    return Page(tuple(rows), number, total, size)


def page_of_rows(rows: Sequence[Row], number: int, size: int = PAGE_SIZE) -> Page[Row]:
    """The page `number` of rows that are at hand; pages beyond the last are the last."""
    number = min(max(1, number), pages_of(len(rows), size))
    return Page(tuple(rows[(number - 1) * size : number * size]), number, len(rows), size)
