"""Which unit a paper means: names as written -> units. Pure, but for ``load_directory``.

A name is compared without blanks, in one width and one kind of bracket, with the district's own prefix in one form.
Nothing is guessed: a typing slip is only proposed, an old name with several successors is asked about, and the unit
of another district or of the city is never taken for one of ours (README, *Decisions*).
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from sqlalchemy import select

from imports.vocabulary import GENERIC, OTHER_GROUP
from tracker.choices import Area, NameKind, UnitKind
from tracker.db import db
from tracker.people.models import Unit, UnitGroup, UnitName, unit_group_member

Via = Literal["name", "alias", "former", "group", "unknown", "generic", "ambiguous", "proposed"]
SHORTEST_SLIP = 4  # one wrong character in three leaves too little to recognise

_BRACKETS = str.maketrans("[]〔〕【】﹝﹞{}「」", "()()()()()()")
_OWN_DISTRICT = re.compile(r"^(?:中共)?(?:陕西省)?(?:铜川市王益区|铜川王益区|王益区|本区|我区)(?=.)")
_OWN_CITY = re.compile(r"^(?:陕西省)?铜川市(?=.)")
_WHOLE_DISTRICT = re.compile(r"^(?:全区|区属|区辖|辖区|区)(?=各)")
_FOREIGN = re.compile(r"^(?:市(?![场容政])|省|县|中央|国家|陕西|(?!城市)[^区市县]{1,3}[区市县])")
_BRACKETED_END = re.compile(r"^(.+)\(([^()]+)\)$")
_TOWNSHIP_SHORT = re.compile(r"^(.+?)(街道|镇|乡)$")


@dataclass(frozen=True)
class UnitRef:
    """A unit as other rooms need it."""

    id: int
    code: str
    name: str
    short_name: str
    kind: UnitKind


@dataclass(frozen=True)
class OtherName:
    unit_id: int
    text: str
    kind: NameKind
    area: Area | None = None
    subject: str | None = None


@dataclass(frozen=True)
class GroupRef:
    name: str
    spellings: tuple[str, ...]
    unit_ids: tuple[int, ...]


@dataclass(frozen=True)
class Match:
    """What a name as written stands for.

    ``units`` is filled only when the answer is certain (``via`` name, alias, former or group); ``candidates`` are for
    a person to choose from (proposed: perhaps a typing slip; ambiguous: an old name with several successors).
    """

    as_written: str
    units: tuple[UnitRef, ...]
    via: Via
    candidates: tuple[UnitRef, ...] = ()

    @property
    def is_certain(self) -> bool:
        return bool(self.units)


@dataclass(frozen=True)
class _Claim:
    """One unit's claim to a spelling."""

    unit: UnitRef
    via: Via
    area: Area | None = None


def key(text: str) -> str:
    """The form in which names are compared: 铜川市王益区发改局, 王益区 发改局 -> 区发改局."""
    plain = unicodedata.normalize("NFKC", text).translate(_BRACKETS)
    plain = "".join(plain.split()).strip("、,;。.:")
    own = _OWN_DISTRICT.sub("区", plain)
    return own if own != plain else _OWN_CITY.sub("市", plain)


def group_key(text: str) -> str:
    """The form in which groups are compared: 全区各镇（街道）, 各镇政府、各街道办事处 -> 各镇街道."""
    plain = re.sub(r"[()、,;和及/·]|人民政府|政府|办事处", "", _WHOLE_DISTRICT.sub("", key(text)))
    return plain[:1] + plain[1:].replace("各", "")


def _levels(written: str) -> Iterator[str]:
    """The name as it stands, then with the level added or taken off: 发改局 is 区发改局 in our papers."""
    yield written
    if written.startswith("区"):
        yield written[1:]
    elif not _FOREIGN.match(written):
        yield f"区{written}"
        yield f"区委{written}"


def township_spellings(short_name: str) -> Iterator[str]:
    """How papers write a township: 七一路街道 -> 七一路街道办事处, 七一路办, 七一办; 黄堡镇 -> 黄堡镇政府."""
    parts = _TOWNSHIP_SHORT.match(short_name)
    if not parts:
        return
    stem, ending = parts.groups()
    if ending != "街道":
        yield from (short_name + more for more in ("", "人民政府", "政府"))
        return
    for name in dict.fromkeys((stem, re.sub(r"(?<=..)[路街]$", "", stem))):
        yield from (name + more for more in ("街道", "街道办事处", "街道办", "办事处", "办", "街办"))


def is_slip(written: str, name: str) -> bool:
    """Whether one character wrong, missing, added or exchanged with its neighbour turns one into the other."""
    if written == name or abs(len(written) - len(name)) > 1 or min(len(written), len(name)) < SHORTEST_SLIP:
        return False
    start = 0
    while start < min(len(written), len(name)) and written[start] == name[start]:
        start += 1
    one, other = written[start:], name[start:]
    return (
        one[1:] == other[1:]
        or one[1:] == other
        or one == other[1:]
        or (one[:2] == other[:2][::-1] and one[2:] == other[2:])
    )


