"""Rich menus: one's own before everybody's, tabs, pictures, and replacing them for a whole city."""

from __future__ import annotations

import functools
import io
from typing import Any

import httpx
import pytest
from PIL import Image
from tests.line_simulator.conftest import Line, complaints

MENU = "/v2/bot/richmenu"


def menu(*actions: dict[str, Any], **changed: Any) -> dict[str, Any]:
    bounds = {"x": 0, "y": 0, "width": 1250, "height": 1686}
    return {
        "size": {"width": 2500, "height": 1686},
        "selected": False,
        "name": "ふだん",
        "chatBarText": "メニュー",
        "areas": [{"bounds": bounds, "action": each} for each in actions],
    } | changed


@functools.cache
def picture(width: int = 800, height: int = 540, kind: str = "PNG") -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (width, height), "navy").save(made, kind)
    return made.getvalue()


def create(line: Line, *actions: dict[str, Any], **changed: Any) -> str:
    answer = line.post(MENU, menu(*actions, **changed))
    assert answer.status_code == 200, answer.text
    return str(answer.json()["richMenuId"])


def upload(line: Line, menu_id: str, data: bytes, kind: str = "image/png") -> httpx.Response:
    return line.call("POST", f"{MENU}/{menu_id}/content", content=data, headers={"content-type": kind})


def pictured(line: Line, *actions: dict[str, Any]) -> str:
    menu_id = create(line, *actions)
    assert upload(line, menu_id, picture()).status_code == 200
    return menu_id


def own(line: Line, nick: str) -> str | None:
    answer = line.get(f"/v2/bot/user/{line.world.person(nick).id}/richmenu")
    return answer.json().get("richMenuId") if answer.status_code == 200 else None


@pytest.mark.parametrize(
    ("width", "height", "status"),
    [
        (799, 400, 400),
        (800, 540, 200),
        (2500, 1686, 200),
        (2501, 1686, 400),
        (1440, 1000, 400),
        (1450, 1000, 200),
    ],
)
def test_a_picture_has_a_size(line: Line, width: int, height: int, status: int) -> None:
    answer = upload(line, create(line), picture(width, height))

    assert answer.status_code == status
    if status == 400:
        assert answer.json() == {"message": "The image size is not allowed for richmenu", "details": []}


def test_a_picture_is_at_most_a_megabyte_and_a_picture(line: Line) -> None:
    menu_id = create(line)
    whole = picture()

    assert upload(line, menu_id, whole + b"\0" * (1024 * 1024 + 1 - len(whole))).status_code == 400
    assert upload(line, menu_id, b"not a picture").status_code == 400
    assert upload(line, menu_id, picture(kind="JPEG"), "image/gif").status_code == 415
    assert upload(line, menu_id, whole + b"\0" * (1024 * 1024 - len(whole))).status_code == 200


def test_a_picture_stays(line: Line) -> None:
    menu_id = pictured(line)

    refused = upload(line, menu_id, picture())

    assert refused.json()["message"] == "An image has already been uploaded to the richmenu"
    assert line.get(f"{MENU}/{menu_id}/content").content == picture()


def test_a_menu_without_a_picture_is_shown_to_nobody(line: Line) -> None:
    (aoi,) = line.friends("aoi")
    menu_id = create(line)
    expected = {"message": "must upload richmenu image before applying it to user", "details": []}

    assert line.post(f"/v2/bot/user/all/richmenu/{menu_id}").json() == expected
    assert line.post(f"/v2/bot/user/{aoi}/richmenu/{menu_id}").json() == expected


