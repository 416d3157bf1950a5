"""What XML has no way to say."""

import re

_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def sayable(text: str) -> str:
    """A text without the few characters that may not stand in an XML document (XML 1.0, section 2.2)."""
    return _NOT_IN_XML.sub("", text)
