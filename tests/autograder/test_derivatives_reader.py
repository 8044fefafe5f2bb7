"""The reader: what students type, what is refused and where, and that nothing else ever comes out of it."""

import contextlib
import random
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from derivative_strings import expression, strings

import autograder.derivatives.reader as package
from autograder.derivatives.reader import Names, Unreadable, read, spoken

NAMES = ("a", "b", "w", "x", "y", "z", "yhat", "x_1", "x_2", "lambda", "c_pos", "X", "s_o")
VECTORS = Names({"w": "d", "c": "d", "z": "K", "p": "K", "t": None}, {"i": "K", "j": "K"})


def plain(text, names=NAMES):
    return read(text, names).plain


@pytest.mark.parametrize(
    ("typed", "understood"),
    [
        ("x²", "x^2"),
        ("x⁻¹", "x^(-1)"),
        ("x₁²x₂", "x_1^2*x_2"),
        ("x1 + x_1 + x_{1}", "x_1 + x_1 + x_1"),
        ("ŷ−y", "yhat - y"),
        ("y\u0302 - y", "yhat - y"),
        ("\\hat y x", "yhat*x"),
        ("y_hat", "yhat"),
        ("λw", "lambda*w"),
        ("x×y÷z", "x*y/z"),
        ("σ(z)σ(−z)", "sigma(z)*sigma(-z)"),
        ("σ²(z)", "sigma(z)^2"),
        ("1-\\tanh^2 z", "1 - tanh(z)^2"),
        ("\\frac{e^{-z}}{(1+e^{-z})^2}", "exp(-z)/(1 + exp(-z))^2"),
        ("\\dfrac12 x", "1/2*x"),
        ("$\\left(\\sigma(wx+b)-y\\right)\\,x$", "(sigma(w*x + b) - y)*x"),
        ("\\(x\\cdot y\\)", "x*y"),
        ("2wx(y-b)", "2*w*x*(y - b)"),
        ("wx^2", "w*x^2"),
        ("a/b x", "a/b*x"),
        ("1/2x", "1/2*x"),
        ("-x^2", "-x^2"),
        ("2*-x", "2*(-x)"),
        ("x^-2", "x^(-2)"),
        ("a^b^x", "a^b^x"),
        ("e^-x", "exp(-x)"),
        ("w/|w| + 2|x|", "w/abs(w) + 2*abs(x)"),
        ("1[z>0]x + 0.1*1[z≤0]", "1[z > 0]*x + 0.1*1[z <= 0]"),
        ("\\mathbb{1}[z>0]", "1[z > 0]"),
        ("\\mathbf{1}_{z>0}", "1[z > 0]"),
        ("I(z>0)", "1[z > 0]"),
        ("3*(z>0)", "3*1[z > 0]"),
        ("where(z>0,1,0.1)", "where(1[z > 0], 1, 0.1)"),
        ("\\operatorname{ReLU}(z) + H(z)", "relu(z) + step(z)"),
        ("ln X + log x", "ln(X) + ln(x)"),
        ("√(x+y)", "sqrt(x + y)"),
        ("c_\\text{pos} b", "c_pos*b"),
        ("x ** 2", "x^2"),
        ("[2(a-y)]x", "2*(a - y)*x"),
        ("sigmoid(z) + sgn(w)", "sigma(z) + sign(w)"),
        ("𝑥 + 𝐲", "x + y"),
    ],
)
def test_what_students_type_is_understood(typed, understood):
    assert plain(typed) == understood


@pytest.mark.parametrize(
    ("typed", "column", "words"),
    [
        ("", 1, "empty"),
        ("q + 1", 1, "not known"),
        ("x + what", 5, "Known here: a, b, w"),
        ("1 + yhaat", 5, "Did you mean yhat"),
        ("1 + W", 5, "Did you mean w"),
        ("lnx", 1, "Write ln(x)"),
        ("sin^-1(x)", 4, "two meanings"),
        ("x^{2", 3, "not closed"),
        ("2,5*x", 2, "point"),
        ("dL/dx = a-y", 7, "right of the equals sign"),
        ("1 - sigma", 5, "needs its argument"),
        ("a + sigma(1-sigma)", 13, "needs its argument"),
        ("ln x y", 6, "brackets"),
        ("x 2", 3, "power"),
        ("(x+y", 1, "not closed"),
        ("x+y)", 4, "too many"),
        ("x +", 4, "too early"),
        ("x + × y", 5, "not expected"),
        ("2e-3*x", 1, "0.001"),
        ("x\ny", 2, "one line"),
        ("x\u202ey", 2, "invisible"),
        ("x\u200by", 2, "invisible"),
        ("х+y", 1, "Latin"),
        ("２x", 1, "Type 2"),
        ("xª", 2, "no meaning"),
        ("σ'(z)", 2, "Write the derivative out"),
        ("np.exp(z)", 1, "Leave it out"),
        ("\\partial L", 1, "Type only the derivative"),
        ("\\begin{cases} x", 1, "where(condition"),
        ("log_2(x)", 1, "ln(x)/ln(2)"),
        ("max(x)", 1, "argument"),
        ("x.y", 2, "Write *"),
        ("x^101", 2, "100"),
        ("12345678901234567890123456", 1, "25 digits"),
        ("\\", 1, "backslash"),
        ("sum_j x", 1, "every term"),
        ("__import__('os')", 1, "not read"),
        ("lambda x: x", 9, "not read"),
    ],
)
def test_a_refusal_says_where_and_what_to_do(typed, column, words):
    with pytest.raises(Unreadable) as refused:
        read(typed, NAMES)
    assert refused.value.column == column
    assert words in str(refused.value)


