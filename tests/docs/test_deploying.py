"""What a server is given: the image, the compose file and the unit name what there is, and what must hold of them does."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from bot.cli.commands import BAD_SETTINGS, SUBCOMMANDS
from bot.cli.serving import PARTS
from bot.environment import read_settings
from tests.docs.pages import ROOT, read
from tests.docs.test_documents import example

UNIT = ROOT / "deploy" / "reply-desk.service"


def test_the_unit_is_started_again_but_not_with_bad_settings() -> None:
    lines = UNIT.read_text(encoding="utf-8").splitlines()
    assert f"RestartPreventExitStatus={BAD_SETTINGS}" in lines
    assert "Restart=always" in lines
    assert {"NoNewPrivileges=yes", "ProtectSystem=strict", "PrivateTmp=yes", "CapabilityBoundingSet="} <= set(
        lines
    )


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is not here")
def test_systemd_takes_the_unit(tmp_path: Path) -> None:
    text = UNIT.read_text(encoding="utf-8").replace("/srv/reply-desk/.venv/bin/python", sys.executable)
    (tmp_path / UNIT.name).write_text(text)
    done = subprocess.run(
        ["systemd-analyze", "verify", str(tmp_path / UNIT.name)], capture_output=True, text=True, timeout=60
    )
    assert [line for line in (done.stdout + done.stderr).splitlines() if UNIT.name in line] == []


def test_the_image_holds_what_the_bot_imports_and_nothing_that_is_secret() -> None:
    image, ignored = read("Dockerfile"), read(".dockerignore").split()
    copied = set(re.findall(r"^COPY (\w+) \w+$", image, re.MULTILINE))
    assert copied == {"bot", "jobs", "db"}
    assert ignored[0] == "*"
    assert {name.removeprefix("!") for name in ignored[1:] if name.startswith("!")} == copied | {
        "requirements"
    }
    assert image.index("USER desk") < image.index("ENTRYPOINT")
    assert "HEALTHCHECK" in image
    assert "--platform" not in image  # built for whatever machine it is built on
    named = dict(re.findall(r"\b([A-Z_]+)=(\S+)", image.split("ENV ", 1)[1].split("USER", 1)[0]))
    ours = {name: value for name, value in named.items() if name in example()}
    assert set(ours) == {"DATA_DIR", "BACKUP_DIR", "HEALTH_LISTEN"}
    assert ours["HEALTH_LISTEN"] in image.split("HEALTHCHECK", 1)[1]
    read_settings(ours, needs_token=False)


def test_the_compose_file_sets_what_there_is() -> None:
    text = read("compose.yaml")
    named = set(re.findall(r"^  ([A-Z_]+): ", text, re.MULTILINE))
    assert named <= set(example())
    assert re.findall(r"--only, (\w+)", text) == list(PARTS)
    assert "replicas: 2" in text
    default = text.split("\nservices:\n", 1)[1].split("\n\n", 1)[0]
    assert "profiles" not in default  # one process with SQLite, where nothing is said
    assert "ports" not in default


@pytest.mark.skipif(
    subprocess.run(["docker", "compose", "version"], capture_output=True).returncode != 0
    if shutil.which("docker")
    else True,
    reason="docker compose is not here",
)
def test_docker_takes_the_compose_file(tmp_path: Path) -> None:
    shutil.copy(ROOT / "compose.yaml", tmp_path)
    (tmp_path / ".env").write_text("BOT_TOKEN=1:x\nDOMAIN=desk.example.org\nPOSTGRES_PASSWORD=x\n")
    for profile in ([], ["--profile", "postgres"]):
        subprocess.run(["docker", "compose", *profile, "config", "-q"], cwd=tmp_path, check=True, timeout=60)


@pytest.mark.parametrize("page", ["docs/server.md", "docs/operating.md", "Makefile"])
def test_the_pages_name_subcommands_that_exist(page: str) -> None:
    named = set(re.findall(r"(?:python|\$\(PY\)) -m bot ([a-z]+)", read(page)))
    assert named
    assert named <= set(SUBCOMMANDS)


def test_what_is_secret_is_left_out_of_git() -> None:
    assert {"data/", "backups/", "exports/", ".env"} <= set(read(".gitignore").split())
