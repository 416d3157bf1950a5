"""What becomes of web hooks when something else changes: what one is called forgets whoever is anonymised."""

from sqlmodel import Session, select

from app.people.erasing import NOBODY, erases, names_of
from app.people.models import Person
from app.webhooks.models import Webhook


@erases
def forget_in_names(session: Session, person: Person) -> None:
    """Theirs are off by now, and lose their names; another's loses theirs out of its own."""
    names = names_of(person)
    for webhook in session.exec(select(Webhook)):
        webhook.name = NOBODY if webhook.owner_id == person.id else names.sub(NOBODY, webhook.name)[:200]