@dataclass(frozen=True)
class Directory:
    """The district's units with all their names, ready to resolve what papers write."""

    units: tuple[UnitRef, ...]
    names: tuple[OtherName, ...] = ()
    groups: tuple[GroupRef, ...] = ()

    def resolve(self, as_written: str, area: Area | None = None) -> Match:
        """What the name stands for; ``area`` decides between successors where the data says so."""
        written = key(as_written)
        if not written:
            return Match(as_written, (), "unknown")
        claimed = (self._claimed(as_written, form, area) for form in _levels(written))
        found = next(filter(None, claimed), None) or self._grouped(as_written)
        found = found or self._with_remark(as_written, written, area)
        if found:
            return found
        if OTHER_GROUP.match(written) or GENERIC.search(written):
            return Match(as_written, (), "generic")
        proposed = self._slips(written)
        return Match(as_written, (), "proposed" if proposed else "unknown", proposed)

    def _claimed(self, as_written: str, written: str, area: Area | None) -> Match | None:
        claims = self._claims.get(written)
        if not claims:
            return None
        present = [claim for claim in claims if claim.via == "name"]
        chosen = present or [claim for claim in claims if area and claim.area is area]
        chosen = chosen or [claim for claim in claims if claim.area is None or not area] or claims
        units = tuple(dict.fromkeys(claim.unit for claim in chosen))
        if len(units) > 1 or (area and chosen[0].area not in (None, area)):
            return Match(as_written, (), "ambiguous", units)
        return Match(as_written, units, chosen[0].via)

    def _grouped(self, as_written: str) -> Match | None:
        units = self._groups.get(group_key(as_written))
        return Match(as_written, units, "group") if units else None

    def _with_remark(self, as_written: str, written: str, area: Area | None) -> Match | None:
        """区教育局（督导室） is 区教育局; where parts of the name went to other units, they are asked about."""
        parts = _BRACKETED_END.match(written)
        found = self._claimed(as_written, parts.group(1), area) if parts else None
        if parts is None or found is None or not found.units:
            return found
        units = tuple(dict.fromkeys(claim.unit for claim in self._claims[parts.group(1)]))
        return Match(as_written, (), "ambiguous", units) if len(units) > 1 else found

    def _slips(self, written: str) -> tuple[UnitRef, ...]:
        if _FOREIGN.match(written) or len(written) < SHORTEST_SLIP:
            return ()
        forms = {written} if written.startswith("区") else {written, f"区{written}"}
        near = (
            claim.unit
            for name, claims in self._claims.items()
            if any(is_slip(form, name) for form in forms)
            for claim in claims
        )
        return tuple(dict.fromkeys(near))

    @cached_property
    def _claims(self) -> Mapping[str, list[_Claim]]:
        claims: dict[str, list[_Claim]] = {}
        by_id = {unit.id: unit for unit in self.units}
        for unit in self.units:
            claims.setdefault(key(unit.name), []).append(_Claim(unit, "name"))
            if key(unit.short_name) != key(unit.name):
                claims.setdefault(key(unit.short_name), []).append(_Claim(unit, "name"))
        for unit in self.units:
            if unit.kind is UnitKind.TOWNSHIP:
                for text in township_spellings(unit.short_name):
                    claims.setdefault(key(text), [_Claim(unit, "alias")])
        for name in self.names:
            if name.unit_id in by_id:
                via: Via = "former" if name.kind is NameKind.FORMER else "alias"
                unit = by_id[name.unit_id]
                claims.setdefault(key(name.text), []).append(_Claim(unit, via, name.area))
                if name.subject:
                    claims.setdefault(key(f"{name.text}({name.subject})"), []).append(_Claim(unit, via))
        return claims

    @cached_property
    def _groups(self) -> Mapping[str, tuple[UnitRef, ...]]:
        by_id = {unit.id: unit for unit in self.units}
        return {
            group_key(text): tuple(by_id[number] for number in group.unit_ids if number in by_id)
            for group in self.groups
            for text in (group.name, *group.spellings)
        }


def load_directory() -> Directory:
    """The directory as it stands now, in four queries; closed units are left to their successors."""
    units = db.session.execute(
        select(Unit.id, Unit.code, Unit.name, Unit.short_name, Unit.kind)
        .where(Unit.closed_on.is_(None))
        .order_by(Unit.position, Unit.id)
    )
    names = db.session.execute(
        select(UnitName.unit_id, UnitName.text, UnitName.kind, UnitName.area, UnitName.subject).order_by(UnitName.id)
    )
    return Directory(
        tuple(UnitRef(*row) for row in units), tuple(OtherName(*row) for row in names), tuple(_load_groups())
    )


def _load_groups() -> Iterable[GroupRef]:
    members: dict[int, list[int]] = {}
    rows = db.session.execute(
        select(unit_group_member.c.group_id, Unit.id)
        .join(Unit, Unit.id == unit_group_member.c.unit_id)
        .order_by(Unit.position, Unit.id)
    )
    for group_id, unit_id in rows:
        members.setdefault(group_id, []).append(unit_id)
    for number, name, spellings in db.session.execute(select(UnitGroup.id, UnitGroup.name, UnitGroup.spellings)):
        texts = tuple(text.strip() for text in re.split("[、\n]", spellings) if text.strip())
        yield GroupRef(name, texts, tuple(members.get(number, ())))
