"""The demo, as a newcomer meets it: one command, a browser, a whole cluster."""

import asyncio
import contextlib
import re
import socket
import sys
from types import SimpleNamespace

import httpx
import pytest
from playwright.async_api import expect

from tests.browser import open_browser, script_errors
from tests.playground.judge import judge_calls


def free_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


@contextlib.asynccontextmanager
async def program():
    """`python -m bot demo`, until it says where it is; it ends well when told to stop."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "demo", "--port", str(free_port()),
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    said = ""
    try:
        async with asyncio.timeout(15):
            while not (found := re.search(r"(http://\S+)/#people=(\S+)", said)):
                line = await process.stdout.readline()
                assert line, said
                said += line.decode()
        yield found[0], found[1]
    finally:
        process.terminate()
        said += (await process.stdout.read()).decode()
        ended = await process.wait()
    assert ended == 0, said
    assert "Traceback" not in said


@pytest.fixture
async def stage():
    """The demo's page, with the head's phone, one of a unit at work, one of a unit that begins."""
    async with program() as (address, url), open_browser() as browser:
        page = await browser.new_page(viewport={"width": 1500, "height": 900})
        errors = script_errors(page)
        await page.goto(address)
        columns = page.get_by_test_id("column")
        await expect(columns).to_have_count(3)
        yield SimpleNamespace(
            page=page, url=url, errors=errors, head=columns.nth(0), officer=columns.nth(2)
        )
        await page.close()


def card(column):
    """The newest message that has buttons."""
    return column.get_by_test_id("message").filter(has=column.page.get_by_test_id("button")).last


async def press(column, label):
    await card(column).get_by_test_id("button").filter(has_text=label).first.click()


async def types(column, text):
    await column.get_by_test_id("composer").fill(text)
    await column.get_by_test_id("composer").press("Enter")


async def test_a_cluster_is_played_from_the_first_answer_to_the_deadline(stage, tmp_path):
    head, officer = stage.head, stage.officer
    await press(head, "Bảng theo dõi tiến độ")
    await expect(card(head)).to_contain_text("2/8 đơn vị đã nộp")
    await expect(card(head)).to_contain_text("Kho bạc Nhà nước – chưa bắt đầu")

    await press(officer, "Bắt đầu tự chấm điểm")
    await press(officer, "Bắt đầu từ I.1.1")
    await press(officer, "95%")
    await expect(card(officer)).to_contain_text("Đã lưu I.1.1")
    await types(officer, "80/100")
    await expect(card(officer)).to_contain_text("Đã lưu I.1.2")
    await expect(card(head)).to_contain_text("Kho bạc Nhà nước – hoàn thành 6%")

    await press(officer, "Phần I")
    await press(officer, "Toàn bảng")
    await press(officer, "Kiểm tra và nộp")
    await press(officer, "Vẫn nộp")
    await expect(officer).to_contain_text("Mã tiếp nhận")
    await expect(card(head)).to_contain_text("3/8 đơn vị đã nộp")

    await head.get_by_test_id("chat-tab").nth(1).click()
    await expect(card(head)).to_contain_text("3/8 đơn vị đã nộp")
    await expect(head.get_by_test_id("pinned")).to_be_visible()
    await head.get_by_test_id("chat-tab").nth(0).click()

    await stage.page.get_by_test_id("next-deadline").click()
    await expect(card(head)).to_contain_text("quá hạn 1 ngày")
    await stage.page.screenshot(path=tmp_path / "demo.png")
    async with httpx.AsyncClient() as client:
        calls = (await client.get(f"{stage.url}/playground/calls")).json()

    assert stage.errors == []
    assert judge_calls(calls["calls"] if isinstance(calls, dict) else calls) > 40
    assert (tmp_path / "demo.png").stat().st_size > 20_000
