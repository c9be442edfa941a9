/** Wording of what the platform knows of a case. */
import { dictionary } from "../../i18n";

export const factWords = dictionary(
  {
    facts: "案件事实",
    facts_hint: "平台记录,双方看到的相同",
    parties: "当事人",
    goods: "商品",
    records: "平台记录",
    no_records: "没有相关记录",
    paid: "实付",
    freight: "其中运费",
  },
  {
    facts: "Facts of the case",
    facts_hint: "from the platform's records; both sides see the same",
    parties: "Parties",
    goods: "Goods",
    records: "Records",
    no_records: "No records",
    paid: "Paid",
    freight: "of it freight",
  },
);
