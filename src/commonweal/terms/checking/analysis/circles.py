"""Circles in a graph of parts: the sets that hang on one another, and the shortest way round one."""

from __future__ import annotations

from collections.abc import Collection, Mapping

Part = tuple[str, str]
Graph = Mapping[Part, Collection[Part]]


def groups(edges: Graph) -> list[set[Part]]:
    """Return the strongly connected sets of parts, by the two passes of Kosaraju and Sharir."""
    order: list[Part] = []
    seen: set[Part] = set()
    for root in sorted(edges):
        stack = [(root, False)]
        while stack:
            part, leaving = stack.pop()
            if leaving:
                order.append(part)
            elif part not in seen:
                seen.add(part)
                stack.append((part, True))
                stack += [(target, False) for target in sorted(edges.get(part, ()))]
    back: dict[Part, list[Part]] = {}
    for part, targets in edges.items():
        for target in targets:
            back.setdefault(target, []).append(part)
    groups: list[set[Part]] = []
    done: set[Part] = set()
    for root in reversed(order):
        group: set[Part] = set()
        left = [root]
        while left:
            part = left.pop()
            if part not in done:
                done.add(part)
                group.add(part)
                left += back.get(part, [])
        if group:
            groups.append(group)
    return groups


def way_round(start: Part, edges: Graph, group: set[Part]) -> list[Part]:
    """Return the shortest way from a part back to itself inside a group, or nothing if there is none."""
    before: dict[Part, Part] = {}
    row = [start]
    while row:
        further: list[Part] = []
        for part in row:
            for target in sorted(edges.get(part, ())):
                if target == start:
                    way = [start, part]
                    while way[-1] != start:
                        way.append(before[way[-1]])
                    return way[:1] + way[1:-1][::-1] + [start] if part != start else [start, start]
                if target in group and target not in before:
                    before[target] = part
                    further.append(target)
        row = further
    return []


def way_through(start: Part, then: Part, edges: Graph, group: set[Part]) -> list[Part]:
    """Return a short way round that begins with one edge inside a group: start, then, …, start."""
    if start == then:
        return [start, start]
    before: dict[Part, Part] = {}
    row = [then]
    while start not in before:
        further: list[Part] = []
        for part in row:
            for target in sorted(edges.get(part, ())):
                if target in group and target != then and target not in before:
                    before[target] = part
                    further.append(target)
        row = further
    way = [start]
    while way[-1] != then:
        way.append(before[way[-1]])
    return [start, *reversed(way)]