def test_ones_own_menu_comes_before_everybodys(line: Line) -> None:
    (aoi,) = line.friends("aoi")
    everybodys, aois = pictured(line), pictured(line)
    none = line.get("/v2/bot/user/all/richmenu")
    assert (none.status_code, none.json()) == (404, {"message": "no default richmenu", "details": []})

    line.post(f"/v2/bot/user/all/richmenu/{everybodys}")
    line.post(f"/v2/bot/user/{aoi}/richmenu/{aois}")

    shown = [line.hand(who).menu() for who in ("aoi", "ben")]
    assert [each.id for each in shown if each] == [aois, everybodys]
    line.call("DELETE", f"/v2/bot/user/{aoi}/richmenu")
    assert own(line, "aoi") is None
    missing = line.get(f"/v2/bot/user/{aoi}/richmenu")
    assert missing.json() == {"message": "the user has no richmenu", "details": []}


def test_a_tab_makes_the_other_menu_ones_own(line: Line) -> None:
    line.friends("aoi")
    switch = {"type": "richmenuswitch", "richMenuAliasId": "second", "data": "tab=2"}
    first, second = pictured(line, switch), pictured(line)
    line.post(f"/v2/bot/user/all/richmenu/{first}")
    assert line.act("aoi", "tap", menuArea=0)["events"][0]["postback"]["params"] == {
        "newRichMenuAliasId": "second",
        "status": "RICHMENU_ALIAS_ID_NOTFOUND",
    }

    line.post(f"{MENU}/alias", {"richMenuAliasId": "second", "richMenuId": second})
    told = line.act("aoi", "tap", menuArea=0)["events"][0]["postback"]
    line.call("DELETE", "/v2/bot/user/all/richmenu")

    assert told == {"data": "tab=2", "params": {"newRichMenuAliasId": "second", "status": "SUCCESS"}}
    assert own(line, "aoi") == second


def test_a_name_means_one_menu_at_a_time(line: Line) -> None:
    first, second = create(line), create(line)
    asked = {"richMenuAliasId": "home", "richMenuId": first}

    assert line.post(f"{MENU}/alias", asked).json() == {}
    assert line.post(f"{MENU}/alias", asked).json() == {
        "message": "conflict richmenu alias id",
        "details": [],
    }
    line.post(f"{MENU}/alias/home", {"richMenuId": second})
    assert line.get(f"{MENU}/alias/home").json() == asked | {"richMenuId": second}
    unknown = line.post(
        f"{MENU}/alias", asked | {"richMenuAliasId": "x", "richMenuId": f"richmenu-{'0' * 32}"}
    )
    assert (unknown.status_code, unknown.json()["message"]) == (400, "richmenu not found")
    line.call("DELETE", f"{MENU}/alias/home")
    gone = line.get(f"{MENU}/alias/home")
    assert (gone.status_code, gone.json()["message"]) == (404, "richmenu alias not found")


def link(a: str, b: str) -> dict[str, str]:
    return {"type": "link", "from": a, "to": b}


def test_a_batch_works_on_what_was_before(line: Line) -> None:
    aoi, ben, lan = line.friends("aoi", "ben", "lan")
    a, b, c = pictured(line), pictured(line), pictured(line)
    line.post(f"/v2/bot/user/{aoi}/richmenu/{a}")
    line.post(f"/v2/bot/user/{ben}/richmenu/{b}")

    asked = {"operations": [link(a, b), link(b, c)]}
    answer = line.post(f"{MENU}/batch", asked)

    assert (answer.status_code, answer.json()) == (202, {})
    assert [own(line, who) for who in ("aoi", "ben", "lan")] == [b, c, None]
    where = f"{MENU}/progress/batch?requestId={answer.headers['x-line-request-id']}"
    assert line.get(where).json()["phase"] == "ongoing"
    line.pass_time(3)
    assert line.get(where).json()["phase"] == "succeeded"


def test_three_batches_an_hour(line: Line) -> None:
    a, b = pictured(line), pictured(line)

    said = [line.post(f"{MENU}/batch", {"operations": [link(a, b)]}).status_code for _ in range(4)]
    line.pass_time(20 * 60 + 1)

    assert said == [202, 202, 202, 429]
    assert line.post(f"{MENU}/batch", {"operations": [link(a, b)]}).status_code == 202


