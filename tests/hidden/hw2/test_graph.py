"""Homework 2, graph.py: what is judged beyond the public part."""

import numpy as np

from autograder.errors import Wrong
from autograder.judging import agree, all_show, as_numbers, entry, number, parts, require_alive, slip, unchanged, weight
from autograder.variant import attempts


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


VALUE_OF_OUT = "The backward pass starts with the value of out; it starts with d out / d out, which is 1."
ONE_OF_TWO = "A node that takes the same parent twice, like x * x, sends it two pieces; here one of them is lost."


def backward(nodes, values, out, slip_name=None, keep="sum", start=1.0):
    """All derivatives in the order of nodes, with a slip if one is named.

    keep: "sum", or which path wins: "first", "last" (of the nodes that reach out), "last of all", "last not 0"; with
    "one of two" a node that takes the same parent twice sends it one piece. start: what out itself gets.
    """
    grads = {name: 0.0 for name, _, _ in nodes}
    grads[out], reached = start, {out}
    for name, op, parents in reversed(nodes):
        if op == "input":
            continue
        right, wrong = slopes(op, [values[p] for p in parents], values[name])
        counts = {"last of all": True, "last not 0": grads[name] != 0}.get(keep, name in reached)
        pieces = list(zip(parents, wrong.get(slip_name, right)))
        for parent, slope in dict(pieces).items() if keep == "one of two" else pieces:
            if keep in ("sum", "one of two"):
                grads[parent] += grads[name] * slope
            elif counts and (keep != "first" or parent not in reached):
                grads[parent] = grads[name] * slope
            reached |= {parent} if name in reached else set()
    return np.array([grads[name] for name, _, _ in nodes])


def judge(student, cases, what="d out / d node"):
    """All derivatives of all graphs, stacked into one row."""
    results = [(student.graph_backward(*case), [name for name, _, _ in case[0]]) for case in cases]
    got = [value for result, names in results for value in derivatives(filled(result, names), names)]
    agree(got, stacked(cases), what, hypotheses=slips(cases))
    if any(name not in result for result, names in results for name in names):
        raise Wrong(LEFT_OUT, 0.5, "missing entry")


LEFT_OUT = "Nodes that out does not depend on are left out; they are asked for too, with the derivative 0."


def filled(result, names):
    """The result, with 0 for every node that is left out of a dict that holds others."""
    if not isinstance(result, dict) or not any(name in result for name in names):
        return result
    return {**dict.fromkeys(names, 0.0), **result}


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
    from_the_value = np.concatenate([backward(*case, start=case[1][case[2]]) for case in cases])
    return [
        *known,
        slip("last node for out", "The backward pass starts at the last node, not at out.", 0.4, stacked(from_the_end)),
        slip("value of out", VALUE_OF_OUT, 0.7, from_the_value),
        slip("one of two", ONE_OF_TWO, 0.4, stacked(cases, keep="one of two")),
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


def web(rng, twice=False, after=False):
    """A graph in which nodes are used several times.

    twice: an add and a mul take the same parent twice. after: out is followed by nodes that use it and others.
    """
    inputs = {f"x{i}": float(v) for i, v in enumerate(rng.uniform(0.4, 1.6, size=4) * rng.choice([-1, 1], size=4))}
    nodes = [(name, "input", ()) for name in inputs]
    doubled = {"add", "mul"} if twice else set()
    for i, op in enumerate(rng.permutation(["add", "mul", "max", "sigmoid", "exp", "mul", "add"])):
        there = [name for name, _, _ in nodes]
        parents = rng.choice(there[-5:], size=1 if op in ("sigmoid", "exp") else 2, replace=False)
        parents = [parents[0]] * 2 if op in doubled else parents
        doubled -= {op}
        nodes.append((f"n{i}", str(op), tuple(str(p) for p in parents)))
    loose = [name for name, _, _ in nodes if not any(name in parents for _, _, parents in nodes)]
    for i, name in enumerate(loose[:-1]):
        nodes.append((f"end{i}", "add" if i else "mul", (name, nodes[-1][0])))
    out = nodes[-1][0]
    if after:
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
    for _ in attempts(rng):
        cases = []
        while len(cases) < count:
            case = make(rng)
            cases += [case] if good(case) else []
        known = [h for h in slips(cases) if h.name in visible]
        want, wrong = stacked(cases), {h.name: h.predict(None) for h in known}
        rows = [want, *(wrong[name] for name in visible)]
        if all_show(want, known) and all(np.max(np.abs(a - b)) > 1e-2 for i, a in enumerate(rows) for b in rows[:i]):
            return cases


def consistent(known, got, names, asked):
    """Slips of all `names`, cut to those asked for; only slips that explain what came back for the others too."""
    at = [names.index(name) for name in asked]
    others = [i for i in range(len(names)) if i not in at]

    def fits(wrong):
        return np.allclose(np.asarray(got)[others], wrong[others], rtol=1e-5, atol=1e-7)

    wrong = [(h, h.predict(np.zeros(len(names)))) for h in known]
    return [slip(h.name, h.sentence, h.share, array[at]) for h, array in wrong if fits(array)]


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
    got = derivatives(student.graph_backward(nodes, values, "f"), "xyzabf")
    right = dict(zip("xyzabf", backward(nodes, values, "f")))
    known = slips([(nodes, values, "f")])
    for name, asked in (("one path", "xzab"), ("two paths", "ybf")):
        with part(name):
            agree(
                [got["xyzabf".index(node)] for node in asked],
                [right[node] for node in asked],
                f"df/d({', '.join(asked)})",
                hypotheses=consistent(known, got, "xyzabf", asked),
            )


EVERY = [*SAID, "value of out", "last path only", "first path only"]
"""Slips that show on every graph with several paths."""


@number("B3.4")
@weight(4)
@parts({"every node used once": 1.5, "several paths": 1, "the same parent twice": 0.5, "nodes after out": 1})
def test_random_graphs(student, part, rng):
    """graph_backward is right on random graphs of all operations."""
    with part("every node used once"):
        judge(student, drawn(rng, tree, 2, [*SAID, "value of out"]))
    with part("several paths"):
        judge(student, drawn(rng, web, 3, EVERY))
    with part("the same parent twice"):
        judge(student, drawn(rng, lambda rng: web(rng, twice=True), 2, [*EVERY, "one of two"]))
    with part("nodes after out"):
        judge(student, drawn(rng, lambda rng: web(rng, after=True), 2, [*EVERY, "last node for out"]))


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
