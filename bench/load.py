"""A client that keeps some connections busy: one process, no threads, answers read to their last byte."""

from __future__ import annotations

import selectors
import socket
import time
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Load:
    """What came of keeping a server busy for some seconds; times in milliseconds."""

    requests: int
    seconds: float
    failed: int
    p50: float
    p99: float

    @property
    def rate(self) -> float:
        """Return answers a second."""
        return self.requests / self.seconds


class _Visitor:
    """One connection, with the answer that it waits for."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.started = 0.0
        self.buffer = bytearray()
        self.wanted = -1

    def ask(self, request: bytes) -> None:
        """Send one request."""
        self.started, self.wanted = time.perf_counter(), -1
        self.buffer.clear()
        self.socket.sendall(request)

    def read(self) -> int | None:
        """Read what is there; return the status once the answer is whole."""
        self.buffer += self.socket.recv(262_144)
        if self.wanted < 0:
            end = self.buffer.find(b"\r\n\r\n")
            if end < 0:
                return None
            head = bytes(self.buffer[:end]).lower()
            at = head.find(b"content-length:")
            length = int(head[at + 15 :].split(b"\r\n", 1)[0]) if at >= 0 else 0
            self.wanted = end + 4 + length
        return int(self.buffer[9:12]) if len(self.buffer) >= self.wanted else None


def keep_busy(
    port: int, paths: Iterator[str], *, seconds: float, visitors: int = 16, headers: str = ""
) -> Load:
    """Ask for paths over some connections at once, for so many seconds; 200 and 304 are right answers."""
    selector = selectors.DefaultSelector()
    times: list[float] = []
    failed = 0

    def ask(visitor: _Visitor) -> None:
        head = f"GET {next(paths)} HTTP/1.1\r\nHost: 127.0.0.1\r\n{headers}\r\n"
        visitor.ask(head.encode())

    for _ in range(visitors):
        visitor = _Visitor(port)
        selector.register(visitor.socket, selectors.EVENT_READ, visitor)
        ask(visitor)
    began = time.perf_counter()
    end = began + seconds
    while (now := time.perf_counter()) < end:
        for key, _ in selector.select(1):
            status = key.data.read()
            if status is None:
                continue
            times.append(time.perf_counter() - key.data.started)
            failed += status not in (200, 304)
            ask(key.data)
    for key in list(selector.get_map().values()):
        key.data.socket.close()
    times.sort()
    p50, p99 = (times[int(len(times) * share)] * 1000 if times else 0.0 for share in (0.5, 0.99))
    return Load(len(times), now - began, failed, p50, p99)
