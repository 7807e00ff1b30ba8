"""Deferred acceptance compiled by numba: one candidate after the other asks, openings keep heaps of whom they hold.

Who is displaced asks again in the next pass.

An opening has one pool of seats for each reserve and, last, one for everybody. Each pool is a heap of keys, the worst
on top; a key is the priority above 32 bits and the candidate below. A region under a cap has a tournament tree over
its openings, whose root is the seat that the region would give up first.
"""

from collections.abc import Callable
from typing import Any

import numba
import numpy as np
from llvmlite import ir
from numba.core import cgutils, types
from numba.extending import intrinsic
from numpy.typing import NDArray

from naruteo_matching.assignment.seating import NO_LIMIT, Reserves
from naruteo_matching.market import UNMATCHED, Market

LOW = np.int64(0xFFFFFFFF)
NOBODY = np.int64(-1)
NEVER = np.int64(NO_LIMIT)
EMPTY = np.int64(-(2**63))
AHEAD = 8
"""So many candidates ahead a list is fetched: about as long as memory takes."""


def compiled(function: Callable[..., Any]) -> Any:
    """Compile a function when it is first called, and keep the result for the next process where a folder allows it."""
    try:
        return numba.njit(cache=True)(function)
    except RuntimeError:  # no folder can be written
        return numba.njit(function)


def _prefetch(typing_context, array, index):  # type: ignore[no-untyped-def]
    """Bring an element of an array near, without waiting for it and without reading it (LLVM's prefetch)."""

    def code(context, builder, signature, arguments):  # type: ignore[no-untyped-def]
        data = context.make_array(signature.args[0])(context, builder, arguments[0]).data
        byte, whole = ir.IntType(8).as_pointer(), ir.IntType(32)
        kind = ir.FunctionType(ir.VoidType(), [byte, whole, whole, whole])
        instruction = cgutils.get_or_insert_function(builder.module, kind, "llvm.prefetch")  # type: ignore[no-untyped-call]
        place = builder.bitcast(builder.gep(data, [arguments[1]]), byte)
        builder.call(instruction, [place, whole(0), whole(3), whole(1)])  # for reading, to be kept, data
        return context.get_dummy_value()

    return types.void(array, types.int64), code


prefetch: Any = intrinsic(_prefetch)


@compiled
def _add(heap, start, size, key):  # type: ignore[no-untyped-def]
    at = size
    while at > 0:
        above = (at - 1) >> 1
        if heap[start + above] >= key:
            break
        heap[start + at] = heap[start + above]
        at = above
    heap[start + at] = key


@compiled
def _replace_worst(heap, start, size, key):  # type: ignore[no-untyped-def]
    at = 0
    while True:
        below = 2 * at + 1
        if below >= size:
            break
        if below + 1 < size and heap[start + below + 1] > heap[start + below]:
            below += 1
        if heap[start + below] <= key:
            break
        heap[start + at] = heap[start + below]
        at = below
    heap[start + at] = key


@compiled
def _take_worst(heap, start, sizes, pool):  # type: ignore[no-untyped-def]
    worst = heap[start]
    sizes[pool] -= 1
    if sizes[pool] > 0:
        _replace_worst(heap, start, sizes[pool], heap[start + sizes[pool]])
    return worst


