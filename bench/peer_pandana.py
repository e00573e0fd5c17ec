"""pandana's side of the bench, in a process of its own: times the jobs on the
edges, nodes and places in a folder, and leaves there ms.json and, of the
services named, the answers.

usage: python bench/peer_pandana.py FOLDER K SERVICE...
"""

import json
import sys
from pathlib import Path

import numpy as np
import pandana
import pandas as pd

from cities import LIMIT, SERVICES
from session import timed


def run(folder, k_several, answers):
    edges = pd.read_pickle(folder / "edges.pickle")
    nodes = pd.read_pickle(folder / "nodes.pickle")
    places = pd.read_pickle(folder / "places.pickle")
    ms = {}

    # Each direction is an edge of its own, for some are open in one only.
    net, build = timed(
        lambda: pandana.Network(nodes.x, nodes.y, edges.source, edges.target, edges[["seconds"]], twoway=False)
    )
    _, precompute = timed(lambda: net.precompute(LIMIT))
    ms["build"] = build + precompute

    def accessible():
        net.set(nodes.index.to_series(), pd.Series(1.0, index=nodes.index), name="all")
        return net.aggregate(LIMIT, type="sum", decay="linear", name="all")

    totals, aggregate = timed(accessible)
    ms["accessible"] = precompute + aggregate

    def nearest(tag, k):
        at = places[places.tag == tag]
        net.set_pois(f"{tag} {k}", LIMIT, k, at.x, at.y)
        return net.nearest_pois(LIMIT, f"{tag} {k}", k, max_distance=np.nan)

    def mean(seconds):
        found = seconds.notna().sum(axis=1)
        return seconds.sum(axis=1) / found.where(found > 0)

    ms["nearest"] = ms["nearest_k"] = ms["proximity"] = 0
    kept = {"accessible": totals}
    for tag in SERVICES:
        first, one = timed(lambda: nearest(tag, 1))
        several, ten = timed(lambda: nearest(tag, k_several))
        _, averaging = timed(lambda: mean(several))
        ms["nearest"] += one
        ms["nearest_k"] += ten
        ms["proximity"] += ten + averaging
        if tag in answers:
            kept[f"nearest {tag}"] = first
            kept[f"nearest_k {tag}"] = several
    if answers:
        pd.to_pickle(kept, folder / "answers.pickle")
    (folder / "ms.json").write_text(json.dumps(ms))


if __name__ == "__main__":
    run(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3:])
