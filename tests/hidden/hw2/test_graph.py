"""Homework 2, graph.py: what is judged beyond the public part."""

import numpy as np

from autograder.errors import Wrong
from autograder.judging import agree, as_numbers, entry, number, parts, require_alive, slip, unchanged, weight


def forward(nodes, inputs):
    """The value of every node."""
    values = dict(inputs)
    for name, op, parents in nodes:
        p = [values[parent] for parent in parents]
        if op != "input":
            values[name] = {
                "add": lambda p: p[0] + p[1],
                "mul": lambda p: p[0] * p[1],
                "max": max,
                "sigmoid": lambda p: 1 / (1 + np.exp(-p[0])),
                "exp": lambda p: np.exp(p[0]),
            }[op](p)
    return {name: float(value) for name, value in values.items()}


def slopes(op, p, value):
    """The derivative of a node by its parents, and what slips make of it: name -> (slopes, sentence, share)."""
    right = {
        "add": [1, 1],
        "mul": [*p[::-1]],
        "max": [float(p[0] == value), float(p[-1] == value)],
        "sigmoid": [value * (1 - value)],
        "exp": [value],
    }[op]
    wrong = {
        "mul": {"own factor": list(p), "no factor": [1, 1]},
        "max": {"both arms": [1, 1], "the smaller arm": right[::-1], "value of max": [r * value for r in right]},
        "sigmoid": {
            "sigmoid for its slope": [value],
            "1 - s alone": [1 - value],
            "slope at the input": [p[0] * (1 - p[0])],
        },
        "exp": {"no slope of exp": [1], "slope of exp at the output": [np.exp(value)], "parent for exp": [p[0]]},
    }.get(op, {})
    return right, wrong


SAID = {
    "own factor": ("a product passes each factor the other one, not its own", 0.4),
    "no factor": ("a product passes each factor the other one, not 1", 0.4),
    "both arms": ("max passes its gradient to the larger parent alone, here both get it", 0.5),
    "the smaller arm": ("max passes its gradient to the larger parent, here the smaller one gets it", 0.5),
    "value of max": ("max passes its gradient on as it is, here it is multiplied by the value", 0.5),
    "sigmoid for its slope": ("the slope of sigmoid is s (1 - s), here it is s", 0.5),
    "1 - s alone": ("the slope of sigmoid is s (1 - s), here it is 1 - s", 0.5),
    "slope at the input": ("the slope of sigmoid is s (1 - s) with s what comes out, here what goes in was used", 0.6),
    "no slope of exp": ("the slope of exp is exp, here it is 1", 0.5),
    "slope of exp at the output": ("the slope of exp is what comes out of it, here exp was taken once more", 0.6),
    "parent for exp": ("the slope of exp is what comes out of it, here what goes in was used", 0.5),
}


def backward(nodes, values, out, slip_name=None, keep="sum"):
    """All derivatives in the order of nodes, with a slip if one is named.

    keep: "sum", or which path wins: "first", "last" (of the nodes that reach out), "last of all", "last not 0".
    """
    grads = {name: 0.0 for name, _, _ in nodes}
    grads[out], reached = 1.0, {out}
    for name, op, parents in reversed(nodes):
        if op == "input":
            continue
        right, wrong = slopes(op, [values[p] for p in parents], values[name])
        counts = {"last of all": True, "last not 0": grads[name] != 0}.get(keep, name in reached)
        for parent, slope in zip(parents, wrong.get(slip_name, right)):
            if keep == "sum":
                grads[parent] += grads[name] * slope
            elif counts and (keep != "first" or parent not in reached):
                grads[parent] = grads[name] * slope
            reached |= {parent} if name in reached else set()
    return np.array([grads[name] for name, _, _ in nodes])


def judge(student, cases, what="d out / d node"):
    """All derivatives of all graphs, stacked into one row."""
    got = [
        value
        for case in cases
        for value in derivatives(student.graph_backward(*case), [name for name, _, _ in case[0]])
    ]
    agree(got, stacked(cases), what, hypotheses=slips(cases))


def derivatives(result, names):
    """The numbers under these names; Wrong where one is missing or not a number."""
    found = [as_numbers(entry(result, name), f"The derivative by {name}") for name in names]
    if any(value.size != 1 for value in found):
        raise Wrong("Each derivative should be one number.")
    return [float(value.reshape(())) for value in found]


def stacked(cases, **how):
    return np.concatenate([backward(*case, **how) for case in cases])


def slips(cases):
    """What the known slips would give on these graphs."""
    known = [
        slip(name, f"In the backward pass {text}.", share, stacked(cases, slip_name=name))
        for name, (text, share) in SAID.items()
    ]
    said = "A node that is used twice gets the sum over its paths; here"
    last = f"{said} a later path overwrites the earlier ones."
    from_the_end = [(nodes, values, nodes[-1][0]) for nodes, values, _ in cases]
    return [
        *known,
        slip("last node for out", "The backward pass starts at the last node, not at out.", 0.4, stacked(from_the_end)),
        slip("first path only", f"{said} only the first one counts.", 0.4, stacked(cases, keep="first")),
        *(
            slip("last path only", last, 0.4, stacked(cases, keep=keep))
            for keep in ("last of all", "last not 0", "last")
        ),
    ]


