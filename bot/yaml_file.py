"""YAML documents from people: read safely, with the line in which each fault stands.

Plain values are read as YAML 1.2 reads them, so that nothing changes under a clerk's hands: `010`
and `17:00` stay texts (YAML 1.1 makes them 8 and 1020), only `true` and `false` are truth values.
Days (2026-11-15) become dates; a day that no calendar has stays text, for a check to refuse.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from models.rules.faults import Fault
from models.rules.faults import Path as Place

LARGEST = 2**20
"""Bytes. A cluster's roster or criteria table takes less than a tenth of it."""

DEEPEST = 40

# Each with the params of its sentence.
YAML_FAULT_CODES = frozenset(
    {
        "yaml_too_large",  # limit: in KiB
        "yaml_not_utf8",
        "yaml_syntax",  # line, problem: the parser's own words, in English
        "yaml_alias",  # line
        "yaml_too_deep",  # line, limit
        "yaml_duplicate_key",  # key
    }
)


@dataclass(frozen=True, slots=True)
class Document:
    """Plain values, what is wrong with the file itself, and where everything stands."""

    data: Any
    faults: tuple[Fault, ...] = ()
    _root: yaml.Node | None = None
    _first_line: int = 1

    def line(self, path: Place) -> int:
        """The line, from 1, of what `path` leads to, or of the nearest thing around it."""
        line, node = self._first_line, self._root
        for step in path:
            node, line = _step(node, step, line)
        return line


def load(source: Path | str | bytes) -> Document:
    """The document in a file, or in a text or the bytes of one.

    It never raises for what the file says: what cannot be read is one of the document's faults, and
    its `data` None. OSError if there is no such file.
    """
    try:
        text = _text(source)
        faulty = _bomb(text)
        return faulty or _document(text)
    except UnicodeError:
        return _unreadable("yaml_not_utf8")
    except _TooLarge:
        return _unreadable("yaml_too_large", limit=str(LARGEST // 1024))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        return _unreadable("yaml_syntax", line, problem=error.problem or "")
    except yaml.reader.ReaderError as error:
        line = text.encode()[: error.position].count(b"\n") + 1
        return _unreadable("yaml_syntax", line, problem=error.reason)


class _TooLarge(Exception):  # noqa: N818 - it never leaves this module
    """More than any document of a cluster needs."""


def _text(source: Path | str | bytes) -> str:
    if isinstance(source, Path):
        with source.open("rb") as file:
            source = file.read(LARGEST + 1)
    raw = source.encode() if isinstance(source, str) else source
    if len(raw) > LARGEST:
        raise _TooLarge
    return raw.decode("utf-8-sig")


def _unreadable(code: str, line: int | None = None, **params: str) -> Document:
    if line is not None:
        params["line"] = str(line)
    return Document(None, (Fault((), code, params),), _first_line=line or 1)


# -- reading ----------------------------------------------------------------------------------


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """Plain data only; a scalar that its type cannot hold stays the text that it is."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}  # noqa: RUF012

    def construct_object(self, node: yaml.Node, deep: bool = False) -> Any:
        try:
            return super().construct_object(node, deep)
        except (ValueError, LookupError, AttributeError, ArithmeticError):
            if isinstance(node, yaml.ScalarNode):
                return node.value
            raise


for _tag, _shape, _beginnings in (
    ("null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
    ("bool", r"true|True|TRUE|false|False|FALSE", list("tTfF")),
    ("int", r"[-+]?(?:0|[1-9][0-9]*)", list("-+0123456789")),
    ("float", r"[-+]?(?:[0-9]+\.[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?", list("-+0123456789.")),
    ("timestamp", r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}", list("0123456789")),
):
    _Loader.add_implicit_resolver(
        f"tag:yaml.org,2002:{_tag}", re.compile(rf"^(?:{_shape})\Z"), _beginnings
    )


def _bomb(text: str) -> Document | None:
    """Refuse what would grow when it is read: aliases, and depth without end."""
    depth = 0
    for event in yaml.parse(text, Loader=_Loader):
        line = event.start_mark.line + 1 if event.start_mark else 1
        if isinstance(event, yaml.AliasEvent):
            return _unreadable("yaml_alias", line)
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > DEEPEST:
            return _unreadable("yaml_too_deep", line, limit=str(DEEPEST))
    return None


def _document(text: str) -> Document:
    loader = _Loader(text)
    try:
        root = loader.get_single_node()
        data = None if root is None else loader.construct_document(root)
    finally:
        loader.dispose()
    return Document(data, tuple(_repeated(root, ())), root)


def _repeated(node: yaml.Node | None, path: Place) -> Iterator[Fault]:
    """Keys given twice: the later would silently replace the earlier."""
    if isinstance(node, yaml.SequenceNode):
        for index, each in enumerate(node.value):
            yield from _repeated(each, (*path, index))
    elif isinstance(node, yaml.MappingNode):
        seen = set()
        for key, value in node.value:
            if key.value in seen:
                yield Fault((*path, key.value), "yaml_duplicate_key", {"key": key.value})
            seen.add(key.value)
            yield from _repeated(value, (*path, key.value))


def _step(node: yaml.Node | None, step: str | int, line: int) -> tuple[yaml.Node | None, int]:
    """What `step` leads to and its line; where it leads nowhere, nothing, and the line so far."""
    if isinstance(node, yaml.SequenceNode) and step in range(len(node.value)):
        each = node.value[int(step)]
        return each, each.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        for key, value in reversed(node.value):
            if key.value == step:
                return value, key.start_mark.line + 1
    return None, line
