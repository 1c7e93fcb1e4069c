"""A directory of one's own: slapd with TLS, people and groups.

Belongs here: starting it, and what is in it. Does not belong here: assertions. Needs the program slapd and the
library python-ldap, which brings the way to start it.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.dashboard.certificates import certificates

BASE = "dc=example"
PEOPLE, GROUPS = f"ou=people,{BASE}", f"ou=groups,{BASE}"
READER, READER_PASSWORD = f"cn=reader,{BASE}", "reader-of-tests"
PASSWORD = "right-4711"  # noqa: S105 - of people who live as long as a test


@dataclass
class Directory:
    """A running directory."""

    uri: str
    ca_file: Path
    server: object

    def set_members(self, group: str, *names: str) -> None:
        """Who is in a group from now on; a group is never empty."""
        import ldap

        link = ldap.initialize(self.server.ldapi_uri)  # type: ignore[attr-defined]
        link.simple_bind_s(self.server.root_dn, self.server.root_pw)  # type: ignore[attr-defined]
        members = [f"uid={name},{PEOPLE}".encode() for name in names]
        link.modify_s(f"cn={group},{GROUPS}", [(ldap.MOD_REPLACE, "member", members)])
        link.unbind_s()


def entries() -> str:
    """What is in it, as LDIF."""
    people = "".join(
        f"""
dn: uid={name},{PEOPLE}
objectClass: inetOrgPerson
uid: {name}
cn: {name}
sn: {name}
givenName: {name.title()}
userPassword: {PASSWORD}
"""
        for name in ("wang", "chen", "zhao", "root")
    )
    return f"""
dn: {BASE}
objectClass: dcObject
objectClass: organization
dc: example
o: example

dn: {READER}
objectClass: organizationalRole
objectClass: simpleSecurityObject
cn: reader
userPassword: {READER_PASSWORD}

dn: {PEOPLE}
objectClass: organizationalUnit
ou: people

dn: {GROUPS}
objectClass: organizationalUnit
ou: groups
{people}
dn: cn=Quality\\, Water,{GROUPS}
objectClass: groupOfNames
cn: Quality, Water
member: uid=wang,{PEOPLE}

dn: cn=it,{GROUPS}
objectClass: groupOfNames
cn: it
member: uid=root,{PEOPLE}

dn: cn=audit,{GROUPS}
objectClass: posixGroup
cn: audit
gidNumber: 5001
memberUid: chen
"""


@contextmanager
def running(folder: Path, *, has_tls: bool = True) -> Iterator[Directory]:
    """A directory in a folder, until the end of the block."""
    import slapdtest

    made = certificates(folder)

    class Server(slapdtest.SlapdObject):  # type: ignore[misc] # an extra without types
        TMPDIR = str(folder)
        suffix = BASE
        openldap_schema_files = ("core.ldif", "cosine.ldif", "nis.ldif", "inetorgperson.ldif")
        slapd_conf_template = (
            slapdtest._slapdtest.SLAPD_CONF_TEMPLATE
            if has_tls
            else "\n".join(
                line
                for line in slapdtest._slapdtest.SLAPD_CONF_TEMPLATE.splitlines()
                if not line.startswith("olcTLS")
            )
        ).replace(
            "olcModuleLoad: back_%(database)s",
            f"olcModulePath: {module_path()}\nolcModuleLoad: back_%(database)s",
        )

    server = Server()
    server.cafile, server.servercert, server.serverkey = (str(one) for one in made)
    os.environ.pop("LDAPNOINIT", None)
    with server:
        server.ldapadd(entries())
        yield Directory(server.ldap_uri.rstrip("/"), made[0], server)


def module_path() -> str:
    """Where Debian and others keep the parts of slapd."""
    places = ("/usr/lib/ldap", "/usr/lib64/openldap", "/usr/lib/openldap", "/usr/libexec/openldap")
    return next((one for one in places if Path(one).is_dir()), places[0])
