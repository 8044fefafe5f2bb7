"""A file from Windows."""
import numpy as np

try:
	import matplotlib.pyplot as plt
except ImportError:
	plt = None


def graph_backward(nodes, values, out):
	grads = dict.fromkeys(values, 0.0)
	grads[out] = 1.0
	for name, op, parents in nodes[::-1]:
		g = grads[name]
		if op == "add":
			for p in parents:
				grads[p] += g
		elif op == "mul":
			a, b = parents
			grads[a] += g * values[b]
			grads[b] += g * values[a]
		elif op == "max":
			grads[max(parents, key=values.get)] += g
		elif op == "sigmoid":
			grads[parents[0]] += g * values[name] * (1 - values[name])
		elif op == "exp":
			grads[parents[0]] += g * np.exp(values[parents[0]])
	return grads


if __name__ == "__main__":
	plt.show()
