"""Who lets the account know them, what they sent, and where the account is told."""

from __future__ import annotations

import httpx
import pytest
from tests.line_simulator.conftest import Line, complaints

from line_simulator import ids

PICTURE = b"\x89PNG and so on"


def test_a_profile_is_told_until_the_person_blocks(line: Line) -> None:
    (aoi,) = line.friends("aoi")
    where = f"/v2/bot/profile/{aoi}"

    assert line.get(where).json() == {"displayName": "Aoi", "userId": aoi, "language": "ja"}
    line.hand("aoi").block()
    gone = line.get(where)
    assert (gone.status_code, gone.json()) == (404, {"message": "Not found"})
    assert line.get(f"/v2/bot/profile/{ids.user_id()}").status_code == 404
    wrong = line.get("/v2/bot/profile/aoi").json()
    assert wrong == {"message": "The value for the 'userId' parameter is invalid"}


def test_followers_come_in_pages(line: Line) -> None:
    crowd = line.turn("seed", {"users": 5})["users"]

    first = line.get("/v2/bot/followers/ids?limit=3").json()
    second = line.get("/v2/bot/followers/ids", params={"limit": 3, "start": first["next"]}).json()

    assert first["userIds"] + second["userIds"] == crowd
    assert "next" not in second
    assert line.get("/v2/bot/followers/ids?start=%E3%81%82").json() == {"message": "Invalid start param"}
    assert line.get("/v2/bot/followers/ids?limit=1001").status_code == 400


def test_only_a_verified_account_lists_its_followers(line: Line) -> None:
    line.account.is_verified = False

    answer = line.get("/v2/bot/followers/ids")

    expected = {"message": "Access to this API is not available for your account"}
    assert (answer.status_code, answer.json()) == (403, expected)


def test_dots_until_the_answer_comes(line: Line) -> None:
    (aoi,) = line.friends("aoi")
    where = "/v2/bot/chat/loading/start"

    assert line.post(where, {"chatId": aoi, "loadingSeconds": 15}).status_code == 202
    assert line.hand("aoi").chat.loading_until > line.world.clock.now()
    said = [complaints(line.post(where, {"chatId": aoi, "loadingSeconds": each})) for each in (4, 12)]
    assert said == [
        [("loadingSeconds", "Must be between 5 and 60")],
        [("loadingSeconds", "must be a multiple of five")],
    ]
    line.push(aoi)
    assert line.hand("aoi").chat.loading_until == 0


def test_reading_is_marked_by_the_token_of_the_message(line: Line) -> None:
    message = line.act("aoi", "say", text="はい")["events"][0]["message"]

    good, bad = (
        line.post("/v2/bot/chat/markAsRead", {"markAsReadToken": each})
        for each in (message["markAsReadToken"], "guess")
    )

    assert (good.status_code, bad.status_code) == (200, 400)
    assert bad.json()["message"].startswith("Invalid markAsReadToken. ")


def send(line: Line, kind: str) -> str:
    files = {"file": ("it", PICTURE, kind)}
    answer = line.runner.run(line.client.post("/_sim/users/aoi/send-image", files=files))
    return str(answer.raise_for_status().json()["events"][0]["message"]["id"])


def test_a_picture_can_be_fetched_until_it_is_taken_back(line: Line) -> None:
    message_id = send(line, "image/png")
    where = f"/v2/bot/message/{message_id}/content"

    fetched = line.get(where)
    line.act("aoi", "unsend", messageId=message_id)
    gone = line.get(where)

    assert (fetched.content, fetched.headers["content-type"]) == (PICTURE, "image/png")
    assert (gone.status_code, gone.json()) == (410, {"message": "The content is gone"})
    assert line.get("/v2/bot/message/1/content").json() == {"message": "not found"}


def test_a_film_takes_a_while(line: Line) -> None:
    where = f"/v2/bot/message/{send(line, 'video/mp4')}/content"

    assert line.get(where).status_code == 202
    assert line.get(f"{where}/transcoding").json() == {"status": "processing"}
    line.pass_time(10)
    assert line.get(where).content == PICTURE
    assert line.get(f"{where}/transcoding").json() == {"status": "succeeded"}
    assert line.get(f"{where}/preview").status_code == 400


def test_the_address_of_events_is_set_and_tried(line: Line) -> None:
    where = "/v2/bot/channel/webhook/endpoint"
    missing = line.get(where)
    assert (missing.status_code, missing.json()) == (404, {"message": "Webhook endpoint not found"})

    assert line.call("PUT", where, {"endpoint": "https://city.example/line/"}).json() == {}
    told = line.post("/v2/bot/channel/webhook/test", {}).json()

    assert line.get(where).json() == {"endpoint": "https://city.example/line/", "active": True}
    assert (told["success"], told["statusCode"], told["reason"], told["detail"]) == (True, 200, "OK", "200")
    assert line.city.bodies == [{"destination": line.account.bot_id, "events": []}]


def test_a_trial_tells_what_is_wrong(line: Line) -> None:
    line.listen().answer = lambda: httpx.Response(403)

    told = line.post("/v2/bot/channel/webhook/test", {}).json()

    assert (told["success"], told["statusCode"], told["reason"]) == (False, 403, "ERROR_STATUS_CODE")


@pytest.mark.parametrize("wrong", ["http://city.example/", "ftp://x", "", None, "https://x/" + "x" * 500])
def test_events_go_nowhere_unsafe(line: Line, wrong: object) -> None:
    answer = line.call("PUT", "/v2/bot/channel/webhook/endpoint", {"endpoint": wrong})

    assert (answer.status_code, answer.json()) == (400, {"message": "Invalid webhook endpoint URL"})
