"""What a mail with a sign-in link says, in the languages of the page."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Text:
    subject: str
    body: str


_TEXTS = {
    "en": Text(
        "Sign in to Offtrail",
        """Hello {name},

this signs you in to Offtrail:

{link}

It works once, for 15 minutes. If you did not ask for it, leave it be: nobody gets in without it.
""",
    ),
    "de": Text(
        "Einloggen bei Offtrail",
        """Hallo {name},

damit loggst du dich bei Offtrail ein:

{link}

Der Link gilt einmal, 15 Minuten lang. Hast du ihn nicht angefordert, dann lass ihn liegen: Ohne ihn kommt niemand hinein.
""",
    ),
}
LANGUAGES = frozenset(_TEXTS)


def text_in(language: str, name: str, link: str) -> Text:
    """The mail for somebody, in English where there is none in their language."""
    text = _TEXTS.get(language, _TEXTS["en"])
    return Text(text.subject, text.body.format(name=name, link=link))
