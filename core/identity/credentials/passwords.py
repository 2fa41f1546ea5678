"""Passwords: the tenant's policy, and hashing with Argon2id."""

import re
import secrets
from itertools import pairwise

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from translationstring import TranslationStringFactory

from core.errors import Refused
from core.identity.addresses import fold_text
from core.identity.credentials.common_passwords import COMMON
from core.identity.credentials.text_forms import normal_form
from core.scope import Scope

_ = TranslationStringFactory("core")

# RFC 9106 by way of OWASP's floor: about 30 ms and 19 MiB on a small machine, so that a burst of
# sign-ins can't take two cores down. Raise it, and every hash is renewed at its next sign-in.
TIME_COST, MEMORY_KIB, LANES = 2, 19_456, 1
LONGEST_TYPED = 1024
READABLE = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"
SWAPS = str.maketrans("@4301!57$", "aaeoiists")
TAIL = re.compile(r"[\W\d_]+\Z|\A[\W\d_]+")


class Hasher:
    """Argon2id with a dummy hash, so that an unknown name takes as long as a known one."""

    def __init__(self, time_cost: int, memory_kib: int, lanes: int = LANES) -> None:
        self._argon = PasswordHasher(time_cost=time_cost, memory_cost=memory_kib, parallelism=lanes)
        self._dummy = self._argon.hash(secrets.token_urlsafe())

    def hash(self, password: str) -> str:
        return self._argon.hash(_octets(normal_form(password)))

    def matches(self, password_hash: str | None, password: str) -> bool:
        """Compare; without a hash it takes the same time and is never right."""
        if self._verifies(password_hash, normal_form(password)):
            return True
        # Older hashes are of what was typed, in whatever form.
        return normal_form(password) != password and self._verifies(password_hash, password)

    def _verifies(self, password_hash: str | None, password: str) -> bool:
        try:
            right = self._argon.verify(password_hash or self._dummy, _octets(password))
        except (VerificationError, InvalidHashError):
            return False
        return right and password_hash is not None

    def is_outdated(self, password_hash: str) -> bool:
        return self._argon.check_needs_rehash(password_hash)


class _Current:
    hasher = Hasher(TIME_COST, MEMORY_KIB)


def hasher() -> Hasher:
    return _Current.hasher


def use_cheap_hashes_for_tests_only() -> None:
    """Make hashing take no time. Only a test suite may call this: such hashes protect nobody."""
    _Current.hasher = Hasher(time_cost=1, memory_kib=8)


def _octets(password: str) -> bytes:
    return password[:LONGEST_TYPED].encode("utf-8", "surrogatepass")


def password_bounds(scope: Scope) -> tuple[int, int]:
    """Return the shortest and the longest length that the tenant allows."""
    policy = scope.tenant.settings("identity")
    return policy["password_min"], policy["password_max"]


def check_new_password(scope: Scope, password: str, *about: str | None, field: str = "new") -> None:
    """Refuse a password that the policy or good sense forbids.

    :param about: what a guesser knows of the person: name, address
    :param field: where the refusal is shown
    """
    password = normal_form(password)
    shortest, longest = password_bounds(scope)
    if not shortest <= len(password) <= longest:
        message = _(
            "Use from ${shortest} to ${longest} characters.",
            mapping={"shortest": shortest, "longest": longest},
        )
        raise Refused(fields={field: message})
    if is_common(password):
        raise Refused(
            fields={field: _("This password is among the first that others try. Use another one.")}
        )
    if any(_says(password, fact) for fact in about if fact):
        raise Refused(
            fields={field: _("Your name or address is easy to guess. Use another password.")}
        )


def is_common(password: str) -> bool:
    """Whether it is on the list, also with letters swapped for look-alikes and digits around it."""
    plain = fold_text(password)
    bare = TAIL.sub("", TAIL.sub("", plain))
    forms = {plain, bare, TAIL.sub("", plain.translate(SWAPS)), bare.translate(SWAPS)}
    return bool(forms & COMMON) or len(set(plain)) <= 2 or not _is_varied(plain)  # noqa: PLR2004  # two letters


def _is_varied(plain: str) -> bool:
    """Whether it is more than a run such as 23456789 or one short piece repeated."""
    steps = {ord(after) - ord(before) for before, after in pairwise(plain)}
    halves = any(
        plain == plain[:size] * (len(plain) // size)
        for size in range(1, len(plain) // 2 + 1)
        if len(plain) % size == 0 and size <= 4  # noqa: PLR2004  # longer pieces say something
    )
    return not (steps in ({1}, {-1}, {0}) or halves)


def _says(password: str, fact: str) -> bool:
    known, plain = fold_text(fact), fold_text(password)
    local = known.partition("@")[0]
    return TAIL.sub("", plain) in {known, local, known.replace(" ", "")} or plain == known


def generate_password(scope: Scope) -> str:
    """Return a random password that is easy to read and type, within the tenant's policy."""
    shortest, longest = password_bounds(scope)
    length = min(max(shortest, 12), longest)
    return "".join(secrets.choice(READABLE) for _unused in range(length))
