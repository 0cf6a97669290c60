"""Every recording, replayed through its adapter, gives the rows or the error that a person has checked."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from apps.resources.adapters.base import AdapterError
from apps.resources.catalogue import adapters
from apps.resources.recordings import ReplayWeb, as_subject, read_plain, read_recording

HOME = Path(__file__).resolve().parents[1] / "recordings"
FOLDERS = sorted(path.parent for path in HOME.glob("*/*/recording.json"))


def name(folder: Path) -> str:
    """Return a recording's name for people: adapter/ability[-case]."""
    return f"{folder.parent.name}/{folder.name}"


def replay(folder: Path) -> tuple[list[dict[str, Any]], str]:
    """Return the rows and the error that a recording gives today."""
    recording = read_recording(folder)
    adapter = adapters()[folder.parent.name](web=ReplayWeb(recording.calls, now=recording.now), site=recording.site)
    try:
        return read_plain(adapter, recording.ability, as_subject(recording.ability, recording.subject)), ""
    except AdapterError as error:
        return [], str(error)


@pytest.mark.parametrize("folder", FOLDERS, ids=name)
def test_recording_gives_what_was_checked(folder: Path) -> None:
    recording = read_recording(folder)

    rows, error = replay(folder)

    assert error == recording.error
    assert rows == list(recording.rows)


@pytest.mark.parametrize("folder", FOLDERS, ids=name)
def test_recording_folder_holds_what_it_names(folder: Path) -> None:
    description = json.loads((folder / "recording.json").read_text())

    assert description["ability"] == folder.name.partition("-")[0]
    assert {path.name for path in folder.iterdir()} == {
        "recording.json",
        *(call["body"] for call in description["calls"]),
    }
