"""What a fresh machine installs: pinned, verified by hash, and from wherever that machine gets its packages."""

import re
import subprocess
from pathlib import Path

from deploy.settings import ROOT

LOCK = (ROOT / "requirements.lock").read_text()


def test_every_package_is_pinned_and_has_hashes() -> None:
    packages = re.split(r"\n(?=\S)", LOCK.strip())
    assert len(packages) > 50
    for package in packages:
        assert re.match(r"[\w.\[\]-]+==\S+", package), package.splitlines()[0]
        assert "--hash=sha256:" in package, package.splitlines()[0]


def test_the_lock_names_no_address() -> None:
    assert not re.search(r"://|--(extra-)?index|--find-links|--trusted-host|\bfile:", LOCK)


def test_every_dependency_says_what_it_is_for() -> None:
    lines = (ROOT / "pyproject.toml").read_text().partition("dependencies = [")[2].partition("\n]\n")[0].splitlines()
    for line in lines:
        assert not line.strip().startswith('"') or re.search(r'",\s+# \w+', line), line


def test_files_tell_nothing_about_the_machine_they_were_made_on() -> None:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    own = [ROOT / name for name in listed.split("\0") if name.startswith(("deploy/", "Makefile", "pyproject", ".ci"))]
    for path in own:
        assert str(Path.home()) not in path.read_text(), path
        assert str(ROOT) not in path.read_text(), path


def test_a_second_set_up_says_nothing() -> None:
    done = subprocess.run(["deploy/setup.sh", "venv", "broker"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
