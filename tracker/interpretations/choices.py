"""Closed lists of this room: how policy is explained, what an explanation holds, and whether none is needed."""

from tracker.choices import Choice


class InterpretationForm(Choice):
    HEAD = "head", "负责人解读"
    EXPERT = "expert", "专家解读"
    QUESTIONS = "questions", "问答"
    PICTURE = "picture", "图解"
    VIDEO = "video", "视频"
    PRESS_CONFERENCE = "press_conference", "新闻发布会"
    MEDIA = "media", "媒体解读"


class Aspect(Choice):
    """What an interpretation explains; a mere excerpt of the paper is none."""

    BACKGROUND = "background", "背景"
    BASIS = "basis", "依据"
    AIMS = "aims", "目标任务"
    SCOPE = "scope", "适用范围"
    STANDARD = "standard", "执行标准"
    KEY_WORDS = "key_words", "关键词"


class WaiverState(Choice):
    """Where the wish to leave a paper without interpretation stands."""

    ASKED = "asked", "待公开办核定"
    ACCEPTED = "accepted", "同意不作解读"
    DECLINED = "declined", "不同意，仍需解读"
