"""Levels are found out, proved, told and required; also in a container's place and as a plain user."""

from __future__ import annotations

import json
import os
import shutil
import struct
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest
from confined_tools import CALLS, FILES, LAYERS, USER, offered, source_of, start_at

from autograder.confined import CleanProcess
from autograder.confined.inside import kernel, landlock, layers, preload, probes, slots
from autograder.errors import UsageError

HERE = Path(__file__).parent
linux = pytest.mark.skipif(not kernel.LINUX, reason="the layers are Linux's")
root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can take another place")


def elsewhere(python: str, *arguments: str, search: str = "") -> dict[str, object]:
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1", "PYTHONPATH": search}
    command = [python, str(HERE / "confined_elsewhere.py"), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=60, cwd="/", check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def assert_confined(found: dict[str, object], level: str) -> None:
    assert found["level"] == level, found["probes"]
    assert {name: value for name, value in found["outcome"].items() if not value.startswith("refused")} == {}
    assert found["honest"] == 4.5


def _possible(action) -> bool:
    """Whether a child of this process can do it."""
    pid = os.fork()
    if pid == 0:
        try:
            action()
            os._exit(0)
        except BaseException:
            os._exit(1)
    return os.waitpid(pid, 0)[1] == 0


def _filter_nothing() -> None:
    kernel.prctl(kernel.PR_SET_NO_NEW_PRIVS, 1)
    _nothing().install(0)


@linux
def test_no_level_is_lost_that_the_kernel_has():
    """Without this, a layer that broke would only make tests skip."""
    calls, files = _possible(_filter_nothing), landlock.version() >= 6
    user = os.geteuid() == 0 and _possible(lambda: os.setresuid(58499, 58499, 58499))
    expected = {"0"} | ({"1"} if calls else set()) | ({"2"} if user else set())
    expected |= ({"3u"} if calls and files else set()) | ({"3"} if calls and files and user else set())
    assert set(offered()) >= expected


@linux
@root
@pytest.mark.parametrize("place", ["container", "bare"])
def test_full_confinement_in_a_container(place):
    """Root with Docker's default capabilities and system-call profile; root that may hardly do anything."""
    if "3" not in offered():
        pytest.skip("this machine cannot confine at level 3")
    assert_confined(elsewhere(sys.executable, place), "3")


@linux
@root
def test_full_confinement_as_a_plain_user():
    if "3u" not in offered():
        pytest.skip("this machine cannot confine at level 3u")
    site = sysconfig.get_path("purelib")
    python = _python_for_all()
    if python is None or not preload.readable_by_others(site) or not preload.readable_by_others(str(HERE)):
        pytest.skip("no interpreter that a plain user may run")
    found = elsewhere(python, "user", "59999", search=site)
    assert_confined(found, "3u")
    assert (USER, False, "only root can give each worker a user of its own") in map(tuple, found["probes"])


def _python_for_all() -> str | None:
    """This interpreter, or another of the same version, if everybody may enter its folders."""
    name = f"python{sys.version_info.major}.{sys.version_info.minor}"
    for path in (sys.executable, f"/usr/bin/{name}", f"/usr/local/bin/{name}", shutil.which(name) or ""):
        if path and os.path.exists(path) and preload.readable_by_others(path):
            return path
    return None


@pytest.mark.parametrize("name", list(LAYERS))
def test_each_level_says_what_holds(name):
    with start_at(name) as clean:
        assert clean.level == int(name[0])
        held = {layer for layer, refused, _ in clean.probes if refused}
        assert held >= set(LAYERS[name])
        assert {layer for layer, refused, note in clean.probes if not refused and note == "switched off"} == {
            USER, FILES, CALLS,
        } - set(LAYERS[name])  # fmt: skip
        assert clean.text


def test_a_level_that_cannot_be_had_is_an_error():
    with (
        CleanProcess.start(2, layers=()) as clean,
        pytest.raises(UsageError, match="level 0 here, but level 2 is required"),
    ):
        clean.ready()


def test_a_required_level_that_holds_is_none():
    best = int(offered()[0][0])
    with CleanProcess.start(best) as clean:
        clean.ready()
        assert clean.level == best


def plan_with(*held: str, version: int = 7) -> layers.Plan:
    return layers.Plan(holds=list(held), landlock_version=version)


@pytest.mark.parametrize(
    ("held", "version", "level"),
    [
        ((USER, FILES, CALLS), 1, "3"), ((FILES, CALLS), 6, "3u"), ((FILES, CALLS), 5, "1"), ((USER,), 0, "2"),
        ((USER, CALLS), 0, "2"), ((USER, FILES), 7, "2"), ((CALLS,), 0, "1"), ((FILES,), 7, "0"), ((), 0, "0"),
    ],
)  # fmt: skip
def test_levels_follow_from_what_was_proved(held, version, level):
    plan = plan_with(*held, version=version)
    assert plan.level() == level
    assert plan.report()["text"]


@linux
def test_a_layer_whose_probe_succeeds_does_not_count(monkeypatch):
    """A filter that lets one forbidden thing pass is found out."""
    if "1" not in offered():
        pytest.skip("no system-call filter here")
    monkeypatch.setattr(layers.seccomp, "program", lambda block_writes: _nothing())
    plan = layers.Plan()
    layers._with_seccomp(plan)
    layers._prove(plan, {USER: "off", FILES: "off", CALLS: ""})
    assert plan.level() == "0"
    (finding,) = [finding for finding in plan.findings if finding[0] == CALLS]
    assert finding[1] is False
    assert "start a process" in finding[2]
    assert "open a network socket" in finding[2]


def _nothing():
    """A filter that allows everything."""
    return layers.seccomp.Program(struct.pack("<HBBI", 0x06, 0, 0, 0x7FFF0000))


@linux
def test_a_layer_that_cannot_be_put_on_is_dropped_and_the_others_stay(monkeypatch):
    if "3u" not in offered():
        pytest.skip("too few layers here")

    def refuse(ruleset):
        raise PermissionError(1, "not here")

    monkeypatch.setattr(layers.landlock, "restrict", refuse)
    plan = layers.Plan()
    layers._with_landlock(plan, str(HERE))
    layers._with_seccomp(plan)
    layers._prove(plan, {USER: "off", FILES: "", CALLS: ""})
    assert plan.level() == "1"
    assert (FILES, False, "it cannot be put on here") in plan.findings


def test_a_probe_is_refused_only_by_the_system():
    def fault():
        raise FileNotFoundError(2, "no such file")

    def refusal():
        raise PermissionError(13, "no")

    assert probes.refused(refusal)
    assert not probes.refused(fault)
    assert not probes.refused(lambda: None)


@linux
def test_older_landlock_interfaces_get_what_they_know():
    newest = landlock.version()
    if not newest:
        pytest.skip("no Landlock here")
    for version in range(1, newest + 1):
        ruleset = landlock.create(version, [("/usr", landlock.READ_FILE | landlock.READ_DIR)])
        os.close(ruleset)


@root
def test_slots_are_unique_and_come_back(tmp_path):
    folder = slots.folder([str(tmp_path / "slots")])
    users = slots.unknown_users()
    first, second = slots.take(folder, users), slots.take(folder, users)
    assert first.uid != second.uid
    slots.free(first)
    third = slots.take(folder, users)
    assert third.uid == first.uid
    slots.free(second)
    slots.free(third)


def test_a_folder_that_others_made_is_no_place_for_slots(tmp_path):
    bad = tmp_path / "slots"
    bad.mkdir()
    bad.chmod(0o777)
    link = tmp_path / "link"
    link.symlink_to(tmp_path)
    with pytest.raises(OSError, match="no folder"):
        slots.folder([str(bad), str(link)])


@linux
@pytest.mark.parametrize("name", [name for name in LAYERS if name != "0"])
def test_the_kernel_agrees(name):
    """What the kernel says about a worker, seen from outside."""
    with start_at(name) as clean, clean.worker({"a.py": b"def f(): return 1\n"}) as worker:
        worker.call("a", "f")
        lines = Path(f"/proc/{worker._pid}/status").read_text().splitlines()
        told = dict(line.split(":\t", 1) for line in lines if ":\t" in line)
        assert told["NoNewPrivs"] == "1"
        assert told["Threads"] == "1"
        assert told["Seccomp"] == ("2" if CALLS in LAYERS[name] else "0")
        if USER in LAYERS[name]:
            assert int(told["CapEff"], 16) == int(told["CapPrm"], 16) == 0
            assert len(set(told["Uid"].split() + told["Gid"].split())) == 1
            assert not told["Groups"].strip()
        if os.geteuid() == 0:
            assert Path(f"/proc/{worker._pid}/oom_score_adj").read_text().strip() == "1000"
            assert set(Path(f"/proc/{worker._pid}/environ").read_text().split("\0")) <= ENVIRONMENT


ENVIRONMENT = {
    "", "OPENBLAS_NUM_THREADS=1", "OMP_NUM_THREADS=1", "MKL_NUM_THREADS=1", "VECLIB_MAXIMUM_THREADS=1",
    "MPLBACKEND=Agg",
    "PYTHONDONTWRITEBYTECODE=1", "LC_CTYPE=C.UTF-8", "MALLOC_ARENA_MAX=2",
}  # fmt: skip


@root
def test_two_graders_never_share_a_user():
    if "3" not in offered():
        pytest.skip("no private users here")
    source = {"who.py": b"import os\ndef f(): return os.getuid(), os.getgid(), os.getgroups()\n"}
    with (
        CleanProcess.start() as one,
        CleanProcess.start() as two,
        one.worker(source) as a,
        one.worker(source) as b,
        two.worker(source) as c,
    ):
        users = [worker.call("who", "f").value for worker in (a, b, c)]
    assert len({uid for uid, _, _ in users}) == 3
    assert all(uid == gid and groups == [] and uid != 0 for uid, gid, groups in users)


def test_nothing_is_left_behind():
    def leftovers():
        folders = ("/tmp", "/dev/shm", "/var/tmp")
        return {
            os.path.join(folder, name)
            for folder in folders
            if os.path.isdir(folder)
            for name in os.listdir(folder)
            if "autograder-probe" in name or "left-by" in name
        }

    before = leftovers()
    with CleanProcess.start() as clean, clean.worker(source_of("reaching")) as worker:
        worker.call("reaching", "make_folder", ("/tmp/left-by-a-level-test",))
        children = Path(f"/proc/{clean._started.process.pid}/task/{clean._started.process.pid}/children")
        pid = clean._started.process.pid
    assert leftovers() == before
    assert not children.exists()
    assert not Path(f"/proc/{pid}").exists()


@root
def test_level_2_takes_files_away_again():
    if "2" not in offered():
        pytest.skip("no private users here")
    with start_at("2") as clean, clean.worker(source_of("reaching")) as worker:
        assert worker.call("reaching", "make_folder", ("/tmp/left-at-level-2",)).value.startswith("reached")
        worker.close()
        assert not os.path.exists("/tmp/left-at-level-2")
