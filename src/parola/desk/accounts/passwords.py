"""How passwords are kept: Argon2id at OWASP's cost, so that a sign-in takes 19 MiB and no more than it must."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class Argon2(Argon2PasswordHasher):
    """m = 19 MiB, t = 2, p = 1 (OWASP Password Storage Cheat Sheet)."""

    time_cost = 2
    memory_cost = 19_456
    parallelism = 1


class Sample(Argon2):
    """The passwords of a demo, whose sample accounts share one that is public: a desk that is none takes no such password.

    Nor does a demo take another desk's, so that neither is ever changed into the other's at a sign-in.
    """

    algorithm = "sample"
