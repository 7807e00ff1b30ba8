"""The course on language models: files are as build.py writes them; the answerer is honest, model or not."""

import importlib.util
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from types import ModuleType
from typing import Any, ClassVar

import pytest

SOURCE = Path(__file__).resolve().parents[2] / "courses" / "language-models-at-work" / "source"
PASSAGES = [{"id": "A-1#가", "title": "통로", "section": "가", "text": "통로의 너비는 1.2 m이다. 물건을 두지 않는다."}]
SETTINGS = ("PLANT_LLM_URL", "PLANT_LLM_MODEL", "PLANT_LLM_KEY")


def loaded(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def answerer(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    for name in SETTINGS:
        monkeypatch.delenv(name, raising=False)
    return loaded(SOURCE / "02-answers-with-sources" / "answerer.py")


class Model(BaseHTTPRequestHandler):
    """Stands for an OpenAI-compatible server; says what it is told to."""

    reply: ClassVar[bytes] = b""
    asked: ClassVar[list[tuple[str, Any, str | None]]] = []

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.asked.append((self.path, body, self.headers["Authorization"]))
        self.send_response(200)
        self.end_headers()
        self.wfile.write(self.reply)

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def address() -> Iterator[str]:
    Model.asked.clear()
    with HTTPServer(("127.0.0.1", 0), Model) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/v1"
        server.shutdown()


def test_the_shared_files_are_what_build_writes(tmp_path: Path) -> None:
    loaded(SOURCE.parent / "data" / "build.py").main(tmp_path)
    written = {path.relative_to(tmp_path): path.read_bytes() for path in tmp_path.rglob("*.*")}
    assert len(written) == 3
    assert [name for name, content in written.items() if (SOURCE / name).read_bytes() != content] == []


def test_without_a_configured_model_nobody_is_asked(answerer: ModuleType) -> None:
    assert answerer.endpoint() is None


def test_the_extractor_quotes_and_says_when_it_finds_nothing(answerer: ModuleType) -> None:
    assert answerer.extract("통로의 너비는?", PASSAGES).startswith("“통로의 너비는 1.2 m이다.” [1]")
    assert answerer.extract("xyz?", PASSAGES) == answerer.NOT_FOUND
    assert answerer.find("xyz?", PASSAGES) == []


def test_a_configured_model_is_asked(answerer: ModuleType, address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in zip(SETTINGS, (address, "demo", "key"), strict=True):
        monkeypatch.setenv(name, value)
    Model.reply = json.dumps({"choices": [{"message": {"content": "1.2 m입니다. [1]"}}]}).encode()
    messages = [{"role": "user", "content": "통로의 너비는?"}]
    assert answerer.endpoint()(messages) == "1.2 m입니다. [1]"
    expected = {"model": "demo", "messages": messages, "temperature": 0}
    assert Model.asked == [("/v1/chat/completions", expected, "Bearer key")]


@pytest.mark.parametrize(
    "reply", [b"", b"{}", b"[]", b'{"choices": []}', b'{"choices": [{"message": {"content": null}}]}']
)
def test_what_is_no_answer_is_a_fault(
    answerer: ModuleType, address: str, monkeypatch: pytest.MonkeyPatch, reply: bytes
) -> None:
    monkeypatch.setenv("PLANT_LLM_URL", address)
    monkeypatch.setenv("PLANT_LLM_MODEL", "demo")
    Model.reply = reply
    with pytest.raises(answerer.EndpointFault):
        answerer.endpoint()([])


def test_nothing_is_sent_in_the_clear_to_another_machine(answerer: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLANT_LLM_MODEL", "demo")
    for url in ("http://llm.example.kr/v1", "http://localhost.example.kr/v1", "file:///v1"):
        monkeypatch.setenv("PLANT_LLM_URL", url)
        with pytest.raises(answerer.EndpointFault):
            answerer.endpoint()
