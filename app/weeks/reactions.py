"""What becomes of weeks when something else changes: what an import kept beside one forgets whoever is anonymised."""

from sqlmodel import Session, col, select

from app.people.erasing import erases, names_of, without
from app.people.models import Person
from app.weeks.models import Week


@erases
def forget_in_sources(session: Session, person: Person) -> None:
    names = names_of(person)
    for week in session.exec(select(Week).where(col(Week.source_extra).is_not(None))):
        week.source_extra = without(week.source_extra, names)
