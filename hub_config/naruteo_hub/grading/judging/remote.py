"""What a judge holds of objects that stay in a learner's process: stand-ins that ask for everything."""

import ast
import importlib
import inspect
import sys
import types
from collections.abc import Callable
from typing import Any

from naruteo_hub.grading.judging.names import DEFINITIONS, bound_in, parse
from naruteo_hub.grading.judging.operations import BINARY, BUILTIN_EXCEPTIONS, LIBRARIES
from naruteo_hub.grading.judging.values import Codec

# Attributes that Python itself looks for on every object; asking the learner's process for them would mean nothing.
OWN = frozenset(
    {"__class__", "_remote_number", "_remote_world", "_remote_name", "_remote_asked", "__reduce_ex__", "__reduce__"}
)
_get = object.__getattribute__
# Kinds of Python's own that have no name in `builtins`.
KINDS: dict[str, type] = {
    "function": types.FunctionType,
    "builtin_function_or_method": types.BuiltinFunctionType,
    "code": types.CodeType,
    "coroutine": types.CoroutineType,
    "generator": types.GeneratorType,
    "method": types.MethodType,
    "property": property,
}


class Remote:
    """An object in a learner's process. Its class here is a mirror of its class there."""

    _remote_world: Any
    _remote_number: int
    _remote_name: str

    def __getattribute__(self, name: str) -> Any:
        if name in OWN:
            return _get(self, name)
        return ask(self, "getattr", name)

    def __setattr__(self, name: str, value: Any) -> None:
        ask(self, "setattr", name, value)

    def __delattr__(self, name: str) -> None:
        ask(self, "delattr", name)

    @property  # type: ignore[misc]
    def __class__(self) -> type:
        """The class that the object says it has: of a library's the real one, so that isinstance works."""
        return _library_class(type(self)) or type(self)

    def __bool__(self) -> bool:
        return bool(ask(self, "bool"))

    def __hash__(self) -> int:
        return int(ask(self, "hash"))

    def __str__(self) -> str:
        return str(ask(self, "str"))

    def __repr__(self) -> str:
        return str(ask(self, "repr"))

    def __format__(self, specification: str) -> str:
        return str(ask(self, "format", specification))

    def __dir__(self) -> Any:
        return ask(self, "dir")

    def __len__(self) -> int:
        return int(ask(self, "len"))

    def __iter__(self) -> Any:
        made = ask(self, "iter")
        return made if isinstance(made, Remote) else iter(made)

    def __next__(self) -> Any:
        return ask(self, "next")

    def __getitem__(self, key: Any) -> Any:
        return ask(self, "getitem", key)

    def __setitem__(self, key: Any, value: Any) -> None:
        ask(self, "setitem", key, value)

    def __delitem__(self, key: Any) -> None:
        ask(self, "delitem", key)

    def __enter__(self) -> Any:
        return ask(self, "enter")

    def __exit__(self, *fault: Any) -> Any:
        return ask(self, "exit", *(None if each is None else each for each in _plain_fault(fault)))

    def __int__(self) -> int:
        return int(ask(self, "int"))

    def __float__(self) -> float:
        return float(ask(self, "float"))

    def __complex__(self) -> complex:
        return complex(ask(self, "complex"))

    def __round__(self, *digits: Any) -> Any:
        return ask(self, "round", *digits)

    def __await__(self) -> Any:
        # It runs to its end there; here it is only waited for.
        return ask(self, "await")
        yield

    def __aiter__(self) -> Any:
        return ask(self, "aiter")

    def __anext__(self) -> Any:
        return ask(self, "anext")

    def __reversed__(self) -> Any:
        return ask(self, "reversed")


class RemoteCallable(Remote):
    """An object in a learner's process that can be called."""

    def __call__(self, *arguments: Any, **named: Any) -> Any:
        return _get(self, "_remote_world").call(self, arguments, named)


class RemoteFunction(RemoteCallable):
    """A function or method in a learner's process."""


def _plain_fault(fault: tuple[Any, ...]) -> list[Any]:
    kind = fault[0] if fault else None
    return [kind if kind in BUILTIN_EXCEPTIONS.values() else None, None, None]


def _of_fault(fault: BaseException, name: str) -> Any:
    """Ask for an attribute of an exception that the learner's own class gave it."""
    world = fault.__dict__.get("_remote_world")
    if world is None or name.startswith("__"):
        raise AttributeError(name)
    return world.ask("getattr", [fault, name])


