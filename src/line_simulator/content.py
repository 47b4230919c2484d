"""What people sent that is not text: it can be fetched for a while."""

from __future__ import annotations

from starlette.responses import Response

from line_simulator.answers import Refusal
from line_simulator.calls import Call
from line_simulator.world import Content, Json


def fetch(call: Call) -> Response:
    """The thing itself; 202 while a film or a sound is being made ready."""
    content = _content(call)
    if call.now < content.ready_at:
        return Response(b"", 202)
    return Response(content.data, media_type=content.type)


def preview(call: Call) -> Response:
    """A small picture of it. Ours is not smaller."""
    content = _content(call)
    if not content.type.startswith("image/"):
        raise Refusal(400, "The content can not be previewed")
    return Response(content.data, media_type=content.type)


def transcoding(call: Call) -> Json:
    """Whether it is ready."""
    content = _content(call)
    if content.type.partition("/")[0] not in ("video", "audio"):
        raise Refusal(400, "Transcoding status doesn't support this type of content")
    return {"status": "processing" if call.now < content.ready_at else "succeeded"}


def _content(call: Call) -> Content:
    content = call.account.contents.get(call.path["messageId"])
    if content is None:
        raise Refusal(404, "not found")
    if content.is_gone:
        raise Refusal(410, "The content is gone")
    return content
