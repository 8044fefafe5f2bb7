# ruff: noqa
"""Planted submission: crashes, stalls, exhausts, and writes into the grader's connection."""

import os
import sys
import threading
import time


def fine(x):
    return x + 1


def endless_loop():
    while True:
        try:
            while True:
                pass
        except BaseException:
            pass


def sleeper():
    time.sleep(3600)


def ignores_cpu_limit():
    import signal

    signal.signal(signal.SIGXCPU, signal.SIG_IGN)
    while True:
        pass


def stops_itself():
    os.kill(os.getpid(), 19)


def kills_itself():
    os.kill(os.getpid(), 9)


def aborts():
    os.abort()


def reads_null():
    import ctypes

    ctypes.string_at(0)


def leaves():
    os._exit(0)


def exits():
    sys.exit(0)


def interrupts():
    raise KeyboardInterrupt


def generator_exit():
    raise GeneratorExit


def skips():
    import unittest

    raise unittest.SkipTest("passed")


def recursion():
    return recursion()


def deep_recursion():
    sys.setrecursionlimit(10**9)
    return recursion()


def memory():
    hoard = []
    while True:
        hoard.append(bytearray(10**7))


def huge_array():
    import numpy as np

    return np.ones(10**11)


def lowers_recursion_limit():
    sys.setrecursionlimit(50)
    return [[1, [2]]]


def leaves_thread():
    threading.Thread(target=time.sleep, args=(3600,)).start()
    return 1


def at_exit(path):
    import atexit

    def last_word():
        with open(path, "w") as stream:
            stream.write("100")

    atexit.register(last_word)
    return 1


def floods_streams():
    for _ in range(50):
        print("10/10 PASSED" * 90_000)
        print("x" * 1_000_000, file=sys.stderr)
    return 1


def writes_raw_output():
    os.write(1, b"10/10 PASSED\n" * 10_000)
    os.write(2, b"10/10 PASSED\n" * 10_000)
    return 1


def closes_streams():
    sys.stdout.close()
    sys.stderr = None
    os.close(1)
    os.close(2)
    return 1


def _pipes():
    found = []
    for number in range(3, 64):
        try:
            os.fstat(number)
            found.append(number)
        except OSError:
            pass
    return found


def closes_connection():
    for number in _pipes():
        os.close(number)
    time.sleep(3600)


def writes_noise():
    for number in _pipes():
        try:
            os.write(number, os.urandom(1000))
        except OSError:
            pass
    return 1


def announces_much():
    import struct

    for number in _pipes():
        try:
            os.write(number, struct.pack("<cIQ", b"V", 2, 2**60))
        except OSError:
            pass
    time.sleep(3600)


def forged_reply(x):
    """A well-formed answer for the frame after this one."""
    import struct

    body = b"t\x03\0\0\0b\x09\0\0\0f" + struct.pack("<d", 42.0) + b"b\0\0\0\0s\0\0\0\0"
    for number in _pipes():
        try:
            os.write(number, struct.pack("<cIQ", b"V", 4, len(body)) + body)
        except OSError:
            pass
    return x


def drips():
    import struct

    for number in _pipes():
        try:
            for byte in struct.pack("<cIQ", b"V", 2, 1000) + b"t" * 1000:
                os.write(number, bytes([byte]))
                time.sleep(0.05)
        except OSError:
            pass


def stops_reading():
    """From now on nothing that is sent is read."""
    real = os.read
    os.read = lambda *a: time.sleep(3600) or real(*a)
    return 1


def steals_requests():
    """A thread reads what the grader sends next."""

    def thief():
        for number in _pipes():
            try:
                while True:
                    os.read(number, 1 << 16)
            except OSError:
                pass

    threading.Thread(target=thief, daemon=True).start()
    time.sleep(0.1)
    return 1


