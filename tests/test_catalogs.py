import re
import unicodedata
from collections import Counter

import pytest

from handlers.i18n import LOCALES
from tests import words

TAGS = "b|i|u|s|code|pre|blockquote|tg-spoiler|a"
TAG = re.compile(rf"<(/?)({TAGS})((?: [a-z-]+=\"[^\"<>]*\")*)>")
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]")
COUNT = {"count"}


@pytest.fixture(scope="module")
def findings():
    return words.in_the_code()


@pytest.fixture(scope="module", params=LOCALES)
def locale(request):
    return request.param


@pytest.fixture(scope="module")
def catalogue(locale):
    return words.catalogue(locale)


@pytest.fixture(scope="module")
def messages(catalogue):
    return [message for message in catalogue if message.id]


def ids_of(message):
    return list(message.id) if isinstance(message.id, tuple) else [message.id]


def texts_of(message):
    """What is translated; what is not is told by its own test."""
    return [text for text in forms_of(message) if text]


def forms_of(message):
    return list(message.string) if isinstance(message.string, tuple) else [message.string]


def placeholders(texts):
    return {name for text in texts for name in PLACEHOLDER.findall(text)}


def tags(text):
    return Counter(match[0] for match in TAG.finditer(text))


def is_well_formed(text):
    still_open = []
    for closing, name, _ in TAG.findall(text):
        if not closing:
            still_open.append(name)
        elif not still_open or still_open.pop() != name:
            return False
    rest = TAG.sub("", text)
    return not still_open and not re.search(r"[<>]|&(?!(?:amp|lt|gt|quot|#\d+);)", rest)


def test_every_message_can_be_found_in_the_code(findings):
    hidden = [f"{each.file}:{each.line}" for each in findings if each.id is None]

    assert hidden == [], "write the message out: no f-string, no +, no format() inside t()"


def test_the_catalogue_has_every_message_of_the_code_and_no_other(findings, catalogue, messages):
    wanted = {each.id for each in findings if each.id is not None}

    assert {message.id for message in messages} == wanted, "run: python -m tests.words"
    assert not catalogue.obsolete


def test_a_message_is_not_said_both_with_and_without_a_plural(findings):
    ids = {each.id for each in findings if each.id is not None}

    assert len({words.key(each) for each in ids}) == len(ids)


def test_the_file_is_as_the_tool_writes_it(locale, catalogue, findings):
    written = words.written(words.brought_in_line(catalogue, findings))

    assert words.path_of(locale).read_text("utf-8") == written, "run: python -m tests.words"


def test_nothing_is_left_to_translate(messages):
    assert [each.id for each in messages if not all(forms_of(each))] == []
    assert [each.id for each in messages if each.fuzzy] == []


def test_plural_messages_have_the_forms_of_their_language(catalogue, messages):
    wrong = [
        each.id
        for each in messages
        if len(forms_of(each)) != (catalogue.num_plurals if each.pluralizable else 1)
    ]

    assert wrong == []


def test_translations_keep_the_placeholders(messages):
    wrong = [
        each.id
        for each in messages
        for text in texts_of(each)
        if placeholders([text]) - COUNT != placeholders(ids_of(each)) - COUNT
        or placeholders([text]) & COUNT > placeholders(ids_of(each)) & COUNT
    ]

    assert wrong == []


def test_messages_can_be_filled(messages):
    unfillable = []
    for each in messages:
        for text in ids_of(each) + texts_of(each):
            try:
                _ = text % dict.fromkeys(placeholders(ids_of(each)) | COUNT, 1)
            except (KeyError, TypeError, ValueError):
                unfillable.append(text)

    assert unfillable == [], "a literal percent sign is written %%"


def test_translations_keep_the_tags_and_close_them(messages):
    wrong = [
        text
        for each in messages
        for text in ids_of(each) + texts_of(each)
        if tags(text) != tags(ids_of(each)[-1]) or not is_well_formed(text)
    ]

    assert wrong == []


def test_translations_keep_the_line_breaks_at_their_ends(messages):
    def ends(text):
        return text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]

    wrong = [
        each.id
        for each in messages
        for text in texts_of(each)
        if ends(text) != ends(ids_of(each)[0])
    ]

    assert wrong == []


def test_texts_are_in_one_form_of_unicode(messages):
    texts = [text for each in messages for text in ids_of(each) + texts_of(each)]

    assert [text for text in texts if not unicodedata.is_normalized("NFC", text)] == []


def test_vietnamese_keeps_the_register_of_officials():
    texts = [text for each in words.catalogue("vi") if each.id for text in texts_of(each)]

    assert [text for text in texts if re.search(r"\bbạn\b", text, re.IGNORECASE)] == []
    assert [text for text in texts if re.search(r"ẩn danh\s+tuyệt\s+đối", text.lower())] == []


def test_a_stray_tag_or_sign_is_noticed():
    assert is_well_formed('<b>x</b> &amp; <a href="https://x.vn">y</a>')
    assert not is_well_formed("<b>x")
    assert not is_well_formed("<b><i>x</b></i>")
    assert not is_well_formed("x</b>")
    assert not is_well_formed("1 < 2")
    assert not is_well_formed("A & B")
    assert not is_well_formed("<h1>x</h1>")


def test_messages_are_found_wherever_they_stand():
    source = """
def view(t, turn, n, late):
    t("outer %(x)s", x=shown(t("inner"), n))
    turn.t("of a turn")
    t("yes" if late else "no")
    t("long "
      "text")
    t.n("one", "many", n)
    turn.t.n("1", "2", n)
    t(LABELS[n])
    other.n("not", "this", n)
LABELS = {1: N_("marked")}
"""
    found = {each.id for each in words.in_source(source, "x.py")}

    assert found == {
        *("outer %(x)s", "inner", "of a turn", "yes", "no", "long text", "marked"),
        *(("one", "many"), ("1", "2")),
    }


@pytest.mark.parametrize(
    "call",
    ['t(f"x {y}")', 't("x" + y)', 't("x {}".format(y))', 't("x %s" % y)', "t.n(a, b, 1)", "N_(*x)"],
)
def test_a_message_that_cannot_be_found_is_reported(call):
    assert [each.id for each in words.in_source(call, "x.py")] == [None]


def test_new_ids_are_added_and_old_words_kept():
    old = words.Catalog("vi")
    old.add("kept", "giữ")
    old.add("gone", "bỏ")
    old.add(("unit", "units"), ("đơn vị",))
    findings = [
        words.Finding("new", "handlers/b.py", 1),
        words.Finding("kept", "handlers/a.py", 2),
        words.Finding("kept", "handlers/a.py", 9),
        words.Finding(("unit", "units"), "handlers/a.py", 3),
    ]
    new = words.brought_in_line(old, findings)

    assert [(each.id, each.string) for each in new if each.id] == [
        ("kept", "giữ"),
        (("unit", "units"), ("đơn vị",)),
        ("new", ""),
    ]
    assert words.written(new).count("#: handlers/a.py\n") == 2


def test_english_is_filled_with_its_own_ids():
    findings = [words.Finding(("unit", "units"), "a.py", 1), words.Finding("x", "a.py", 1)]
    new = words.brought_in_line(words.Catalog("en"), findings)

    assert [each.string for each in new if each.id] == [("unit", "units"), "x"]
