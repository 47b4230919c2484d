"""Rich menus: made, pictured once, shown to all or to one, and called by other names."""

from __future__ import annotations

import io
import re
from typing import Final

from PIL import Image, UnidentifiedImageError
from starlette.responses import Response

from line_simulator import ids
from line_simulator.answers import (
    Found,
    Refusal,
    accepted,
    invalid,
    invalid_parameter,
    invalid_property,
    not_found,
)
from line_simulator.calls import Call
from line_simulator.shapes.actions import ALIAS
from line_simulator.shapes.menus import MENU
from line_simulator.world import Chat, Json, RichMenu

MOST: Final = 1000  # menus of one channel, and aliases
AT_ONCE: Final = 500  # people linked in one call
LARGEST_IMAGE: Final = 1024 * 1024
KINDS: Final = {"image/png": "PNG", "image/jpeg": "JPEG"}
LEAST_RATIO: Final = 1.45
ID: Final = re.compile(r"richmenu-[0-9a-f]{32}")


def create(call: Call) -> Json:
    """A new menu, without a picture yet."""
    validate(call)
    if len(call.account.menus) >= MOST:
        raise Refusal(400, "The maximum number of rich menus has already been created")
    menu = RichMenu(ids.rich_menu_id(), call.body)
    call.account.menus[menu.id] = menu
    return {"richMenuId": menu.id}


def validate(call: Call) -> Json:
    """Would this menu be taken?"""
    found = Found()
    MENU(call.body, "", found)
    found.refuse_any()
    return {}


def upload(call: Call) -> Json:
    """Its picture, once and for all."""
    menu = _named(call)
    kind = call.request.headers.get("content-type", "")
    if kind not in KINDS:
        raise Refusal(415, f"The content type, {kind or 'null'}, is not supported")
    if menu.image:
        raise Refusal(400, "An image has already been uploaded to the richmenu", details=[])
    if len(call.data) > LARGEST_IMAGE or not _fits(call.data, KINDS[kind]):
        raise Refusal(400, "The image size is not allowed for richmenu", details=[])
    menu.image, menu.image_type = call.data, kind
    return {}


def download(call: Call) -> Response:
    """Its picture back."""
    menu = _named(call)
    if not menu.image:
        raise not_found()
    return Response(menu.image, media_type=menu.image_type)


def every(call: Call) -> Json:
    """All menus."""
    return {"richmenus": [_told(menu) for menu in call.account.menus.values()]}


def show(call: Call) -> Json:
    """One menu."""
    return _told(_named(call))


def delete(call: Call) -> Json:
    """Gone; who had it falls back to the default."""
    menu = _named(call)
    del call.account.menus[menu.id]
    if call.account.default_menu == menu.id:
        call.account.default_menu = None
    for chat in call.account.chats.values():
        if chat.menu == menu.id:
            chat.menu = None
    return {}


def set_default(call: Call) -> Json:
    """For everybody who has none of their own."""
    call.account.default_menu = _pictured(call).id
    return {}


def default(call: Call) -> Json:
    """The one for everybody."""
    if call.account.default_menu is None:
        raise Refusal(404, "no default richmenu", details=[])
    return {"richMenuId": call.account.default_menu}


def clear_default(call: Call) -> Json:
    """None for everybody."""
    call.account.default_menu = None
    return {}


def link(call: Call) -> Json:
    """One person's own. Whoever is no friend is passed over in silence."""
    menu = _pictured(call)
    if (chat := _chat(call)) and chat.is_open:
        chat.menu = menu.id
    return {}


def of_person(call: Call) -> Json:
    """Which one a person has."""
    chat = _chat(call)
    if chat is None or chat.menu is None:
        raise Refusal(404, "the user has no richmenu", details=[])
    return {"richMenuId": chat.menu}


def unlink(call: Call) -> Json:
    """The default again."""
    if chat := _chat(call):
        chat.menu = None
    return {}


