import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from models.rules.alphabet import sort_key

VIETNAMESE = st.text("aăâbcdđeêghiklmnoôơpqrstuưvxyàảãáạằệốỡửĐÔ 0129-.", max_size=12)


def in_order(names):
    backwards = names[::-1]
    return sorted(backwards, key=sort_key)


def test_letters_follow_the_vietnamese_alphabet():
    letters = list("aăâbcdđeêghiklmnoôơpqrstuưvxy")

    assert in_order(letters) == letters


def test_tones_follow_the_order_of_dictionaries():
    syllables = ["ma", "mà", "mả", "mã", "má", "mạ"]

    assert in_order(syllables) == syllables


def test_letters_weigh_more_than_tones_within_a_syllable():
    syllables = ["bạ", "ban", "bàn", "bạn", "băn", "bẩn", "bấn"]

    assert in_order(syllables) == syllables


def test_an_earlier_syllable_decides():
    names = [
        "Ba Vì",
        "Bà Rịa",
        "Bắc Giang",
        "Bắc Ninh",
        "Hà Nam",
        "Hải Dương",
        "Hải Phòng",
        "Hưng Yên",
    ]

    assert in_order(names) == names


def test_numbers_go_by_their_value_and_stand_before_letters():
    names = ["2 Cục", "10 Cục", "Cụm 2", "Cụm 10", "Cụm A"]

    assert in_order(names) == names


def test_very_long_numbers_are_ordered_too():
    names = ["9" * 5000, "1" + "0" * 5000]

    assert in_order(names) == names


def test_a_letter_of_another_language_comes_last():
    assert in_order(["ж", "y", "z"]) == ["y", "z", "ж"]


@given(VIETNAMESE)
def test_case_and_form_of_the_marks_make_no_difference(name):
    key = sort_key(name)

    assert sort_key(name.upper()) == key
    assert sort_key(unicodedata.normalize("NFD", name)) == key
    assert sort_key(f" «{name}». ") == key


@given(st.text(max_size=20), st.text(max_size=20))
def test_any_two_texts_can_be_compared(one, other):
    assert (sort_key(one) < sort_key(other)) + (sort_key(one) > sort_key(other)) <= 1


@given(VIETNAMESE, VIETNAMESE)
def test_the_beginning_of_a_name_is_before_the_name(name, more):
    assert sort_key(name) <= sort_key(f"{name} {more}")