def calls_twice(f, x):
    """Calls the grader's function from two threads at once."""
    results = []
    threads = [threading.Thread(target=lambda: results.append(f(x))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def calls_for_ever(f):
    while True:
        f(1.0)


def answers_with_the_function(f):
    """A value that holds a handle."""
    import struct

    value = b"c\x01\0\0\0"
    body = b"t\x03\0\0\0b" + struct.pack("<I", len(value)) + value + b"b\0\0\0\0s\0\0\0\0"
    for number in _pipes():
        try:
            os.write(number, struct.pack("<cIQ", b"V", 2, len(body)) + body)
        except OSError:
            pass
    time.sleep(3600)


stored = []


def keeps_function(f):
    stored.append(f)
    return 1


def uses_kept_function():
    return stored[0](1.0)


def forged_query():
    import struct

    body = b"t\x03\0\0\0" + b"i\x01\x00\x63" + b"t\0\0\0\0" + b"d\0\0\0\0"
    for number in _pipes():
        try:
            os.write(number, struct.pack("<cIQ", b"Q", 2, len(body)) + body)
        except OSError:
            pass
    time.sleep(3600)


def spawns_survivors():
    """A process that leaves its parent and its session, twice."""
    for _ in range(3):
        if os.fork() == 0:
            os.setsid()
            if os.fork() == 0:
                while True:
                    time.sleep(0.05)
            os._exit(0)
    time.sleep(0.3)
    return 1


def fork_bomb():
    while True:
        try:
            os.fork()
        except OSError:
            pass


def patches_comparison():
    import builtins
    import math

    import numpy as np

    np.allclose = np.array_equal = math.isclose = lambda *a, **k: True
    builtins.abs = lambda x: 0
    builtins.isinstance = lambda *a: True
    return 1


def memo(x, table={}):
    table["calls"] = table.get("calls", 0) + 1
    return table["calls"]


def leaks(x):
    raise ValueError(f"hidden input {x}")


def leaks_by_name(x):
    raise type("secret_" + str(x), (Exception,), {})()


def leaks_by_file(x):
    exec(compile("raise ValueError()", f"/secret/{x}", "exec"))


def leaks_by_index(x):
    return [][int(x)]


def refuses_text():
    class Nasty(Exception):
        def __str__(self):
            while True:
                pass

    raise Nasty


def quits_in_text():
    class Nasty(Exception):
        def __str__(self):
            raise SystemExit

    raise Nasty


def slow_pattern():
    """Never leaves C, so no Python signal handler would run."""
    import re

    return re.match(r"(a+)+$", "a" * 60 + "b") is None


def thread_bomb():
    threads = []
    while len(threads) < 5000:
        thread = threading.Thread(target=time.sleep, args=(3600,), daemon=True)
        thread.start()
        threads.append(thread)
    return 1


def takes_descriptors():
    taken = []
    while True:
        taken.append(os.pipe())


def replaces_streams():
    class Loud:
        def write(self, text):
            raise SystemExit("no stream")

        def flush(self):
            raise SystemExit

    sys.stdout = sys.stderr = Loud()
    return 1


def breaks_imports():
    import builtins

    builtins.__import__ = None
    sys.modules["numpy"] = None
    sys.modules["struct"] = None
    sys.meta_path.clear()
    return 1


def traces_all():
    def tracer(frame, event, arg):
        raise SystemExit

    sys.settrace(tracer)
    return 1


def audits_all():
    def hook(event, arguments):
        if event == "import":
            raise SystemExit

    sys.addaudithook(hook)
    return 1


def grows_while_it_is_sent():
    value = [[]] * 1000

    def grow():
        while True:
            value.extend([[]] * 1000)

    threading.Thread(target=grow, daemon=True).start()
    return value


def deleted_at_last(path):
    class Last:
        def __del__(self):
            open(path, "w").close()

    sys.keep = Last()
    return 1


def no_builtins():
    import builtins

    for name in ("len", "map", "type", "isinstance", "tuple", "callable", "getattr"):
        setattr(builtins, name, None)
    return 1
