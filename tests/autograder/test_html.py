"""The pages: safe whatever a student wrote, readable by everyone, the same words as on the terminal."""

from __future__ import annotations

import base64
import hashlib
import itertools
import re
from pathlib import Path

import pytest
from fake_reports import GRID, SECRET, assignment, code, pending, property_, report, two_tests, typed, wrong
from page_reader import Page

from autograder.classes.export import Entry
from autograder.classes.gradebook import Row
from autograder.credit import FULL, Credit, Part, from_parts
from autograder.people.person import Person
from autograder.reports.drawings import drawn, histogram
from autograder.reports.pages import TEMPLATES, class_html, ready, report_html
from autograder.reports.shown import for_student

EVIL = "</style></script><script>alert(1)</script><img src=x onerror=alert(1)>\"'><!-- {{ 7 * 7 }}"
COLOURS = re.compile(r"--([a-z-]+): (#[0-9a-f]{6});")


def rich():
    inner = from_parts([Part("loss", 1, FULL), Part("db", 1, wrong("db is half.", 0.5, grid=GRID))])
    whole = report(
        (code("B1"), from_parts([property_("B1.1", inner), property_("B1.2", FULL)])),
        (code("B2"), pending()),
        (typed("D1"), Credit(0.0, "no", echo="Read as: 2 x")),
        (code("E1", bonus=True), two_tests("E1")),
        (code("B3"), wrong(grid=GRID)),
        notes=("Missing: sgd.py.",),
        hashes={"submission": "9f" * 32},
    )
    return for_student(whole, {"D1": "recorded"})


def rows(text="the loss"):
    entry = Entry("submission_1", Path("x"), (Person(text), Person("Bob")))
    first = Row.of(entry, report((code("B1"), from_parts([Part(text, 1, wrong(cause=text)), Part("v", 1, FULL)]))))
    second = Row.of(entry, report((code("B1"), Credit(None, "", text))))
    return [first, second, Row.failed(entry, assignment(code("B1")), text)]


PAGES = {
    "report": lambda: report_html(rich()),
    "empty report": lambda: report_html(report()),
    "class": lambda: class_html(rows(), "Homework 1"),
    "empty class": lambda: class_html([], "Homework 1"),
    "all right": lambda: class_html([Row.of(Entry("a", Path("a")), report((code("B1"), FULL)))], "Homework 1"),
}


@pytest.fixture(params=PAGES)
def source(request):
    return PAGES[request.param]()


def test_a_page_is_well_formed_and_its_references_lead_somewhere(source):
    page = Page(source)
    assert page.mistakes == []
    assert len(page.ids) == len(set(page.ids))
    for _, attributes in page.elements:
        for name in attributes.get("aria-labelledby", "").split():
            assert name in page.ids
        assert attributes.get("href", "#").lstrip("#") in (*page.ids, "")


def test_headings_go_down_one_step_at_a_time(source):
    levels = Page(source).headings
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))


def test_tables_say_what_they_are(source):
    page = Page(source)
    assert len(page.all("caption")) == len(page.all("table"))
    assert all("scope" in attributes for attributes in page.all("th"))


def test_pictures_have_words(source):
    for attributes in Page(source).all("svg"):
        if attributes.get("aria-hidden") != "true":
            assert attributes["role"] == "img"
            assert attributes["aria-labelledby"]


def test_a_page_stands_alone_and_lets_no_other_style_or_script_in(source):
    page = Page(source)
    (policy,) = [a["content"] for a in page.all("meta") if a.get("http-equiv") == "Content-Security-Policy"]
    style = re.search(r"<style>(.*?)</style>", source, re.DOTALL)[1]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert policy == f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    assert {"script", "link", "img", "iframe", "object", "form"}.isdisjoint(tag for tag, _ in page.elements)
    assert not re.search(r"https?:|url\(|@import", source)
    assert not any("style" in attributes for _, attributes in page.elements)


def test_the_report_says_everything():
    text = " ".join(Page(report_html(rich())).text.split())
    for said in (
        "18.75 of 34 points so far (14 still open)", "Pending: B2", "Missing: sgd.py.", "db is half.", "1.25 of 2.5",
        "B1.1Property B1.1", "Code E1 (bonus)", "Read as: 2 x", "3 of 9 entries are wrong", "9f9f",
        "~ partly right", "… not judged", "● recorded", "✓ right", "✗ not right", "up to 4",
    ):  # fmt: skip
        assert said in text
    assert SECRET not in text


def test_a_recorded_answer_has_the_same_page_right_and_wrong():
    wholes = [report((typed("A1"), Credit(share, "why"))) for share in (0.0, 1.0)]
    right, not_right = (report_html(for_student(whole, {"A1": "recorded"})) for whole in wholes)
    assert right == not_right


