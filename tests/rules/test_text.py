import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import HiddenCharacters, NothingTyped, TextTooLong
from models.rules.text import fold, one_line


def test_folding_makes_spellings_equal():
    assert fold("  Không\tĐẠT ") == "khong dat"
    assert fold(unicodedata.normalize("NFD", "Thưởng đột xuất")) == "thuong dot xuat"


@given(st.text())
def test_folding_twice_changes_nothing_more(text):
    assert fold(fold(text)) == fold(text)


def test_a_line_is_kept_in_one_form_without_outer_spaces():
    assert one_line(unicodedata.normalize("NFD", " Đạt \n"), 10) == "Đạt"


@pytest.mark.parametrize(
    ("text", "kind"),
    [("x" * 11, TextTooLong), ("a\nb", HiddenCharacters), (" ", NothingTyped)],
)
def test_what_is_no_single_line_is_refused(text, kind):
    with pytest.raises(kind):
        one_line(text, 10)
