"""Planted mistakes in gradcheck.py and graph.py: what each must earn, and the slip that must be recognised."""

import math

import conventions
import numpy as np

from autograder.proving.planted import mistake


@mistake(file="gradcheck.py", earns={"B1": 3.96}, cause="slope for relu")
def relu(z):
    """The slope in place of the function."""
    return (np.asarray(z) > 0).astype(float)


@mistake(file="gradcheck.py", earns={"B1": 3.96}, cause="absolute value")
def relu(z):
    return np.abs(z).astype(float)


@mistake(file="gradcheck.py", earns={"B1": 4.16}, cause="leaky")
def relu(z):
    """Leaky."""
    return np.where(np.asarray(z) > 0, z, 0.01 * np.asarray(z))


@mistake(file="gradcheck.py", earns={"B1": 4.66}, cause="mutation")
def relu(z):
    """Changes its argument, and fails on single numbers."""
    z[z < 0] = 0
    return z


@mistake(file="gradcheck.py", earns={"B1": 4}, cause=f"slope {1 - conventions.relu_grad_at_zero} at 0")
def relu_grad(z):
    """The other convention at the kink."""
    z = np.asarray(z)
    return (z >= 0 if conventions.relu_grad_at_zero == 0 else z > 0).astype(float)


@mistake(file="gradcheck.py", earns={"B1": 2.97}, cause="relu for its slope")
def relu_grad(z):
    return np.maximum(z, 0.0)


@mistake(file="gradcheck.py", earns={"B1": 3.07}, cause="slope of the absolute value")
def relu_grad(z):
    return np.sign(z).astype(float)


@mistake(file="gradcheck.py", earns={"B1": 4.17}, cause="sigmoid's slope")
def tanh_grad_from_output(h):
    h = np.asarray(h, dtype=float)
    return h * (1 - h)


@mistake(file="gradcheck.py", earns={"B1": 4.37}, cause="tanh taken twice")
def tanh_grad_from_output(h):
    """Takes h for z."""
    return 1 - np.tanh(h) ** 2


@mistake(file="gradcheck.py", earns={"B1": 4.17}, cause="1 - h")
def tanh_grad_from_output(h):
    return 1 - np.asarray(h, dtype=float)


@mistake(file="gradcheck.py", earns={"B2": 5.7}, cause="one-sided")
def numerical_grad(f, x, h=1e-5):
    """One-sided differences."""
    x = np.array(x, dtype=float)
    grad = np.zeros_like(x)
    for i in np.ndindex(x.shape):
        up = x.copy()
        up[i] += h
        grad[i] = (f(up) - f(x)) / h
    return grad


@mistake(file="gradcheck.py", earns={"B2": 3.1}, cause="doubled")
def numerical_grad(f, x, h=1e-5):
    """Divides by h, not by 2 h."""
    x = np.array(x, dtype=float)
    grad = np.zeros_like(x)
    for i in np.ndindex(x.shape):
        up, down = x.copy(), x.copy()
        up[i] += h
        down[i] -= h
        grad[i] = (f(up) - f(down)) / h
    return grad


@mistake(file="gradcheck.py", earns={"B2": 2.5}, cause="sign")
def numerical_grad(f, x, h=1e-5):
    """The difference the wrong way round."""
    x = np.array(x, dtype=float)
    grad = np.zeros_like(x)
    for i in np.ndindex(x.shape):
        up, down = x.copy(), x.copy()
        up[i] += h
        down[i] -= h
        grad[i] = (f(down) - f(up)) / (2 * h)
    return grad


@mistake(file="gradcheck.py", earns={"B2": 2.55}, cause="not over 2 h")
def numerical_grad(f, x, h=1e-5):
    """Forgets to divide."""
    x = np.array(x, dtype=float)
    grad = np.zeros_like(x)
    for i in np.ndindex(x.shape):
        up, down = x.copy(), x.copy()
        up[i] += h
        down[i] -= h
        grad[i] = f(up) - f(down)
    return grad


