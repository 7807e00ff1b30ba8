"""Run the pure-Python configurable-http-proxy with room for a class of learners and with what kernels speak."""

import ctypes
import signal
import sys

from configurable_http_proxy.cli import main
from configurable_http_proxy.handlers import ProxyHandler
from tornado.httpclient import AsyncHTTPClient

AT_A_TIME = 500
LARGEST_ANSWER = 512 * 1024 * 1024
LONGEST_ANSWER_MILLISECONDS = 10 * 60 * 1000
PR_SET_PDEATHSIG = 1


def _chosen_by_the_server(handler: ProxyHandler, _offered: list[str]) -> str | None:
    """Answer a browser's offer of websocket protocols with the one that the notebook server took.

    The proxy (0.4.0) leaves the answer out, and browsers then drop the connection.
    """
    chosen: str | None = handler.ws_client.selected_subprotocol
    return chosen


def _as_it_came(handler: ProxyHandler, message: str | bytes) -> None:
    """Pass a browser's message on as what it is: the proxy (0.4.0) would make text of bytes, which kernels refuse."""
    if handler.ws_client:
        handler.proxy.update_last_activity(handler.target["prefix"])
        handler.ws_client.write_message(message, binary=isinstance(message, bytes))


if __name__ == "__main__":
    # A Hub that is killed cannot stop its proxy, which would keep the Hub's port from the next one.
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    ProxyHandler.select_subprotocol = _chosen_by_the_server
    ProxyHandler.on_message = _as_it_came
    # As it comes, it asks for at most ten things at a time and gives up on each after twenty seconds: a validation
    # that computes for half a minute would fail, and ten of them would keep everybody else waiting.
    AsyncHTTPClient.configure(None, max_clients=AT_A_TIME, max_body_size=LARGEST_ANSWER)
    sys.argv += ["--proxy-timeout", str(LONGEST_ANSWER_MILLISECONDS)]
    main()
