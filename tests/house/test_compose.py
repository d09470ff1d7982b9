"""The deployment files say the same as the settings."""

import re
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parent.parent.parent
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES = COMPOSE["services"]
OURS = ("web", "worker", "beat")
# What is read only where the product is tried and developed; an installation never sets them.
FOR_TRYING = {"DEMO", "DEMO_DAY", "DEBUG", "VAR_DIR"}
# What only docker-compose.yml reads, to make the others of it.
FOR_COMPOSE = {"SITE_HOST", "POSTGRES_PASSWORD"}


def read_by_settings() -> set[str]:
    return set(re.findall(r'env\.\w+\(\s*"([A-Z_]+)"', (ROOT / "schoolplan/settings.py").read_text()))


def named_in_example() -> list[str]:
    return re.findall(r"^#?([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE)


def test_the_example_names_every_variable_once():
    assert sorted(named_in_example()) == sorted(read_by_settings() | FOR_COMPOSE)


def test_an_installation_sets_every_variable_but_those_for_trying():
    assert set(SERVICES["web"]["environment"]) == read_by_settings() - FOR_TRYING


def test_the_compose_file_asks_only_for_what_the_example_names():
    asked = set(re.findall(r"\$\{([A-Z_]+)", (ROOT / "docker-compose.yml").read_text()))
    assert asked - set(named_in_example()) == set()


def test_web_worker_and_beat_are_one_image_in_one_environment():
    assert len({SERVICES[name]["image"] for name in OURS}) == 1
    assert [SERVICES[name]["environment"] for name in OURS] == [SERVICES["web"]["environment"]] * 3


def test_all_parts_are_there():
    assert set(SERVICES) == {"prepare", "web", "worker", "beat", "postgres", "valkey", "proxy"}


def test_every_image_has_an_exact_version():
    named = [service["image"] for service in SERVICES.values()]
    built = re.findall(r"^FROM (\S+)", (ROOT / "docker/Dockerfile").read_text(), re.MULTILINE)
    assert [image for image in named + built if not re.search(r":\d+\.\d+(\.\d+)?(-[a-z-]+)?$", image)] == []


def test_everything_that_keeps_running_has_a_health_check():
    assert [name for name, service in SERVICES.items() if "healthcheck" not in service] == ["prepare"]


def test_only_the_proxy_is_reachable_from_outside():
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["proxy"]


def test_nothing_secret_is_written_down():
    for name in ("SECRET_KEY", "POSTGRES_PASSWORD"):
        assert re.search(rf"^{name}=$", (ROOT / ".env.example").read_text(), re.MULTILINE)
        assert "${" + name + ":?" in (ROOT / "docker-compose.yml").read_text()
