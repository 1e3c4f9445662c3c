"""The production composition, read as YAML: no container engine is needed to see that it keeps its promises."""

import re

import pytest
import yaml

from bin.local.common import ROOT

COMPOSE = ROOT / "docker-compose.yml"
OURS = ("web", "worker", "beat", "migrate")
SECRETS = ("SECRET_KEY", "POSTGRES_PASSWORD", "REDIS_PASSWORD", "DATABASE_URL", "REDIS_URL")
# Ends when its work is done, and the others wait for its success.
WITHOUT_HEALTH = {"migrate"}


@pytest.fixture(scope="module")
def services():
    return yaml.safe_load(COMPOSE.read_text(encoding="utf-8"))["services"]


def test_every_service_that_stays_says_whether_it_is_healthy(services):
    without = {name for name, service in services.items() if "healthcheck" not in service}
    assert without == WITHOUT_HEALTH
    assert services["migrate"]["restart"] == "no"


def test_our_processes_share_one_image_and_one_environment(services):
    assert len({services[name]["image"] for name in OURS}) == 1
    environments = [services[name]["environment"] for name in OURS]
    assert all(each == environments[0] for each in environments)
    assert environments[0]["OUTTURN_ENV"] == "production"


def test_no_secret_is_written_down(services):
    seen = set()
    for service in services.values():
        for name, value in service.get("environment", {}).items():
            if name in SECRETS:
                seen.add(name)
                assert re.search(r"\$\{\w+(:\?[^}]+)?\}", value), name
                assert not re.search(r":[^:@${}/]+@", value), name
    assert seen == set(SECRETS)


def test_a_missing_secret_stops_the_start():
    text = COMPOSE.read_text(encoding="utf-8")
    for name in ("SECRET_KEY", "POSTGRES_PASSWORD", "REDIS_PASSWORD", "ALLOWED_HOSTS"):
        assert re.search(rf"\${{{name}:\?[^}}]+}}", text), name


def test_nothing_is_root_or_can_become_it(services):
    users = {name: service.get("user", "of the image") for name, service in services.items()}
    assert users == {**dict.fromkeys(OURS, "of the image"), "db": "postgres", "redis": "redis"}
    dockerfile = (ROOT / "Dockerfile").read_text(encoding="utf-8").splitlines()
    assert "USER outturn" in dockerfile
    for service in services.values():
        assert service["cap_drop"] == ["ALL"]
        assert service["security_opt"] == ["no-new-privileges:true"]
        assert service["read_only"] is True


def test_the_queue_keeps_what_it_is_given(services):
    settings = services["redis"]["command"][-1].splitlines()
    assert settings[0] == "exec redis-server - <<SETTINGS"  # exec: the server itself gets the signal to stop
    assert {"appendonly yes", "maxmemory-policy noeviction", "dir /data", "SETTINGS"} <= set(settings)
    assert services["redis"]["volumes"] == ["queue:/data"]


def test_servers_are_of_the_kind_we_support_and_reachable_from_inside_only(services):
    assert services["db"]["image"] == "postgres:17"
    assert re.fullmatch(r"redis:[78]", services["redis"]["image"])
    assert {name for name, service in services.items() if "ports" in service} == {"web"}
    assert services["web"]["ports"] == ["127.0.0.1:8000:8000"]


def test_there_is_one_scheduler(services):
    beats = [name for name, service in services.items() if "beat" in service.get("command", [])]
    assert beats == ["beat"]
    assert "deploy" not in services["beat"]


def test_the_image_has_no_node_and_checks_every_hash():
    stages = re.split(r"(?m)^FROM ", (ROOT / "Dockerfile").read_text(encoding="utf-8"))[1:]
    assert [stage.split()[0].split(":")[0] for stage in stages] == ["node", "python"]
    assert "npm" not in stages[-1]
    assert "--require-hashes -r requirements.lock" in stages[-1]
