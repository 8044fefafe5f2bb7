"""course.toml: a slip of the pen is named with its place, and what can be meant is taken."""

from __future__ import annotations

import pytest
from mini import QUESTIONS, SOLUTION, TRIPLE, mini_assignment

from autograder.errors import QuestionError

TESTS = TRIPLE + TRIPLE.replace("B2.1", "B1.1").replace("test_triple", "test_double")
SLIPS = {
    "[assignments]\nmini = 3": r"course.toml \[assignments\]: mini is a table",
    "late = 3": "course.toml: late is a table",
    "feedback = 'cause'": "course.toml: feedback is a table",
    "[feedback]\nB = 'cause'": r"\[feedback\]: B is a table",
    "[feedback.B]\nbefor = 'cause'": r"\[feedback.B\]: befor is not a setting; known are after, before",
    "[secret]\nfiles = 'x'": r"\[secret\]: files is not a setting",
    "[assignments.mini]\npoints = 3": r"\[assignments.mini\] points: a table of questions",
    "[assignments.mini]\npoints = {B1 = 'ten'}": r"points: a table of questions and points.*'ten'",
    "[assignments.mini]\npoints = {B1 = true}": "points: a table of questions and points",
    "[assignments.mini]\ndrop = ['B1']": r"drop: a table of questions, .*not \['B1'\]",
    "[assignments.mini]\nbonus = 'B1'": r"bonus: a list of questions, \[\"D3\"\], not 'B1'",
    "[assignments.mini]\nleaderboard = 'yes'": "leaderboard: true or false, not 'yes'",
    "[assignments.mini]\ndue = '2027-02-12'": "due: a date and time without quotes, like .*, not '2027-02-12'",
    "[assignments.mini]\ndue = 2027-02-12": "due: a date and time without quotes, like .*, not 2027-02-12",
    "[assignments.mimi]\ndue = 2027-02-12T23:59:00Z": "there is no assignment mimi; this course has mini",
}


@pytest.mark.parametrize("text", SLIPS)
def test_a_slip_is_named_where_it_stands(tmp_path, text):
    with pytest.raises(QuestionError, match=SLIPS[text]):
        mini_assignment(tmp_path, TESTS, QUESTIONS, SOLUTION, text + "\n")


def test_what_can_be_meant_is_taken(tmp_path):
    text = (
        'title = "A course"\n[assignments.mini]\npoints = {B1 = 7.25}\ndrop = {B2 = "removed"}\nbonus = []\n'
        "leaderboard = true\nvariant = 3\ndue = 2027-02-12T23:59:00\n[late]\n[feedback.B]\nafter = 'property'\n"
    )
    assignment = mini_assignment(tmp_path, TESTS, QUESTIONS, SOLUTION, text)
    assert assignment.points == 7.25
    assert assignment.variant.seed == "3"