@pytest.mark.parametrize(
    "typed",
    [
        "x" * 601,
        "(" * 61 + "x" + ")" * 61,
        "x+" * 300 + "x",
        "x^" * 70 + "2",
        "-" * 500,
        "|" * 400,
        "ln " * 199 + "x",
        "√" * 300 + "x",
    ],
)
def test_limits_are_refusals(typed):
    with pytest.raises(Unreadable):
        read(typed, NAMES)


def test_long_but_allowed_texts_are_read():
    assert plain("-" * 300 + "x") == "x"
    assert plain("(" * 50 + "x" + ")" * 50) == "x"
    assert plain("+".join(["x"] * 190)).count("x") == 190


def test_a_declared_name_goes_before_functions_and_constants():
    assert plain("e^2 + sigma*(1-h)", ("e", "sigma", "h")) == "e^2 + sigma*(1 - h)"
    assert plain("exp(2)", ("e",)) == "exp(2)"


def test_glued_names_split_only_one_way():
    assert plain("wxb") == "w*x*b"
    with pytest.raises(Unreadable, match="not known"):
        read("abc", ("a", "ab", "c", "bc"))


def test_numbers_are_exact_and_never_computed():
    assert plain("0.100000000000000000000001") == "0.100000000000000000000001"
    assert plain("9**9**9**9") == "9^9^9^9"


def test_kronecker_delta_in_every_spelling():
    names = ("p_i", "p_j", "delta_ij")
    for typed in ("delta_ij", "δ_ij", "δ_{ij}", "\\delta_{i,j}", "delta_ji", "1[i=j]", "[j==i]", "\\mathbf{1}_{i=j}"):
        assert plain(typed, names).removeprefix("1*") == "delta_ij", typed
    assert plain("[i≠j]", names) == "1 - delta_ij"


@pytest.mark.parametrize(
    ("typed", "understood"),
    [
        ("w . c", "dot(w, c)"),
        ("w·c", "dot(w, c)"),
        ("w^T c", "dot(w, c)"),
        ("(σ(w·c)−1)w", "(sigma(dot(w, c)) - 1)*w"),
        ("t · w", "t*w"),
        ("t w^\\top c", "t*dot(w, c)"),
        ("p_ip_j", "p_i*p_j"),
        ("p_i(δ_ij−p_j)", "p_i*(1[i = j] - p_j)"),
        ("softmax(z)_i", "softmax(z)_i"),
        ("softmax_i(z)", "softmax(z)_i"),
        ("e^{z_i}/\\sum_j e^{z_j}", "exp(z_i)/sum_j (exp(z_j))"),
        ("\\sum_{j=1}^{K} p_j z_j", "sum_j (p_j*z_j)"),
        ("sum(p_j*z_j, j)", "sum_j (p_j*z_j)"),
        ("z_2 + z₁", "z_2 + z_1"),
    ],
)
def test_vectors_and_indices(typed, understood):
    assert plain(typed, VECTORS) == understood


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("w + 1", "adds a vector and a number"),
        ("w*c", "write dot"),
        ("dot(w, z)", "same size"),
        ("w_i", "does not run over d"),
        ("t/w", "divides by a vector"),
        ("w^2", "needs numbers"),
        ("|w|", "needs numbers"),
        ("w^T", "transposed"),
        ("i*t", "stands alone"),
        ("softmax(t)", "needs a vector"),
        ("sum_j sum_j z_j", "nested"),
        ("sum_i p_i sum_j z_j sum_i p_i", "nested"),
        ("z_i/sum_j z_j*t", "where this sum ends"),
        ("sum_k z_k", "Write sum_j"),
    ],
)
def test_shapes_are_checked(typed, words):
    with pytest.raises(Unreadable, match=words):
        read(typed, VECTORS)


def test_latex_shows_the_reading():
    assert read("a/b x", NAMES).latex == r"\frac{a}{b} \cdot x"
    assert read("σ(ŷ)^2", NAMES).latex == r"\sigma\left(\hat{y}\right)^{2}"
    assert read("-(x_1-c_pos)*|z|", NAMES).latex == r"-\left(x_{1} - c_{pos}\right) \cdot \left|z\right|"


@pytest.mark.parametrize("names", [NAMES, VECTORS])
def test_no_text_raises_anything_but_unreadable(names):
    for text in strings(random.Random(7), 6000):
        with contextlib.suppress(Unreadable):
            reading = read(text, names)
            assert read(reading.plain, names).plain == reading.plain, text


def test_the_echo_of_an_expression_reads_as_the_same_tree():
    rng = random.Random(3)
    for _ in range(300):
        tree = read(expression(rng, ("x", "y", "z"), 3), NAMES).tree
        echoed = read(read_back(tree), NAMES).tree
        assert read_back(echoed) == read_back(tree)


def read_back(tree):
    return package.plain(tree)


def test_a_public_check_says_readable_and_nothing_more():
    assert spoken("s(1-s)", ["s"]) == (True, "read as s*(1 - s)")
    readable, why = spoken("s(1-q)", ["s"])
    assert not readable
    assert "column 5" in why


def test_the_reader_travels_alone(tmp_path):
    """Copied into an empty folder it runs without numpy, without this package and without installed packages."""
    shutil.copytree(Path(package.__file__).parent, tmp_path / "reader")
    code = (
        "import sys; sys.path[:0] = ['.']; from reader import spoken;"
        "print(spoken('s(1-s)', ['s']), 'numpy' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-S", "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "(True, 'read as s*(1 - s)') False"
