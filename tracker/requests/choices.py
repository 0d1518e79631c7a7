"""Closed lists of this room: how requests come, what is done about them, how they are answered."""

from tracker.choices import Choice


class RequestChannel(Choice):
    """How a request to disclose (依申请公开) reached the unit."""

    IN_PERSON = "in_person", "当面"
    POST = "post", "邮寄"
    FAX = "fax", "传真"
    PLATFORM = "platform", "网络平台"
    EMAIL = "email", "电子邮件"


class ApplicantKind(Choice):
    """The columns of the annual report's table 3 (国办公开办函〔2021〕30号)."""

    NATURAL_PERSON = "natural_person", "自然人"
    BUSINESS = "business", "商业企业"
    RESEARCH = "research", "科研机构"
    CHARITY = "charity", "社会公益组织"
    LEGAL_SERVICE = "legal_service", "法律服务机构"
    OTHER = "other", "其他组织"


class RequestState(Choice):
    OPEN = "open", "办理中"
    WAITING_CORRECTION = "waiting_correction", "等待补正"
    WAITING_THIRD_PARTY = "waiting_third_party", "征求第三方意见"
    REPLIED = "replied", "已办结"


class RequestStep(Choice):
    """One entry of a request's history."""

    RECEIVED = "received", "收到申请"
    CORRECTION_ASKED = "correction_asked", "告知补正"
    CORRECTED = "corrected", "收到补正"
    LAPSED = "lapsed", "逾期未补正，不再处理"
    EXTENDED = "extended", "延长答复期限"
    THIRD_PARTY_ASKED = "third_party_asked", "征求第三方意见"
    THIRD_PARTY_ANSWERED = "third_party_answered", "收到第三方意见"
    REPLIED = "replied", "答复"
    REPLY_CORRECTED = "reply_corrected", "更正办理结果"
    AMENDED = "amended", "更正登记"
    RETRACTED = "retracted", "作废上一步"


class ReplyGroup(Choice):
    """The headings of results in the annual report's table 3 (国办公开办函〔2021〕30号), in its order."""

    DISCLOSED = "disclosed", "予以公开"
    PARTLY = "partly", "部分公开"
    WITHHELD = "withheld", "不予公开"
    UNAVAILABLE = "unavailable", "无法提供"
    NOT_PROCESSED = "not_processed", "不予处理"
    OTHER = "other", "其他处理"


class ReplyKind(Choice):
    """The kinds of result in the annual report's table 3, in its order and its words."""

    DISCLOSED = "disclosed", "予以公开"
    PARTLY = "partly", "部分公开"
    STATE_SECRET = "state_secret", "属于国家秘密"
    BARRED_BY_LAW = "barred_by_law", "其他法律行政法规禁止公开"
    SECURITY = "security", "危及“三安全一稳定”"
    THIRD_PARTY = "third_party", "保护第三方合法权益"
    INTERNAL = "internal", "属于三类内部事务信息"
    IN_PROCESS = "in_process", "属于四类过程性信息"
    CASE_FILE = "case_file", "属于行政执法案卷"
    QUERY = "query", "属于行政查询事项"
    NOT_HELD = "not_held", "本机关不掌握相关政府信息"
    TO_BE_MADE = "to_be_made", "没有现成信息需要另行制作"
    STILL_UNCLEAR = "still_unclear", "补正后申请内容仍不明确"
    PETITION = "petition", "信访举报投诉类申请"
    REPEATED = "repeated", "重复申请"
    PUBLICATION = "publication", "要求提供公开出版物"
    EXCESSIVE = "excessive", "无正当理由大量反复申请"
    REISSUE = "reissue", "要求行政机关确认或重新出具已获取信息"
    NOT_CORRECTED = "not_corrected", "申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请"
    FEE_UNPAID = "fee_unpaid", "申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请"
    OTHER = "other", "其他"
