"""A demo that is started again finds its friends, chats and menus."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.line_simulator.conftest import Line, new_key, text

from line_simulator import cli, keeping, seeds
from line_simulator.acting import Hand
from line_simulator.world import Content, World


def gone_on(file: Path) -> World:
    world = World()
    seeds.plant(world, seeds.OURS)
    assert keeping.read(world, file)
    return world


def test_everything_is_there_again(line: Line, tmp_path: Path) -> None:
    (aoi,) = line.friends("aoi")
    line.push(aoi, key=new_key())
    line.act("aoi", "say", text="はい")
    line.hand("aoi").send_content(Content("image/png", b"\x89\x00"))
    line.hand("aoi").chat.menu = "richmenu-1"
    keeping.write(line.world, tmp_path / "kept.json")

    world = gone_on(tmp_path / "kept.json")

    assert world.messaging() == line.account
    assert world.tokens == line.world.tokens
    hand = Hand(world, world.messaging(), world.person("aoi"))
    assert hand.chat.person is hand.person
    assert hand.chat.entries[0].message == text()


def test_what_was_moved_since_is_where_it_is_now(line: Line, tmp_path: Path) -> None:
    line.listen()
    line.account.secret = "an old one"
    keeping.write(line.world, tmp_path / "kept.json")

    world = gone_on(tmp_path / "kept.json")

    assert (world.messaging().webhook.url, world.messaging().secret) == ("", seeds.secret_of("2000000001"))


def test_a_file_that_cannot_be_read_is_left_aside(tmp_path: Path) -> None:
    file = tmp_path / "kept.json"
    assert not keeping.read(World(), file)
    file.write_text('{"people": 7}')
    assert not keeping.read(World(), file)


def test_pages_from_elsewhere_pull_no_strings(line: Line) -> None:
    asked = {"url": "https://evil.example/"}

    answer = line.call("POST", "/_sim/settings", asked, headers={"origin": "https://evil.example"})

    assert (answer.status_code, line.account.webhook.url) == (404, "")
    assert line.get("/_sim/users", headers={"origin": "http://localhost:8100"}).status_code == 200


@pytest.mark.parametrize("written", ["{", "[]", '{"channels": [{"id": "1"}]}'])
def test_a_seed_that_makes_no_sense_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], written: str
) -> None:
    file = tmp_path / "seed.json"
    file.write_text(written)

    assert cli.main(["--seed", str(file)]) == 1
    assert str(file) in capsys.readouterr().err