def link_many(call: Call) -> object:
    """The same for up to 500 people. With LINE it takes some seconds."""
    people = _people(call)
    menu_id = str(call.body.get("richMenuId", ""))
    if not ID.fullmatch(menu_id):
        raise invalid("invalid richMenuId", "richMenuId")
    menu = call.account.menus.get(menu_id)
    if menu is None:
        raise Refusal(404, "richmenu not found", details=[])
    _refuse_without_picture(menu)
    for chat in people:
        if chat.is_open:
            chat.menu = menu.id
    return accepted()


def unlink_many(call: Call) -> object:
    """The default again for up to 500 people."""
    for chat in _people(call):
        chat.menu = None
    return accepted()


def create_alias(call: Call) -> Json:
    """Another name, by which a tab finds its menu."""
    alias = call.body.get("richMenuAliasId")
    if not isinstance(alias, str) or not re.fullmatch(ALIAS, alias):
        raise invalid("invalid richMenuAliasId", "richMenuAliasId")
    if alias in call.account.aliases:
        raise Refusal(400, "conflict richmenu alias id", details=[])
    if len(call.account.aliases) >= MOST:
        raise Refusal(400, "The maximum number of rich menu aliases has already been created")
    call.account.aliases[alias] = _alias_target(call)
    return {}


def update_alias(call: Call) -> Json:
    """Let the name mean another menu."""
    alias = _alias(call)
    call.account.aliases[alias] = _alias_target(call)
    return {}


def show_alias(call: Call) -> Json:
    """What a name means."""
    alias = _alias(call)
    return {"richMenuAliasId": alias, "richMenuId": call.account.aliases[alias]}


def delete_alias(call: Call) -> Json:
    """Forget the name."""
    del call.account.aliases[_alias(call)]
    return {}


def every_alias(call: Call) -> Json:
    """All names."""
    named = call.account.aliases.items()
    return {"aliases": [{"richMenuAliasId": alias, "richMenuId": menu} for alias, menu in named]}


def _told(menu: RichMenu) -> Json:
    return {"richMenuId": menu.id} | menu.menu


def _named(call: Call) -> RichMenu:
    menu = call.account.menus.get(call.path["richMenuId"])
    if menu is None:
        raise not_found()
    return menu


def _pictured(call: Call) -> RichMenu:
    if not ID.fullmatch(call.path["richMenuId"]):
        raise invalid_parameter("richMenuId")
    menu = _named(call)
    _refuse_without_picture(menu)
    return menu


def _refuse_without_picture(menu: RichMenu) -> None:
    if not menu.image:
        raise Refusal(400, "must upload richmenu image before applying it to user", details=[])


def _chat(call: Call) -> Chat | None:
    who = call.path["userId"]
    if not ids.is_user_id(who):
        raise invalid_parameter("userId")
    return call.account.chats.get(who)


def _people(call: Call) -> list[Chat]:
    who = call.body.get("userIds")
    if not isinstance(who, list):
        raise invalid_property("userIds")
    if not 1 <= len(who) <= AT_ONCE:
        raise invalid(f"Size must be between 1 and {AT_ONCE}", "userIds")
    for at, each in enumerate(who):
        if not ids.is_user_id(each):
            raise invalid_property(f"'userIds[{at}]'")
    return [call.account.chats[each] for each in who if each in call.account.chats]


def _alias(call: Call) -> str:
    alias: str = call.path["alias"]
    if alias not in call.account.aliases:
        raise Refusal(404, "richmenu alias not found", details=[])
    return alias


def _alias_target(call: Call) -> str:
    target = call.body.get("richMenuId")
    if not isinstance(target, str) or not ID.fullmatch(target):
        raise invalid("invalid richMenuId", "richMenuId")
    if target not in call.account.menus:
        raise Refusal(400, "richmenu not found", details=[])
    return target


def _fits(data: bytes, kind: str) -> bool:
    """Whether it is such a picture, wide and large enough."""
    try:
        with Image.open(io.BytesIO(data), formats=[kind]) as picture:
            width, height = picture.size
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError):
        return False
    return 800 <= width <= 2500 and height >= 250 and width / height >= LEAST_RATIO
