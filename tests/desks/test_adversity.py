"""Two people at once, impatient fingers, lost connections, ended sessions: nothing is done twice or lost."""

import asyncio
import re
from datetime import timedelta

from playwright.async_api import Page, Route, expect
from tests.desks import moves
from tests.desks.conftest import PHONE, Cast, Stage, sign_in

HEADPHONES, TEA, BOWL, SCREEN = "降噪蓝牙耳机", "明前龙井", "青瓷盖碗", "4K 显示器"
COMMANDS = re.compile("/api/v1/cases/[^/]+/commands$")
CHANGES = re.compile("/changes$")


def _messages(page: Page, text: str) -> moves.Locator:
    return moves.part(page, "协商与留言").get_by_role("listitem").filter(has_text=text)


async def _write(page: Page, text: str) -> None:
    await page.get_by_label("写给对方").fill(text)


async def test_the_other_desk_sees_a_change_without_loading_again(cast: Cast) -> None:
    """What one side writes appears on the other's screen within moments, and so does the stage."""
    lin, yunqi = await cast.enter("lin", PHONE), await cast.enter("yunqi")
    await moves.open_case(lin.page, TEA)
    await moves.open_case(yunqi.page, TEA)
    await _write(lin.page, "请问核对好了吗?")
    await moves.press(lin.page, "发送")
    await expect(_messages(yunqi.page, "请问核对好了吗?")).to_have_count(1, timeout=5_000)
    await _write(yunqi.page, "今天答复您。")
    await moves.press(yunqi.page, "发送")
    await expect(_messages(lin.page, "今天答复您。")).to_have_count(1, timeout=5_000)


async def test_what_just_happened_is_not_ahead(stage: Stage, cast: Cast) -> None:
    """On a device whose clock is a little slow, what has just been written was written just now; it is no
    deadline that is still to come."""
    lin = await cast.enter("lin", PHONE)
    await moves.open_case(lin.page, TEA)
    await lin.page.clock.set_system_time(stage.at - timedelta(seconds=2))
    await _write(lin.page, "刚写的。")
    await moves.press(lin.page, "发送")
    await expect(_messages(lin.page, "刚写的。")).to_contain_text("刚刚", timeout=1_500)


async def test_a_double_click_sends_once(cast: Cast) -> None:
    """Two quick presses of a button that sends are one event."""
    lin = await cast.enter("lin", PHONE)
    await moves.open_case(lin.page, TEA)
    await _write(lin.page, "双击也只发一次。")
    await lin.page.get_by_role("button", name="发送", exact=True).dblclick()
    await expect(_messages(lin.page, "双击也只发一次。")).not_to_have_count(0)
    await lin.page.reload()
    await expect(_messages(lin.page, "双击也只发一次。")).to_have_count(1)


async def test_a_double_click_files_once(cast: Cast) -> None:
    """Two quick presses on the last step of a complaint make one case."""
    zhou = await cast.enter("zhou", PHONE)
    page = zhou.page
    await moves.begin_filing(page, "竹制茶盘", "描述不符", "页面写整竹,收到的是拼接。")
    await moves.press(page, "下一步")
    await moves.choose_demand(page, "部分退款", "50")
    await page.get_by_role("button", name="发起协商", exact=True).dblclick()
    await moves.stands_at(page, "协商中")
    await page.goto(zhou.stage.url)
    await expect(page.get_by_role("link", name="竹制茶盘")).to_have_count(1)


async def test_a_connection_lost_after_the_request_arrived_repeats_nothing(cast: Cast) -> None:
    """The server had the command, its answer never came: the desk says that the network is gone, keeps the
    text, and after reconnecting there is exactly one event."""
    lin = await cast.enter("lin", PHONE)
    page, lost = lin.page, asyncio.Event()
    await moves.open_case(page, TEA)

    async def lose(route: Route) -> None:
        if lost.is_set():
            await route.continue_()
            return
        answer = await route.fetch()
        assert answer.ok
        lost.set()
        await lin.context.set_offline(True)
        await route.abort("connectionreset")

    await page.route(COMMANDS, lose)
    await _write(page, "这句话只应出现一次。")
    await moves.press(page, "发送")
    await expect(page.get_by_text("网络已断开。")).to_be_visible()
    await expect(page.get_by_label("写给对方")).to_have_value("这句话只应出现一次。")
    await lin.context.set_offline(False)
    failed = moves.part(page, "协商与留言").get_by_role("alert")
    await expect(failed.or_(page.get_by_text("已发送", exact=True)).first).to_be_visible()
    if await failed.is_visible():  # it had given up by then: the press that repeats it is the same command
        await moves.press(page, "发送")
    await expect(page.get_by_label("写给对方")).to_have_value("")
    await page.reload()
    await expect(_messages(page, "这句话只应出现一次。")).to_have_count(1)