def _words_of_fault(fault: BaseException) -> str:
    words = fault.__dict__.get("_remote_text")
    return words if isinstance(words, str) else BaseException.__str__(fault)


def _unary(operation: str) -> Callable[[Remote], Any]:
    return lambda self: ask(self, operation)


def _binary(operation: str) -> Callable[[Remote, Any], Any]:
    return lambda self, other: _get(self, "_remote_world").compare(operation, self, other)


def _reflected(operation: str) -> Callable[[Remote, Any], Any]:
    return lambda self, other: _get(self, "_remote_world").compare(operation, other, self)


for _name in ("abs", "neg", "pos", "invert", "index", "trunc", "floor", "ceil", "bytes", "length_hint"):
    setattr(Remote, f"__{_name}__", _unary(_name))
for _name in BINARY:
    _word = _name.rstrip("_")
    setattr(Remote, f"__{_word}__", _binary(_name))
    if _word not in ("eq", "ne", "lt", "le", "gt", "ge", "contains") and not _word.startswith("i"):
        setattr(Remote, f"__r{_word}__", _reflected(_name))


class RemoteType(type):
    """The class of mirrors: calling one makes an object in the learner's process."""

    def __call__(cls, *arguments: Any, **named: Any) -> Any:
        return cls._remote_world.call(cls, arguments, named)

    def __getattr__(cls, name: str) -> Any:
        # Only what the mirror itself lacks is asked for.
        if name.startswith("_remote") or name == "__abstractmethods__":
            raise AttributeError(name)
        return cls._remote_world.ask("getattr", [cls, name])

    def __setattr__(cls, name: str, value: Any) -> None:
        cls._remote_world.ask("setattr", [cls, name, value])

    def __iter__(cls) -> Any:
        return iter(cls._remote_world.ask("iter", [cls]))

    def __len__(cls) -> int:
        return int(cls._remote_world.ask("len", [cls]))

    def __getitem__(cls, key: Any) -> Any:
        return cls._remote_world.ask("getitem", [cls, key])

    def __dir__(cls) -> Any:
        return cls._remote_world.ask("dir", [cls])


def is_remote(value: object) -> bool:
    """Tell whether a value is a stand-in, whatever it says of itself."""
    return issubclass(type(value), Remote) or issubclass(type(value), RemoteType) or _is_mirrored_fault(value)


def _is_mirrored_fault(value: object) -> bool:
    return isinstance(value, BaseException) and type(value).__dict__.get("_remote_class") is not None


def ask(stand_in: Remote, operation: str, *arguments: Any) -> Any:
    """Do something with the object that a stand-in stands for."""
    return _get(stand_in, "_remote_world").ask(operation, [stand_in, *arguments])


def _library_class(mirror: type) -> type | None:
    """Return the class that a mirror claims to be, where a library or Python itself has it."""
    module, qualified = mirror.__dict__.get("_remote_module"), mirror.__dict__.get("_remote_qualname")
    if not isinstance(module, str) or not isinstance(qualified, str) or module == "__main__":
        return None
    found: Any = KINDS.get(qualified) if module == "builtins" else sys.modules.get(module)
    if isinstance(found, types.ModuleType):
        for part in qualified.split("."):
            found = getattr(found, part, None)
    return found if isinstance(found, type) else None


