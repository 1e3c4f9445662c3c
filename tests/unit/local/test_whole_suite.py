"""bin/test without arguments: every part runs, each says what came of it, and a failure in any of them is a failure."""

from pathlib import Path

import pytest

from bin.local import test as door

REPORT = '<testsuites><testsuite tests="{}" failures="{}" errors="{}" skipped="0" time="90"/></testsuites>'
PASSED = (0, REPORT.format(7, 0, 0))
FAILED = (1, REPORT.format(7, 2, 1))


@pytest.fixture
def run(monkeypatch, capfd):
    """A function that runs the parts with these outcomes: its exit code, the calls of pytest, the last lines said."""

    def run_parts(*outcomes: tuple[int, str]) -> tuple[int, list[list[str]], list[str]]:
        left, calls = list(outcomes), []

        def pytest_says(arguments: list[str], environ: dict[str, str]) -> int:
            calls.append(arguments)
            code, report = left.pop(0)
            if report:
                Path(arguments[-1].removeprefix("--junitxml=")).write_text(report, encoding="utf-8")
            return code

        monkeypatch.setattr(door, "run_pytest", pytest_says)
        code = door.run_everything({})
        said = [line for line in capfd.readouterr().err.splitlines() if " of 3:" not in line]
        return code, calls, said

    return run_parts


def test_all_is_well_only_if_every_part_is(run):
    code, calls, said = run(PASSED, PASSED, PASSED)
    assert (code, len(calls)) == (0, 3)
    assert said == [
        f"Part {number}, {name}: 7 passed, 0 failed, in 1.5 minutes."
        for number, name in ((1, "side by side"), (2, "in browsers"), (3, "one at a time"))
    ]


@pytest.mark.parametrize("failing", [0, 1, 2])
def test_a_failure_in_one_part_is_a_failure_and_the_others_still_run(run, failing):
    outcomes = [PASSED, PASSED, PASSED]
    outcomes[failing] = FAILED
    code, calls, said = run(*outcomes)
    assert (code, len(calls)) == (1, 3)
    assert said[failing].endswith(": 4 passed, 3 failed, in 1.5 minutes.")


def test_an_interrupted_part_is_the_last(run):
    code, calls, said = run(PASSED, (2, REPORT.format(3, 0, 0)))
    assert (code, len(calls)) == (2, 2)
    assert said[-1] == "Part 2, in browsers: 3 passed, 0 failed (exit code 2), in 1.5 minutes."


def test_a_part_that_found_no_test_is_a_failure(run):
    code, calls, said = run((5, ""))
    assert (code, len(calls)) == (5, 1)
    assert said == ["Part 1, side by side: no result (exit code 5)."]


def test_every_test_is_in_one_part():
    selected = {name: [each for each in part if each not in door.SPREAD] for name, part in door.PARTS.items()}
    assert selected == {
        "side by side": ["--ignore=tests/functional", "-m", "not alone"],
        "in browsers": ["tests/functional"],
        "one at a time": ["--ignore=tests/functional", "-m", "alone"],
    }
