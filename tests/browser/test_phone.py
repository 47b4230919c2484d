"""The phone of the stand-in for LINE: befriend the city, tap, answer, open its page."""

from __future__ import annotations

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from threading import Thread
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import Browser, Page, expect
from tests.line import LineSimulator

pytestmark = pytest.mark.browser

LIFF_ID = "2000000002-counter1"
PAGE = """<!doctype html><html lang="ja"><title>申請</title><main><h1>申請</h1><p id="who"></p>
<button id="close">終わる</button></main><script src="{sdk}"></script><script>
liff.init({{ liffId: "{liff_id}" }}).then(async () => {{
  document.getElementById("who").textContent =
    `${{(await liff.getProfile()).displayName}} ${{location.pathname}} ${{liff.getDecodedIDToken().aud}}`;
  document.getElementById("close").onclick = () => liff.closeWindow();
}});
</script></html>"""


class CityPage(BaseHTTPRequestHandler):
    """The city, as far as this test needs one: the same page at every address."""

    html = b""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(self.html)

    def log_message(self, *_args: Any) -> None:
        """Say nothing."""


@pytest.fixture
def page(chromium: Browser, line_simulator: LineSimulator) -> Iterator[Page]:
    """Aoi's phone, and a page of the city that it can open."""
    address = line_simulator.address.replace("127.0.0.1", "localhost")
    CityPage.html = PAGE.format(sdk=f"{address}/liff/edge/2/sdk.js", liff_id=LIFF_ID).encode()
    with ThreadingHTTPServer(("127.0.0.1", 0), CityPage) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        register(line_simulator, f"http://localhost:{server.server_port}/line/liff/")
        context = chromium.new_context(viewport={"width": 375, "height": 740}, locale="ja-JP")
        page = context.new_page()
        page.goto(f"{address}/_sim/phone/aoi")
        yield page
        context.close()
        server.shutdown()


def register(line: LineSimulator, url: str) -> None:
    """Let the LIFF app begin at another address."""
    login = line.login
    asked = {"grant_type": "client_credentials", "client_id": login["id"], "client_secret": login["secret"]}
    token = line.wire.post("/oauth2/v3/token", data=asked).json()["access_token"]
    own = {"authorization": f"Bearer {token}"}
    line.wire.put(f"/liff/v1/apps/{LIFF_ID}", json={"view": {"url": url}}, headers=own).raise_for_status()


def push(line: LineSimulator, *messages: Any) -> None:
    told = line.api("POST", "/v2/bot/message/push", {"to": line.user_id("aoi"), "messages": list(messages)})
    assert told.status_code == 200, told.text


def show_menu(line: LineSimulator, *areas: dict[str, str]) -> None:
    """A rich menu for everybody, its areas side by side."""
    picture, width = BytesIO(), 800 // len(areas)
    Image.new("RGB", (800, 400), "white").save(picture, "PNG")
    bounds = [{"x": at * width, "y": 0, "width": width, "height": 400} for at in range(len(areas))]
    menu = {
        "size": {"width": 800, "height": 400},
        "selected": True,
        "name": "main",
        "chatBarText": "メニュー",
    }
    menu["areas"] = [{"bounds": each, "action": action} for each, action in zip(bounds, areas, strict=True)]
    made = line.api("POST", "/v2/bot/richmenu", menu).json()["richMenuId"]
    headers = {"authorization": f"Bearer {line.token()}", "content-type": "image/png"}
    line.wire.post(
        f"/v2/bot/richmenu/{made}/content", content=picture.getvalue(), headers=headers
    ).raise_for_status()
    line.api("POST", f"/v2/bot/user/all/richmenu/{made}").raise_for_status()


def reply(label: str, action: str, **more: str) -> dict[str, Any]:
    return {"type": "action", "action": {"type": action, "label": label, **more}}


def test_aoi_befriends_the_city_answers_and_opens_its_page(page: Page, line_simulator: LineSimulator) -> None:
    page.get_by_role("button", name="友だち追加").click()
    expect(page.get_by_label("への送信")).to_be_visible()

    show_menu(
        line_simulator,
        {"type": "message", "label": "手続きを探す", "text": "手続き"},
        {"type": "postback", "label": "たたむ", "data": "close", "inputOption": "closeRichMenu"},
    )
    page.get_by_role("button", name="手続きを探す").click()
    expect(page.locator(".me").last).to_contain_text("手続き")
    page.get_by_role("button", name="たたむ").press("Enter")
    expect(page.get_by_role("button", name="メニュー")).to_have_attribute("aria-expanded", "false")

    liff = f"https://liff.line.me/{LIFF_ID}/apply/gakudo"
    push(
        line_simulator,
        {
            "type": "text",
            "text": "何をお探しですか。<b>太字</b>",
            "quickReply": {
                "items": [
                    reply("申請する", "uri", uri=liff),
                    reply("ごみの日", "message", text="燃えるごみ"),
                    reply("日を選ぶ", "datetimepicker", data="day", mode="date", min="2026-12-01"),
                ]
            },
        },
    )
    expect(page.get_by_role("log")).to_contain_text("何をお探しですか。<b>太字</b>")
    assert Axe().run(page).response["violations"] == []

    page.get_by_role("button", name="日を選ぶ").click()
    page.locator("#picked").fill("2026-12-24")
    page.get_by_role("dialog").get_by_role("button", name="送信").click()
    expect(page.get_by_role("dialog")).to_be_hidden()

    page.get_by_role("link", name="申請する").click()
    inside = page.frame_locator("#inner-frame")
    inside.get_by_role("button", name="許可する").click()
    expect(inside.locator("#who")).to_have_text("Aoi /line/liff/apply/gakudo 2000000002")
    inside.get_by_role("button", name="終わる").click()
    expect(page.get_by_role("region", name="開く")).to_be_hidden()

    page.get_by_role("button", name="ごみの日").click()
    expect(page.locator(".me").last).to_contain_text("燃えるごみ")
    expect(page.get_by_role("button", name="ごみの日")).to_be_hidden()
    assert [each["via"] for each in line_simulator.look("users/aoi/inbox")] == ["say", "push", "say"]
