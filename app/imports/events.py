"""What the log tells of imports."""

from typing import ClassVar

from app.events.payloads import Event


class ImportFinished(Event):
    """An import wrote rows of a source. `new` counts them by table; the rows themselves have no events of their own."""

    type: ClassVar[str] = "import.finished"
    subject: ClassVar[str] = "import_id"

    import_id: str
    kind: str
    source: str
    new: dict[str, int]
