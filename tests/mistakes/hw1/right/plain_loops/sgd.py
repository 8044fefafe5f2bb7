import conventions
import copy


def l2(w, alpha):
    if conventions.l2_half:
        alpha = alpha / 2
    flat = w.ravel().tolist()
    grad = w.copy()
    grad.flat = [2 * alpha * v for v in flat]
    return alpha * sum(v * v for v in flat), grad


def l1(w, alpha):
    flat = w.ravel().tolist()
    grad = w.copy()
    grad.flat = [alpha if v > 0 else -alpha if v < 0 else 0 for v in flat]
    return alpha * sum(abs(v) for v in flat), grad


def minibatches(N, m, perm):
    if conventions.last_batch == "dropped":
        N = N - N % m
        perm = perm[:N]
    batches = []
    for i in range(N):
        if i % m == 0:
            batches.append([])
        batches[-1].append(int(perm[i]))
    return batches


def sgd(params, grad_fn, batches, lr):
    new = copy.deepcopy(params)
    for t, batch in enumerate(batches):
        rate = {"lr": lr, "lr / (1 + t)": lr / (1 + t), "lr / sqrt(1 + t)": lr / (1 + t) ** 0.5}[conventions.step_size]
        grads = grad_fn(new, batch)
        for name in new:
            new[name] -= rate * grads[name]
    return new
