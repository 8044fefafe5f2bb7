"""Backpropagation through a computation graph of numbers (B3)."""

import math


def graph_backward(nodes, values, out):
    """The derivative of the node `out` by every node.

    nodes: a list of (name, op, parents) in topological order: parents stand before their children. op is one of
        "input"    no parents
        "add"      two parents: p + q
        "mul"      two parents: p * q
        "max"      two parents: max(p, q); they are never equal
        "sigmoid"  one parent: 1 / (1 + exp(-p))
        "exp"      one parent: exp(p)
      and parents is a tuple of names.
    values: a dict, name -> float: what the forward pass gave for every node.
    out: the name of a node.
    Returns a dict, name -> float, with every node of the list: d out / d name. It is 1 for `out` itself and 0 for a
    node that `out` does not depend on. A node that reaches `out` by several paths gets the sum over all of them.

    For d = 2 b, e = a + d, L = c e at a = 3, b = 1, c = -2 (so d = 2, e = 5, L = -10):

    >>> nodes = [("a", "input", ()), ("b", "input", ()), ("c", "input", ()), ("two", "input", ()),
    ...          ("d", "mul", ("two", "b")), ("e", "add", ("a", "d")), ("L", "mul", ("c", "e"))]
    >>> values = {"a": 3.0, "b": 1.0, "c": -2.0, "two": 2.0, "d": 2.0, "e": 5.0, "L": -10.0}
    >>> g = graph_backward(nodes, values, "L")
    >>> [g[name] for name in ("e", "c", "a", "d", "b")]
    [-2.0, 5.0, -2.0, -2.0, -4.0]
    """
    raise NotImplementedError("write this")