async def test_a_long_silence_and_a_second_press_repeat_nothing(cast: Cast) -> None:
    """Where every repetition was lost on its way back, the desk gives up in words; pressing again, even after
    the page was loaded anew, is still the same command."""
    lin = await cast.enter("lin", PHONE)
    page, arrived = lin.page, [0]
    await moves.open_case(page, TEA)

    async def lose(route: Route) -> None:
        arrived[0] += (await route.fetch()).ok
        await route.abort("connectionreset")

    await page.route(COMMANDS, lose)
    await _write(page, "断断续续的网络。")
    await moves.press(page, "发送")
    await expect(moves.part(page, "协商与留言").get_by_role("alert")).to_be_visible(timeout=15_000)
    assert arrived[0] > 1
    await page.unroute(COMMANDS)
    await page.reload()
    await expect(page.get_by_label("写给对方")).to_have_value("断断续续的网络。")
    await moves.press(page, "发送")
    await expect(page.get_by_label("写给对方")).to_have_value("")
    await expect(_messages(page, "断断续续的网络。")).to_have_count(1)


async def test_a_draft_outlives_a_reload(cast: Cast) -> None:
    """What was typed and not sent is there again after a reload, at the same step, and says so."""
    lin = await cast.enter("lin", PHONE)
    page = lin.page
    await moves.begin_filing(page, "Type-C 扩展坞", "质量问题", "插上以后屏幕闪烁。")
    await moves.press(page, "下一步")
    await page.get_by_role("radio", name="部分退款").check()
    await page.get_by_label("金额").fill("60")
    await page.reload()
    await expect(page.get_by_role("heading", level=1)).to_have_text("您希望怎样解决?")
    await expect(page.get_by_text("已恢复您上次填写的内容。")).to_be_visible()
    await expect(page.get_by_label("金额")).to_have_value("60.00")
    await moves.press(page, "下一步")
    await expect(page.get_by_text("插上以后屏幕闪烁。")).to_be_visible()
    await page.goto(lin.stage.url)
    await expect(moves.part(page, "尚未提交")).to_contain_text("插上以后屏幕闪烁。")


async def test_a_case_that_moved_on_is_told_and_the_text_stays(cast: Cast) -> None:
    """A merchant accepts on a page that has not heard of the consumer's newest evidence: nothing is done, the
    desk says that the case has changed, and the next press, which knows, is done."""
    zhou, yunqi = await cast.enter("zhou", PHONE), await cast.enter("yunqi")
    goods = "景德镇茶具套装"
    await yunqi.page.route(CHANGES, lambda route: route.abort())
    await moves.open_case(yunqi.page, goods)
    await yunqi.page.get_by_role("radio", name="拒绝").check()
    await yunqi.page.get_by_label("拒绝的理由").fill("盒角凹陷是运输所致。")
    await moves.press(moves.part(yunqi.page, "答复"), "拒绝")

    await moves.open_case(zhou.page, goods)
    await moves.hand_in(
        moves.part(zhou.page, "证据").get_by_role("button", name="添加", exact=True).first,
        moves.picture("cups", 31),
    )
    await moves.confirm(zhou.page, "上传并提交")
    await expect(zhou.page.get_by_text("证据已提交")).to_be_visible()

    await moves.press(moves.dialog(yunqi.page), "拒绝")
    await expect(moves.dialog(yunqi.page)).to_contain_text("没有提交:案件刚刚有变化")
    await moves.press(moves.dialog(yunqi.page), "返回")
    await expect(yunqi.page.get_by_text("您填写期间,案件有了变化")).to_be_visible()
    await expect(yunqi.page.get_by_label("拒绝的理由")).to_have_value("盒角凹陷是运输所致。")
    await moves.press(moves.part(yunqi.page, "答复"), "拒绝")
    await moves.confirm(yunqi.page, "拒绝")
    assert (await moves.timeline(zhou.page)).count("商家表示拒绝") == 1


