"""What the library calls wrong is said in our words."""

from typing import get_args

import pytest
from pydantic import TypeAdapter, ValidationError
from pydantic_core.core_schema import ErrorType

from app.core import wording


def test_each_kind_that_is_said_is_one_of_the_librarys() -> None:
    assert {*wording.PLAIN, *wording.MADE} <= set(get_args(ErrorType))


def test_one_is_not_several() -> None:
    told = {"type": "string_too_short", "msg": "", "ctx": {"min_length": 1}}

    assert wording.sentence(told) == "Send at least 1 character."


def test_what_we_have_no_words_for_is_said_as_the_library_does() -> None:
    with pytest.raises(ValidationError) as refusal:
        TypeAdapter(bytes).validate_python(7)

    assert wording.sentence(refusal.value.errors()[0]) == "Input should be a valid bytes"