def test_nothing_that_a_student_wrote_becomes_markup():
    credit = from_parts([Part(EVIL, 1, wrong(EVIL), EVIL), Part("v", 1, Credit(None, EVIL, echo=EVIL), EVIL)])
    tame = from_parts([Part("u", 1, wrong("u"), "u"), Part("v", 1, Credit(None, "u", echo="u"), "u")])
    sources = [
        report_html(report((code("B1"), credit_), notes=(text,), hashes={text: text}))
        for credit_, text in ((credit, EVIL), (tame, "u"))
    ] + [class_html(rows(text), text) for text in (EVIL, "u")]
    for evil, plain in (sources[:2], sources[2:]):
        assert [tag for tag, _ in Page(evil).elements] == [tag for tag, _ in Page(plain).elements]
        assert "<script" not in evil
        assert "{{ 7 * 7 }}" in Page(evil).text


@pytest.mark.parametrize("evil", ["\x1b[2J", "\u202e", "\x00", "\ud800"])
def test_no_control_character_reaches_a_page(evil):
    said = f"before{evil}after"
    page = report_html(report((code("B1"), from_parts([Part(said, 1, wrong(said))])), notes=(said,)))
    assert evil not in page
    page.encode("utf-8")


def test_a_page_of_a_hundred_questions_is_small():
    many = report(*((code(f"B{i}"), two_tests(f"B{i}", second=wrong(grid=GRID))) for i in range(100)))
    page = report_html(many)
    assert len(page) < 400_000
    assert Page(page).mistakes == []


def test_a_grid_is_drawn_with_a_sign_for_each_level():
    picture = drawn(GRID)
    tones = {shape.tone: shape.path.count("M") for shape in picture.shapes}
    signs = {f"sign sign-{level}": 1 for level in (1, 2, 3)}
    assert tones == {"cell-0": 6, "cell-1": 1, "cell-2": 1, "cell-3": 1, **signs}
    assert picture.key == "Signs: ~ slightly off, × wrong, ! not a finite number."
    assert [label.text for label in picture.labels] == ["1", "2", "3"] * 2


def test_a_large_or_ragged_grid_is_cut():
    picture = drawn(tuple((0,) * (60 if row else 3) for row in range(30)))
    assert picture.cut
    assert picture.width < 800
    assert [label.text for label in picture.labels][:3] == ["1", "5", "10"]
    assert not drawn(GRID).cut


def test_a_grid_that_is_wrong_everywhere_needs_no_picture():
    source = report_html(report((code("B1"), wrong(grid=((2, 2), (2, 2))))))
    assert "Off by a factor of 2." in source
    assert "<figure>" not in source


def test_the_class_page_says_everything():
    text = " ".join(Page(class_html(rows(), "Homework 1")).text.split())
    for said in (
        "For staff", "3 submissions by 6 people", "1 could not be graded", "1 × the loss",
        "Something is pending in 1 submission,",
        "To look at by hand", "submission_1", "50%",
    ):  # fmt: skip
        assert said in text


def test_a_histogram_says_its_bars_in_words():
    picture = histogram((1, 0, 0, 0, 0, 0, 0, 0, 0, 4))
    assert picture.sentence == "Submissions by their share of the points. 0 to 10%: 1; 90 to 100%: 4."
    assert [bar.height for bar in picture.bars if bar.count] == [27.5, 110]
    assert len(picture.bars) == 10


def test_ready_loads_every_template():
    ready()
    names = {path.name for path in TEMPLATES.iterdir()} - {"__pycache__"}  # where compiled ones are kept
    assert names == {"base.html", "class.html", "pieces.html", "report.html", "style.css"}


def palettes():
    light, dark = re.findall(r":root \{(.*?)\}", (TEMPLATES / "style.css").read_text(), re.DOTALL)[:2]
    return dict(COLOURS.findall(light)), dict(COLOURS.findall(dark))


def contrast(one, other):
    """WCAG 2: the ratio of relative luminances."""

    def luminance(colour):
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    bright, dim = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


@pytest.mark.parametrize("palette", palettes(), ids=["light", "dark"])
def test_every_word_and_sign_stands_out_from_its_ground(palette):
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    for word in ("ink", "quiet", "link", "right", "partly", "wrong", "waiting", "held"):
        for ground in ("paper", "card"):
            assert contrast(palette[word], palette[ground]) >= 4.5, (word, ground)
    for sign, cell in (("ink", "cell-off"), ("ink", "cell-wrong"), ("on-infinite", "cell-infinite")):
        assert contrast(palette[sign], palette[cell]) >= 3, (sign, cell)


def test_both_palettes_have_the_same_colours():
    light, dark = palettes()
    assert set(light) == set(dark)