@compiled
def _ask_openings(  # type: ignore[no-untyped-def]
    queue, starts, next_edge, openings, priority, room, begins, sizes, bound, heap
):
    """Openings without reserves and caps: one pool each, and `bound` turns most away at once."""
    count = len(queue)
    while count > 0:
        displaced = 0
        for at in range(count):
            # Lists of those who ask soon lie scattered: waiting for them would be half the time.
            if at + 2 * AHEAD < count:
                prefetch(next_edge, queue[at + 2 * AHEAD])
                prefetch(starts, queue[at + 2 * AHEAD] + 1)
            if at + AHEAD < count:
                edge = next_edge[queue[at + AHEAD]]
                prefetch(openings, edge)
                prefetch(priority, edge)
                prefetch(priority, edge + 8)
            candidate = queue[at]
            edge, end = next_edge[candidate], starts[candidate + 1]
            while edge < end:
                opening = openings[edge]
                key = (priority[edge] << 32) | candidate
                edge += 1
                if key >= bound[opening]:
                    continue
                start, size = begins[opening], sizes[opening]
                if size < room[opening]:
                    _add(heap, start, size, key)
                    sizes[opening] = size + 1
                    if size + 1 == room[opening]:
                        bound[opening] = heap[start]
                else:
                    queue[displaced] = heap[start] & LOW
                    displaced += 1
                    _replace_worst(heap, start, size, key)
                    bound[opening] = heap[start]
                break
            next_edge[candidate] = edge
        count = displaced


@compiled
def _seat(opening, key, pools, group, member, room, begins, sizes, heap):  # type: ignore[no-untyped-def]
    """Seat somebody, and return whom that turns away, -1 for nobody: reserves first, then the seats for all."""
    last = pools[opening + 1] - 1
    for pool in range(pools[opening], last):
        if not member[group[pool], key & LOW]:
            continue
        start, size = begins[pool], sizes[pool]
        if size < room[pool]:
            _add(heap, start, size, key)
            sizes[pool] = size + 1
            room[last] -= 1  # a reserved seat that was empty was everybody's until now
            return _take_worst(heap, begins[last], sizes, last) if sizes[last] > room[last] else NOBODY
        if size > 0 and heap[start] > key:
            worse = heap[start]
            _replace_worst(heap, start, size, key)
            key = worse
    start, size = begins[last], sizes[last]
    if size < room[last]:
        _add(heap, start, size, key)
        sizes[last] = size + 1
        return NOBODY
    if size > 0 and heap[start] > key:
        worse = heap[start]
        _replace_worst(heap, start, size, key)
        return worse
    return key


@compiled
def _give_up(opening, pools, room, begins, sizes, heap):  # type: ignore[no-untyped-def]
    """Turn away whoever has the last seat of an opening."""
    last = pools[opening + 1] - 1
    pool = last
    while sizes[pool] == 0:
        pool -= 1
    if pool < last:
        room[last] += 1
    return _take_worst(heap, begins[pool], sizes, pool)


@compiled
def _count_seat(opening, change, region, nth, held, target, trees, first_leaf, tree):  # type: ignore[no-untyped-def]
    """Note that an opening holds one more or one fewer, and what that makes of the region's last seat."""
    held[opening] += change
    above = held[opening] - target[opening]
    base, at = trees[region], first_leaf[region] + nth[opening]
    tree[base + at] = (above << 32) | nth[opening] if held[opening] > 0 else EMPTY
    while at > 1:
        at >>= 1
        tree[base + at] = max(tree[base + 2 * at], tree[base + 2 * at + 1])


@compiled
def _ask_regions(  # type: ignore[no-untyped-def]
    queue, starts, next_edge, openings, priority, pools, group, member, room, begins, sizes, heap,
    region, left, nth, by_nth, first_opening, held, target, trees, first_leaf, tree
):  # fmt: skip
    """Openings with reserves, in regions with caps; `left` is how many more a region takes, `NEVER` without a cap."""
    count = len(queue)
    while count > 0:
        displaced = 0
        for at in range(count):
            candidate = queue[at]
            edge, end = next_edge[candidate], starts[candidate + 1]
            while edge < end:
                opening = openings[edge]
                key = (priority[edge] << 32) | candidate
                edge += 1
                worst = _seat(opening, key, pools, group, member, room, begins, sizes, heap)
                area = region[opening]
                if worst == NOBODY and area >= 0 and left[area] != NEVER:
                    _count_seat(opening, 1, area, nth, held, target, trees, first_leaf, tree)
                    left[area] -= 1
                    if left[area] < 0:
                        loser = by_nth[first_opening[area] + (tree[trees[area] + 1] & LOW)]
                        worst = _give_up(loser, pools, room, begins, sizes, heap)
                        _count_seat(loser, -1, area, nth, held, target, trees, first_leaf, tree)
                        left[area] += 1
                if worst != key:
                    if worst != NOBODY:
                        queue[displaced] = worst & LOW
                        displaced += 1
                    break
            next_edge[candidate] = edge
        count = displaced


