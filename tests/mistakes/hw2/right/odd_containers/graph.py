import numpy as np


def graph_backward(nodes, values, out):
    g = {}
    for name, op, parents in nodes[::-1]:
        g[name] = g.get(name, np.array(0.0)) + (name == out)
        v = [values[p] for p in parents]
        s = {"input": [], "add": [1, 1], "mul": v[::-1], "max": [v[:1] > v[1:], v[1:] > v[:1]],
             "sigmoid": [values[name] * (1 - values[name])], "exp": [values[name]]}[op]
        for p, slope in zip(parents, s):
            g[p] = g.get(p, np.array(0.0)) + np.array(g[name]) * slope
    return {name: np.reshape(value, (1,)) for name, value in g.items()}
