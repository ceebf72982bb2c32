"""SAML 2.0 web sign-in, begun by us: what is believed is a signed assertion, for us, here, now, in answer to our own request.

python3-saml (the extra `parola[saml]`) checks signatures and most of the rest; what it lets pass is checked again below, strictly.
Source: SAML 2.0 Profiles, 4.1.4.3 (what a service provider must check of a response).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from onelogin.saml2.auth import OneLogin_Saml2_Auth
from onelogin.saml2.errors import OneLogin_Saml2_ValidationError
from onelogin.saml2.idp_metadata_parser import OneLogin_Saml2_IdPMetadataParser
from onelogin.saml2.response import OneLogin_Saml2_Response
from onelogin.saml2.settings import OneLogin_Saml2_Settings
from onelogin.saml2.utils import OneLogin_Saml2_Utils
from onelogin.saml2.xml_utils import OneLogin_Saml2_XML

from parola.desk.accounts.federation import Said
from parola.desk.accounts.providers import IdentityProvider
from parola.web.sso.addresses import address
from parola.web.sso.refusal import NotSignedIn, Why

LARGEST = 500_000
"""Characters of metadata."""
USUAL = {
    "subject": ["urn:oasis:names:tc:SAML:attribute:subject-id", "urn:oasis:names:tc:SAML:attribute:pairwise-id"],
    "email": [
        "urn:oid:0.9.2342.19200300.100.1.3",
        "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress",
        "mail",
        "email",
        "emailAddress",
    ],
    "name": [
        "urn:oid:2.16.840.1.113730.3.1.241",
        "http://schemas.microsoft.com/identity/claims/displayname",
        "displayName",
        "name",
    ],
}
"""By which names identity providers send what we need: eduPerson and LDAP, Entra ID and ADFS, and what people type."""
EMAIL_FORMAT = "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress"
TRANSIENT = "urn:oasis:names:tc:SAML:2.0:nameid-format:transient"
SAML = "{urn:oasis:names:tc:SAML:2.0:assertion}"


class BadMetadata(Exception):
    """It is not what an identity provider says of itself, or lacks a certificate or the place to sign in."""


@dataclass(frozen=True, slots=True)
class Described:
    """What metadata say."""

    entity: str
    signs_in_at: str


def describe(metadata: str) -> Described:
    """Whom the metadata describe, when they can be used. Raises BadMetadata."""
    idp = _parsed(metadata)
    entity, place = idp.get("entityId"), idp.get("singleSignOnService", {}).get("url", "")
    certificates = idp.get("x509cert") or idp.get("x509certMulti", {}).get("signing")
    if not entity or not certificates or urlsplit(place).scheme not in {"http", "https"}:
        raise BadMetadata
    return Described(entity, place)


def begin(provider: IdentityProvider) -> tuple[str, str]:
    """Where the browser goes, and the name of the request, which the answer must repeat. Raises NotSignedIn."""
    auth = OneLogin_Saml2_Auth(_here(provider), _settings(provider))
    place: str = auth.login(return_to="")
    return place, auth.get_last_request_id()


def metadata(provider: IdentityProvider) -> bytes:
    """What the desk says of itself to the provider, which may be asked for it before it says anything of its own."""
    said = OneLogin_Saml2_Settings(_desk(provider), sp_validation_only=True).get_sp_metadata()
    return said if isinstance(said, bytes) else said.encode()


def finish(provider: IdentityProvider, response: str, request: str) -> Said:
    """Who the provider says that is, in answer to `request`. Raises NotSignedIn."""
    proved = _proved(provider, response, request)
    _refuse_loose(proved, provider, request)
    attributes, name_id, form = proved.get_attributes(), proved.get_nameid() or "", proved.get_nameid_format()
    subject = _attribute(provider, attributes, "subject") or ("" if form == TRANSIENT else name_id)
    if not subject:
        raise NotSignedIn(Why.CLAIMS, "no lasting subject")
    email = _attribute(provider, attributes, "email") or (name_id if form == EMAIL_FORMAT else "")
    return Said(subject=subject, email=email, name=_attribute(provider, attributes, "name"), verified=True)


def answered(response: str) -> str:
    """Which request a response says to answer: only a name to look up, proved by nothing yet. Raises NotSignedIn."""
    try:
        document = OneLogin_Saml2_XML.to_etree(OneLogin_Saml2_Utils.b64decode(response))
    except Exception as broken:  # noqa: BLE001  # whatever libraries make of hostile bytes
        raise NotSignedIn(Why.CLAIMS, type(broken).__name__) from None
    return str(document.get("InResponseTo", ""))


def _proved(provider: IdentityProvider, response: str, request: str) -> OneLogin_Saml2_Response:
    """The response, after the library found nothing wrong with it. Its sentences may quote the response, and are not kept."""
    given = _settings(provider)
    try:
        proved = OneLogin_Saml2_Response(given, response)
        proved.is_valid(_here(provider), request, raise_exceptions=True)
    except OneLogin_Saml2_ValidationError as wrong:
        names = {value: name for name, value in vars(OneLogin_Saml2_ValidationError).items() if isinstance(value, int)}
        code = names.get(wrong.code, "")
        if code == "STATUS_CODE_IS_NOT_SUCCESS":
            raise NotSignedIn(Why.REFUSED) from None
        raise NotSignedIn(Why.SIGNATURE if "SIGN" in code else Why.CLAIMS, code) from None
    except Exception as broken:  # noqa: BLE001  # whatever libraries make of hostile bytes
        raise NotSignedIn(Why.CLAIMS, type(broken).__name__) from None
    return proved


def _refuse_loose(proved: OneLogin_Saml2_Response, provider: IdentityProvider, request: str) -> None:
    """What must be in the assertion itself, which is signed: the library takes what is missing, or like, for right."""
    assertions = list(proved.document.iter(f"{SAML}Assertion"))
    if len(assertions) != 1 or assertions[0].getparent() is not proved.document:
        raise NotSignedIn(Why.SIGNATURE, "assertions")
    (assertion,) = assertions
    audiences = assertion.iterfind(f"{SAML}Conditions/{SAML}AudienceRestriction/{SAML}Audience")
    if entity(provider) not in [OneLogin_Saml2_XML.element_text(audience) for audience in audiences]:
        raise NotSignedIn(Why.CLAIMS, "audience")
    confirmed = assertion.iterfind(f"{SAML}Subject/{SAML}SubjectConfirmation/{SAML}SubjectConfirmationData")
    here = address(provider, "acs")
    if not any(
        data.get("Recipient") == here and data.get("InResponseTo") == request and data.get("NotOnOrAfter")
        for data in confirmed
    ):
        raise NotSignedIn(Why.CLAIMS, "confirmation")


def _attribute(provider: IdentityProvider, attributes: Mapping[str, list[str]], of: str) -> str:
    """The first value of the attribute that the administrator named, or of the first usual one that was sent."""
    named = provider.attributes.get(of)
    for name in [named] if named else USUAL[of]:
        values = attributes.get(name)
        if values and values[0]:
            return str(values[0]).strip()
    return ""


def entity(provider: IdentityProvider) -> str:
    """What the desk is called, for this provider: the address of its metadata."""
    return address(provider, "metadata")


def _here(provider: IdentityProvider) -> dict[str, Any]:
    """The address at which we are, by our own name, whatever a request says."""
    base = urlsplit(settings.BASE_URL)
    return {
        "https": "on" if base.scheme == "https" else "off",
        "http_host": base.netloc,
        "script_name": urlsplit(address(provider, "acs")).path,
        "get_data": {},
        "post_data": {},
    }


def _settings(provider: IdentityProvider) -> OneLogin_Saml2_Settings:
    try:
        idp = _parsed(provider.metadata)
    except BadMetadata:
        raise NotSignedIn(Why.CLAIMS, "metadata") from None
    return OneLogin_Saml2_Settings({**_desk(provider), "idp": idp})


def _desk(provider: IdentityProvider) -> dict[str, Any]:
    """Our side."""
    desk = {"entityId": entity(provider), "assertionConsumerService": {"url": address(provider, "acs")}}
    return {"strict": True, "debug": False, "sp": desk, "security": SECURITY}


SECURITY = {
    "wantAssertionsSigned": True,
    "requestedAuthnContext": False,
    "rejectDeprecatedAlgorithm": True,
    "wantAttributeStatement": False,
    "allowRepeatAttributeName": True,
    "allowSingleLabelDomains": True,
    "signatureAlgorithm": "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256",
    "digestAlgorithm": "http://www.w3.org/2001/04/xmlenc#sha256",
}


def _parsed(metadata: str) -> dict[str, Any]:

    if len(metadata) > LARGEST:
        raise BadMetadata
    try:
        return dict(OneLogin_Saml2_IdPMetadataParser.parse(metadata.encode()).get("idp", {}))
    except Exception as broken:  # whatever libraries make of what is no metadata
        raise BadMetadata from broken
