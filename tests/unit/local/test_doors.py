"""The doors: each failure is one sentence with what to do, and the set-up does nothing twice."""

import errno
import json
import os
import shutil
import signal
import subprocess
import sys

import pytest

from bin.local import browser, check, demo, environment, frontend, manage, processes, project
from bin.local.__main__ import run_door
from bin.local.common import ROOT, Problem, kept_secret, write_private
from bin.local.instance import Instance

DOORS = ("demo", "test", "manage", "check", "bench")


def raising(error):
    def work():
        raise error

    return work


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (Problem("It is so: do that."), "It is so: do that."),
        (OSError(errno.ENOSPC, "No space"), "The disk is full: free some space and run the command again."),
        (
            PermissionError(errno.EACCES, "Permission denied", "/etc/thing"),
            "/etc/thing belongs to another account: run the command as the account that owns it.",
        ),
    ],
)
def test_a_failure_is_one_sentence(error, sentence, capsys):
    assert run_door(raising(error)) == 1
    assert capsys.readouterr() == ("", f"{sentence}\n")


def test_a_mistake_of_ours_is_not_hidden():
    with pytest.raises(ZeroDivisionError):
        run_door(raising(ZeroDivisionError()))


@pytest.mark.parametrize("door", DOORS)
def test_each_door_is_executable_and_names_itself(door):
    path = ROOT / "bin" / door
    assert os.access(path, os.X_OK)
    assert f"\nDOOR={door}\n" in path.read_text(encoding="utf-8")


