"""Judges of traffic: aiogram's models, which were written by others from the same documentation."""

from collections.abc import Iterable
from typing import Any

import aiogram.methods
from aiogram.methods.base import TelegramMethod
from aiogram.types import BufferedInputFile, InputFile, Update
from pydantic import BaseModel, TypeAdapter


def method_model(name: str) -> type[TelegramMethod[Any]]:
    """aiogram's model of a Bot API method."""
    return getattr(aiogram.methods, name[0].upper() + name[1:])


def judge_calls(calls: Iterable[dict[str, Any]]) -> int:
    """Assert that each accepted call of GET /playground/calls is one that aiogram could make.

    Refused calls are skipped. Gives how many were judged, so that a test can demand some.
    """
    judged = 0
    for row in calls:
        if row["ok"]:
            judge_call(row["method"], row["params"])
            judged += 1
    return judged


def judge_call(name: str, params: dict[str, Any]) -> None:
    """Assert that the parameters fit the method, with no field that it does not have."""
    model = method_model(name)
    known = {
        name: value for name, value in params.items() if not _is_attachment(model, name, value)
    }
    values = {name: _as_input(value) for name, value in known.items()}
    _refuse_extra(model.model_validate(values), name)


def judge_answer(name: str, result: Any) -> None:
    """Assert that the result is what aiogram expects of the method."""
    answer = TypeAdapter(method_model(name).__returning__).validate_python(result)
    for item in answer if isinstance(answer, list) else [answer]:
        _refuse_extra(item, name)


def judge_update(update: dict[str, Any]) -> None:
    """Assert that the update is one that aiogram knows, whole."""
    _refuse_extra(Update.model_validate(update), "update")


def _is_attachment(model: type[BaseModel], name: str, value: Any) -> bool:
    """A file of a multipart body that another parameter names with attach://."""
    return name not in model.model_fields and isinstance(value, dict) and "file" in value


def _as_input(value: Any) -> Any:
    if isinstance(value, dict) and value.keys() == {"file", "size"}:
        return BufferedInputFile(b"", value["file"])
    return value


def _refuse_extra(model: Any, where: str) -> None:
    """No field at any depth that aiogram has not heard of."""
    if isinstance(model, BaseModel) and not isinstance(model, InputFile):
        assert not model.model_extra, f"{where}: unknown {sorted(model.model_extra)}"
        for field in type(model).model_fields:
            _refuse_extra(getattr(model, field), f"{where}.{field}")
    elif isinstance(model, list):
        for item in model:
            _refuse_extra(item, where)
