"""LIFF apps: a city registers them with a token of its Login channel; a page speaks for whoever opened it."""

from __future__ import annotations

from typing import Final

from starlette.responses import Response

from line_simulator.acting import Hand
from line_simulator.answers import Refusal
from line_simulator.calls import Call, Endpoint
from line_simulator.login import endpoints, liff_apps
from line_simulator.shapes import messages
from line_simulator.world import Json


def add(call: Call) -> Json:
    """`POST /liff/v1/apps`."""
    if len(call.account.liff_apps) >= liff_apps.MOST:
        raise Refusal(400, "The maximum number of LIFF apps has been reached")
    app = liff_apps.register(call.account.id, call.body, allows_http=_is_local(call))
    call.account.liff_apps[app["liffId"]] = app
    return {"liffId": app["liffId"]}


def change(call: Call) -> Response:
    """`PUT /liff/v1/apps/{liffId}`."""
    app = _app(call)
    call.account.liff_apps[app["liffId"]] = liff_apps.changed(app, call.body, allows_http=_is_local(call))
    return Response(b"", 200)


def listed(call: Call) -> Json:
    """`GET /liff/v1/apps`: 404 where there is none."""
    if not call.account.liff_apps:
        raise Refusal(404, "not found")
    return {"apps": list(call.account.liff_apps.values())}


def delete(call: Call) -> Response:
    """`DELETE /liff/v1/apps/{liffId}`."""
    del call.account.liff_apps[_app(call)["liffId"]]
    return Response(b"", 200)


async def send_messages(call: Call) -> Json:
    """What `liff.sendMessages` posts: bubbles of the person."""
    held, person = endpoints.holder(call, "chat_message.write")
    account = call.world.channels[call.world.channels[held.channel_id].bot_channel]
    messages.refuse_wrong(call.body)
    hand = Hand(call.world, account, person)
    for message in call.body["messages"]:
        await hand.deliver(hand.send_from_page(message))
    return {}


def _app(call: Call) -> Json:
    app = call.account.liff_apps.get(call.path["liff_id"])
    if app is None:
        raise Refusal(404, "not found")
    return app


def _is_local(call: Call) -> bool:
    """A stand-in on somebody's own machine shows pages of that machine, too, which have no certificate."""
    return call.world.address.startswith("http://")


ENDPOINTS: Final = (
    Endpoint(method="POST", path="/liff/v1/apps", work=add, takes="json"),
    Endpoint(method="GET", path="/liff/v1/apps", work=listed),
    Endpoint(method="PUT", path="/liff/v1/apps/{liff_id}", work=change, takes="json"),
    Endpoint(method="DELETE", path="/liff/v1/apps/{liff_id}", work=delete),
    Endpoint(method="POST", path="/liff/messages", work=send_messages, takes="json", is_open=True),
)
