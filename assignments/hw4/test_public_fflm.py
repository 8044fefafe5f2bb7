"""Homework 4, the public checks of B1 to B3. Read them: they say what each function must do.

The right numbers were computed for one small model, and so were those that common slips give.
"""

import numpy as np

from autograder.errors import SubmissionError, Wrong
from autograder.judging import (
    agree,
    agree_with_own_loss,
    as_numbers,
    entry,
    number,
    parts,
    require_alive,
    slip,
    unpack,
    weight,
)

# the small model: V = 7, e = 2, n = 2, h = 3
P = {
    "E": np.array([[0.5, -1.2], [-0.5, -1.2], [0.8, -0.9], [-1.1, 0.8], [0.6, -0.5], [0.4, 1.0], [-0.7, 0.5]]),
    "W": np.array([[0.6, -0.6, -0.6, 0.6], [-0.4, -0.5, 1.3, 1.3], [0.5, -0.3, 0.5, 1.0]]),
    "b": np.array([1.3, 0.6, 1.1]),
    "U": np.array([[1.0, -0.9, -0.9], [0.4, -0.5, -0.6], [0.9, 0.5, -0.4], [-1.2, 0.6, -0.8], [0.4, -0.6, 0.5], [1.2,
        -0.7, 0.7], [0.6, -0.5, -1.0]]),
}  # fmt: skip
X, Y = np.array([[0, 3], [2, 4], [5, 1]]), np.array([1, 0, 6])
LOGITS = [
    [-0.35666895, -0.44950693, 0.78585128, -1.64002715, 0.55327917, 1.48950546, -0.63433761],
    [-0.52173791, -0.52625742, 0.818514, -1.43212663, 0.41284515, 1.27079828, -0.70702429],
    [1.73839988, 0.93365872, 0.1092503, -0.82304798, 0.56745768, 0.96312575, 1.19795832],
]
LOGIT_SLIPS = {
    "order turned over": ("the embeddings stand in the opposite order", 0.5, [[0.04941428, 0.19224908, -0.5324845,
        1.12925395, -0.40277794, -1.04640151, 0.27895737], [-0.37002272, -0.39811672, 0.57209929, -1.23996562,
        0.41724591, 1.11716063, -0.56379481], [-0.81346244, -0.70109762, 0.97714606, -1.35222657, 0.28161624,
        1.15414579, -0.90084291]]),
    "entries mixed": ("each embedding should stay together", 0.4, [[-0.22580579, -0.37614541, 0.71908747, -1.71803245,
        0.63326379, 1.58205111, -0.55833699], [1.46734027, 0.63508942, 0.22020121, -1.96993108, 1.11955982,
        2.02961142, 0.67953617], [-0.45872322, -0.39267002, 0.37853108, -0.83816639, 0.2654617, 0.73411937,
        -0.5511896]]),
    "no tanh": ("tanh is missing", 0.4, [[1.147, -0.097, 2.635, -5.354, 1.998, 5.097, -0.189], [-0.527, -0.708, 1.296,
        -2.732, 0.933, 2.489, -1.004], [2.968, 1.613, -0.487, -1.626, 1.345, 1.898, 1.897]]),
    "no bias": ("the bias b is missing", 0.6, [[0.33811776, -0.03325469, 0.60287119, -1.71950557, 0.73162878,
        1.64887984, -0.11700789], [-0.27803133, -0.25198174, 0.26256067, -0.61223897, 0.20460795, 0.54298949,
        -0.35821866], [1.0639322, 0.78398415, -0.71871737, 0.9181218, -0.12182079, -0.72738414, 1.018957]]),
}  # fmt: skip
LOSS = 2.40158977
LOSS_SLIPS = {
    "no bias": ("the bias b is missing", 0.6, 2.09132579),
    "order turned over": ("the embeddings stand in the opposite order", 0.5, 2.50360606),
    "entries mixed": ("the first entries of all embeddings stand first; each embedding should stay together", 0.4,
        2.2796286),
    "no tanh": ("tanh is missing", 0.4, 3.56828427),
    "no logarithm": ("the chance of the right word was averaged, not its logarithm", 0.4, -0.10492624),
    "logarithm of the mean": ("take the logarithm of each first, then the mean", 0.4, 2.25449761),
    "target unshifted": ("the target is y, not the last word of the window", 0.5, 2.57500203),
}  # fmt: skip
GRADIENTS = {
    "U": [[-0.21606256, -0.3111942, -0.31033438], [-0.26937295, -0.20294622, -0.30172398], [0.1560757, 0.07417253,
        0.13327746], [0.01818377, 0.00116471, 0.01031038], [0.12213737, 0.03520286, 0.08911586], [0.28466674,
        0.11756116, 0.23280483], [-0.09562807, 0.28603915, 0.14654983]],
    "W": [[0.00938675, 0.04303008, -0.02364596, -0.04055188], [0.08771773, -0.1155726, 0.03126896, -0.02708303],
        [0.11023573, 0.07866462, -0.0632521, -0.18871488]],
    "b": [0.0305772, 0.11809775, 0.21878988],
    "E": [[0.00010345, -0.01796774], [0.0502303, 0.16889783], [-0.01637096, -0.05888], [0.04016524, 0.05023551],
        [0.15418015, 0.17152992], [0.09676967, -0.06618442], [0.0, 0.0]],
}  # fmt: skip
GRADIENT_SLIPS = {
    "no tanh'": ("the slope of tanh is missing", 0.4, {
        "W": [[0.05382447, -0.08964104, -0.22734709, 0.09335258], [0.15435735, -0.23345844, 0.08648814, -0.03360182],
            [0.45654491, -0.40854557, -0.16251527, -0.18417017]],
        "b": [0.14965089, 0.19260259, 0.75245138],
        "E": [[0.20190559, -0.18365309], [0.02694132, 0.17484029], [0.05760891, -0.15835155], [0.07345322,
            0.38219988], [0.43642399, 0.53558511], [0.12946069, -0.06982259], [0.0, 0.0]],
    }),
    "sigmoid's slope": ("a(1 - a) is the slope of a sigmoid; that of tanh is 1 - a^2", 0.4, {
        "W": [[0.00216658, 0.01481802, -0.00845426, -0.01244677], [0.05583336, 0.00554658, -0.01128821, -0.07380698],
            [-0.01867551, -0.14142553, 0.05889851, 0.12445307]],
        "b": [0.00884038, 0.09839403, -0.07391398],
        "E": [[0.00137593, -0.00715688], [0.00489915, -0.03465989], [-0.00526149, -0.02491867], [0.01538495,
            0.02032712], [0.06536693, 0.07363527], [-0.06712481, -0.0002515], [0.0, 0.0]],
    }),
    "no one-hot": ("the target is missing: dL/dz is softmax(z) - onehot(y)", 0.4, {
        "U": [[0.09400983, -0.07910831, -0.00465913], [0.06330248, -0.02157052, 0.0186393], [0.1560757, 0.07417253,
            0.13327746], [0.01818377, 0.00116471, 0.01031038], [0.12213737, 0.03520286, 0.08911586], [0.28466674,
            0.11756116, 0.23280483], [0.06360527, -0.04025373, 0.00591683]],
        "W": [[0.1073128, 0.15635086, -0.07446542, -0.24781322], [-0.09738325, 0.15735725, 0.07106451, -0.03529667],
            [-0.04517037, -0.13407506, 0.06190402, 0.15173616]],
        "b": [0.23036221, -0.16075688, -0.11819093],
        "E": [[0.03971668, 0.04495563], [-0.18844216, -0.02154219], [0.0485357, 0.00578033], [-0.12029811,
            -0.11722751], [-0.09755646, -0.05018785], [0.05517223, -0.07311757], [0.0, 0.0]],
    }),
    "order turned over": ("the embeddings stand in the opposite order", 0.5, {
        "U": [[-0.2383926, -0.13107919, -0.24686707], [0.23564572, 0.10550049, 0.19976073], [0.13226093, 0.12534254,
            0.14006574], [-0.06883663, -0.01797276, -0.05181784], [0.07358558, 0.06954487, 0.08061278], [0.19458754,
            0.16966167, 0.20376148], [-0.32885054, -0.32099763, -0.32551581]],
        "W": [[0.0582942, -0.04778672, -0.05912577, 0.11934687], [-0.05788212, 0.03246001, 0.17607578, -0.27930856],
            [0.07230494, -0.077872, 0.10009587, -0.09368998]],
        "b": [-0.0986028, 0.26852781, 0.12914554],
        "E": [[0.20824924, 0.11957748], [0.00823667, -0.00643203], [0.26117186, 0.28483292], [-0.09678953,
            -0.01970903], [-0.01344718, -0.08770483], [0.00339951, 0.01465962], [0.0, 0.0]],
    }),
    "entries mixed": ("the first entries of all embeddings stand first; each embedding should stay together", 0.4, {
        "U": [[-0.20558146, 0.27075821, -0.0510516], [-0.26808916, -0.14349303, -0.26742653], [0.11339776, 0.03316458,
            0.10957926], [0.01715588, 0.00817112, 0.01876617], [0.13265349, -0.00027485, 0.11068405], [0.3094444,
            -0.0202246, 0.24614937], [-0.0989809, -0.14810141, -0.16670072]],
        "W": [[0.00659252, -0.01800016, 0.03211033, -0.02958494], [0.03488263, -0.03781829, 0.01242469, -0.04215969],
            [0.28776848, 0.03205103, -0.06449211, -0.33421]],
        "b": [0.02224072, 0.07297093, 0.46237297],
        "E": [[0.00375727, 0.03602369], [-0.0951846, 0.26253919], [0.11843488, 0.14148017], [-0.01677408, 0.04792206],
            [-0.07658311, 0.26011837], [0.09315039, 0.13520042], [0.0, 0.0]],
    }),
    "no tanh": ("tanh is missing", 0.4, {
        "U": [[-0.43824684, -0.62140475, -0.56558029], [-1.11353721, -0.28463856, -0.65488891], [0.18960165,
            0.05701009, 0.14263011], [0.00265444, -0.00255639, 0.00104512], [0.1316789, -0.02361995, 0.07915776],
            [1.35867759, 0.23113458, 0.85863141], [-0.13082853, 0.64407499, 0.13900479]],
        "W": [[0.15285835, -0.21652837, -0.30955821, 0.10436456], [0.07236075, -0.15684231, 0.16249655, -0.02113632],
            [0.59702985, -0.67622642, -0.26283966, -0.09889818]],
        "b": [0.3218433, 0.0427498, 0.97692609],
        "E": [[0.35718663, -0.24629319], [-0.05059826, 0.12638231], [0.14944833, -0.19837884], [0.00038622,
            0.49039566], [0.40114385, 0.60882885], [0.15783414, -0.06288668], [0.0, 0.0]],
    }),
    "no bias": ("the bias b is missing", 0.6, {
        "U": [[-0.11798162, -0.15379964, -0.17661326], [-0.32582199, -0.05306302, -0.25262618], [0.05990211,
            0.00296609, 0.04869526], [-0.03108047, -0.06129873, -0.04784774], [0.05811389, -0.00863692, 0.04189835],
            [0.15416196, 0.00905573, 0.11996717], [0.20270614, 0.26477649, 0.26652641]],
        "W": [[-0.10038586, 0.02773243, -0.04288562, 0.12411786], [0.14290648, -0.16345915, 0.09820844, -0.08357773],
            [0.23005276, -0.30705593, -0.01592794, -0.03036117]],
        "b": [-0.15010677, 0.18111021, 0.34096674],
        "E": [[0.06137955, -0.04298181], [0.04325372, -0.01379344], [-0.02923944, -0.08706735], [0.06151585,
            0.12998158], [0.39122113, 0.3701578], [-0.02416488, 0.0272681], [0.0, 0.0]],
    }),
}  # fmt: skip