async def test_what_was_typed_comes_back_with_the_case(cast: Cast) -> None:
    """A merchant writes while the consumer withdraws: the desk says so at once, and after the consumer has
    taken it back the text is still there."""
    lin, beian = await cast.enter("lin", PHONE), await cast.enter("beian")
    await moves.open_case(beian.page, HEADPHONES)
    await beian.page.get_by_role("radio", name="申诉").check()
    await beian.page.get_by_label("说明您的理由").fill("降噪须在应用内开启。")
    await moves.open_case(lin.page, HEADPHONES)
    await lin.page.get_by_role("link", name="申请撤诉").click()
    await lin.page.get_by_role("radio", name="投错了").check()
    await moves.press(lin.page, "下一步")
    await lin.page.get_by_role("radio", name="没有,是我自己的决定").check()
    await moves.press(lin.page, "下一步")
    await moves.press(lin.page, "确认撤诉")

    await moves.stands_at(beian.page, "已撤诉")
    await expect(beian.page.get_by_text("案件有了变化").first).to_be_visible()
    await moves.press(moves.part(lin.page, "下一步"), "恢复已撤诉的投诉")
    await moves.confirm(lin.page, "恢复投诉")
    await moves.stands_at(beian.page, "待商家申诉")
    await expect(beian.page.get_by_label("说明您的理由")).to_have_value("降噪须在应用内开启。")


async def test_of_two_at_once_one_wins_and_the_other_is_told(cast: Cast) -> None:
    """The merchant accepts while the consumer withdraws: one of the two happens, and the other's screen says
    how the case stands now."""
    lin, beian = await cast.enter("lin", PHONE), await cast.enter("beian")
    await moves.open_case(beian.page, HEADPHONES)
    await beian.page.get_by_role("radio", name="同意诉求").check()
    await moves.press(beian.page, "同意并承诺履行")
    await moves.open_case(lin.page, HEADPHONES)
    before = (await moves.timeline(lin.page)).count("消费者撤诉")
    await lin.page.get_by_role("link", name="申请撤诉").click()
    await lin.page.get_by_role("radio", name="投错了").check()
    await moves.press(lin.page, "下一步")
    await lin.page.get_by_role("radio", name="没有,是我自己的决定").check()
    await moves.press(lin.page, "下一步")
    withdraw = lin.page.get_by_role("button", name="确认撤诉", exact=True)
    accept = moves.dialog(beian.page).get_by_role("button", name="同意并承诺履行", exact=True)
    await asyncio.gather(withdraw.click(), accept.click())

    withdrawn = lin.page.get_by_text("已撤诉", exact=True).first
    too_late = lin.page.get_by_role("heading", name="现在不能撤诉")
    await expect(withdrawn.or_(too_late).first).to_be_visible()
    told = await beian.page.locator("main").get_by_text(re.compile("^(履行中|已撤诉)$")).first.inner_text()
    if told == "已撤诉":
        await expect(beian.page.get_by_text("消费者撤诉").first).to_be_visible()
    else:
        await expect(too_late).to_be_visible()
        await expect(lin.page.get_by_text("案件刚刚有变化").first).to_be_visible()
        await lin.page.get_by_role("link", name="返回案件").click()
    events = await moves.timeline(lin.page)
    assert events.count("消费者撤诉") - before + events.count("商家同意诉求") == 1


async def test_a_session_that_ends_mid_form_asks_and_goes_on(stage: Stage, cast: Cast) -> None:
    """After twelve idle hours the press finds the session ended: a dialog asks for the password over the
    page, the text is still there, and what was pressed goes on."""
    zhou = await cast.enter("zhou", PHONE)
    page = zhou.page
    await moves.open_case(page, SCREEN)
    await _write(page, "写到一半的话。")
    stage.advance(12.5)
    await zhou.set_clock()
    await moves.press(page, "发送")
    asked = page.get_by_role("dialog", name="登录已过期")
    await expect(asked).to_be_visible()
    await expect(page.get_by_label("写给对方")).to_have_value("写到一半的话。")
    await sign_in(zhou)
    await expect(asked).to_be_hidden()
    await expect(_messages(page, "写到一半的话。")).to_have_count(1)
    await expect(page.get_by_label("写给对方")).to_have_value("")


async def test_somebody_else_at_the_dialog_sends_nothing(stage: Stage, cast: Cast) -> None:
    """If another person signs in at that dialog, what the first one had pressed is not sent under the other
    name."""
    zhou = await cast.enter("zhou")
    page = zhou.page
    await moves.open_case(page, SCREEN)
    await _write(page, "这是周雨写的。")
    stage.advance(12.5)
    await zhou.set_clock()
    await moves.press(page, "发送")
    await expect(page.get_by_role("dialog", name="登录已过期")).to_be_visible()
    zhou.login = "lin"
    await sign_in(zhou)
    await expect(page.get_by_role("banner").get_by_text("林晓")).to_be_visible()
    zhou.login = "zhou"
    await page.goto(zhou.stage.url)
    await moves.press(page, "退出登录")
    await sign_in(zhou)
    await moves.open_case(page, SCREEN)
    await expect(_messages(page, "这是周雨写的。")).to_have_count(0)
