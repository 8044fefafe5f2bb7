"""From the top: the derivative by a node is the sum over its children, found by recursion."""
from math import exp


def graph_backward(nodes, values, out):
    children = {name: [] for name, _, _ in nodes}
    for name, op, parents in nodes:
        for place, parent in enumerate(parents):
            children[parent].append((name, op, parents, place))
    known = {out: 1}

    def by(name):
        if name not in known:
            known[name] = sum(by(child) * slope(op, parents, place, child) for child, op, parents, place in children[name])
        return known[name]

    def slope(op, parents, place, child):
        if op == "add":
            return 1
        if op == "mul":
            return values[parents[1 - place]]
        if op == "max":
            return 1 if values[parents[place]] == values[child] else 0
        if op == "exp":
            return exp(values[parents[0]])
        return values[child] - values[child] ** 2

    return {name: by(name) for name, _, _ in nodes}