def slips(what, known):
    """Slips from a table: name -> (sentence, share, wrong array)."""
    return [slip(name, f"{what}: {text}.", share, wrong) for name, (text, share, wrong) in known.items()]


def slips_of(block):
    """The slips that change one gradient."""
    known = GRADIENT_SLIPS.items()
    return slips(f"d{block}", {name: (text, share, wrong[block]) for name, (text, share, wrong) in known
                               if block in wrong})  # fmt: skip


# ---------------------------------------------------------------- B1


@number("B1.1")
@weight(2)
@parts({"X": 1, "y": 1})
def test_windows(student, part):
    """The windows of 3 1 4 1 5 9 2, three tokens each."""
    X, y = unpack(student.make_windows(np.array([3, 1, 4, 1, 5, 9, 2]), 3), "X", "y")
    right = [[3, 1, 4], [1, 4, 1], [4, 1, 5], [1, 5, 9]]
    turned = "the tokens of a window stand in the order of the text"
    late = "the last window is missing: M = T - n"
    with part("X"):
        agree(X, right, "X", hypotheses=slips("X", {
            "windows turned over": (turned, 0.5, [[4, 1, 3], [1, 4, 1], [5, 1, 4], [9, 5, 1]]),
            "last window missing": (late, 0.5, right[:3]),
        }))  # fmt: skip
    with part("y"):
        agree(y, [1, 5, 9, 2], "y", hypotheses=slips("y", {
            "targets unshifted": ("the target is the token after the window, not its last one", 0.5, [4, 1, 5, 9]),
            "last window missing": (late, 0.5, [1, 5, 9]),
        }))  # fmt: skip


