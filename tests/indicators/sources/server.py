"""A real HTTP server on this machine that answers as the open APIs do, recorded answers among them."""

import json
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True)
class Answer:
    body: bytes = b"{}"
    status: int = 200
    content_type: str = "application/json"
    headers: dict[str, str] = field(default_factory=dict)
    delay: float = 0.0  # seconds before the answer


def of(body: Any, **rest: Any) -> Answer:
    return Answer(json.dumps(body, ensure_ascii=False).encode(), **rest)


class Server(ThreadingHTTPServer):
    """Answers each address (with its query) by what is set for it, one after another; the last one stays. All else is 404."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.answers: dict[str, list[Answer]] = {}
        self.asked: list[str] = []
        self.headers: list[dict[str, str]] = []
        self.times: list[float] = []

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/api"

    def set(self, path: str, *answers: Answer) -> None:
        self.answers["/api/" + path] = list(answers)

    def next(self, path: str) -> Answer:
        left = self.answers.get(path, [Answer(status=404)])
        return left.pop(0) if len(left) > 1 else left[0]


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        self.server.asked.append(self.path.removeprefix("/api/"))
        self.server.headers.append(dict(self.headers))
        self.server.times.append(time.monotonic())
        answer = self.server.next(self.path)
        time.sleep(answer.delay)
        headers = {"Content-Type": answer.content_type, "Content-Length": str(len(answer.body))} | answer.headers
        try:
            self.send_response(answer.status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(answer.body)
        except (BrokenPipeError, ConnectionResetError):
            pass  # the client did not want the rest

    def log_message(self, *_args: Any) -> None:
        """Quiet."""


def serve() -> Server:
    server = Server()
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    return server
