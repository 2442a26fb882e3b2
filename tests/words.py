"""Bring the catalogues in line with the code: `python -m tests.words`.

Finds the message ids in handlers/ and bot/, keeps the translations there are, drops the entries
that nothing asks for any more (and prints them), and fills the English catalogue with its own ids.
What is left to do by hand is the empty `msgstr`s of handlers/locales/vi/messages.po, counted.

The code is read as a tree, as Babel's own extractor loses a message inside another one's arguments:
`t("%(who)s is late", who=name(t("The unit")))`.
"""

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, write_po

from handlers.i18n import LOCALES

ROOT = Path(__file__).parent.parent
PLACES = ("handlers", "bot")
ELSEWHERE = ("bot/playground",)
HEADER = """\
msgid ""
msgstr ""
"Language: {locale}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: {plurals};\\n"
"""

Id = str | tuple[str, str]


@dataclass(frozen=True)
class Finding:
    """A message id in the code, or (with `id` None) a call in which none can be found."""

    id: Id | None
    file: str
    line: int


def in_the_code(root: Path = ROOT) -> list[Finding]:
    """Every message of the code, and every call that hides one, file by file."""
    findings = []
    for path in sorted(each for place in PLACES for each in (root / place).rglob("*.py")):
        file = path.relative_to(root).as_posix()
        if not file.startswith(ELSEWHERE):
            findings += in_source(path.read_text("utf-8"), file)
    return findings


def in_source(source: str, file: str) -> list[Finding]:
    """The messages of one file."""
    calls = [each for each in ast.walk(ast.parse(source, file)) if isinstance(each, ast.Call)]
    return [
        Finding(message, file, call.lineno) for call in calls for message in _ids(call) if call.args
    ]


def _ids(call: ast.Call) -> Iterator[Id | None]:
    match call.func:
        case ast.Name("t" | "N_") | ast.Attribute(attr="t"):
            yield from _texts(call.args[0])
        case ast.Attribute(ast.Name("t") | ast.Attribute(attr="t"), "n"):
            yield _pair(call.args)


def _texts(node: ast.expr) -> Iterator[str | None]:
    """The texts an argument may stand for; a name stands for what `N_` has marked elsewhere."""
    match node:
        case ast.Constant(str(text)):
            yield text
        case ast.IfExp(body=body, orelse=orelse):
            yield from _texts(body)
            yield from _texts(orelse)
        case ast.JoinedStr() | ast.BinOp() | ast.Constant() | ast.Starred():
            yield None
        case ast.Call(ast.Attribute(attr="format" | "join")):
            yield None


def _pair(arguments: list[ast.expr]) -> tuple[str, str] | None:
    match arguments[:2]:
        case [ast.Constant(str(singular)), ast.Constant(str(plural))]:
            return singular, plural
    return None


def key(message: Id) -> str:
    """What a catalogue calls a message by: a plural pair goes by its singular."""
    return message if isinstance(message, str) else message[0]


def path_of(locale: str) -> Path:
    """Where a catalogue rests."""
    return ROOT / "handlers" / "locales" / locale / "messages.po"


def catalogue(locale: str) -> Catalog:
    """A catalogue as it rests in its file."""
    with path_of(locale).open("rb") as file:
        return read_po(file, locale)


def brought_in_line(old: Catalog, findings: list[Finding]) -> Catalog:
    """The catalogue of all `findings`, with the words that `old` has for them."""
    new = Catalog(old.locale)
    files: dict[Id, list[tuple[str, int]]] = {}
    for each in findings:
        if each.id is not None:
            files.setdefault(each.id, []).append((each.file, 0))
    for message in sorted(files, key=lambda each: (min(files[each]), key(each))):
        known = old.get(key(message)) or old.obsolete.get(key(message))
        new.add(
            message,
            message if str(old.locale) == "en" else _kept(known, message, new.num_plurals),
            locations=sorted(set(files[message])),
            flags=known.flags & {"fuzzy"} if known else (),
            user_comments=known.user_comments if known else (),
        )
    return new


def _kept(known: Message | None, message: Id, plurals: int) -> str | tuple[str, ...]:
    said = known.string if known else ""
    forms = said if isinstance(said, tuple | list) else (said,)
    return forms[0] if isinstance(message, str) else (*forms, *[""] * plurals)[:plurals]


def written(catalog: Catalog) -> str:
    """The text of a catalogue's file: no dates, no line numbers, one line a text."""
    entries = BytesIO()
    write_po(
        entries, catalog, width=0, omit_header=True, ignore_obsolete=True, include_lineno=False
    )
    header = HEADER.format(locale=catalog.locale, plurals=catalog.plural_forms.rstrip(";"))
    return f"{header}\n{entries.getvalue().decode()}".rstrip("\n") + "\n"


def main() -> None:
    """Rewrite both catalogues and say what is left to do."""
    findings = in_the_code()
    for each in findings:
        if each.id is None:
            print(f"{each.file}:{each.line}: write the message out, so that it can be found")
    for locale in LOCALES:
        old = catalogue(locale)
        new = brought_in_line(old, findings)
        draft = path_of(locale).with_suffix(".new")
        draft.write_text(written(new), "utf-8")
        draft.replace(path_of(locale))
        for message in old:
            if message.id and message.id not in new:
                print(f"{locale}: dropped {message.id!r}: {message.string!r}")
        empty = [each for each in new if each.id and not all(_forms(each))]
        print(f"{locale}: {len(new)} messages, {len(empty)} to translate")
    sys.exit(any(each.id is None for each in findings))


def _forms(message: Message) -> list[str]:
    said = message.string
    return list(said) if isinstance(said, tuple | list) else [said]


if __name__ == "__main__":
    main()
