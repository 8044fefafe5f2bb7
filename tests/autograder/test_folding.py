"""Sources folded for a variant: only the branch that holds is left, and it reads as if written for it."""

import textwrap

import pytest

from autograder.errors import QuestionError
from autograder.handouts.folding import filled_in, fold

SUM = {"reduction": "sum", "l2_half": True, "slope": 1, "activation": "tanh", "the_loss": "the sum"}
MEAN = {"reduction": "mean", "l2_half": False, "slope": 0, "activation": "relu", "the_loss": "the mean"}


def folded(text, names):
    return fold(textwrap.dedent(text).lstrip("\n"), names, "work.py")


def test_an_if_keeps_the_branch_that_holds_with_its_comments():
    source = '''
        import conventions
        import numpy as np


        def loss(x):
            """Text."""
            # before
            if conventions.reduction == "sum":
                # all together
                total = np.sum(x)  # here

                return total
            else:
                return np.mean(x)
    '''
    assert folded(source, SUM) == textwrap.dedent('''\
        import numpy as np


        def loss(x):
            """Text."""
            # before
            # all together
            total = np.sum(x)  # here

            return total
        ''')
    assert folded(source, MEAN).endswith('    # before\n    return np.mean(x)\n')


CHAIN = """
    import conventions
    def f(z):
        if conventions.activation == "tanh":
            return tanh(z)
        elif conventions.activation == "relu":
            return relu(z)
        else:
            return z
"""


@pytest.mark.parametrize(("value", "left"), [("tanh", "tanh(z)"), ("relu", "relu(z)"), ("none", "z")])
def test_a_chain(value, left):
    assert folded(CHAIN, {"activation": value}) == f"def f(z):\n    return {left}\n"


MIXED = """
    import conventions
    def f(z):
        if z > 0:
            return 1
        elif conventions.slope:
            return 2
        elif z < 0:
            return 3
        else:
            return 4
"""


def test_an_elif_of_a_chain_that_depends_on_other_things():
    head = "def f(z):\n    if z > 0:\n        return 1\n"
    assert folded(MIXED, SUM) == head + "    else:\n        return 2\n"
    assert folded(MIXED, MEAN) == head + "    elif z < 0:\n        return 3\n    else:\n        return 4\n"
    last = "import conventions\nif z:\n    a = 1\nelif conventions.slope:\n    a = 2\nb = 3\n"
    assert folded(last, MEAN) == "if z:\n    a = 1\nb = 3\n"


def test_an_if_without_else_goes_or_gives_way_to_pass():
    source = """
        import conventions

        def f(x):
            a = 1

            if conventions.l2_half:
                a = 2
                # and so on

            return a


        if conventions.l2_half:

            @mark
            def g():
                pass


        def h():
            if conventions.l2_half:
                return 1
    """
    without = "def f(x):\n    a = 1\n\n    return a\n\n\ndef h():\n    pass\n"
    assert folded(source, MEAN) == without
    with_it = """
        def f(x):
            a = 1

            a = 2
            # and so on

            return a


        @mark
        def g():
            pass


        def h():
            return 1
    """
    assert folded(source, SUM) == textwrap.dedent(with_it).lstrip("\n")


