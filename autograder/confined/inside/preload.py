"""Modules for an interpreter that the worker's private user cannot read.

An interpreter below somebody's home folder is often closed to other users, and every import after the change of user
would fail. Then the clean process imports beforehand what honest code may ask for.
"""

from __future__ import annotations

import importlib
import os
import re
import stat
import sys
from collections.abc import Mapping

ALWAYS = """
    numpy.random numpy.linalg numpy.lib.stride_tricks numpy.lib.format numpy.lib.scimath numpy.exceptions
    numpy.dtypes __future__ abc array ast base64 binascii bisect calendar cmath codecs collections.abc
    contextlib contextvars copy copyreg csv ctypes dataclasses datetime dis enum errno faulthandler filecmp
    fileinput fnmatch functools gc getpass gettext glob graphlib gzip hashlib heapq hmac inspect io itertools
    json keyword linecache locale marshal math mmap numbers opcode operator os pathlib pickle pkgutil platform
    pprint queue random re reprlib resource secrets select selectors shlex shutil signal socket stat
    statistics string struct subprocess sys sysconfig tempfile textwrap threading time timeit token tokenize
    traceback types typing unicodedata warnings weakref zlib encodings.ascii encodings.latin_1
    encodings.cp1252 encodings.utf_16 encodings.utf_8_sig encodings.raw_unicode_escape
    encodings.unicode_escape
""".split()  # noqa: SIM905
# Large ones, only where the sources name them: each worker pays for the size of the clean process.
ON_DEMAND = """
    numpy.char numpy.ctypeslib numpy.fft numpy.lib.recfunctions numpy.ma numpy.ma.extras numpy.polynomial
    numpy.rec numpy.testing numpy.typing numpy.strings argparse asyncio bz2 cProfile cmd code codeop colorsys
    compileall concurrent.futures.thread configparser ctypes.util curses.ascii dbm.dumb decimal difflib
    doctest email.message fractions ftplib html.parser http.client importlib.metadata importlib.resources
    ipaddress logging.config logging.handlers lzma mimetypes modulefinder multiprocessing.dummy
    multiprocessing.pool multiprocessing.shared_memory optparse pdb pickletools plistlib profile pstats pyclbr
    pydoc quopri rlcompleter runpy sched shelve smtplib socketserver sqlite3 ssl stringprep symtable tabnanny
    tarfile tomllib trace tracemalloc unittest unittest.mock urllib.parse urllib.request uuid wave
    xml.etree.ElementTree xmlrpc.client zipfile zoneinfo
""".split()  # noqa: SIM905
_NAME = re.compile(rb"[A-Za-z_]\w*")
_ALL_OF_NUMPY = re.compile(rb"from\s+numpy\s+import[\s(\\]*\*")


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
    return all(readable_by_others(path) for path in (os.path.dirname(str(os.__file__)), numpy_folder))


def mentioned(sources: Mapping[str, bytes]) -> list[str]:
    """Those modules of ON_DEMAND whose name occurs in the sources."""
    names: set[bytes] = set()
    for data in sources.values():
        names.update(_NAME.findall(data))
    star = any(_ALL_OF_NUMPY.search(data) for data in sources.values())
    return [
        module
        for module in ON_DEMAND
        if _word(module).encode() in names or (star and module.startswith("numpy."))
    ]


def _word(module: str) -> str:
    """What a source that uses a module must contain."""
    parts = module.split(".")
    return parts[-1] if parts[0] == "numpy" else parts[0]


def import_if_present(name: str) -> None:
    """Import a module; one that this Python or numpy lacks is left out, as it would be for the student."""
    try:
        importlib.import_module(name)
    except Exception:
        sys.modules.pop(name, None)