def test_a_batch_that_broke_off_is_resumed_where_it_stopped(line: Line) -> None:
    people = line.friends("aoi", "ben")
    a, b = pictured(line), pictured(line)
    line.post(f"{MENU}/bulk/link", {"richMenuId": a, "userIds": people})
    asked = {"operations": [link(a, b)], "resumeRequestKey": "disaster-1-on"}

    line.turn("batches", {"break_off": True})
    broken = line.post(f"{MENU}/batch", asked).headers["x-line-request-id"]
    assert [own(line, who) for who in ("aoi", "ben")] == [b, a]
    line.pass_time(3)
    assert line.get(f"{MENU}/progress/batch?requestId={broken}").json()["phase"] == "failed"
    line.turn("batches", {"break_off": False})
    line.post(f"/v2/bot/user/{people[0]}/richmenu/{a}")  # who went back meanwhile is left there
    line.post(f"{MENU}/batch", asked)

    assert [own(line, who) for who in ("aoi", "ben")] == [a, b]


def test_a_batch_that_contradicts_itself_is_refused(line: Line) -> None:
    a, b, bare = pictured(line), pictured(line), create(line)
    check = f"{MENU}/validate/batch"

    assert complaints(line.post(check, {"operations": [link(a, b), link(a, bare)]})) == [
        ("operations[].from", f"from richmenu ({a}) is duplicated")
    ]
    assert complaints(line.post(check, {"operations": [{"type": "unlinkAll"}, link(a, b)]})) == [
        ("operations[].type", "'unlinkAll' type can't be combined with other type")
    ]
    assert complaints(line.post(check, {"operations": [link("menu", b)]})) == [
        ("operations[0].from", "invalid richMenuId")
    ]
    assert complaints(line.post(check, {"operations": [link(a, bare)]}))[0][1] == (
        f"'to' richmenu ({bare}) must have image but it doesn't"
    )
    assert line.post(check, {"operations": [link(a, b)]}).json() == {}


def test_many_people_at_once(line: Line) -> None:
    aoi, ben = line.friends("aoi", "ben")
    menu_id = pictured(line)

    assert line.post(f"{MENU}/bulk/link", {"richMenuId": menu_id, "userIds": [aoi, ben]}).status_code == 202
    assert [own(line, who) for who in ("aoi", "ben")] == [menu_id, menu_id]
    line.post(f"{MENU}/bulk/unlink", {"userIds": [aoi]})
    assert [own(line, who) for who in ("aoi", "ben")] == [None, menu_id]
    refused = line.post(f"{MENU}/bulk/link", {"richMenuId": menu_id, "userIds": ["x"]}).json()["message"]
    assert refused == "The property, 'userIds[0]', in the request body is invalid (line: -, column: -)"


def test_a_deleted_menu_leaves_the_default(line: Line) -> None:
    (aoi,) = line.friends("aoi")
    menu_id = pictured(line)
    line.post(f"/v2/bot/user/{aoi}/richmenu/{menu_id}")

    line.call("DELETE", f"{MENU}/{menu_id}")

    assert line.get(f"{MENU}/{menu_id}").status_code == 404
    assert own(line, "aoi") is None
    assert line.get(f"{MENU}/list").json() == {"richmenus": []}


@pytest.mark.parametrize(
    ("changed", "where"),
    [
        ({"name": None}, "name"),
        ({"name": "な" * 301}, "name"),
        ({"chatBarText": "👨‍👩‍👧" * 15}, "chatBarText"),
        ({"size": {"width": 1440, "height": 1000}}, "size"),
        ({"areas": [{}] * 21}, "areas"),
    ],
)
def test_a_menu_that_is_wrong_somewhere(line: Line, changed: dict[str, Any], where: str) -> None:
    assert complaints(line.post(MENU, menu(**changed)))[0][0] == where


def test_labels_are_counted_as_people_count(line: Line) -> None:
    assert line.post(MENU, menu(chatBarText="👨‍👩‍👧" * 14)).status_code == 200
