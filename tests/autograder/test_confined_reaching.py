# ruff: noqa: E501
"""What a level promises is refused, one attempt at a time, by a planted submission in the place of a student's file."""

from __future__ import annotations

import os
import platform
import sys
from pathlib import Path

import pytest
from confined_tools import CALLS, FILES, LAYERS, USER, source_of, start_at

SOURCE = source_of("reaching")
SYSTEM_CALLS = {  # x86-64, aarch64; each with arguments that would do no harm
    "io_uring_setup": (425, 425, 1, 0), "ptrace": (101, 117, 16, 1, 0, 0), "unshare": (272, 97, 0x10000000),
    "mount": (165, 40, "none", "/tmp", "tmpfs", 0, 0), "memfd_create": (319, 279, "x", 0), "shmget": (29, 194, 0, 4096, 0o1600),
    "msgget": (68, 186, 0, 0o1600), "semget": (64, 190, 0, 1, 0o1600), "bpf": (321, 280, 0, 0, 0), "keyctl": (250, 219, 0, -3, 0),
    "add_key": (248, 217, "user", "x", "x", 1, -3), "userfaultfd": (323, 282, 0), "perf_event_open": (298, 241, 0, 0, -1, -1, 0),
    "open_by_handle_at": (304, 265, -100, 0, 0), "name_to_handle_at": (303, 264, -100, "/", 0, 0, 0),
    "process_vm_readv": (310, 270, 1, 0, 0, 0, 0, 0), "setns": (308, 268, 0, 0), "pidfd_open": (434, 434, 1, 0),
    "pidfd_send_signal": (424, 424, 0, 0, 0, 0), "execve": (59, 221, "/nowhere", 0, 0), "chroot": (161, 51, "/"),
    "mq_open": (240, 180, "x", 0o102, 0o600, 0), "socketpair": (53, 199, 1, 1, 0, 0), "personality": (135, 92, 0x40000),
    "clone3": (435, 435, 0, 0), "seccomp": (317, 277, 0, 0, 0), "kexec_load": (246, 104, 0, 0, 0, 0), "swapoff": (168, 225, "x"),
    "fanotify_init": (300, 262, 0, 0), "inotify_init1": (294, 26, 0), "process_madvise": (440, 440, 0, 0, 0, 0, 0),
    "rt_sigqueueinfo": (129, 138, 1, 0, 0), "tkill": (200, 130, 1, 0), "setpriority": (141, 140, 0, 1, 0),
}  # fmt: skip
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the layers are Linux's")


@pytest.fixture(scope="module", params=[name for name in LAYERS if name != "0"])
def level(request):
    with start_at(request.param) as clean, clean.worker(SOURCE) as worker:
        yield LAYERS[request.param], worker


@pytest.fixture
def refuses(level):
    """refuses(layers, function, *args): refused if one of `layers` is there. Otherwise there is nothing to be seen."""
    layers, worker = level

    def check(protecting, function, *args):
        if set(protecting) & set(layers):
            value = worker.call("reaching", function, args).value
            assert value.startswith("refused"), value

    return check


@pytest.fixture
def hidden(tmp_path_factory):
    """A hidden file as the grader keeps it, in a folder that others may enter."""
    folder = tmp_path_factory.mktemp("hidden")
    for part in (folder, *folder.parents):
        if part.owner() == Path.home().owner() and str(part).startswith("/tmp/"):
            part.chmod(0o755)
    path = folder / "test_hidden.py"
    path.write_text("answer = 42")
    path.chmod(0o600)
    return path


def test_hidden_files_cannot_be_read(refuses, hidden):
    refuses([USER, FILES] if os.geteuid() == 0 else [FILES], "read_file", str(hidden))


def test_nor_what_everybody_may_read(refuses, hidden):
    hidden.chmod(0o644)
    refuses([FILES], "read_file", str(hidden))
    refuses([FILES], "read_file", "/etc/passwd")
    refuses([FILES], "read_file", __file__)


def test_results_cannot_be_written(refuses, hidden):
    refuses([USER, FILES, CALLS], "write_file", str(hidden))
    refuses([USER, FILES, CALLS], "rename_file", str(hidden), str(hidden) + "x")
    assert hidden.read_text() == "answer = 42"


