import contextlib
import inspect

import aiogram.methods
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.playground import World
from bot.playground.errors import ApiError
from bot.playground.methods import METHODS, find_method
from bot.playground.params import Params
from tests.playground.judge import judge_call, method_model

NAMES = sorted(
    {field for name in METHODS for field in method_model(name).model_fields}
    | {"reply_to_message_id"}
)
ODD = st.recursive(
    st.none() | st.booleans() | st.integers(-2, 2) | st.sampled_from(["", "1", "x", "HTML", "[]"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES), inner),
    max_leaves=6,
)


def world_with_a_message():
    world = World()
    person = world.add_person("An")
    world.people[person].started = True
    find_method("sendMessage")[1](world, Params({"chat_id": person, "text": "x"}))
    return world, person


@given(
    st.sampled_from([name for name in METHODS if not inspect.iscoroutinefunction(METHODS[name])]),
    st.dictionaries(st.sampled_from(NAMES), ODD, max_size=5),
)
def test_any_parameters_are_obeyed_or_refused(name, values):
    world, person = world_with_a_message()
    with contextlib.suppress(ApiError):
        METHODS[name](world, Params({"chat_id": person, "message_id": 1, "text": "y", **values}))


def test_every_method_exists_in_the_bot_api():
    assert [
        name for name in METHODS if not hasattr(aiogram.methods, method_model(name).__name__)
    ] == []


def test_the_judge_refuses_fields_that_no_method_has():
    with pytest.raises(AssertionError, match="colour"):
        judge_call("sendMessage", {"chat_id": 1, "text": "x", "colour": "red"})
