"""How the host page vouches for its customer: a JSON Web Token (RFC 7519) signed with HS256.

Claims: `sub` is the customer's id, `name` their name, `exp` when the token ends. The page's server signs it with the
secret it shares with Earpiece; nothing a browser types can replace it.
"""

from collections.abc import Callable

import jwt

from earpiece.domain.errors import Unauthenticated
from earpiece.runtime.chats import Vouch, Vouched

LIFETIME = 600.0


def sign(customer: str, name: str | None, secret: bytes, now: float) -> str:
    """A customer token good for ten minutes; what a host page's server does."""
    return jwt.encode({"sub": customer, "name": name, "exp": int(now + LIFETIME)}, secret, algorithm="HS256")


def voucher(secret: bytes, now: Callable[[], float]) -> Vouch:
    """The reader of customer tokens signed with `secret`. It raises Unauthenticated for forged or old ones."""

    def vouch(token: str) -> Vouched:
        options = {"require": ["sub", "exp"], "verify_exp": False, "verify_iat": False}
        try:
            claims = jwt.decode(token, secret, algorithms=["HS256"], options=options)  # type: ignore[arg-type]
        except jwt.PyJWTError as error:
            raise Unauthenticated("The customer token is not valid: sign it again with the shared secret.") from error
        ends = claims["exp"]
        if not isinstance(ends, int | float) or not claims["sub"]:
            raise Unauthenticated("The customer token needs the customer's id as `sub` and a number as `exp`.")
        if not ends >= now():
            raise Unauthenticated("The customer token is too old: the page must ask its server for a new one.")
        name = claims.get("name")
        return Vouched(str(claims["sub"]), str(name) if name else None)

    return vouch
