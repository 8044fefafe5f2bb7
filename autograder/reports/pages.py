"""Reports as pages: one file each, without scripts and without anything from the network."""

from __future__ import annotations

import base64
import hashlib
import os
from collections.abc import Sequence
from functools import cache, lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from autograder.report import Report
from autograder.reports.view import HELD, Item, view
from autograder.reports.wording import NOT_RIGHT, PARTLY, RIGHT, WAITING, grid_sentence, points

if TYPE_CHECKING:
    import jinja2

    from autograder.classes.gradebook import Row
    from autograder.credit import Grid
    from autograder.reports.drawings import Picture

TEMPLATES = Path(__file__).parent / "templates"
TONES = {RIGHT: "right", PARTLY: "partly", NOT_RIGHT: "wrong", WAITING: "waiting", HELD: "held"}
BAR = 1000


def report_html(report: Report) -> str:
    """The page of one report; give it what `autograder.reports.shown.for_student` returned."""
    shown = view(report)
    got = round(BAR * shown.got)
    bar = {"got": got, "open": min(round(BAR * shown.still_open), BAR - got)}
    return _rendered("report.html", view=shown, bar=bar, row=partial(_piece, "row"), section=partial(_piece, "section"))


def class_html(rows: Sequence[Row], title: str) -> str:
    """The page about a class, for staff: what it got, what it got wrong, what to look at by hand."""
    from autograder.classes.results import count, exact, percent, summarise, titled
    from autograder.reports.drawings import histogram

    results = summarise(rows)
    words = {"percent": percent, "count": count, "points": points, "exact": exact, "titled": titled}
    return _rendered("class.html", results=results, title=title, bands=histogram(results.bands), **words)


def ready() -> None:
    """Load what the pages need; worth doing once before many processes are forked."""
    import autograder.reports.drawings  # noqa: F401

    for name in ("report.html", "pieces.html", "class.html"):
        _environment().get_template(name)


def _drawn(grid: Grid) -> Picture:
    from autograder.reports.drawings import drawn  # only where entries of an array are wrong

    return drawn(grid)


def _rendered(template: str, **values: Any) -> str:
    return _environment().get_template(template).render(**values)


@lru_cache(maxsize=256)
def _piece(name: str, item: Item) -> str:
    """A question in a report, as `name` of pieces.html lays it out: what many got alike is laid out once."""
    made: str = getattr(_environment().get_template("pieces.html").module, name)(item)
    return made


def _compiled() -> jinja2.BytecodeCache | None:
    """Compiled templates kept beside them, where Python itself would keep what it compiles; to compile takes 20 ms."""
    import jinja2

    folder = TEMPLATES / "__pycache__"
    try:
        folder.mkdir(exist_ok=True)
    except OSError:
        return None
    return jinja2.FileSystemBytecodeCache(str(folder)) if os.access(folder, os.W_OK) else None


@cache
def _environment() -> jinja2.Environment:
    import jinja2
    from markupsafe import Markup

    style = (TEMPLATES / "style.css").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        bytecode_cache=_compiled(),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    # The page's own style is known by its hash: no other style or script, whoever wrote it, is obeyed.
    environment.globals.update(style=Markup(style), style_hash=f"sha256-{digest}")
    environment.globals.update(tones=TONES, drawn=_drawn, sentence=grid_sentence)
    return environment