# ---------------------------------------------------------------- B2


@number("B2.1")
@weight(2)
def test_logits(student):
    """The logits of a small model on three windows."""
    agree(student.fflm_forward(P, X), LOGITS, "logits", hypotheses=slips("The logits", LOGIT_SLIPS))


@number("B2.2")
@weight(1)
def test_order(student, rng):
    """The first word of a window meets the first e columns of W, the last word the last e."""
    other = np.array([[1, 3], [0, 4], [5, 2]])
    require_alive(student.fflm_forward, (P, X), (P, other), shape=(3, 7))
    for name, columns, at in (("first", slice(2), 0), ("last", slice(2, 4), 1)):
        W = P["W"].copy()
        W[:, columns] = 0.0
        changed = X.copy()
        changed[:, at] = (X[:, at] + 1) % 7
        one, two = (as_numbers(student.fflm_forward({**P, "W": W}, words), "logits") for words in (X, changed))
        if not np.allclose(one, two, rtol=1e-5, atol=1e-7):
            raise Wrong(
                f"With 0 in the {name} e columns of W, the {name} word of a window should not matter.", cause="order"
            )


# ---------------------------------------------------------------- B3


class Shown:
    """The slips that your fflm_forward shows: they cost their points in B2, not here again."""

    def __init__(self, student):
        self._student = student

    def __contains__(self, name):
        if name not in LOGIT_SLIPS:
            return False
        try:
            got = as_numbers(self._student.fflm_forward(P, X), "logits")
        except (SubmissionError, Wrong):
            return False
        return got.shape == (3, 7) and bool(np.allclose(got, LOGIT_SLIPS[name][2], rtol=1e-5, atol=1e-7))


