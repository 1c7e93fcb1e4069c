"""What the marks on rows mean: the legends that several tables share.

Belongs here: mark -> text. Does not belong here: which rows bear a mark (the pages), how it looks (`tables.css`).
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as lazy

from dashboard.pages.table import Text

Legend = dict[str, Text]

INFORMATION: Legend = {"information": lazy("仅供参考：本方案以另一法规为准，不计分也不罚款。")}
INFORMATION_TAG: Legend = {"information": lazy("仅供参考")}
GOVERNING: Legend = {"own": lazy("考核采用的口径")}
NOTHING_TO_JUDGE: Legend = {"information": lazy("没有可评价的记录")}
UNSET: Legend = {"bad": lazy("参数未设定，无法评估")}
BREACH: Legend = {"bad": lazy("有违规")}
FAILED: Legend = {"bad": lazy("不合格")}
DIFFERENT: Legend = {"bad": lazy("两边不同")}
WORSE: Legend = {"bad": lazy("判为变差")}
UNBALANCED: Legend = {"bad": lazy("不相符")}
REFUSED: Legend = {"bad": lazy("没有采用的文件")}
SEVERE: Legend = {"bad": lazy("严重：结果不可用")}
SHOWN_DAY: Legend = {"own": lazy("正在查看的日期")}
THIS_AUDIT: Legend = {"own": lazy("正在查看的审计")}
DEPARTMENTS: Legend = {"own": lazy("本部门"), "other": lazy("其他部门")}
UNSETTLED: Legend = {
    "unsettled": lazy("斜体的得分：没有等级或月份未结束，还不能当作成绩，也不与其他月份比较")
}
CAPPED: Legend = {"capped": lazy("受封顶或封底限制")}
NOT_DRAWN: Legend = {"information": lazy("没有违规引出的项目，原因见该行")}
