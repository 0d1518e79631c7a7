"""The example configurations: read by the programs themselves where they are installed, else for their form."""

import configparser
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.source import ROOT

DEPLOY = ROOT / "deploy"
UNITS = sorted(path.name for path in DEPLOY.iterdir() if path.suffix in (".service", ".timer"))


@pytest.mark.parametrize("name", UNITS)
def test_a_unit_is_read_by_systemd(name: str, tmp_path: Path) -> None:
    """Its form always; its meaning by ``systemd-analyze verify`` where there is one."""
    unit = configparser.RawConfigParser(strict=False, delimiters=("=",))
    unit.optionxform = str  # type: ignore[assignment,method-assign]
    unit.read(DEPLOY / name)
    assert "Description" in unit["Unit"]
    if not shutil.which("systemd-analyze"):
        return
    for each in UNITS:  # the place of the installation exists on no machine but the operator's
        (tmp_path / each).write_text((DEPLOY / each).read_text().replace("/opt/tracker", str(ROOT)))
    command = ["systemd-analyze", "verify", str(tmp_path / name)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    ours = [line for line in done.stderr.splitlines() if name in line]
    assert (done.returncode, ours) == (0, [])


def test_the_service_may_do_little() -> None:
    text = (DEPLOY / "tracker.service").read_text()
    assert "User=tracker" in text
    for wall in ("NoNewPrivileges=true", "ProtectSystem=strict", "PrivateTmp=true", "UMask=0027"):
        assert wall in text
    assert "EnvironmentFile=/etc/tracker.env" in text
    assert "SECRET" not in text


def test_the_settings_named_are_known() -> None:
    named = set(re.findall(r"^(TRACKER_\w+)=", (DEPLOY / "tracker.env.example").read_text(), re.M))
    known = set(re.findall(r"TRACKER_\w*[A-Z]\b", (ROOT / "tracker" / "configuration.py").read_text()))
    told = set(re.findall(r"TRACKER_\w+", (ROOT / "README.md").read_text()))
    assert named <= known & told
    assert known <= told


def test_nginx_reads_its_configuration(tmp_path: Path) -> None:
    text = (DEPLOY / "nginx.conf").read_text()
    statements = [line.strip() for line in text.splitlines() if line.strip() and not line.strip().startswith("#")]
    assert [line for line in statements if not line.endswith((";", "{", "}"))] == []
    assert text.count("{") - text.count("http { }") == text.count("}") - text.count("http { }")
    assert text.count("X-Forwarded-For $remote_addr") == text.count("proxy_pass") == 2
    if shutil.which("nginx"):
        bare = re.sub(r"^\s*(?:ssl_|listen 443).*$", "", text, flags=re.M)
        (tmp_path / "nginx.conf").write_text(f"pid {tmp_path}/pid; events {{ }} http {{ {bare} }}")
        command = ["nginx", "-t", "-p", str(tmp_path), "-c", str(tmp_path / "nginx.conf")]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr


def test_caddy_reads_its_configuration() -> None:
    text = (DEPLOY / "Caddyfile").read_text()
    assert text.count("{") == text.count("}")
    assert "reverse_proxy 127.0.0.1:5000" in text
    assert "respond /metrics 404" in text
    if shutil.which("caddy"):
        command = ["caddy", "adapt", "--config", str(DEPLOY / "Caddyfile"), "--adapter", "caddyfile"]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
