"""The tiny pack with posts that owe rounds: the street's every month, the village's every week."""

from __future__ import annotations

from bihuan.kernel.definitions.reader import pack_files
from tests.kernel.conftest import TINY

LEVELS = "choices: {street: {zh: 街道, en: Street}, village: {zh: 村, en: Village}, none: {zh: 不巡, en: None}}"
POST = f"""title: {{zh: 岗位, en: Post}}
code: P-{{number:03d}}
name: name
fields:
  name: {{type: text, title: {{zh: 名称, en: Name}}, required: true}}
  level: {{type: choice, title: {{zh: 级别, en: Level}}, required: true, {LEVELS}}}
  paused: {{type: boolean, title: {{zh: 暂停, en: Paused}}}}
duties: {{chief: {{title: {{zh: 河长, en: Chief}}}}}}
"""
POST_FLOW = """initial: serving
states:
  serving: {title: {zh: 在任, en: Serving}, untimed: x}
  ended: {title: {zh: 已卸任, en: Ended}, tone: stopped}
transitions: {end: {title: {zh: 卸任, en: End}, from: [serving], to: ended, by: [dispatcher]}}
closed: [ended]
"""
ROUND = f"""title: {{zh: 巡查, en: Round}}
code: R-{{year}}-{{number:04d}}
name: name
fields:
  name: {{type: text, title: {{zh: 名称, en: Name}}, required: true}}
  post: {{type: ref, title: {{zh: 岗位, en: Post}}, ledger: post, required: true}}
  rank: {{type: choice, title: {{zh: 级别, en: Level}}, {LEVELS}}}
  stretch: {{type: text, title: {{zh: 应办周期, en: Period}}}}
  due_on: {{type: date, title: {{zh: 期限, en: Due}}}}
  done_on: {{type: date, title: {{zh: 完成日期, en: Done}}}}
duties: {{walker: {{title: {{zh: 巡查人, en: Walker}}}}}}
recurs:
  of: post
  ref: post
  every: {{by: level, spans: {{street: month, village: week}}}}
  where: paused is null or not paused
  period: stretch
  due: due_on
  sets: {{rank: level}}
  duties: {{walker: chief}}
"""
ROUND_FLOW = """initial: owed
states:
  owed: {title: {zh: 应巡, en: Owed}, owner: walker}
  done: {title: {zh: 已巡, en: Done}, tone: done}
transitions: {walk: {title: {zh: 巡查, en: Walk}, from: [owed], to: done, by: [reporter, leader]}}
deadlines:
  round: {title: {zh: 巡查期限, en: Walk by}, from: [added], until: [walk], due: due_on, met: done_on, slips: [{colour: red, after: 1 days}]}
closed: [done]
"""  # noqa: E501


def recurring_pack(version: str = "1.1.0", **replaced: str) -> dict[str, str]:
    """Return the texts of the pack; `every` may be another one."""
    files = pack_files(TINY)
    files["pack.yaml"] = files["pack.yaml"].replace("1.0.0", version)
    every = replaced.get("every", "{by: level, spans: {street: month, village: week}}")
    files["ledgers/post.yaml"] = POST
    files["workflows/post.yaml"] = POST_FLOW
    files["ledgers/round.yaml"] = ROUND.replace(
        "{by: level, spans: {street: month, village: week}}", every
    )
    files["workflows/round.yaml"] = ROUND_FLOW
    return files