@pytest.mark.parametrize(("source", "of_the_sum", "of_the_mean"), [
    ('y = a / N if conventions.reduction == "mean" else a', "y = a", "y = a / N"),
    ('y = b * (1 if conventions.l2_half else 2)', "y = b * 1", "y = b * 2"),
    ('y = b * (c + d if conventions.l2_half else e)', "y = b * (c + d)", "y = b * e"),
    ('f((a if conventions.l2_half else b), 1)', "f((a), 1)", "f((b), 1)"),
    ('f(a if conventions.l2_half else b)', "f(a)", "f(b)"),
    ('return_ = (\n    a.b(c)\n    if conventions.l2_half\n    else d\n)', "return_ = a.b(c)", "return_ = d"),
    ('y = (a +\n     b) if conventions.l2_half else c', "y = (a +\n     b)", "y = c"),
    ('y = {"sum": f(1), "mean": g + 1}[conventions.reduction] ** 2', "y = f(1) ** 2",
     "y = (g + 1) ** 2"),
    ('y = a * {"sum": 1 - b, "mean": (b)}[conventions.reduction]', "y = a * (1 - b)", "y = a * b"),
    ('y = a * {"sum": (1 - b) * (2 - b), "mean": -b}[conventions.reduction] + 1', "y = a * ((1 - b) * (2 - b)) + 1",
     "y = a * (-b) + 1"),
    ('y = getattr(np, conventions.reduction)(x)', 'y = np.sum(x)', 'y = np.mean(x)'),
    ('y = getattr(a + b, conventions.reduction)()', 'y = (a + b).sum()', 'y = (a + b).mean()'),
    ('y = conventions.slope', "y = 1", "y = 0"),
    ('y = not conventions.l2_half, conventions.l2_half or conventions.slope == 1', "y = False, True", None),
    ('y = conventions.activation in ("tanh", "sigmoid")', "y = True", "y = False"),
    ('y = f"it is {conventions.the_loss}"', 'y = "it is the sum"', 'y = "it is the mean"'),
    ('y = f"{z}: {conventions.the_loss}"', 'y = f"{z}: the sum"', 'y = f"{z}: the mean"'),
    ('y = a if conventions.slope else b if conventions.l2_half else c', "y = a", "y = c"),
    ('y = 1 if x and np.isclose(getattr(np, conventions.reduction)(z), 1) else 2',
     "y = 1 if x and np.isclose(np.sum(z), 1) else 2", None),
    ('y = "é", conventions.slope', 'y = "é", 1', 'y = "é", 0'),
])  # fmt: skip
def test_expressions(source, of_the_sum, of_the_mean):
    assert folded(f"import conventions\n{source}\n", SUM) == of_the_sum + "\n"
    if of_the_mean:
        assert folded(f"import conventions\n{source}\n", MEAN) == of_the_mean + "\n"


def test_strings_over_several_lines_keep_their_blanks_and_docstrings_move():
    source = '''
        import conventions
        if conventions.l2_half:
            x = """a
            b"""
            def f():
                """One.

                Two.
                """
    '''
    assert folded(source, SUM) == 'x = """a\n    b"""\ndef f():\n    """One.\n\n    Two.\n    """\n'


@pytest.mark.parametrize(("line", "said"), [
    ("from conventions import reduction", "on a line of its own"),
    ("import conventions as c", "on a line of its own"),
    ("y = getattr(conventions, name)", "only conventions.NAME"),
    ("y = vars(conventions)", "only conventions.NAME"),
    ("y = conventions.colour", "no attribute 'colour'"),
    ("if conventions.l2_half and x:\n    y = 1", "nest one in the other"),
    ("if conventions.l2_half: y = 1", "line of its own"),
    ("y = {'a': 1}[conventions.reduction]", "no entry 'sum'"),
    ("y = f'{conventions.slope + 1}'", "an f-string may hold"),
    ("y = f'{conventions.colour}'", "cannot stand in an f-string"),
    ("y = (conventions", "cannot be read, line 2"),
])  # fmt: skip
def test_what_cannot_be_folded_is_said_with_its_line(line, said):
    with pytest.raises(QuestionError, match="work") as caught:
        fold(f"import conventions\n{line}\n", SUM, "work.py")
    assert said in str(caught.value)


def test_a_source_without_conventions_stays_as_it_is():
    source = "x = 1   # no conventions here\r\n"
    assert fold(source, SUM, "work.py") == source


def test_phrases():
    assert filled_in("it is {{the_loss}}.", SUM, "here") == "it is the sum."
    assert filled_in("f'{{the_loss}}'", {}, "here") == "f'{{the_loss}}'"
    with pytest.raises(QuestionError, match="here"):
        filled_in("{{the_los}}", SUM, "here")


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("z * {'a': 1 - a, 'b': a > 0}[conventions.step]", "z * (a > 0)"),
        ("-{'a': 1, 'b': a + 1}[conventions.step]", "-(a + 1)"),
        ("{'a': a, 'b': a + 1}[conventions.step].sum()", "(a + 1).sum()"),
        ("f({'a': a, 'b': a + 1}[conventions.step])", "f(a + 1)"),
        ("2 * ({'a': a, 'b': a + 1}[conventions.step])", "2 * (a + 1)"),
        ("2 * {'a': a, 'b': a[0]}[conventions.step]", "2 * a[0]"),
    ],
)
def test_an_entry_of_a_table_stays_one_operand(written, folded):
    assert fold(f"import conventions\nx = {written}\n", {"step": "b"}, "f.py") == f"x = {folded}\n"