def tree(rng):
    """A graph in which every node is used once: eight inputs, all operations."""
    inputs = {f"x{i}": float(v) for i, v in enumerate(rng.uniform(0.4, 1.6, size=8) * rng.choice([-1, 1], size=8))}
    nodes = [(name, "input", ()) for name in inputs]
    free = [str(name) for name in rng.permutation(list(inputs))]
    ops = [
        str(op)
        for op in rng.permutation(["add", "mul", "max", "sigmoid", "exp", "mul", "add", "max", "mul", "sigmoid"])
    ]
    for i, op in enumerate(ops):
        parents = tuple(free[: 1 if op in ("sigmoid", "exp") else 2])
        if len(parents) == 2 or op in ("sigmoid", "exp"):
            free = [*free[len(parents) :], f"n{i}"]
            nodes.append((f"n{i}", op, parents))
    while len(free) > 1:
        nodes.append((f"end{len(free)}", "mul", tuple(free[:2])))
        free = [*free[2:], nodes[-1][0]]
    return nodes, forward(nodes, inputs), free[0]


def web(rng, beside=False):
    """A graph in which nodes are used several times; with `beside`, out stands in the middle."""
    inputs = {f"x{i}": float(v) for i, v in enumerate(rng.uniform(0.4, 1.6, size=4) * rng.choice([-1, 1], size=4))}
    nodes = [(name, "input", ()) for name in inputs]
    for i, op in enumerate(rng.permutation(["add", "mul", "max", "sigmoid", "exp", "mul", "add"])):
        there = [name for name, _, _ in nodes]
        parents = rng.choice(there[-5:], size=1 if op in ("sigmoid", "exp") else 2, replace=False)
        nodes.append((f"n{i}", str(op), tuple(str(p) for p in parents)))
    loose = [name for name, _, _ in nodes if not any(name in parents for _, _, parents in nodes)]
    for i, name in enumerate(loose[:-1]):
        nodes.append((f"end{i}", "add" if i else "mul", (name, nodes[-1][0])))
    out = nodes[-1][0]
    if beside:
        nodes += [("after", "mul", (out, "x0")), ("alone", "input", ()), ("apart", "exp", ("alone",))]
        inputs["alone"] = 0.5
    return nodes, forward(nodes, inputs), out


def good(case):
    """Whether a graph shows every slip that it can: no ties, no huge values, derivatives of visible size."""
    nodes, values, _ = case
    gaps = [
        abs(values[p] - values[q])
        for _, op, (p, q) in ((n, o, ps) for n, o, ps in nodes if len(ps) == 2)
        if op == "max"
    ]
    grads = np.abs(backward(*case))
    visible = np.sort(grads[grads > 0])
    return (
        min(gaps, default=1) > 0.05 and max(map(abs, values.values())) < 30 and visible[0] > 1e-2 and visible[-1] < 60
    )


def drawn(rng, make, count, visible):
    """`count` good graphs on which all the named slips show and differ."""
    while True:
        cases = []
        while len(cases) < count:
            case = make(rng)
            cases += [case] if good(case) else []
        want, wrong = stacked(cases), {h.name: h.predict(None) for h in slips(cases)}
        rows = [want, *(wrong[name] for name in visible)]
        if all(np.max(np.abs(a - b)) > 1e-2 for i, a in enumerate(rows) for b in rows[:i]):
            return cases


@number("B3.3")
@weight(1)
@parts({"one path": 1, "two paths": 2})
def test_lecture_graph(student, part, rng):
    """(x + y) max(y, z) with other numbers: every derivative."""
    nodes = [
        ("x", "input", ()),
        ("y", "input", ()),
        ("z", "input", ()),
        ("a", "add", ("x", "y")),
        ("b", "max", ("y", "z")),
        ("f", "mul", ("a", "b")),
    ]
    x, z = rng.uniform(0.5, 2, size=2)
    values = forward(nodes, {"x": float(x), "y": float(z + rng.uniform(0.5, 2)), "z": float(z)})
    result = student.graph_backward(nodes, values, "f")
    right = dict(zip("xyzabf", backward(nodes, values, "f")))
    with part("one path"):
        agree(derivatives(result, "xzab"), [right[name] for name in "xzab"], "df/d(x, z, a, b)")
    with part("two paths"):
        agree(
            derivatives(result, "ybf"),
            [right[name] for name in "ybf"],
            "df/d(y, b, f)",
            hypotheses=[_only(name, right, nodes, values) for name in ("last path only", "first path only")],
        )


def _only(name, right, nodes, values):
    kept = dict(zip("xyzabf", backward(nodes, values, "f", keep=name.split()[0])))
    sentence = "y reaches f by two paths and gets the sum of both; here it has one of them."
    return slip(name, sentence, 0.4, [kept[node] for node in "ybf"])


@number("B3.4")
@weight(4)
@parts({"every node used once": 2, "several paths": 1.5, "nodes beside the way": 0.5})
def test_random_graphs(student, part, rng):
    """graph_backward is right on random graphs of all operations."""
    with part("every node used once"):
        judge(student, drawn(rng, tree, 2, SAID))
    with part("several paths"):
        judge(student, drawn(rng, web, 3, [*SAID, "last path only", "first path only"]))
    with part("nodes beside the way"):
        judge(student, drawn(rng, lambda rng: web(rng, beside=True), 2, [*SAID, "last path only", "first path only"]))


@number("B3.5")
@weight(1)
def test_arguments_stay(student, rng):
    """graph_backward leaves nodes and values as they are."""
    first, second = drawn(rng, tree, 2, [])
    names = [f"x{i}" for i in range(8)]
    require_alive(student.graph_backward, first, second, lambda result: derivatives(result, names))
    if derivatives(student.graph_backward(*first), names) == [first[1][name] for name in names]:
        raise Wrong("The result is the values, handed back.")
    after = student.graph_backward.observe(*first).arguments
    unchanged(first, after, ("nodes", "values", "out"))
