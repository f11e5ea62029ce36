"""A signed-in client of Django, in a language."""

from __future__ import annotations

from django.test import Client

from bihuan.kernel.org.models import Account
from bihuan.kernel.org.writes import open_account
from bihuan.kernel.permissions import SYSTEM

PASSWORD = "云汀-夏天-2022"


def client(person: str, language: str = "zh-hans") -> Client:
    open_account(person, actor=SYSTEM, password=PASSWORD, temporary=False)
    browser = Client()
    browser.force_login(Account.objects.get(username=person))
    browser.cookies["bihuan_language"] = language
    return browser