@number("B3.1")
@weight(2.5)
@parts({"loss": 1, "U": 1, "W": 1, "b": 1, "E": 1})
def test_loss_and_gradients(student, part):
    """Loss and gradients of the small model on its three windows."""
    loss, grads = unpack(student.fflm_loss_grads(P, X, Y), "loss", "grads")
    with part("loss"):
        agree(loss, LOSS, "The loss", hypotheses=slips("The loss is off", LOSS_SLIPS),
              counts={"windows": 3, "words": 7}, forgiven=Shown(student))  # fmt: skip
    for name, right in GRADIENTS.items():
        with part(name):
            agree(entry(grads, name, "The dict of gradients"), right, f"d{name}", hypotheses=slips_of(name),
                  counts={"windows": 3, "words": 7}, forgiven=Shown(student))  # fmt: skip


@number("B3.2")
@weight(0.5)
def test_own_loss(student):
    """Each gradient is the derivative of the loss that comes with it (or of the right one)."""

    def loss(params):
        return unpack(student.fflm_loss_grads(params, X, Y), "loss", "grads")[0]

    grads = unpack(student.fflm_loss_grads(P, X, Y), "loss", "grads")[1]
    try:
        for name, right in GRADIENTS.items():
            agree(entry(grads, name), right, f"d{name}")
        return
    except Wrong:
        pass
    agree_with_own_loss(loss, P, grads, counts={"windows": 3})
