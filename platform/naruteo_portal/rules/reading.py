"""Reads the folders of programmes; every fault is told with its file, line and what can be done."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from naruteo_portal.core.safe_yaml import Fault, Node, Place, Scalar, Text, parse, read_text
from naruteo_portal.core.safe_yaml import Mapping as YamlMapping
from naruteo_portal.core.safe_yaml import Sequence as YamlSequence
from naruteo_portal.rules.expressions import read_expression
from naruteo_portal.rules.fault_words import words_of
from naruteo_portal.rules.model import (
    Fact,
    FactType,
    Parameter,
    ParametersFile,
    ProgrammeFile,
    Rule,
    RulesFile,
    StatedValue,
)
from naruteo_portal.rules.programme import Programme, ReadRule, Version
from naruteo_portal.rules.tables import Table, day_number, read_table, scaled
from naruteo_portal.rules.typed import DATE, TRUTH, Expr, ExpressionError, Type, Unfit, rescaled
from naruteo_portal.rules.units import Unit

MOST_FILES = 200
SHARED = "shared"
NOTHING = ("", "~", "null")
NOTHING_STATED: Mapping[str, Sequence[StatedValue]] = MappingProxyType({})
OWN_PROGRAMMES = Path(__file__).parent / "programmes"
"""The folder of the programmes that come with Naruteo."""
Model = TypeVar("Model", bound=BaseModel)
Found = TypeVar("Found")


@dataclass(frozen=True)
class FileFault:
    """One fault and the file that it is in."""

    path: Path
    fault: Fault

    @classmethod
    def at(cls, path: Path, source: Source | None, message: Text, *steps: object) -> FileFault:
        """A fault of a file that may not be there."""
        return source.fault(message, *steps) if source else cls(path, Fault(1, 1, ".".join(map(str, steps)), message))

    def __str__(self) -> str:
        return self.said_in("en")

    def said_in(self, language: str) -> str:
        """One line: file, line, column, field and what is wrong."""
        where = f"{self.fault.where}: " if self.fault.where else ""
        sentence = self.fault.message.ko if language == "ko" else self.fault.message.en
        return f"{self.path}:{self.fault.line}:{self.fault.column}: {where}{sentence}"


class UnsoundRules(Exception):
    """A folder of rules that nothing is judged by; `faults` lists every reason."""

    def __init__(self, faults: list[FileFault]) -> None:
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = tuple(faults)


@dataclass(frozen=True)
class Source:
    """A file that was read: its path and where everything in it stands."""

    path: Path
    root: YamlMapping

    def place(self, *steps: object) -> Place:
        """Where a field stands, or the nearest thing around it that does."""
        node: Node = self.root
        place = Place(1, 1)
        for step in steps:
            if isinstance(node, YamlMapping) and str(step) in node.entries:
                place, node = node.keys[str(step)], node.entries[str(step)]
            elif isinstance(node, YamlSequence) and isinstance(step, int) and step < len(node.items):
                node = node.items[step]
                place = node.place
        return place

    def fault(self, message: Text, *steps: object, column: int = 0) -> FileFault:
        """A fault at a field."""
        place = self.place(*steps)
        where = ".".join(str(step) for step in steps)
        return FileFault(self.path, Fault(place.line, place.column + column, where, message))


def programme_folders(folder: Path) -> list[Path]:
    """The folders of a folder that hold a programme."""
    return sorted(path.parent for path in folder.glob("*/programme.yaml"))


def read_file(path: Path, model: type[Model]) -> tuple[Source, Model]:
    """A file as `model` describes it; UnsoundRules lists everything that is not so."""
    faults: list[Fault] = []
    text = read_text(path, faults)
    root = None if text is None else parse(text, faults)
    if root is None or faults:
        raise UnsoundRules([FileFault(path, fault) for fault in faults])
    source = Source(path, root)
    try:
        return source, model.model_validate(_plain(root))
    except ValidationError as error:
        found = [source.fault(words_of(fault), *fault["loc"]) for fault in error.errors(include_url=False)]
        raise UnsoundRules(found) from None


@dataclass(frozen=True)
class Files:
    """A programme's files as they were read; `put_together` makes the programme of them."""

    folder: Path
    head: tuple[Source, ProgrammeFile]
    rules: tuple[Source, RulesFile]
    parameters: Mapping[str, tuple[Source, Parameter]]
    """Its own and the shared ones that it uses."""


def read_programme(folder: Path) -> Programme:
    """The programme of a folder; UnsoundRules lists everything that is wrong with it."""
    reading = _Reading(folder)
    files = reading.files()
    return reading.sound(None if files is None else reading.programme(files, NOTHING_STATED))


