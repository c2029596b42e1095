"""What a fresh machine installs: pinned, verified by hash, and from wherever that machine gets its packages."""

import re
import shutil
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
    command = ["deploy/setup.sh", "venv", "broker", "assets", "browser"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_an_environment_that_is_only_linked_here_is_left_alone(tmp_path: Path) -> None:
    """A second tree that borrows the first one's: made anew through the link, it would be emptied for both."""
    theirs, tree = tmp_path / "theirs", tmp_path / "tree"
    (theirs / "bin").mkdir(parents=True)
    (tree / "deploy").mkdir(parents=True)
    shutil.copy(ROOT / "deploy" / "setup.sh", tree / "deploy")
    (tree / "requirements.lock").write_text("another\n")
    (tree / ".venv").symlink_to(theirs)
    done = subprocess.run([tree / "deploy" / "setup.sh", "venv"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")
    assert (theirs / "bin").is_dir()
