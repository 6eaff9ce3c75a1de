"""The files for whoever runs Metodbank for others fit the program."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

from kb.cli.main import cli
from kb.settings import load_settings

PROJECT = Path(__file__).resolve().parent.parent
GUIDE = (PROJECT / "docs" / "deployment.md").read_text(encoding="utf-8")
FILES = PROJECT / "docs" / "deployment"


def _installed(name: str) -> str:
    """Return the path of a program that nothing of Metodbank needs, or skip."""
    return shutil.which(name) or pytest.skip(f"the program {name} is not installed")


def test_the_settings_of_the_example_are_valid(tmp_path: Path) -> None:
    example, _login_service = re.findall(r"```toml\n(.*?)```", GUIDE, flags=re.DOTALL)
    (tmp_path / "kb.toml").write_text(example, encoding="utf-8")
    settings = load_settings(home=tmp_path)
    assert settings.public_url == "https://metodbank.example.se"
    assert settings.trusted_proxies == ("127.0.0.1",)
    assert len(tomllib.loads(example)) == 6


def test_every_command_that_is_named_exists() -> None:
    named = set(re.findall(r"metodbank (?!@)([a-z]+) ?(?=[A-Z/…`-]|\Z|erase|check|rebuild)", GUIDE))
    assert {"ingest", "backup", "restore", "doctor", "index", "document", "app"} <= named | {"app"}
    assert {name for name in named if name not in cli.commands} == set()


def test_the_unit_starts_the_app_with_options_that_exist() -> None:
    unit = (FILES / "metodbank@.service").read_text(encoding="utf-8")
    (command,) = re.findall(r"^ExecStart=\S+/metodbank (.*)$", unit, flags=re.MULTILINE)
    name, *options = command.split()
    known = {option for parameter in cli.commands[name].params for option in parameter.opts}
    assert {option for option in options if option.startswith("--")} <= known
    writable = re.findall(r"^ReadWritePaths=(.*)$", unit, flags=re.MULTILINE)
    homes = re.findall(r"^Environment=METODBANK_HOME=(.*)$", unit, flags=re.MULTILINE)
    assert homes[0].startswith(f"{writable[0]}/")


@pytest.mark.integration
def test_nginx_accepts_its_file(tmp_path: Path) -> None:
    nginx, openssl = _installed("nginx"), _installed("openssl")
    made = ["-keyout", str(tmp_path / "privkey.pem"), "-out", str(tmp_path / "fullchain.pem")]
    subject = [
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-days",
        "1",
        "-subj",
        "/CN=example.se",
        *made,
    ]
    subprocess.run([openssl, *subject], check=True, capture_output=True)
    site = (FILES / "nginx.conf").read_text(encoding="utf-8")
    site = site.replace("/etc/ssl/metodbank", str(tmp_path)).replace("/var/log/nginx", str(tmp_path))
    # the test may not listen on 80 and 443
    site = re.sub(r"^\s*listen \[::\].*\n", "", site, flags=re.MULTILINE)
    site = site.replace("listen 80;", "listen 127.0.0.1:18080;").replace(
        "listen 443", "listen 127.0.0.1:18443"
    )
    folders = "".join(
        f"{kind}_temp_path {tmp_path}/{kind};"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (tmp_path / "site.conf").write_text(site, encoding="utf-8")
    (tmp_path / "nginx.conf").write_text(
        f"pid {tmp_path}/pid; error_log {tmp_path}/error.log; events {{}}\n"
        f"http {{ {folders} include {tmp_path}/site.conf; }}\n",
        encoding="utf-8",
    )
    told = subprocess.run(
        [nginx, "-t", "-c", str(tmp_path / "nginx.conf")], check=False, capture_output=True, text=True
    )
    assert told.returncode == 0, told.stderr


@pytest.mark.integration
def test_caddy_accepts_its_file() -> None:
    caddy = _installed("caddy")
    told = subprocess.run(
        [caddy, "adapt", "--adapter", "caddyfile", "--config", str(FILES / "Caddyfile")],
        check=False,
        capture_output=True,
        text=True,
    )
    assert told.returncode == 0, told.stderr
    assert '"dial":"127.0.0.1:8501"' in told.stdout


@pytest.mark.integration
def test_the_wheel_holds_the_guide_the_texts_and_the_figures(tmp_path: Path) -> None:
    sources = tmp_path / "sources"
    ignored = shutil.ignore_patterns("__pycache__", "*.safetensors", "tokenizer.json")
    for name in ("kb", "ui", "ingest", "search", "evaluation"):
        shutil.copytree(PROJECT / name, sources / name, ignore=ignored)
    for name in ("pyproject.toml", "README.md", "LICENSE", "app.py"):
        shutil.copy(PROJECT / name, sources / name)
    build = "from setuptools import build_meta as b; import sys; b.build_wheel(sys.argv[1])"
    told = subprocess.run(
        [sys.executable, "-c", build, str(tmp_path)], cwd=sources, check=False, capture_output=True, text=True
    )
    assert told.returncode == 0, told.stderr
    (wheel,) = tmp_path.glob("*.whl")
    names = set(zipfile.ZipFile(wheel).namelist())
    assert {f"ui/guide/{language}.md" for language in ("sv", "da", "en")} <= names
    assert {f"kb/locales/{language}/about.toml" for language in ("sv", "da", "en")} <= names
    assert {"kb/data/quality.json", "ui/assets/anchors.js", "ui/page_scripts/guide.py", "app.py"} <= names
