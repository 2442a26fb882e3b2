"""A form of a workbook put into the data: each line's value where its key says."""

from typing import Any

from handlers.documents.forms.cell_kinds import RAW, WrongCellError
from handlers.documents.forms.document_reading import Place, Reader
from handlers.documents.forms.layout import FORM_COLUMNS, Field, Form, Row, taken
from models.rules.faults import Path
from models.rules.text import fold

_READ = tuple(each for each in FORM_COLUMNS if each.key != "hint")


def read_form(reader: Reader, form: Form, data: dict[str, Any]) -> None:
    """Put the values of a form into `data`; a line that means nothing is a fault."""
    known = {fold(name): each for each in form.fields for name in (each.label, each.key)}
    values: dict[Path, Any] = {}
    for row in reader.table(form, _READ, (form.title,)):
        name = str(row.values.get("key") or row.values.get("label") or "")
        found = known.get(fold(name)) or _unknown(name)
        if found is not None:
            _line(reader, found, row, values)
        elif "value" in row.values or row.wrong:  # without a value it is a heading
            _stray(reader, form, row, name)
    for path, value in values.items():
        _put(data, path, value)


def _unknown(name: str) -> Field | None:
    """A key that this version does not know is kept for the check to name."""
    return Field(name, tuple(name.split(".")), RAW) if "." in name else None


def _stray(reader: Reader, form: Form, row: Row, name: str) -> None:
    path: Path = (form.title, row.at)
    reader.places[path] = Place(row.at)
    reader.wrong(path, "xlsx_unknown_line", value=name)


def _line(reader: Reader, found: Field, row: Row, values: dict[Path, Any]) -> None:
    """One line: its place, and its value or what is wrong with it."""
    place = Place(row.cells["value"], found.label, found.kind.words)
    reader.places.setdefault(found.path, place)
    path = (*found.path, len(values.get(found.path, ()))) if found.many else found.path
    if "value" in row.values and path in values:
        again: Path = (*path, row.at)
        reader.places[again] = place
        reader.wrong(again, "xlsx_line_twice", value=found.label)
        return
    reader.places.setdefault(path, place)
    try:
        if "value" in row.wrong:
            raise row.wrong["value"]
        if "value" in row.values:
            _keep(values, found, taken(found.kind, row.values["value"]))
    except WrongCellError as error:
        reader.wrong_cell(path, error)


def _keep(values: dict[Path, Any], found: Field, value: Any) -> None:
    if found.many:
        values.setdefault(found.path, []).append(value)
    else:
        values[found.path] = value


def _put(data: dict[str, Any], path: Path, value: Any) -> None:
    """Set a value inside mappings; what would have to stand inside a value has no place."""
    here: Any = data
    for step in path[:-1]:
        here = here.setdefault(step, {})
        if not isinstance(here, dict):
            return
    here[path[-1]] = value
