"""Modules for an interpreter that the worker's private user cannot read.

An interpreter below somebody's home folder is often closed to other users, and every import after the change of user
would fail. Then the clean process imports beforehand what honest code may ask for.
"""

from __future__ import annotations

import importlib
import os
import stat
import sys
import sysconfig

STANDARD_LIBRARY = """
    __future__ abc argparse array ast asyncio base64 binascii bisect bz2 cProfile calendar cmath cmd code
    codecs collections.abc colorsys concurrent.futures.thread configparser contextlib contextvars copy copyreg
    csv ctypes ctypes.util dataclasses datetime decimal difflib dis doctest email.message encodings.idna enum
    errno faulthandler filecmp fileinput fnmatch fractions functools gc getpass gettext glob graphlib gzip
    hashlib heapq hmac html.parser http.client importlib.metadata importlib.resources inspect io ipaddress
    itertools json keyword linecache locale logging.config logging.handlers lzma marshal math mimetypes mmap
    multiprocessing.pool multiprocessing.shared_memory numbers opcode operator os pathlib pdb pickle
    pickletools pkgutil platform pprint profile pstats queue quopri random re reprlib resource runpy sched
    secrets select selectors shelve shlex shutil signal socket sqlite3 ssl stat statistics string stringprep
    struct subprocess symtable sys sysconfig tempfile textwrap threading time timeit token tokenize trace
    traceback tracemalloc types typing unicodedata unittest unittest.mock urllib.parse urllib.request uuid
    warnings wave weakref xml.etree.ElementTree zipfile zlib zoneinfo encodings.ascii encodings.latin_1
    encodings.cp1252 encodings.utf_16 encodings.utf_8_sig encodings.raw_unicode_escape
    encodings.unicode_escape
""".split()  # noqa: SIM905
NUMPY = """
    numpy.random numpy.linalg numpy.fft numpy.ma numpy.ma.extras numpy.polynomial numpy.testing
    numpy.lib.stride_tricks numpy.lib.format numpy.lib.scimath numpy.lib.recfunctions numpy.char numpy.rec
    numpy.ctypeslib numpy.exceptions numpy.dtypes numpy.typing
""".split()  # noqa: SIM905


def readable_by_others(path: str) -> bool:
    """Whether a user without any rights can enter every folder on the way to `path` and read it."""
    path = os.path.realpath(path)
    if not os.stat(path).st_mode & stat.S_IROTH:
        return False
    while path != "/":
        if not os.stat(path).st_mode & stat.S_IXOTH:
            return False
        path = os.path.dirname(path)
    return True


def interpreter_is_readable(numpy_folder: str) -> bool:
    """Whether the standard library and numpy can be read by any user."""
    return all(readable_by_others(path) for path in (sysconfig.get_path("stdlib"), numpy_folder))


def import_if_present(name: str) -> None:
    """Import a module; one that this Python or numpy lacks is left out, as it would be for the student."""
    try:
        importlib.import_module(name)
    except Exception:
        sys.modules.pop(name, None)
