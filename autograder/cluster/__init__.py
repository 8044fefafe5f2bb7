"""Grade a class on many hosts by Dask distributed: the same results from the same call.

The caller (`client`) reads submissions and writes results. A `parcel` holds what judges: no host needs the course's
folder, nor a disk that they share. In each Dask worker `places` keeps as many `station` processes as it has threads; a
station is a grader with a clean process of its own, and grades each submission in a fork, as `grade_all` does.
"""