@pytest.mark.parametrize("folder", ["/tmp", "/dev/shm", "/var/tmp", "/run", "."])
def test_nothing_can_be_left_anywhere(refuses, folder):
    path = f"{folder}/left-by-a-test-{os.getpid()}"
    refuses([FILES, CALLS], "write_file", path)
    refuses([FILES, CALLS], "make_folder", path)
    refuses([FILES, CALLS], "link_file", path)
    assert not os.path.lexists(path)


def test_nothing_of_ours_is_in_the_process(level):
    worker = level[1]
    assert worker.call("reaching", "hidden_modules").value == []
    for name in (
        "pytest",
        "autograder",
        "reference",
        "sympy",
        "scipy",
        "gradescope_utils",
        "_confined",
        "codec",
        "mother",
    ):
        assert worker.call("reaching", "import_module", (name,)).value == "refused: ModuleNotFoundError"
    assert set(worker.call("reaching", "environment").value) <= {
        "OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS", "MPLBACKEND",
        "PYTHONDONTWRITEBYTECODE", "LC_CTYPE", "MALLOC_ARENA_MAX",
    }  # fmt: skip


def test_other_packages_cannot_be_found_by_their_folder(refuses):
    import sympy

    refuses([FILES], "import_from", str(Path(sympy.__file__).parent.parent), "sympy")
    refuses([FILES], "import_from", "/usr/lib/python3/dist-packages", "lsb_release")
    refuses([FILES], "import_from", str(Path(__file__).parents[2]), "autograder")


def test_memory_holds_nothing_hidden(level):
    assert level[1].call("reaching", "secrets_in_memory", ("answer = 42",)).value == 0


@pytest.mark.parametrize("function", ["parent_cmdline", "init_environment", "process_names"])
def test_proc_is_closed(refuses, function):
    refuses([FILES], function)


def test_memory_and_environment_of_others_are_closed(refuses):
    refuses([USER, FILES], "memory_of_parent")
    refuses([USER, FILES], "memory_of", os.getpid())
    refuses([USER, FILES] if os.geteuid() == 0 else [FILES], "init_environment")


@pytest.mark.parametrize("function", ["tcp", "udp", "unix", "netlink", "pair", "resolve_name"])
def test_there_is_no_network(refuses, function):
    refuses([CALLS], function)


@pytest.mark.parametrize("function", ["fork", "execute", "become_root"])
def test_nothing_is_started(refuses, function):
    if function == "become_root":
        refuses([CALLS, USER] if os.geteuid() == 0 else [CALLS], function)
    else:
        refuses([CALLS], function)


@pytest.mark.parametrize("number", [0, 9, 19])
def test_others_get_no_signals(refuses, number):
    refuses([USER, CALLS], "signal_parent", number)
    refuses([USER, CALLS], "signal_pid", os.getpid(), number)
    refuses([CALLS], "signal_pid", -1, 0)
    refuses([CALLS], "signal_pid", 0, 0)
    refuses([CALLS], "own_signals_by_file", os.getpid())


def test_others_keep_their_limits(refuses):
    refuses([USER, CALLS], "limit_of", os.getpid())
    refuses([USER, CALLS] if os.geteuid() == 0 else [CALLS], "lift_own_limits")


@pytest.mark.parametrize("name", list(SYSTEM_CALLS))
def test_system_calls_beyond_need_are_refused(refuses, name):
    x86, arm, *arguments = SYSTEM_CALLS[name]
    refuses([CALLS], "system_call", x86 if platform.machine() == "x86_64" else arm, *arguments)


@pytest.mark.parametrize("number", [500, 10_000, 0x40000000 + 41])
def test_unknown_system_calls_are_refused(refuses, number):
    refuses([CALLS], "system_call", number, 1, 1, 0)


def test_nothing_is_inherited(level):
    with level[1].clean.worker(SOURCE) as worker:
        assert len(worker.call("reaching", "open_descriptors").value) == 2


def test_the_attempts_succeed_where_nothing_holds(hidden):
    """The planted submission can do what it tries: a refusal above is the work of a layer."""
    with start_at("0") as clean, clean.worker(SOURCE) as worker:
        for function, args in [("read_file", (str(hidden),)), ("tcp", ()), ("fork", ()), ("signal_parent", (0,)), ("pair", ()),
                               ("parent_cmdline", ()), ("process_names", ()), ("limit_of", (0,)), ("memory_of_parent", ())]:  # fmt: skip
            assert worker.call("reaching", function, args).value.startswith("reached"), function