@mistake(file="gradcheck.py", earns={"B2": 4.85}, cause="x not restored")
def numerical_grad(f, x, h=1e-5):
    """Leaves x shifted; later entries see it."""
    grad = np.zeros_like(x)
    for i in np.ndindex(x.shape):
        x[i] += h
        above = f(x)
        x[i] -= 2 * h
        below = f(x)
        grad[i] = (above - below) / (2 * h)
    return grad


@mistake(file="gradcheck.py", earns={"B2": 5.85}, cause="x not restored")
def numerical_grad(f, x, h=1e-5):
    """Leaves entries of a copy shifted; x itself stays as it was."""
    x, grad = np.array(x, dtype=float), np.zeros(np.shape(x))
    for i in np.ndindex(x.shape):
        x[i] += h
        above = f(x)
        x[i] -= 2 * h
        below = f(x)
        grad[i] = (above - below) / (2 * h)
    return grad


@mistake(file="gradcheck.py", earns={"B2": 2.75})
def numerical_grad(f, x, h=1e-5):
    """Moves all entries at once."""
    x = np.array(x, dtype=float)
    return np.full(x.shape, (f(x + h) - f(x - h)) / (2 * h))


@mistake(file="gradcheck.py", earns={"B2": 4.25})
def numerical_grad(f, x, h=1e-5):
    """Works for one-dimensional x alone."""
    grad = np.zeros(len(x))
    for i in range(len(x)):
        up, down = x.astype(float), x.astype(float)
        up[i] += h
        down[i] -= h
        grad[i] = (f(up) - f(down)) / (2 * h)
    return grad


@mistake(file="gradcheck.py", earns={"B2": 6})
def numerical_grad(f, x, h=1e-5):
    """Uses a step of its own."""
    x, h = np.array(x, dtype=float), 1e-6
    grad = np.zeros_like(x)
    for i in np.ndindex(x.shape):
        up, down = x.copy(), x.copy()
        up[i] += h
        down[i] -= h
        grad[i] = (f(up) - f(down)) / (2 * h)
    return grad


@mistake(file="graph.py", earns={"B3": 7.5}, cause="last path only")
def graph_backward(nodes, values, out):
    """Assigns instead of adding up."""
    grads = {name: 0.0 for name, _, _ in nodes}
    grads[out] = 1.0
    for name, op, parents in reversed(nodes):
        if grads[name] == 0.0:
            continue
        for parent, slope in zip(parents, _slopes(op, [values[p] for p in parents], values[name])):
            grads[parent] = grads[name] * slope
    return grads


@mistake(file="graph.py", earns={"B3": 5.2}, cause="own factor")
def _slopes(op, inputs, output):
    """A product hands each factor itself."""
    if op == "add":
        return [1.0, 1.0]
    if op == "mul":
        return list(inputs)
    if op == "max":
        return [float(inputs[0] > inputs[1]), float(inputs[1] > inputs[0])]
    if op == "sigmoid":
        return [output * (1.0 - output)]
    return [output] if op == "exp" else []


@mistake(file="graph.py", earns={"B3": 7.33}, cause="both arms")
def _slopes(op, inputs, output):
    """max hands its gradient to both."""
    if op in ("add", "max"):
        return [1.0, 1.0]
    if op == "mul":
        return [inputs[1], inputs[0]]
    if op == "sigmoid":
        return [output * (1.0 - output)]
    return [output] if op == "exp" else []


@mistake(file="graph.py", earns={"B3": 8.4}, cause="slope at the input")
def _slopes(op, inputs, output):
    """s (1 - s) of what goes in."""
    if op == "add":
        return [1.0, 1.0]
    if op == "mul":
        return [inputs[1], inputs[0]]
    if op == "max":
        return [float(inputs[0] > inputs[1]), float(inputs[1] > inputs[0])]
    if op == "sigmoid":
        return [inputs[0] * (1.0 - inputs[0])]
    return [output] if op == "exp" else []


@mistake(file="graph.py", earns={"B3": 8}, cause="no slope of exp")
def _slopes(op, inputs, output):
    """exp has slope 1."""
    if op == "add":
        return [1.0, 1.0]
    if op == "mul":
        return [inputs[1], inputs[0]]
    if op == "max":
        return [float(inputs[0] > inputs[1]), float(inputs[1] > inputs[0])]
    if op == "sigmoid":
        return [output * (1.0 - output)]
    return [1.0] if op == "exp" else []


