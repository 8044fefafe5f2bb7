"""Homework 4, the public checks of B4 to B6. Read them: they say what each function must do.

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

# the small model: V = 5, e = 3, H = 2; one sequence of T = 4 words
P = {
    "E": np.array([[-0.9, 1.1, -1.2], [1.2, 1.1, -0.4], [-0.7, 0.3, -0.8], [-1.1, 0.4, -0.5], [0.7, -0.5,
        1.1]]),
    "We": np.array([[-0.9, -0.5, 0.6], [0.7, -0.5, -0.2]]),
    "Wh": np.array([[0.5, -0.8], [0.4, 0.6]]),
    "b1": np.array([0.3, -0.2]),
    "U": np.array([[-0.7, 1.0], [1.1, -0.7], [1.3, 0.8], [-0.8, -0.4], [-0.5, -1.1]]),
    "b2": np.array([0.5, -0.9, -1.1, -1.1, 0.5]),
}  # fmt: skip
IDS, TARGETS = np.array([[0, 3, 1, 4]]), np.array([[3, 1, 4, 2]])
ZERO, START = np.zeros((1, 2)), np.array([[0.5, -0.4]])
H_FROM_ZERO = [[[0.0, 0.0], [-0.1586485, -0.81441409], [0.87690396, -0.92492941], [-0.37274262,
    -0.03418274], [0.3977514, 0.1492696]]]  # fmt: skip
LOGITS_FROM_ZERO = [[[-0.20336014, -0.50442349, -1.95777433, -0.64731556, 1.47517976], [-1.03876219,
    0.71204495, -0.69996837, -1.43155141, 1.07897037], [0.7267371, -1.28608897, -1.6119116, -0.78813281,
    0.72397232], [0.37084362, -0.56696218, -0.4635075, -1.47790896, 0.13692774]]]  # fmt: skip
H_FROM_START = [[[0.5, -0.4], [0.38847268, -0.82745161], [0.928334, -0.88772366], [-0.37622429, 0.00869919],
    [0.36697992, 0.17297305]]]  # fmt: skip
LOGITS_FROM_START = [[[-0.59938249, 0.10653608, -1.2569468, -1.0797975, 1.21596043], [-1.03755746,
    0.74257396, -0.60334473, -1.48757774, 1.01232902], [0.77205619, -1.31993615, -1.58213223, -0.80250024,
    0.67854304], [0.4160871, -0.61740322, -0.48454766, -1.46277316, 0.12623968]]]  # fmt: skip
STATE_SLIPS = {
    "h0 ignored": ("the first step starts from zeros, not from h0", 0.5, {
        "H": [[[0.5, -0.4], [-0.1586485, -0.81441409], [0.87690396, -0.92492941], [-0.37274262,
            -0.03418274], [0.3977514, 0.1492696]]],
        "logits": [[[-0.20336014, -0.50442349, -1.95777433, -0.64731556, 1.47517976], [-1.03876219,
            0.71204495, -0.69996837, -1.43155141, 1.07897037], [0.7267371, -1.28608897, -1.6119116,
            -0.78813281, 0.72397232], [0.37084362, -0.56696218, -0.4635075, -1.47790896, 0.13692774]]],
    }),
    "output bias left out": ("the bias b2 is missing", 0.6, {
        "logits": [[[-1.09938249, 1.00653608, -0.1569468, 0.0202025, 0.71596043], [-1.53755746, 1.64257396,
            0.49665527, -0.38757774, 0.51232902], [0.27205619, -0.41993615, -0.48213223, 0.29749976,
            0.17854304], [-0.0839129, 0.28259678, 0.61545234, -0.36277316, -0.37376032]]],
    }),
    "no b1": ("the bias b1 is missing", 0.6, {
        "H": [[[0.5, -0.4], [0.10955847, -0.7530659], [0.81683501, -0.85595545], [-0.6508766, 0.18113963],
            [-0.18808385, 0.35253287]]],
        "logits": [[[-0.32975683, -0.25233955, -1.56002671, -0.88642041, 1.27359326], [-0.92773996,
            0.59768733, -0.72287885, -1.41108583, 1.03313349], [1.13675325, -1.74276201, -1.80122788,
            -0.65175457, 0.62618471], [0.98419156, -1.35366524, -1.06248272, -1.09054606, 0.20625577]]],
    }),
    "Wh transposed": ("Wh is transposed: it maps the old state to the new one, Wh h", 0.5, {
        "H": [[[0.5, -0.4], [-0.06988589, -0.94469516], [0.36025508, -0.91874364], [-0.94220853,
            -0.58461814], [-0.12430527, 0.61876163]]],
        "logits": [[[-0.39577503, -0.31558787, -1.94660778, -0.66621323, 1.57410762], [-0.67092219,
            0.13940113, -1.36666331, -1.02070661, 1.33049046], [0.57492783, -1.52719669, -2.7925656,
            -0.11238592, 1.61418422], [1.20577532, -1.46986894, -0.76658755, -1.24806043, -0.11848515]]],
    }),
    "no tanh": ("tanh is missing", 0.4, {
        "H": [[[0.5, -0.4], [0.41, -1.18], [1.939, -1.614], [0.6907, -0.0228], [0.94359, 0.5826]]],
        "logits": [[[-0.967, 0.377, -1.511, -0.956, 1.593], [-2.4713, 2.3627, 0.1295, -2.0056, 1.3059],
            [-0.00629, -0.12427, -0.22033, -1.64344, 0.17973], [0.422087, -0.269871, 0.592747, -2.087912,
            -0.612655]]],
    }),
}  # fmt: skip
GRADIENTS = {
    "U": [[0.00553068, -0.02925763], [-0.14037267, 0.13933649], [-0.0704804, -0.05518681], [0.04234828,
        0.17934266], [0.16297412, -0.23423471]],
    "b2": [0.23843994, -0.09373829, -0.17510358, -0.18324461, 0.21364654],
    "Wh": [[-0.04103053, 0.20674415], [0.38994144, -0.38662766]],
    "We": [[-0.4707768, 0.05385206, -0.35954349], [0.26668513, 0.52411196, -0.37550414]],
    "b1": [-0.39939979, 0.24470937],
    "E": [[-0.10038582, -0.052779, 0.06602661], [0.42352594, -0.09953195, -0.18190338], [0.0, 0.0, 0.0],
        [0.07418391, -0.00734654, -0.03488799], [0.13343235, 0.2370027, -0.13781698]],
    "dh0": [[0.05311547, -0.08915707]],
}  # fmt: skip
AT_ONE_STEP = {
    "U": [[0.03769557, -0.08029202], [0.07636015, -0.16264807], [0.01953052, -0.04160024], [-0.36515697,
        0.77778886], [0.23157073, -0.49324853]],
    "b2": [0.09703531, 0.19656506, 0.05027513, -0.93998108, 0.59610558],
    "Wh": [[0.28342021, -0.22673617], [-0.0441554, 0.03532432]],
    "We": [[-0.51015637, 0.62352446, -0.6802085], [0.07947972, -0.09714188, 0.10597296]],
    "b1": [0.56684041, -0.0883108],
    "E": [[-0.57197394, -0.23926481, 0.35776641], [0.0, 0.0, 0.0], [0.0, 0.0, 0.0], [0.0, 0.0, 0.0], [0.0,
        0.0, 0.0]],
    "dh0": [[0.24809589, -0.50645881]],
}  # fmt: skip
GRADIENT_SLIPS = {
    "nothing from the next step": ("no gradient comes back from the next step", 0.4, {
        "Wh": [[0.1263552, 0.04422344], [0.29092882, -0.22997104]],
        "We": [[-0.22744579, 0.25324148, -0.42551226], [0.19777038, 0.34407146, -0.2737394]],
        "b1": [-0.22723228, 0.0471867],
        "E": [[-0.1139902, -0.04096313, 0.06928404], [0.16828435, -0.13241281, -0.04441833], [0.0, 0.0,
            0.0], [0.04981324, 0.02639603, -0.03282543], [0.13343235, 0.2370027, -0.13781698]],
        "dh0": [[0.04347916, -0.1007655]],
    }),
    "recurrence transposed": ("on the way back the recurrence is transposed: dz Wh in rows, Wh^T dz in columns",
        0.5, {
        "Wh": [[0.1278722, 0.04640402], [0.09226748, -0.02349132]],
        "We": [[-0.19329337, 0.21778861, -0.38576475], [-0.07062914, 0.08914342, -0.17662203]],
        "b1": [-0.26191275, -0.18258148],
        "E": [[-0.0901454, -0.02158051, 0.05154685], [0.00916538, -0.01993725, 0.00139849], [0.0, 0.0, 0.0],
            [0.05546211, 0.02676218, -0.03575971], [0.13343235, 0.2370027, -0.13781698]],
        "dh0": [[0.06326215, 0.01085185]],
    }),
    "no tanh'": ("the slope of tanh is missing", 0.4, {
        "Wh": [[-0.04819958, 0.38009644], [0.36543213, -0.74632272]],
        "We": [[-0.49789382, 0.05661383, -0.42975056], [-0.4317808, 1.11060553, -1.00941481]],
        "b1": [-0.56870343, 1.02287661],
        "E": [[0.06265156, -0.26989946, 0.04964406], [0.50457088, -0.09153213, -0.2248258], [0.0, 0.0, 0.0],
            [0.4809321, -0.13206936, -0.20084524], [0.17969219, 0.26641436, -0.1697704]],
        "dh0": [[0.23562005, 0.04807263]],
    }),
    "no one-hot": ("the target is missing: dL/dz is softmax(z) - onehot(target)", 0.4, {
        "U": [[0.00553068, -0.02925763], [0.07885332, -0.09189586], [0.02895745, -0.01786941], [0.00268615,
            -0.02426086], [0.06978846, -0.2427804]],
        "b2": [0.23843994, 0.15626171, 0.07489642, 0.06675539, 0.46364654],
        "Wh": [[-0.08102957, 0.09497816], [-0.00214297, 0.00900383]],
        "We": [[-0.04538861, -0.20550274, 0.13470485], [0.07739902, -0.07719247, 0.09227661]],
        "b1": [-0.21322707, -0.06004938],
        "E": [[0.04185333, 0.07721601, -0.04409147], [0.09050274, 0.04976645, -0.0601813], [0.0, 0.0, 0.0],
            [-0.00657453, 0.00721643, 0.00112234], [0.02408826, 0.00243934, -0.01277593]],
        "dh0": [[-0.07114504, 0.03855206]],
    }),
    "output bias left out": ("the forward pass leaves out b2", 0.6, {
        "U": [[-0.00479448, -0.01675119], [-0.09621333, 0.06817009], [-0.04346056, -0.07602866],
            [0.03489361, 0.13964736], [0.10957475, -0.11503759]],
        "b2": [0.12500203, 0.03782204, -0.07925859, -0.07402947, -0.00953601],
        "Wh": [[0.00184183, 0.08456534], [0.30447433, -0.28507766]],
        "We": [[-0.36665674, 0.19875701, -0.37648632], [0.16633022, 0.40916144, -0.32539582]],
        "b1": [-0.08668787, 0.13778068],
        "E": [[-0.16294012, -0.08789744, 0.10783929], [0.26338634, -0.10129276, -0.10130534], [0.0, 0.0,
            0.0], [0.03783391, -0.01558679, -0.01424092], [0.03618543, 0.17923058, -0.07186189]],
        "dh0": [[0.08819274, -0.14477004]],
    }),
    "assigned over time": ("the first step alone is there; the steps add up (+=)", 0.4, {
        "U": [[-0.00501274, -0.02573266], [-0.00370958, -0.01904296], [-0.00086725, -0.00445197],
            [0.03644648, 0.18709618], [-0.02685691, -0.13786858]],
        "b2": [0.03159653, 0.02338241, 0.00546647, -0.22973101, 0.1692856],
        "Wh": [[0.0, 0.0], [0.0, 0.0]],
        "We": [[-0.09803048, 0.11981504, -0.13070731], [0.00302829, -0.00370124, 0.00403772]],
        "b1": [0.10892276, -0.00336477],
        "E": [[-0.10038582, -0.052779, 0.06602661], [0.0, 0.0, 0.0], [0.0, 0.0, 0.0], [0.0, 0.0, 0.0], [0.0,
            0.0, 0.0]],
    }),
    "targets unshifted": ("the targets are the words that are fed; they should be the ones after them", 0.5,
        {
        "U": [[0.0451928, 0.17434589], [0.17203897, -0.08335018], [0.02895745, -0.01786941], [-0.21653984,
            0.20697149], [-0.02964939, -0.2800978]],
        "b2": [-0.01156006, -0.09373829, 0.07489642, -0.18324461, 0.21364654],
        "Wh": [[-0.21617353, 0.13555684], [0.11091422, -0.27199236]],
        "We": [[-0.35000884, -0.10441119, -2.67e-05], [0.5965031, -0.0147071, 0.37165588]],
        "b1": [0.06867488, 0.41820901],
        "E": [[-0.21702529, 0.01355625, 0.10444577], [0.35579256, -0.0267166, -0.1698813], [0.0, 0.0, 0.0],
            [-0.02542563, -0.04567252, 0.02641457], [0.11759728, -0.18460908, -0.00341592]],
        "dh0": [[0.00153291, -0.18955823]],
    }),
}  # fmt: skip
STATE_SLIPS_ZERO = {
    "output bias left out": ("the bias b2 is missing", 0.6, {
        "logits": [[[-0.70336014, 0.39557651, -0.85777433, 0.45268444, 0.97517976], [-1.53876219,
            1.61204495, 0.40003163, -0.33155141, 0.57897037], [0.2267371, -0.38608897, -0.5119116,
            0.31186719, 0.22397232], [-0.12915638, 0.33303782, 0.6364925, -0.37790896, -0.36307226]]],
    }),
    "no b1": ("the bias b1 is missing", 0.6, {
        "H": [[[0.0, 0.0], [-0.43008421, -0.73522225], [0.69786974, -0.90205966], [-0.66371094, 0.10749516],
            [-0.13698499, 0.30861395]]],
        "logits": [[[0.0658367, -0.85843706, -2.24728728, -0.46184373, 1.52378658], [-0.89056847,
            0.49909847, -0.91441707, -1.29747193, 1.14333076], [1.07209282, -1.70532865, -1.87682809,
            -0.61202931, 0.71361079], [0.90450344, -1.26671325, -1.03118933, -1.11385759, 0.22901715]]],
    }),
    "Wh transposed": ("Wh is transposed: it maps the old state to the new one, Wh h", 0.5, {
        "H": [[[0.0, 0.0], [-0.1586485, -0.81441409], [0.36696401, -0.89202051], [-0.94061119, -0.57755328],
            [-0.12073507, 0.62058564]]],
        "logits": [[[-0.20336014, -0.50442349, -1.95777433, -0.64731556, 1.47517976], [-0.64889532,
            0.12807476, -1.3365632, -1.036763, 1.29774056], [0.58087456, -1.53038502, -2.78483717,
            -0.11648974, 1.6056142], [1.20510019, -1.46721853, -0.76048708, -1.2516462, -0.12227667]]],
    }),
    "no tanh": ("tanh is missing", 0.4, {
        "H": [[[0.0, 0.0], [-0.16, -1.14], [1.622, -1.818], [0.6954, -0.272], [1.1453, 0.43496]]],
        "logits": [[[-0.528, -0.278, -2.22, -0.516, 1.834], [-2.4534, 2.1568, -0.4458, -1.6704, 1.6888],
            [-0.25878, 0.05534, -0.41358, -1.54752, 0.4515], [0.13325, 0.055358, 0.736858, -2.190224,
            -0.551106]]],
    }),
}  # fmt: skip
ONE_STEP_SLIPS = {
    "h0 ignored": ("the forward pass starts from zeros, not from h0", 0.5, {
        "U": [[-0.02005097, -0.10293064], [-0.01483834, -0.07617185], [-0.00346899, -0.01780788],
            [0.14578593, 0.7483847], [-0.10742763, -0.55147432]],
        "b2": [0.12638613, 0.09352964, 0.02186588, -0.91892406, 0.67714241],
        "Wh": [[0.0, 0.0], [0.0, 0.0]],
        "We": [[-0.38551179, 0.47118108, -0.51401572], [0.09057727, -0.11070555, 0.1207697]],
        "b1": [0.42834644, -0.10064141],
        "E": [[-0.45596078, -0.16385251, 0.27713614], [0.0, 0.0, 0.0], [0.0, 0.0, 0.0], [0.0, 0.0, 0.0],
            [0.0, 0.0, 0.0]],
        "dh0": [[0.17391665, -0.403062]],
    }),
    "no tanh'": ("the slope of tanh is missing", 0.4, {
        "Wh": [[0.3337933, -0.26703464], [-0.14003192, 0.11202554]],
        "We": [[-0.60082793, 0.73434525, -0.80110391], [0.25205746, -0.30807022, 0.33607661]],
        "b1": [0.66758659, -0.28006384],
        "E": [[-0.79687262, -0.19376138, 0.45656472], [0.0, 0.0, 0.0], [0.0, 0.0, 0.0], [0.0, 0.0, 0.0],
            [0.0, 0.0, 0.0]],
        "dh0": [[0.22176776, -0.70210758]],
    }),
    "no one-hot": ("the target is missing: dL/dz is softmax(z) - onehot(target)", 0.4, {
        "U": [[0.03769557, -0.08029202], [0.07636015, -0.16264807], [0.01953052, -0.04160024], [0.02331571,
            -0.04966275], [0.23157073, -0.49324853]],
        "b2": [0.09703531, 0.19656506, 0.05027513, 0.06001892, 0.59610558],
        "Wh": [[-0.05621538, 0.04497231], [-0.10722017, 0.08577613]],
        "We": [[0.10118769, -0.12367384, 0.13491692], [0.1929963, -0.23588437, 0.2573284]],
        "b1": [-0.11243077, -0.21444034],
        "E": [[-0.04892054, 0.16343555, -0.02457039], [0.0, 0.0, 0.0], [0.0, 0.0, 0.0], [0.0, 0.0, 0.0],
            [0.0, 0.0, 0.0]],
        "dh0": [[-0.14199152, -0.03871959]],
    }),
    "output bias left out": ("the forward pass leaves out b2", 0.6, {
        "U": [[0.0185096, -0.03942567], [0.15204978, -0.32386791], [0.04749978, -0.10117512], [-0.331767,
            0.70666781], [0.11370784, -0.2421991]],
        "b2": [0.0476471, 0.39140405, 0.12227316, -0.85402917, 0.29270485],
        "Wh": [[0.46403455, -0.37122764], [-0.01716637, 0.01373309]],
        "We": [[-0.8352622, 1.02087602, -1.11368293], [0.03089946, -0.03776601, 0.04119928]],
        "b1": [0.92806911, -0.03433274],
        "E": [[-0.85929511, -0.44686819, 0.56370801], [0.0, 0.0, 0.0], [0.0, 0.0, 0.0], [0.0, 0.0, 0.0],
            [0.0, 0.0, 0.0]],
        "dh0": [[0.45030146, -0.76305493]],
    }),
    "recurrence transposed": ("on the way back the recurrence is transposed: dz Wh in rows, Wh^T dz in columns",
        0.5, {
        "dh0": [[0.35406885, 0.17374968]],
    }),
}  # fmt: skip


def slips_of(known, what, said):
    """The slips that change one output: from name -> (sentence, share, {output: wrong array})."""
    return [slip(name, f"{said}: {text}.", share, wrong[what]) for name, (text, share, wrong) in known.items()
            if what in wrong]  # fmt: skip


# ---------------------------------------------------------------- B4


def states(student, h0):
    """H and the logits."""
    return dict(zip(("H", "logits"), unpack(student.rnn_forward(P, IDS, h0), "H", "logits")))


@number("B4.1")
@weight(1.5)
@parts({"H": 1, "logits": 1})
def test_from_zero(student, part):
    """States and logits of the small model from h0 = 0."""
    for name, right in (("H", H_FROM_ZERO), ("logits", LOGITS_FROM_ZERO)):
        with part(name):
            agree(states(student, ZERO)[name], right, name, hypotheses=slips_of(STATE_SLIPS_ZERO, name, name))


@number("B4.2")
@weight(1)
@parts({"H": 1, "logits": 1})
def test_from_another_state(student, part):
    """States and logits of the small model from another h0."""
    for name, right in (("H", H_FROM_START), ("logits", LOGITS_FROM_START)):
        with part(name):
            agree(states(student, START)[name], right, name, hypotheses=slips_of(STATE_SLIPS, name, name))


@number("B4.3")
@weight(1.5)
def test_split(student, rng):
    """A sequence read in two parts, the second from the state that the first ends in, gives the same."""
    ids, h0 = rng.randint(0, 5, size=(3, 7)), rng.uniform(-0.8, 0.8, size=(3, 2))
    require_alive(student.rnn_forward, (P, ids, h0), (P, ids[:, ::-1], -h0), lambda r: unpack(r, "H", "logits")[1],
                  shape=(3, 7, 5))  # fmt: skip
    H, logits = (as_numbers(a, "The result") for a in unpack(student.rnn_forward(P, ids, h0), "H", "logits"))
    if H.shape != (3, 8, 2) or logits.shape != (3, 7, 5):
        raise Wrong("H should have the shape (N, T + 1, H), the logits (N, T, V).", cause="shape")
    first = as_numbers(unpack(student.rnn_forward(P, ids[:, :4], h0), "H", "logits")[0], "H")
    second = as_numbers(unpack(student.rnn_forward(P, ids[:, 4:], first[:, -1]), "H", "logits")[1], "logits")
    if second.shape != (3, 3, 5) or not np.allclose(second, logits[:, 4:], rtol=1e-5, atol=1e-7):
        raise Wrong("Read in two parts, the sequences get other logits: does the second part start from h0?", cause="split")


# ---------------------------------------------------------------- B5

CHANCES = np.array([[[0.5, 0.3, 0.2], [0.1, 0.1, 0.8], [0.25, 0.5, 0.25], [0.6, 0.1, 0.3]],
                    [[0.7, 0.2, 0.1], [0.3, 0.4, 0.3], [0.2, 0.2, 0.6], [0.05, 0.9, 0.05]]])  # fmt: skip
"""softmax of the logits: two sequences, four places, three words."""
SCORED = np.log(CHANCES) + np.array([[[1.0], [-2.0], [0.5], [3.0]], [[0.0], [1.5], [-1.0], [2.0]]])
NEXT = np.array([[0, 2, 0, 1], [1, 0, 2, 2]])
RIGHT = np.array([[0.5, 0.8, 0.25, 0.1], [0.2, 0.3, 0.6, 0.05]])
"""The chances of the words in NEXT."""


def judge_losses(student, masks):
    """The losses under several masks together, so that a constant factor shows."""
    got = [as_numbers(student.lm_loss(SCORED, NEXT, mask), "The loss") for mask in masks]
    if any(loss.size != 1 for loss in got):
        raise Wrong("The loss should be one number.", cause="shape")
    nats = -np.log(RIGHT)
    right = [nats[mask > 0].mean() for mask in masks]
    known = [
        slip("mask ignored", "Places with mask 0 are counted.", 0.4, [nats.mean() for _ in masks]),
        slip("over all places", "The sum is right, but it is divided by all places, not by those that count.", 0.6,
             [nats[mask > 0].sum() / 8 for mask in masks]),
        slip("no logarithm", "The chance of the right word was averaged, not its logarithm.", 0.4,
             [-RIGHT[mask > 0].mean() for mask in masks]),
        slip("logarithm of the mean", "Take the logarithm at each place first, then the mean.", 0.4,
             [-np.log(RIGHT[mask > 0].mean()) for mask in masks]),
    ]  # fmt: skip
    counts = {"places that count": np.array([mask.sum() for mask in masks]), "sequences": 2.0, "words": 3.0}
    agree(np.array([loss.reshape(()) for loss in got]), right, "The loss", hypotheses=known, counts=counts)


@number("B5.1")
@weight(1)
def test_loss(student):
    """The loss is right where every place counts."""
    full = np.ones((2, 4))
    got = as_numbers(student.lm_loss(SCORED, NEXT, full), "The loss")
    nats = -np.log(RIGHT)
    known = [
        slip("no logarithm", "The chance of the right word was averaged, not its logarithm.", 0.4, -RIGHT.mean()),
        slip("logarithm of the mean", "Take the logarithm at each place first, then the mean.", 0.4, -np.log(RIGHT.mean())),
        slip("times sequences", "Divide by all places that count, not by the steps alone.", 0.7, nats.sum() / 4),
    ]
    agree(got, nats.mean(), "The loss", hypotheses=known, counts={"places that count": 8, "sequences": 2, "words": 3})


@number("B5.2")
@weight(1)
def test_mask(student):
    """The loss is right under masks with holes."""
    judge_losses(student, [np.array([[1.0, 0.0, 1.0, 1.0], [0.0, 1.0, 0.0, 1.0]]),
                           np.array([[0.0, 0.0, 1.0, 0.0], [1.0, 1.0, 0.0, 0.0]])])  # fmt: skip


@number("B5.3")
@weight(1)
def test_uniform(student):
    """Equal logits give ln V, whatever the targets and the mask."""
    mask = np.array([[1.0, 0.0, 1.0, 1.0], [0.0, 1.0, 0.0, 1.0]])
    require_alive(student.lm_loss, (SCORED, NEXT, mask), (-SCORED, NEXT, mask), shape=())
    for V, level in ((3, 0.0), (7, 2.5)):
        agree(student.lm_loss(np.full((2, 4, V), level), NEXT, mask), np.log(V), f"The loss of {V} equal logits")


# ---------------------------------------------------------------- B6


class Shown:
    """The slips that your rnn_forward shows from another h0: they cost their points in B4, not here again."""

    def __init__(self, student):
        self._student = student

    def __contains__(self, name):
        if name not in STATE_SLIPS:
            return False
        try:
            got = as_numbers(states(self._student, START)["logits"], "logits")
        except (SubmissionError, Wrong):
            return False
        wrong = np.array(STATE_SLIPS[name][2]["logits"])
        return got.shape == wrong.shape and bool(np.allclose(got, wrong, rtol=1e-5, atol=1e-7))


def outputs(student, T, h0):
    """The gradients and dh0 for the first T words, by name."""
    grads, dh0 = unpack(student.rnn_backward(P, IDS[:, :T], TARGETS[:, :T], h0, np.ones((1, T))), "grads", "dh0")
    return lambda name: dh0 if name == "dh0" else entry(grads, name, "The dict of gradients")


def called(name):
    """What a student calls this output."""
    return name if name == "dh0" else f"d{name}"


@number("B6.1")
@weight(2.5)
@parts({"U": 2, "b2": 1, "Wh": 4, "We": 2, "b1": 2, "E": 2, "dh0": 1})
def test_gradients(student, part):
    """The gradients of the small model over four words from h0 = 0."""
    got = outputs(student, 4, ZERO)
    for name, right in GRADIENTS.items():
        with part(name):
            agree(got(name), right, called(name), hypotheses=slips_of(GRADIENT_SLIPS, name, called(name)),
                  counts={"predictions": 4}, forgiven=Shown(student))  # fmt: skip


@number("B6.2")
@weight(0.5)
@parts({"U": 2, "b2": 1, "Wh": 4, "We": 2, "b1": 2, "E": 2, "dh0": 1})
def test_one_word(student, part):
    """The gradients of the small model over one word from another h0."""
    got = outputs(student, 1, START)
    for name, right in AT_ONE_STEP.items():
        with part(name):
            agree(got(name), right, called(name), hypotheses=slips_of(ONE_STEP_SLIPS, name, called(name)),
                  counts={"words": 5}, forgiven=Shown(student))  # fmt: skip


@number("B6.3")
@weight(1)
def test_own_loss(student):
    """Each gradient is the derivative of your own loss of your own logits (or of the right loss)."""
    got = outputs(student, 4, ZERO)
    try:
        for name in P:
            agree(got(name), GRADIENTS[name], called(name))
        return
    except Wrong:
        pass

    def loss(params):
        logits = unpack(student.rnn_forward(params, IDS, ZERO), "H", "logits")[1]
        return student.lm_loss(np.asarray(logits, dtype=float), TARGETS, np.ones((1, 4)))

    agree_with_own_loss(loss, P, {name: got(name) for name in P}, counts={"predictions": 4})