def test_without_a_python_the_door_says_which_one_to_install(tmp_path):
    """On a path without any Python; the candidate that is named in full is taken away too."""
    (tmp_path / "local").mkdir()
    (tmp_path / "dirname").symlink_to(shutil.which("dirname"))
    text = (
        (ROOT / "bin" / "local" / "door.sh")
        .read_text(encoding="utf-8")
        .replace("/usr/bin/python3", "/nonexistent")
    )
    (tmp_path / "local" / "door.sh").write_text(text)
    done = subprocess.run(
        ["/bin/sh", "-c", '. "$(dirname -- "$0")/local/door.sh"', f"{tmp_path}/demo"],
        env={"PATH": str(tmp_path), "DOOR": "demo"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1] == (
        "Outturn needs Python 3.11 or newer: install it (Debian, Ubuntu: apt-get install python3 python3-venv)."
    )


@pytest.mark.parametrize(
    ("output", "sentence"),
    [
        (
            "OSError: [Errno 28] No space left on device",
            "The disk is full: free some space and run the command again.",
        ),
        (
            "npm error code ENOTFOUND",
            "It failed: nothing answered, so check the network and run the command again.",
        ),
    ],
)
def test_the_cause_of_a_failed_step_is_named(output, sentence, tmp_path, monkeypatch):
    monkeypatch.setattr(processes, "LOGS", tmp_path)
    failing = [sys.executable, "-c", f"print({output!r}); raise SystemExit(1)"]
    with pytest.raises(Problem) as caught:
        processes.run_step(failing, failure="It failed", env=os.environ, cwd=tmp_path)
    assert str(caught.value) == sentence


def test_the_log_of_an_earlier_failure_does_not_explain_a_later_one(tmp_path, monkeypatch):
    monkeypatch.setattr(processes, "LOGS", tmp_path)
    (tmp_path / "setup.log").write_text("No space left on device\n")
    with pytest.raises(Problem, match=r"^It failed: the end of .*setup\.log says why.$"):
        processes.run_step(
            [sys.executable, "-c", "exit(1)"], failure="It failed", env=os.environ, cwd=tmp_path
        )


def test_a_locked_instance_is_refused_and_named(tmp_path):
    first, second = Instance(tmp_path, tmp_path), Instance(tmp_path, tmp_path)
    assert first.try_lock()
    assert not second.try_lock()
    assert "try again in a moment" in demo._already_running(second)
    first.write_state({"door": "demo", "pid": 42, "address": "http://127.0.0.1:8000/"})
    assert demo._already_running(second) == (
        "bin/demo is running already (process 42, http://127.0.0.1:8000/): open that, or stop it first."
    )
    first.unlock()
    assert second.try_lock()
    second.unlock()


def test_an_instance_never_ends_a_process_that_only_has_an_old_number(tmp_path):
    sleeper = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    try:
        instance = Instance(tmp_path, tmp_path)
        instance.write_state({"processes": {str(sleeper.pid): "postgres -D somewhere "}})
        assert instance.try_lock()
        instance.unlock()
        assert sleeper.poll() is None
    finally:
        sleeper.kill()
        sleeper.wait()


def test_an_instance_ends_what_was_left_where_the_kernel_did_not(tmp_path):
    left = subprocess.Popen(
        [sys.executable, "-c", "print(); import time; time.sleep(60)"], stdout=subprocess.PIPE
    )
    try:
        left.stdout.readline()  # it runs, so its command line is complete
        instance = Instance(tmp_path, tmp_path)
        instance.write_state({"processes": {str(left.pid): processes.command_line(left.pid)}})
        assert instance.try_lock()
        instance.unlock()
        assert left.wait(timeout=5) < 0
    finally:
        left.kill()
        left.communicate()


def test_secrets_last_and_are_private(tmp_path):
    path = tmp_path / "secret"
    secret = kept_secret(path)
    assert len(secret) >= 32
    assert kept_secret(path) == secret
    assert path.stat().st_mode & 0o777 == 0o600
    write_private(path, "other")
    assert path.stat().st_mode & 0o777 == 0o600


def test_an_environment_that_holds_the_development_lock_serves_the_demonstration(tmp_path, monkeypatch):
    monkeypatch.setattr(environment, "STAMP", tmp_path / "stamp")
    ran = []
    monkeypatch.setattr(environment, "run_step", lambda argv, **_: ran.append(argv[-1]))
    monkeypatch.setattr(environment, "_interpreter_works", lambda: True)
    environment.STAMP.write_text(
        json.dumps({"requirements-dev.lock": environment.digest(environment.DEV_LOCK)})
    )
    environment.install(environment.LOCAL_LOCK)
    assert ran == []
    environment.STAMP.write_text(json.dumps({"requirements-dev.lock": "an older one"}))
    environment.install(environment.LOCAL_LOCK)
    environment.install(environment.LOCAL_LOCK)
    assert ran == [environment.LOCAL_LOCK]


def test_front_end_files_are_built_again_only_when_a_source_changed(tmp_path, monkeypatch):
    built = []
    monkeypatch.setattr(frontend, "BUILD", tmp_path)
    monkeypatch.setattr(frontend, "SCSS", tmp_path / "scss")
    monkeypatch.setattr(frontend, "install_packages", lambda: None)
    monkeypatch.setattr(frontend, "assemble", lambda: built.append("assembled"))
    monkeypatch.setattr(frontend, "_compress", lambda: built.append("compressed"))
    (tmp_path / "scss").mkdir()
    (tmp_path / "scss" / "outturn.scss").write_text("a {}")
    frontend.build()
    frontend.build()
    assert built == ["assembled", "compressed"]
    (tmp_path / "scss" / "outturn.scss").write_text("b {}")
    frontend.build()
    assert len(built) == 4


@pytest.mark.parametrize("text", ["-1", "65536", "eight", "", "٨"])
def test_a_port_is_checked(text, capsys):
    with pytest.raises(SystemExit):
        demo._options([f"--port={text}"])
    assert "a port is a whole number from 0 to 65535" in capsys.readouterr().err


def test_local_commands_refuse_production():
    with pytest.raises(Problem, match=r"^OUTTURN_ENV is 'production'"):
        project.refuse_production({"OUTTURN_ENV": "production"})


def test_reset_does_not_touch_a_database_it_did_not_make(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://somebody@elsewhere/real")
    with pytest.raises(Problem, match="unset it first"):
        demo.main(["--reset"])


def test_commands_without_a_database_are_the_arithmetic_ones():
    assert {"rate", "due_dates", "check_claims", "help"} <= manage.PURE
    assert not manage.PURE & manage.SCHEMA


def test_a_browser_that_only_advises_is_passed_over(tmp_path, monkeypatch):
    adviser, real = tmp_path / "chromium", tmp_path / "google-chrome"
    for path, code in ((adviser, 1), (real, 0)):
        path.write_text(f"#!/bin/sh\nexit {code}\n")
        path.chmod(0o755)
    monkeypatch.delenv("OUTTURN_CHROMIUM", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    monkeypatch.setattr(browser, "_playwrights_own", lambda: None)
    monkeypatch.setattr(browser, "NAMES", ("chromium", "google-chrome"))
    assert browser._find() == str(real)


def test_an_audit_nobody_answered_is_named_and_not_failed(monkeypatch):
    monkeypatch.setattr(check, "run", lambda argv, environ: check.Outcome(False, output="no network"))
    assert check.audit({}) == check.Outcome(True, "skipped: no advisory service answered")


def test_a_weakness_that_is_found_fails_the_audit(monkeypatch):
    def found(argv, environ):
        weakness = {"id": "CVE-1", "fix_versions": ["2"]}
        argv[-1].write_text(
            json.dumps({"dependencies": [{"name": "thing", "version": "1", "vulns": [weakness]}]})
        )
        return check.Outcome(False)

    monkeypatch.setattr(check, "run", found)
    assert check.audit({}) == check.Outcome(False, output="thing 1: CVE-1, mended in ['2']")


def test_a_browser_that_cannot_be_had_is_one_sentence(monkeypatch):
    tried = []
    monkeypatch.setattr(browser, "_find", lambda: None)
    monkeypatch.setattr(browser, "_attempt", lambda argv, environ: tried.append(argv))
    with pytest.raises(
        Problem, match=r"^The browser tests need Chromium .* or set OUTTURN_CHROMIUM to its path"
    ):
        browser.find_or_install()
    assert tried[-1][-3:] == ["playwright", "install", "chromium"]


def test_a_python_without_venv_is_one_sentence(monkeypatch):
    monkeypatch.setattr(environment, "_interpreter_works", lambda: False)
    monkeypatch.setattr(environment.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(
        Problem, match=r"has no venv module: install it \(Debian, Ubuntu: apt-get install python3-venv\)"
    ):
        environment.install(environment.LOCAL_LOCK)


def test_a_full_disk_is_found_before_the_work(monkeypatch):
    monkeypatch.setattr(environment, "ROOM_NEEDED", 1 << 80)
    with pytest.raises(Problem, match=r"^Less than 2 GB is free on this disk: free some space"):
        environment.need_room()


@pytest.mark.parametrize(
    ("host", "names"),
    [("127.0.0.1", "127.0.0.1"), ("::1", "[::1]"), ("0.0.0.0", "*"), ("intranet", "intranet")],
)
def test_the_demonstration_answers_to_the_name_it_listens_on(host, names, monkeypatch):
    monkeypatch.delenv("ALLOWED_HOSTS", raising=False)
    monkeypatch.setattr(project, "kept_secret", lambda path, size=24: "secret")
    assert names in project.demo_environment({}, host=host)["ALLOWED_HOSTS"].split(",")


def test_what_the_caller_set_is_kept(monkeypatch):
    for name, value in {
        "SECRET_KEY": "mine",
        "DEMO_PASSWORD": "known",
        "ALLOWED_HOSTS": "demo.example.org",
    }.items():
        monkeypatch.setenv(name, value)
    environ = project.demo_environment({"DATABASE_URL": "postgres://here"})
    assert (environ["SECRET_KEY"], environ["DEMO_PASSWORD"]) == ("mine", "known")
    assert environ["ALLOWED_HOSTS"] == "demo.example.org"
    assert environ["DATABASE_URL"] == "postgres://here"


@pytest.mark.parametrize("request_to_stop", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT, signal.SIGKILL])
def test_the_program_in_front_is_interrupted_with_us_and_may_tidy_up(request_to_stop, tmp_path):
    """As pytest must be, whose fixtures have started servers and browsers of their own."""
    tidied = tmp_path / "tidied"
    program = (
        "import pathlib, time\n"
        "try: print('ready', flush=True); time.sleep(60)\n"
        f"finally: pathlib.Path({str(tidied)!r}).touch()\n"
    )
    ours = (
        "import os, pathlib, signal, sys\n"
        "from bin.local.processes import run_foreground\n"
        f"argv = [sys.executable, '-c', {program!r}]\n"
        "sys.exit(run_foreground(argv, env=os.environ, cwd=pathlib.Path.cwd(), stop_signal=signal.SIGINT))\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", ours],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    process.stdout.readline()
    process.send_signal(request_to_stop)
    process.communicate(timeout=10)  # ends when the program has closed its output, too
    assert tidied.exists()
    assert process.returncode == (
        -signal.SIGKILL if request_to_stop == signal.SIGKILL else 128 + signal.SIGINT
    )
