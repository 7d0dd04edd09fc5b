"""
Currencies and their minor digits.

Source: ISO 4217:2015, list one (current) and list three (withdrawn), as maintained by SIX for ISO,
https://www.six-group.com/en/products-services/financial-information/data-standards.html. Codes without a
minor unit (gold, special drawing rights, testing: XAU, XDR, XTS, XXX) are left out: no agreement pays in
them.
"""

from __future__ import annotations

from typing import Final

_TWO: Final = """
AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF
CHW CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL
HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU
MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR
SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED
VES WST XAD XCD XCG YER ZAR ZMW ZWG
"""
_NONE: Final = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"
_THREE: Final = "BHD IQD JOD KWD LYD OMR TND"
_FOUR: Final = "CLF UYW"

MINOR_DIGITS: Final[dict[str, int]] = {
    code: digits
    for digits, codes in ((0, _NONE), (2, _TWO), (3, _THREE), (4, _FOUR))
    for code in codes.split()
}
"""Current codes and the digits after the point of an amount."""

WITHDRAWN: Final[dict[str, int]] = {
    "ANG": 2,
    "BGN": 2,
    "BYR": 0,
    "CUC": 2,
    "EEK": 2,
    "HRK": 2,
    "LTL": 2,
    "LVL": 2,
    "MRO": 2,
    "SLL": 2,
    "STD": 2,
    "VEF": 2,
    "ZMK": 2,
    "ZWL": 2,
}
"""Codes withdrawn since 2011; agreements outlive currencies."""


def minor_digits(code: str) -> int | None:
    """
    Return the digits after the point of an amount (USD 2, JPY 0, KWD 3), or None if the word is no currency.

    Source
    ------
    ISO 4217:2015, lists one and three
    """
    digits = MINOR_DIGITS.get(code)
    return WITHDRAWN.get(code) if digits is None else digits