def propose_compiled(market: Market, reserves: Reserves, *, capped: bool) -> NDArray[np.int32]:
    """Let all candidates ask, one after the other.

    Parameters and result are those of `rounds.propose_in_rounds`.
    """
    next_edge = market.starts[:-1].copy()
    pools, group, room, capacity = _pools(market, reserves)
    begins = np.zeros(len(room) + 1, np.int64)
    np.cumsum(capacity, out=begins[1:])
    sizes, heap = np.zeros(len(room), np.int64), np.empty(begins[-1], np.int64)
    queue = np.arange(market.n_candidates)
    asks = (queue, market.starts, next_edge, market.openings, market.priority)
    if capped or len(reserves):
        _ask_regions(*asks, pools, group, reserves.member, room, begins, sizes, heap, *_regions(market, capped=capped))
    else:
        _ask_openings(*asks, room, begins, sizes, np.where(room > 0, NEVER, NOBODY), heap)
    pool = np.repeat(np.arange(len(room)), sizes)
    within = np.arange(len(pool)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    opening_of_pool = np.repeat(np.arange(market.n_openings, dtype=np.int32), np.diff(pools))
    matched = np.full(market.n_candidates, UNMATCHED, np.int32)
    matched[heap[begins[pool] + within] & LOW] = opening_of_pool[pool]
    return matched


def _pools(market: Market, reserves: Reserves) -> tuple[NDArray[np.int64], ...]:
    """The first pool of each opening; and each pool's group, room and the most that may ever sit in it."""
    reserved = np.bincount(reserves.opening, minlength=market.n_openings)
    pools = np.zeros(market.n_openings + 1, np.int64)
    np.cumsum(reserved + 1, out=pools[1:])
    general = np.zeros(pools[-1], np.bool_)
    general[pools[1:] - 1] = True
    group, room = np.full(pools[-1], -1, np.int64), np.empty(pools[-1], np.int64)
    group[~general], room[~general] = reserves.group, reserves.seats
    room[general] = market.seats
    capacity = np.minimum(room, market.n_candidates)
    if capacity.sum() > len(market.openings):  # openings with more seats than anybody wants would fill the memory
        wanted = np.bincount(market.openings, minlength=market.n_openings)
        capacity = np.minimum(capacity, np.repeat(wanted, reserved + 1))
    return pools, group, room, capacity


def _regions(market: Market, *, capped: bool) -> tuple[NDArray[Any], ...]:
    """What `_ask_regions` keeps about regions."""
    count = market.n_openings
    left = market.cap.copy()
    region = market.region.astype(np.int32) if capped else np.full(count, UNMATCHED, np.int32)
    lies = np.flatnonzero(region >= 0)
    by_nth = lies[np.lexsort((market.order[lies], region[lies]))] if capped else lies
    in_region = np.bincount(region[lies], minlength=len(left)).astype(np.int64)
    first_opening = np.cumsum(in_region) - in_region
    nth = np.zeros(count, np.int64)
    nth[by_nth] = np.arange(len(by_nth)) - np.repeat(first_opening, in_region)
    first_leaf = np.int64(1) << np.ceil(np.log2(np.maximum(in_region, 2))).astype(np.int64)
    trees = np.cumsum(2 * first_leaf) - 2 * first_leaf
    tree = np.full(2 * int(first_leaf.sum()), EMPTY, np.int64)
    target = market.target if len(market.target) else np.zeros(count, np.int64)
    return region, left, nth, by_nth, first_opening, np.zeros(count, np.int64), target, trees, first_leaf, tree
