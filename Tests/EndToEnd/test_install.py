"""make install and its care for what people edited; the units as systemd judges them."""
import os
import re
import shutil
import subprocess

import pytest

from children import BUILD, ROOT, clean_environment

FILES = ["videocheck.toml", "rules/2021-01-01.json", "calendar/2026.json"]


def _make(target, destination, source=ROOT, **variables):
    words = [f"{name}={value}" for name, value in {
        "BUILD_DIR": BUILD, "DESTDIR": destination, **variables}.items()]
    done = subprocess.run(
        ["make", "--no-print-directory", "-C", str(source), target, *words], capture_output=True, text=True,
        timeout=300, env=clean_environment())
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """The built programs, installed once below a directory: (directory, what was said)."""
    destination = tmp_path_factory.mktemp("root")
    return destination, _make("install", destination)


@pytest.fixture
def project(tmp_path):
    """A copy of what the installation reads, whose shipped configuration a test may change; quick: empty programs."""
    copy = tmp_path / "project"
    for name in ("config", "systemd"):
        shutil.copytree(ROOT / name, copy / name)
    shutil.copy(ROOT / "Makefile", copy)
    return copy


def _quick(project, destination):
    """Installs again; the programs are there already, so that only a link to them is stripped."""
    programs = project / "programs"
    programs.mkdir(exist_ok=True)
    for name in ("videocheckd", "videocheck-media"):
        if not (programs / name).exists():
            (programs / name).symlink_to("/bin/true")
    return _make("install", destination, project, BUILD_DIR=programs)


def test_programs_are_stripped_copies_that_run(installed):
    destination, said = installed
    for name in ("videocheckd", "videocheck-media"):
        program = destination / "usr/local/bin" / name
        assert os.access(program, os.X_OK) and program.resolve().is_relative_to(destination)
        assert program.resolve().stat().st_size < (BUILD / name).stat().st_size
        sections = subprocess.run(["readelf", "-S", str(program)], capture_output=True, text=True, check=True).stdout
        assert ".symtab" not in sections and ".debug_info" not in sections
    done = subprocess.run(
        [destination / "usr/local/bin/videocheckd", "--version"], capture_output=True, text=True,
        env=clean_environment())
    assert "videocheckd" in done.stdout + done.stderr
    assert not (destination / "usr/local/bin/videocheck-demo").exists()
    assert not list(destination.rglob("*.installing"))


def test_swift_s_libraries_are_found_beside_the_programs(installed):
    destination, _ = installed
    # As on a machine where the compiler's folder is out of reach.
    script = 'mount -t tmpfs none "$1" && shift && exec "$@"'
    ldd = subprocess.run(["ldd", str(BUILD / "videocheckd")], capture_output=True, text=True, check=True).stdout
    library = re.search(r"=> (\S+/swift)/linux/libswiftCore\.so", ldd)
    if not library:
        pytest.skip("the programs carry Swift's libraries inside")
    done = subprocess.run(
        ["unshare", "-m", "sh", "-c", script, "sh", library.group(1),
         str(destination / "usr/local/bin/videocheckd"), "--help"], capture_output=True, text=True,
        env=clean_environment())
    if "unshare" in done.stderr or "mount:" in done.stderr:
        pytest.skip("no right to mount")
    assert done.returncode == 0 and "backup" in done.stdout, done.stderr


def test_a_first_installation_makes_keys_and_says_what_is_next(installed):
    destination, said = installed
    keys = destination / "etc/videocheck/keys"
    assert keys.stat().st_mode & 0o777 == 0o600 and re.fullmatch(r"k1 \S{44}\n", keys.read_text())
    assert re.search(r"1\. .*videocheck\.toml.*\n.*2\. .*keys.*\n.*3\. systemctl enable --now videocheckd", said)
    assert keys.read_text().split()[1] not in said
    for file in FILES:
        assert (destination / "etc/videocheck" / file).read_bytes() == (ROOT / "config" / file).read_bytes()
    # The installed configuration is one that the installed daemon takes.
    done = subprocess.run(
        [destination / "usr/local/bin/videocheckd", "--config", destination / "etc/videocheck/videocheck.toml",
         "check-config"], capture_output=True, text=True, env=clean_environment())
    assert done.returncode == 0, done.stderr


def test_edited_configuration_stays_and_unedited_is_replaced(project, tmp_path):
    root = tmp_path / "root"
    etc, shipped = root / "etc/videocheck", project / "config"
    (root / "etc/videocheck").mkdir(parents=True)
    (etc / "keys").write_text("k1 kept\n")
    _quick(project, root)
    edited = etc / "videocheck.toml"
    edited.write_text(edited.read_text() + "\n# ours\n")
    (etc / "calendar/2020.json").unlink()

    said = _quick(project, root)
    assert "# ours" in edited.read_text() and not list(etc.rglob("*.new")), "nothing new was shipped"
    assert not (etc / "calendar/2020.json").exists() and "calendar/2020.json was deleted" in said

    for name in ("videocheck.toml", "rules/2021-01-01.json"):
        (shipped / name).write_text((shipped / name).read_text() + "\n")
    (shipped / "calendar/2027.json").write_text("{}")
    said = _quick(project, root)
    assert edited.read_text().endswith("# ours\n")
    assert (etc / "videocheck.toml.new").read_bytes() == (shipped / "videocheck.toml").read_bytes()
    assert "videocheck.toml.new" in said and "rules/2021-01-01.json replaced" in said
    assert (etc / "rules/2021-01-01.json").read_bytes() == (shipped / "rules/2021-01-01.json").read_bytes()
    assert not (etc / "rules/2021-01-01.json.new").exists()
    assert (etc / "calendar/2027.json").exists()
    assert (etc / "keys").read_text() == "k1 kept\n"

    # Once the person has taken the new version over, nothing is left to say.
    edited.write_bytes((shipped / "videocheck.toml").read_bytes())
    assert "videocheck.toml" not in _quick(project, root).split("units:")[1]
    assert not (etc / "videocheck.toml.new").exists()


