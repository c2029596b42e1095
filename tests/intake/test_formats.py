"""Every vector of domain section 2.4."""

import pytest

from services.intake.domain import formats

GOOD = {
    "V-ICO": ["ZA123456", "Z1234567", "ZB012345"],
    "V-REC": ["21/LO/0123", "19/WM/0001", "08/H0703/112"],
    "V-CAG": ["21/CAG/0001", "PIAG 4-09(g)/2003"],
    "V-IRAS": ["296054", "1003456"],
    "V-ODS": ["R1H", "A81001", "X26"],
    "V-NIC": ["DARS-NIC-148353-G88Q7-v3.2", "NIC-662465-L3R5W-v0.3"],
    "V-CON": ["CON-326178-V9S5X v2.01"],
    "V-PO": ["4500123456", "PUR/2026/001"],
    "V-COMP": ["10887014", "SC123456"],
    "V-CHAR": ["1194431"],
    "V-ISRCTN": ["ISRCTN12345678"],
    "V-NCT": ["NCT12345678"],
    "V-TRIAL": ["ISRCTN12345678", "NCT12345678"],
    "V-PC": ["E1 1BB", "SW1A 1AA", "sw1a1aa", "ZZ99 3VZ", "ZZ99 3WZ", "GIR 0AA"],
    "V-EMAIL": ["ada.okafor@northbridge.ac.uk"],
    "V-ORCID": ["0000-0002-1825-0097", "0000-0001-5109-3700", "0000-0002-1694-233X", "0000-0000-0000-001X"]
    + [f"0000-0000-0000-00{end}" for end in (28, 36, 44, 52, 60, 79, 87)],
    "V-URL": ["https://northbridge.example/privacy"],
}
BAD = {
    "V-ICO": ["ZA12345", "za123456"],
    "V-REC": ["21/LO/123", "21/XX/0123"],
    "V-CAG": ["21/CAG/1"],
    "V-IRAS": ["IRAS296054"],
    "V-ODS": ["r1h"],
    "V-NIC": ["NIC-1-AAAAA"],
    "V-CON": ["CON-1"],
    "V-PO": ["--"],
    "V-COMP": ["1088701"],
    "V-CHAR": ["12"],
    "V-TRIAL": ["NCT1"],
    "V-PC": ["QQ1 1AA", "ZZ99", ""],
    "V-EMAIL": ["ada@gmail.com", "ada", "ada@x", "a b@northbridge.ac.uk"],
    "V-ORCID": ["0000-0002-1825-0098", "0000000218250097"],
    "V-URL": ["northbridge.example", "javascript:alert(1)"],
}


@pytest.mark.parametrize(("rule", "text"), [(rule, text) for rule, texts in GOOD.items() for text in texts])
def test_a_valid_example_passes(rule, text):
    assert formats.check(rule, text)


@pytest.mark.parametrize(("rule", "text"), [(rule, text) for rule, texts in BAD.items() for text in texts])
def test_an_invalid_example_fails(rule, text):
    assert not formats.check(rule, text)
