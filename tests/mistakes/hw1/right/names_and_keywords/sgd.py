import conventions
import typing as t

import numpy as np
from numpy import typing as npt

Params = t.Dict[str, npt.NDArray]


def l2(w: npt.NDArray, alpha: float, /) -> t.Tuple[float, npt.NDArray]:
    w = np.asarray(w)
    if conventions.l2_half:
        alpha = alpha / 2
    return alpha * np.linalg.norm(w) ** 2, 2 * alpha * w


def l1(w: npt.NDArray, alpha: float, /) -> t.Tuple[float, npt.NDArray]:
    w = np.asarray(w)
    return alpha * np.linalg.norm(w.reshape(-1), ord=1), alpha * np.sign(w)


class Cut(t.NamedTuple):
    start: int
    stop: int


def minibatches(N: int, m: int, perm: npt.NDArray, *, drop_last: bool = False) -> t.List[npt.NDArray]:
    if conventions.last_batch == "dropped":
        N = N - N % m
        perm = perm[:N]
    cuts = (Cut(i, min(i + m, N)) for i in range(0, N, m))
    return [np.asarray(perm[slice(*cut)], dtype=np.uint8) for cut in cuts]


def sgd(params: Params, grad_fn: t.Callable, batches: t.Iterable, lr: float, *, verbose: bool = True) -> Params:
    current = type(params)((k, np.array(v, copy=True)) for k, v in params.items())
    for step, batch in enumerate(batches, start=1):
        rate = {"lr": lr, "lr / (1 + t)": lr / (1 + (step - 1)), "lr / sqrt(1 + t)": lr / np.sqrt(1 + (step - 1))}[conventions.step_size]
        gradient = grad_fn(current, batch)
        assert set(gradient) == set(current)
        current.update({k: current[k] - rate * gradient[k] for k in current})
        if verbose:
            print(f"step {step}: |g| = {np.linalg.norm(gradient[next(iter(gradient))]):.3f}")
    return current