def read_files(folder: Path) -> Files:
    """The files of a programme's folder; UnsoundRules lists everything that is wrong with any of them."""
    reading = _Reading(folder)
    return reading.sound(reading.files())


def put_together(files: Files, stated: Mapping[str, Sequence[StatedValue]] = NOTHING_STATED) -> Programme:
    """The programme of its files, with what is stated of its parameters (by name) laid over them in that order.

    UnsoundRules lists everything that does not go together, whether it stands in the files or is stated.
    """
    reading = _Reading(files.folder)
    return reading.sound(reading.programme(files, stated))


class _Reading:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.faults: list[FileFault] = []

    def sound(self, found: Found | None) -> Found:
        """What was read, if nothing is wrong with it."""
        if found is None or self.faults:
            raise UnsoundRules(sorted(self.faults, key=lambda each: (str(each.path), each.fault.line)))
        return found

    def files(self) -> Files | None:
        head = self.file(self.folder / "programme.yaml", ProgrammeFile)
        rules = self.file(self.folder / "rules.yaml", RulesFile)
        parameters = dict(self.parameters(self.folder / "parameters"))
        if head is None or rules is None:
            return None
        self.common(head, parameters)
        return Files(self.folder, head, rules, parameters)

    def programme(self, files: Files, stated: Mapping[str, Sequence[StatedValue]]) -> Programme:
        head, rules, parameters = files.head, files.rules, files.parameters
        for name in stated.keys() - parameters.keys():
            said = Text(f"'{name}'은(는) 이 제도의 매개변수가 아닙니다.", f"The programme has no parameter '{name}'.")
            self.faults.append(head[0].fault(said))
        names = {name: leaf for name, fact in head[1].facts.items() if (leaf := self.fact(head[0], name, fact))}
        self.rule_date(*head)
        tables = {}
        for name, (source, parameter) in parameters.items():
            table = self.table(source, name, parameter, head[1], stated.get(name, ()))
            if table is not None:
                tables[name] = table
                names[name] = table.leaf()
        read = {}
        for name, rule in rules[1].rules.items():
            found = self.rule(rules[0], name, rule, names)
            if found is not None:
                read[name] = found
                names[name] = Expr("rule", found.type, name=name)
        self.decision(*rules, read)
        return Programme(self.folder.name, head[1], tables, read, rules[1].groups, rules[1].decision)

    def file(self, path: Path, model: type[Model]) -> tuple[Source, Model] | None:
        """A file as `model` describes it, or None with its faults noted."""
        try:
            return read_file(path, model)
        except UnsoundRules as unsound:
            self.faults += unsound.faults
            return None

    def parameters(self, folder: Path) -> Iterator[tuple[str, tuple[Source, Parameter]]]:
        """All parameters of a folder's files; a name may be used once."""
        seen: set[str] = set()
        paths = list(islice(folder.glob("*.yaml"), MOST_FILES + 1))
        if len(paths) > MOST_FILES:
            said = Text(
                f"파일이 {MOST_FILES}개보다 많습니다. 매개변수를 더 적은 파일에 모아 주세요.",
                f"There are more than {MOST_FILES} files. Gather the parameters in fewer files.",
            )
            self.faults.append(FileFault.at(folder, None, said))
            return
        for path in sorted(paths):
            found = self.file(path, ParametersFile)
            if found is None:
                continue
            source, file = found
            for name, parameter in file.parameters.items():
                if name in seen:
                    said = Text("다른 파일에도 같은 이름이 있습니다.", "Another file has the same name.")
                    self.faults.append(source.fault(said, "parameters", name))
                seen.add(name)
                yield name, (source, parameter)

    def common(self, head: tuple[Source, ProgrammeFile], parameters: dict[str, tuple[Source, Parameter]]) -> None:
        """Add the shared parameters that the programme names."""
        shared = dict(self.parameters(self.folder.parent / SHARED)) if head[1].shared else {}
        for number, name in enumerate(head[1].shared):
            if name not in shared or name in parameters:
                said = Text(f"'{name}'은(는) 공유 매개변수가 아닙니다.", f"'{name}' is not a shared parameter.")
                self.faults.append(head[0].fault(said, "shared", number))
            else:
                parameters[name] = shared[name]

    def rule_date(self, source: Source, head: ProgrammeFile) -> None:
        fact = head.facts.get(head.rule_date)
        if fact is None or fact.type is not FactType.DATE:
            said = Text("rule_date는 날짜인 사실의 이름이어야 합니다.", "rule_date has to name a fact that is a date.")
            self.faults.append(source.fault(said, "rule_date"))

    def fact(self, source: Source, name: str, fact: Fact) -> Expr | None:
        try:
            return Expr("fact", fact_type(fact), name=name)
        except Unfit as unfit:
            self.faults.append(source.fault(Text(unfit.ko, unfit.en), "facts", name))
            return None

    def table(
        self, source: Source, name: str, parameter: Parameter, head: ProgrammeFile, stated: Sequence[StatedValue]
    ) -> Table | None:
        try:
            if name in head.facts:
                raise Unfit("사실과 이름이 같습니다.", "A fact has the same name.")
            return read_table(name, parameter, head.facts, head.rule_date, stated)
        except Unfit as unfit:
            self.faults.append(source.fault(Text(unfit.ko, unfit.en), "parameters", name))
            return None

    def rule(self, source: Source, name: str, rule: Rule, names: Mapping[str, Expr]) -> ReadRule | None:
        """A rule with all its versions; the same kind, unit and decimals in all."""
        versions = []
        for day in sorted(rule.versions):
            at = ("rules", name, "versions", day.isoformat(), "expr")
            try:
                if name in names:
                    raise ExpressionError(1, "같은 이름이 이미 있습니다.", "The name is used already.")
                versions.append(
                    Version(day_number(day), rule.versions[day], read_expression(rule.versions[day].expr, names))
                )
            except ExpressionError as fault:
                self.faults.append(source.fault(fault.message, *at, column=fault.column - 1))
                return None
        decimals = max(version.expr.type.decimals for version in versions)
        types = {replace(version.expr.type, low=0, high=0, decimals=decimals) for version in versions}
        want = Unit.named(rule.unit) if rule.unit else Unit()
        first = next(iter(types))
        wrong = len(types) > 1 or (rule.kind == "condition") != (first.kind is FactType.TRUTH) or first.unit != want
        if wrong:
            said = Text(
                "모든 버전이 kind와 unit에 적은 것을 내야 합니다.",
                f"Every version has to give what kind and unit say; this gives {first.kind.value} in {first.unit}.",
            )
            self.faults.append(source.fault(said, "rules", name))
            return None
        fitted = tuple(replace(version, expr=_with_decimals(version.expr, decimals)) for version in versions)
        low = min(version.expr.type.low for version in fitted)
        high = max(version.expr.type.high for version in fitted)
        return ReadRule(name, rule, replace(fitted[0].expr.type, low=low, high=high), fitted)

    def decision(self, source: Source, file: RulesFile, read: Mapping[str, ReadRule]) -> None:
        """Whether decision and groups name rules that fit."""
        wanted: list[tuple[tuple[object, ...], str, str]] = [
            (("decision", "eligible", number), name, "condition") for number, name in enumerate(file.decision.eligible)
        ]
        if file.decision.amount:
            wanted.append((("decision", "amount"), file.decision.amount, "value"))
        for group, said in file.groups.items():
            wanted += [(("groups", group, "sum"), said.sum, "value"), (("groups", group, "cap"), said.cap, "value")]
        for at, name, kind in wanted:
            if name in file.rules and name not in read:
                continue  # its own fault is told already
            if name not in read or read[name].rule.kind != kind:
                ko = "조건" if kind == "condition" else "값"
                words = Text(f"'{name}'은(는) {ko}인 규칙이 아닙니다.", f"'{name}' is not a rule that is a {kind}.")
                self.faults.append(source.fault(words, *at))


def fact_type(fact: Fact) -> Type:
    """What a fact is to an expression."""
    if fact.type is FactType.TRUTH:
        return TRUTH
    if fact.type is FactType.DATE:
        return DATE
    if fact.type is FactType.CHOICE:
        return Type(FactType.CHOICE, choices=tuple(fact.choices))
    low, high = (scaled(bound, fact.decimals) for bound in fact.bounds)
    return Type(FactType.NUMBER, Unit.named(fact.unit), fact.decimals, low, high)


def _with_decimals(expr: Expr, decimals: int) -> Expr:
    return rescaled(expr, decimals) if expr.type.kind is FactType.NUMBER else expr


def _plain(node: Node) -> object:
    """A tree of nodes as mappings, lists, texts and nothing."""
    if isinstance(node, Scalar):
        return None if node.plain and node.value in NOTHING else node.value
    if isinstance(node, YamlSequence):
        return [_plain(item) for item in node.items]
    return {key: _plain(value) for key, value in node.entries.items()}
