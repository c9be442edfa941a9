"""The sentences of a transcript, in both languages; what things are called stands in `domain/naming`."""

from hejie.domain.words import Words

REFUSED = Words("未被接受:{why}", "refused: {why}")
RAN_OUT = Words("「{clock}」届满", "time is up: {clock}")
NOW = Words("现在:{stage}", "now: {stage}")
ENDED = Words("结案:{outcome}", "closed: {outcome}")
RUNS = Words("期限「{clock}」:{side},至 {until}", "clock: {clock} ({side}), until {until}")
STANDS_STILL = Words("其他期限暂停", "all other clocks stand still")
GOES_ON = Words("期限「{clock}」继续,至 {until}", "clock goes on: {clock}, until {until}")
BECAUSE = Words("依据 {rule}:{says}", "because of {rule}: {says}")
RULING = Words("裁决({basis}):{findings}", "ruling, {basis}: {findings}")
OWES = Words("{id}:{side}须{act}{amount}", "{id}: {side} has to {act}{amount}")
AFTERWARDS = Words("(在 {after} 之后)", " (after {after})")
POINTS = Words("裁决生效,商家扣分 {count}", "the ruling is final; points for the merchant: {count}")
OUTLOOK = Words("{viewer}问能否撤诉:{answer}", "may it be withdrawn, asks the {viewer}? {answer}")
UNTIL = Words("此答复至 {until}:{says}", "this holds until {until}: {says}")
IF_CHANGED = Words("如果{facts},答复会更好", "the answer would be better if {facts}")
