"""What may be written for hosts and addresses."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.addresses import check_host_name, check_public_url, is_local
from kb.errors import SettingsError
from kb.settings import load_settings

EVERYWHERE = "0.0.0.0"  # noqa: S104 - judged here, not listened on


@pytest.mark.parametrize(
    ("name", "wrong", "advice"),
    [
        ("host", "metodbank.example.se", "write an IP address"),
        ("host", "0.0.0.0:8501", "write an IP address"),
        ("public_url", "metodbank.example.se", "begins with"),
        ("public_url", "https://example.se/metodbank", "only"),
        ("public_url", "https://me:secret@example.se", "only"),
        ("public_url", "https://example.se?x=1", "only"),
        ("public_url", "javascript:alert(1)", "begins with"),
        ("public_url", "https://exa mple.se", "begins with"),
        ("public_url", "https://*.example.se", "host name"),
        ("public_url", "https://example.se:x", "Port"),
        ("allowed_hosts", "https://example.se", "without"),
        ("allowed_hosts", "example.se:443", "without"),
        ("allowed_hosts", "*", "without"),
        ("allowed_hosts", "a.*.se", "without"),
        ("trusted_proxies", "*", "IP addresses or networks"),
        ("trusted_proxies", "0.0.0.0/0", "IP addresses or networks"),
        ("trusted_proxies", "::/0", "IP addresses or networks"),
        ("trusted_proxies", "proxy.example.se", "IP addresses or networks"),
        ("contact_email", "nobody", "one e-mail address"),
        ("contact_email", 'a@b.se"><script>', "one e-mail address"),
        ("contact_phone", "ring us", "pattern"),
        ("accessibility_url", "javascript:alert(1)", "begins with"),
        ("accessibility_date", "yesterday", "date"),
    ],
)
def test_a_wrong_value_is_refused_with_advice(tmp_path: Path, name: str, wrong: str, advice: str) -> None:
    with pytest.raises(SettingsError, match=f"setting {name}.*{advice}"):
        load_settings(home=tmp_path, **{name: wrong})


def test_addresses_are_kept_in_one_form(tmp_path: Path) -> None:
    (tmp_path / "kb.toml").write_text(
        'host = "::1"\npublic_url = "https://Metodbank.Example.se:8443/"\n'
        'allowed_hosts = ["Alias.example.se.", "*.intra.example.se"]\naccessibility_date = 2026-11-23\n'
    )
    settings = load_settings(home=tmp_path)
    assert settings.public_url == "https://metodbank.example.se:8443"
    assert settings.allowed_hosts == ("alias.example.se", "*.intra.example.se")
    assert str(settings.accessibility_date) == "2026-11-23"


def test_the_environment_names_several_with_commas(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("METODBANK_ALLOWED_HOSTS", "a.se, b.se")
    monkeypatch.setenv("METODBANK_TRUSTED_PROXIES", "10.0.0.0/8 127.0.0.1")
    settings = load_settings(home=tmp_path)
    assert settings.allowed_hosts == ("a.se", "b.se")
    assert settings.trusted_proxies == ("10.0.0.0/8", "127.0.0.1")


def test_without_settings_only_this_machine_is_served(tmp_path: Path) -> None:
    settings = load_settings(home=tmp_path)
    assert is_local(settings.host)
    assert (settings.public_url, settings.allowed_hosts, settings.trusted_proxies) == (None, (), ())


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("127.0.0.1", True),
        ("127.1.2.3", True),
        ("::1", True),
        (EVERYWHERE, False),
        ("::", False),
        ("10.1.2.3", False),
    ],
)
def test_only_loopback_is_local(host: str, expected: bool) -> None:
    assert is_local(host) is expected


@given(st.lists(st.from_regex(r"[a-z0-9]([a-z0-9-]{0,10}[a-z0-9])?", fullmatch=True), min_size=1, max_size=4))
def test_a_host_name_is_the_host_of_its_address(labels: list[str]) -> None:
    name = ".".join(labels)
    assert check_host_name(name.upper()) == name
    assert check_public_url(f"https://{name}/") == f"https://{name}"