@mistake(file="graph.py", earns={"B3": 8.4}, cause="slope of exp at the output")
def _slopes(op, inputs, output):
    """exp taken twice."""
    if op == "add":
        return [1.0, 1.0]
    if op == "mul":
        return [inputs[1], inputs[0]]
    if op == "max":
        return [float(inputs[0] > inputs[1]), float(inputs[1] > inputs[0])]
    if op == "sigmoid":
        return [output * (1.0 - output)]
    return [math.exp(output)] if op == "exp" else []


@mistake(file="graph.py", earns={"B3": 9.5}, cause="missing entry")
def graph_backward(nodes, values, out):
    """Leaves out what out does not depend on."""
    grads = {out: 1.0}
    for name, op, parents in reversed(nodes):
        for parent, slope in zip(parents, _slopes(op, [values[p] for p in parents], values[name])):
            if name in grads:
                grads[parent] = grads.get(parent, 0.0) + grads[name] * slope
    return grads


@mistake(file="graph.py", earns={"B3": 9.4}, cause="last node for out")
def graph_backward(nodes, values, out):
    """Starts at the last node, whatever out is."""
    grads = {name: 0.0 for name, _, _ in nodes}
    grads[nodes[-1][0]] = 1.0
    for name, op, parents in reversed(nodes):
        for parent, slope in zip(parents, _slopes(op, [values[p] for p in parents], values[name])):
            grads[parent] += grads[name] * slope
    return grads


@mistake(file="graph.py", earns={"B3": 9}, cause="mutation")
def graph_backward(nodes, values, out):
    """Turns the list over in place."""
    grads = {name: 0.0 for name, _, _ in nodes}
    grads[out] = 1.0
    nodes.reverse()
    for name, op, parents in nodes:
        for parent, slope in zip(parents, _slopes(op, [values[p] for p in parents], values[name])):
            grads[parent] += grads[name] * slope
    return grads


@mistake(file="graph.py", earns={"B3": 7.3}, cause="value of out")
def graph_backward(nodes, values, out):
    """Starts with the value of out."""
    grads = {name: 0.0 for name, _, _ in nodes}
    grads[out] = values[out]
    for name, op, parents in reversed(nodes):
        for parent, slope in zip(parents, _slopes(op, [values[p] for p in parents], values[name])):
            grads[parent] += grads[name] * slope
    return grads


@mistake(file="graph.py", earns={"B3": 9.7}, cause="one of two")
def graph_backward(nodes, values, out):
    """Keeps the slopes by the parents' names: of x * x one piece is lost."""
    grads = {name: 0.0 for name, _, _ in nodes}
    grads[out] = 1.0
    for name, op, parents in reversed(nodes):
        for parent, slope in dict(zip(parents, _slopes(op, [values[p] for p in parents], values[name]))).items():
            grads[parent] += grads[name] * slope
    return grads


@mistake(file="graph.py", earns={"B3": 6.5}, cause="the smaller arm")
def _slopes(op, inputs, output):
    """max hands its gradient to the smaller parent."""
    if op == "add":
        return [1.0, 1.0]
    if op == "mul":
        return [inputs[1], inputs[0]]
    if op == "max":
        return [float(inputs[0] < inputs[1]), float(inputs[1] < inputs[0])]
    if op == "sigmoid":
        return [output * (1.0 - output)]
    return [output] if op == "exp" else []


@mistake(file="graph.py", earns={"B3": 7.17}, cause="value of max")
def _slopes(op, inputs, output):
    """max multiplies by its value."""
    if op == "add":
        return [1.0, 1.0]
    if op == "mul":
        return [inputs[1], inputs[0]]
    if op == "max":
        return [output * (inputs[0] > inputs[1]), output * (inputs[1] > inputs[0])]
    if op == "sigmoid":
        return [output * (1.0 - output)]
    return [output] if op == "exp" else []
