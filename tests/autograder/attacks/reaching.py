# ruff: noqa
"""Planted submission: tries to reach what it must not. Each function answers "refused" or says what it reached."""

import ctypes
import os
import socket
import sys


def attempt(action):
    try:
        return f"reached: {action()}"
    except (OSError, ImportError, ValueError, LookupError) as error:
        return f"refused: {type(error).__name__}"


def read_file(path):
    return attempt(lambda: len(open(path, "rb").read()))


def write_file(path):
    return attempt(lambda: open(path, "ab").close())


def make_folder(path):
    return attempt(lambda: os.mkdir(path))


def rename_file(old, new):
    return attempt(lambda: os.rename(old, new))


def link_file(path):
    return attempt(lambda: os.symlink("/etc/passwd", path))


def import_module(name):
    return attempt(lambda: __import__(name).__name__)


def import_from(folder, name):
    sys.path.insert(0, folder)
    return import_module(name)


def hidden_modules():
    names = ("pytest", "autograder", "reference", "tests", "hidden", "conftest", "sympy", "_confined")
    return [name for name in sys.modules if name.split(".")[0] in names]


def secrets_in_memory(word):
    import gc

    found = 0
    for thing in gc.get_objects():
        if isinstance(thing, dict):
            found += sum(1 for value in list(thing.values()) if type(value) is str and word in value and value != word)
    return found


def environment():
    return sorted(os.environ)


def parent_cmdline():
    return attempt(lambda: open(f"/proc/{os.getppid()}/cmdline", "rb").read())


def init_environment():
    return attempt(lambda: open("/proc/1/environ", "rb").read(1))


def memory_of_parent():
    return memory_of(os.getppid())


def memory_of(pid):
    # To open it is all that is needed; reading at 0 would fail for everybody.
    return attempt(lambda: open(f"/proc/{pid}/mem", "rb").close())


def tcp():
    return attempt(lambda: socket.socket(socket.AF_INET, socket.SOCK_STREAM))


def udp():
    return attempt(lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"x", ("127.0.0.1", 9)))


def unix():
    return attempt(lambda: socket.socket(socket.AF_UNIX, socket.SOCK_STREAM))


def netlink():
    return attempt(lambda: socket.socket(socket.AF_NETLINK, socket.SOCK_RAW))


def pair():
    return attempt(socket.socketpair)


def resolve_name():
    return attempt(lambda: socket.getaddrinfo("localhost.example", 80))


def fork():
    def action():
        pid = os.fork()
        if pid == 0:
            os._exit(0)
        return os.waitpid(pid, 0)

    return attempt(action)


def execute():
    # Only in a place where a success would be seen and harmless.
    return attempt(lambda: os.execv("/bin/true", ["true"]))


def signal_parent(number):
    return attempt(lambda: os.kill(os.getppid(), number))


def signal_pid(pid, number):
    return attempt(lambda: os.kill(pid, number))


def own_signals_by_file(pid):
    import fcntl

    def action():
        reading, writing = os.pipe()
        fcntl.fcntl(reading, 8, pid)  # F_SETOWN
        fcntl.fcntl(reading, fcntl.F_SETFL, os.O_ASYNC)

    return attempt(action)


def limit_of(pid):
    import resource

    return attempt(lambda: resource.prlimit(pid, resource.RLIMIT_CPU, (1, 1)))


def lift_own_limits():
    import resource

    return attempt(lambda: resource.setrlimit(resource.RLIMIT_AS, (resource.RLIM_INFINITY, resource.RLIM_INFINITY)))


def become_root():
    return attempt(lambda: os.setuid(0))


def system_call(number, *arguments):
    libc = ctypes.CDLL(None, use_errno=True)
    libc.syscall.restype = ctypes.c_long

    def action():
        passed = [ctypes.c_long(a) if isinstance(a, int) else ctypes.c_char_p(a.encode()) for a in arguments]
        result = libc.syscall(ctypes.c_long(number), *passed)
        if result < 0:
            raise OSError(ctypes.get_errno(), "")
        return result

    return attempt(action)


def open_descriptors():
    found = []
    for number in range(3, 256):
        try:
            os.fstat(number)
            found.append(number)
        except OSError:
            pass
    return found


def process_names():
    return attempt(lambda: [name for name in os.listdir("/proc") if name.isdigit()])