def test_a_configuration_from_before_any_installation_is_never_overwritten(project, tmp_path):
    root = tmp_path / "root"
    mine = root / "etc/videocheck/videocheck.toml"
    mine.parent.mkdir(parents=True)
    mine.write_text("[http]\n")
    (mine.parent / "keys").write_text("k1 kept\n")
    _quick(project, root)
    assert mine.read_text() == "[http]\n" and mine.with_suffix(".toml.new").exists()


def test_uninstall_leaves_configuration_state_and_footage(project, tmp_path):
    root = tmp_path / "root"
    kept = [root / "etc/videocheck/keys", root / "var/lib/videocheck/videocheck.sqlite",
            root / "var/lib/videocheck/recordings/2026/x"]
    for path in kept:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("kept")
    _quick(project, root)
    said = _make("uninstall", root, project)
    assert all(path.read_text() == "kept" for path in kept)
    assert (root / "etc/videocheck/videocheck.toml").exists()
    left = [path for path in (root / "usr/local").rglob("*") if path.is_file() or path.is_symlink()]
    assert left and all("share/videocheck/shipped" in str(path) for path in left), left
    assert "/etc/videocheck" in said


def test_keys_are_not_made_anew_beside_a_database(project, tmp_path):
    root = tmp_path / "root"
    (root / "var/lib/videocheck").mkdir(parents=True)
    (root / "var/lib/videocheck/videocheck.sqlite").write_text("")
    assert "put the copy of the keys file back" in _quick(project, root)
    assert not (root / "etc/videocheck/keys").exists()


def test_without_programs_it_says_what_to_run(project, tmp_path):
    done = subprocess.run(
        ["make", "-C", str(project), "install", f"DESTDIR={tmp_path / 'root'}"], capture_output=True, text=True)
    assert done.returncode != 0 and "make build" in done.stderr
    assert not (tmp_path / "root").exists()


# MARK: units

def _units(installed, tmp_path):
    """The installed units, pointed at the programs below DESTDIR, as systemd sees them on a real machine."""
    destination, _ = installed
    found = []
    for unit in sorted((destination / "usr/local/lib/systemd/system").iterdir()):
        text = unit.read_text()
        assert "@" not in re.sub(r"#.*|SystemCallFilter=.*", "", text)
        if unit.suffix == ".service":
            assert "ExecStart=/usr/local/bin/videocheckd " in text
        (tmp_path / unit.name).write_text(text.replace("/usr/local/bin", str(destination / "usr/local/bin")))
        found.append(tmp_path / unit.name)
    return found


@pytest.fixture
def units(installed, tmp_path):
    if not shutil.which("systemd-analyze"):
        pytest.skip("systemd-analyze is not installed")
    return _units(installed, tmp_path)


def test_systemd_has_nothing_to_say_about_the_units(units):
    assert {unit.name for unit in units} == {
        "videocheckd.service", "videocheck-backup.service", "videocheck-backup.timer"}
    done = subprocess.run(["systemd-analyze", "verify", *map(str, units)], capture_output=True, text=True)
    assert done.returncode == 0 and done.stderr == "", done.stderr


def test_the_exposure_of_the_services_is_low(units):
    for unit in (unit for unit in units if unit.suffix == ".service"):
        done = subprocess.run(
            ["systemd-analyze", "security", "--offline=true", "--no-pager", str(unit)], capture_output=True, text=True)
        score = float(re.search(r"exposure level for \S+: ([0-9.]+)", done.stdout).group(1))
        assert score <= 2.0, f"{unit.name}: {score}"


def test_the_daemon_s_unit_says_what_the_daemon_needs(installed):
    destination, _ = installed
    text = (destination / "usr/local/lib/systemd/system/videocheckd.service").read_text()
    for line in ("Type=notify", "WatchdogSec=60", "StateDirectory=videocheck", "User=videocheck",
                 "LoadCredential=keys:/etc/videocheck/keys", "RestartPreventExitStatus=78"):
        assert f"\n{line}\n" in text, line
    # The configuration as shipped finds the key among the credentials, and may write where it says.
    shipped = (ROOT / "config/videocheck.toml").read_text()
    assert '\nfile = "keys"\n' in shipped
    writable = "/var/lib/videocheck " + " ".join(re.findall(r"ReadWritePaths=(.*)", text))
    for key in ("directory", "incoming"):
        for value in re.findall(rf'^#? ?{key} = "(/[^"]+)"', shipped, re.MULTILINE):
            assert any(
                value == place or value.startswith(place + "/") for place in writable.replace("-/", "/").split()), value


def test_folders_and_user_are_declared(installed):
    destination, _ = installed
    users = (destination / "usr/local/lib/sysusers.d/videocheck.conf").read_text()
    folders = (destination / "usr/local/lib/tmpfiles.d/videocheck.conf").read_text()
    assert re.search(r"^u videocheck ", users, re.MULTILINE)
    assert re.search(r"^d /var/lib/videocheck 0700 videocheck videocheck", folders, re.MULTILINE)