class Questions(Codec):
    """The judge's side of a connection: numbers become stand-ins, and the judge's own functions get numbers."""

    def __init__(self, world: Any) -> None:
        super().__init__(world.heap)
        self.world = world

    def export(self, value: Any) -> Any:
        if issubclass(type(value), Remote):
            return ["object", self.world.number_in(value)]
        if issubclass(type(value), RemoteType):
            return ["object", value.__dict__["_remote_number"]]
        if _is_mirrored_fault(value):
            return ["object", value.__dict__["_remote_number"]]
        if issubclass(type(value), type):
            name = str(value.__name__)
            if BUILTIN_EXCEPTIONS.get(name) is value:
                return ["exception", name]
            if "_remote_class" in value.__dict__:
                return ["object", value.__dict__["_remote_class"]]
            if self.world.given_classes.get(name) is value:
                return ["given-class", name]
        if isinstance(value, types.ModuleType):
            return ["module", value.__name__]
        if callable(value):
            words = getattr(value, "__doc__", None)
            name = str(getattr(value, "__name__", "function"))
            given = self.world.given_functions.get(name) is value
            return ["judge", self.world.lend(value), name, words if isinstance(words, str) else None, given]
        return super().export(value)

    def resolve(self, tag: str, parts: list[Any]) -> Any:
        if tag == "object":
            number, shape, kind, name = parts
            mirror = self.decode(kind)
            return self.world.stand_in(int(number), str(shape), mirror, name if isinstance(name, str) else "")
        if tag == "class":
            return self._mirror(parts)
        if tag == "given-class":
            return self.world.given_classes[str(parts[0])]
        if tag == "exception":
            return BUILTIN_EXCEPTIONS[str(parts[0])]
        if tag == "module":
            own = trusted_module(str(parts[0]), self.world.judge.libraries)
            # A module of the learner's own stays where it is.
            return own or self.world.stand_in(int(parts[1]), "object", self.decode(parts[2]), str(parts[0]))
        if tag == "judge":
            return self.world.lent[int(parts[0])]
        return super().resolve(tag, parts)

    def may_change(self, number: int) -> bool:
        # What the judge handed over has an even number.
        if number % 2:
            return True
        self.world.judge.arguments_changed = True
        return not self.world.judge.pristine

    def keeps(self, value: object, name: str) -> bool:
        # An attribute of an instance must not stand in for a method of the course's class.
        return not hasattr(type(value), name) or name in getattr(type(value), "__slots__", ())

    def instance_of(self, value: object) -> str | None:
        name = type(value).__name__
        return name if self.world.given_classes.get(name) is type(value) and hasattr(value, "__dict__") else None

    def new_instance(self, name: str) -> Any:
        return object.__new__(self.world.given_classes[name])

    def _mirror(self, parts: list[Any]) -> type:
        number, name, qualified, module, bases = parts
        number, name, qualified, module = int(number), str(name), str(qualified), str(module)
        made: type | None = self.world.mirrors.get(number)
        if made is not None:
            return made
        found = [self.decode(base) for base in bases]
        faults = tuple(base for base in found if isinstance(base, type) and issubclass(base, BaseException))
        if faults:
            known = self._library_fault(module, qualified)
            body = {"_remote_class": number, "__module__": module, "__getattr__": _of_fault, "__str__": _words_of_fault}
            made = known or type(name, faults[:1], body)
        else:
            mirrored = tuple(base for base in found if type(base) is RemoteType)
            body = {
                "_remote_world": self.world, "_remote_number": number, "_remote_name": qualified,
                "_remote_module": module, "_remote_qualname": qualified,
                "__module__": module, "__qualname__": qualified,
            }  # fmt: skip
            try:
                made = RemoteType(name, mirrored or (Remote,), body)
            except TypeError:
                made = RemoteType(name, (Remote,), body)
        self.world.mirrors[number] = made
        return made

    def _library_fault(self, module: str, qualified: str) -> type[BaseException] | None:
        if module.partition(".")[0] not in LIBRARIES:
            return None
        found: Any = sys.modules.get(module)
        if found is None:
            return None
        for part in qualified.split("."):
            found = getattr(found, part, None)
        return found if isinstance(found, type) and issubclass(found, BaseException) else None


def teach_inspect(sources: list[str]) -> None:
    """Let `inspect.getsource` work for what learners defined: their cells are known here, so nobody is asked."""
    original = inspect.getsource

    def getsource(thing: Any) -> str:
        if not is_remote(thing):
            return original(thing)
        mirrored = issubclass(type(thing), RemoteType)
        world = thing.__dict__["_remote_world"] if mirrored else _get(thing, "_remote_world")
        name = world.name_of(thing)
        found = [_definition(name, source) for source in sources]
        text = next((text for text in reversed(found) if text is not None), None)
        if not text:
            raise OSError("could not get source code")
        return text

    inspect.getsource = getsource  # type: ignore[assignment]


def _definition(name: str | None, source: str) -> str | None:
    """Return the text of what a cell last makes of a name: a definition, "" for anything else, None for nothing."""
    tree = parse(source)
    found: str | None = None
    for node in tree.body:
        if isinstance(node, DEFINITIONS) and node.name == name:
            first = min([node.lineno, *(part.lineno for part in node.decorator_list)])
            found = "\n".join(source.splitlines()[first - 1 : node.end_lineno]) + "\n"
        elif name in bound_in(node):
            simple = isinstance(node, ast.Assign) and isinstance(node.value, ast.Lambda)
            found = ast.get_source_segment(source, node) if simple else ""
    return found


def trusted_module(name: str, allowed: frozenset[str]) -> types.ModuleType | None:
    """Import a module of a library by the judge itself, if the course's own text imports it."""
    if name.partition(".")[0] not in allowed:
        return None
    try:
        return importlib.import_module(name)
    except ImportError:
        return None
