/** Wording of the officer desk. */
import { dictionary } from "../../i18n";

export const officerWords = dictionary(
  {
    title: "平台工作台",
    queue: "案件",
    none: "没有案件",
    kind: "类型",
    state: "状态",
    amount: "金额",
    due: "期限",
    other: "对方",
  },
  {
    title: "Platform desk",
    queue: "Cases",
    none: "No cases",
    kind: "Kind",
    state: "State",
    amount: "Amount",
    due: "Due",
    other: "Other side",
  },
);
