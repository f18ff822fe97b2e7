extension Alert.Kind {
    /// What has happened, in one line; the subject is named beside it.
    public func title(_ language: Contact.Language) -> String { words(language).title }

    /// What the person who reads it should do.
    public func advice(_ language: Contact.Language) -> String { words(language).advice }

    private func words(_ language: Contact.Language) -> Words {
        guard let both = Self.tables.lazy.compactMap({ $0[self] }).first else { return (rawValue, "") }
        return language == .zh ? both.zh : both.en
    }

    typealias Words = (title: String, advice: String)
    /// A test holds the tables to every kind.
    typealias Table = [Alert.Kind: (zh: Words, en: Words)]

    private static let tables = [footageTable, outboxTable, procedureTable, serviceTable]

    private static let footageTable: Table = [
        .incomingUnreachable: (
            zh: ("录像收取文件夹无法访问", "请检查网络盘是否已挂载、服务账户是否有读写权限；恢复后录像会自动继续收取，不会丢失。"),
            en: (
                "The folder that recorders write to cannot be reached",
                "Check that its disk or network share is mounted and that the service may read and write it. Footage is taken by itself once it is back; nothing is lost."
            )
        ),
        .incomingUnreadable: (
            zh: ("收取文件夹中有一个文件无法读取", "请检查该文件的权限和磁盘；处理好后系统会自动再次读取。"),
            en: (
                "A file in the incoming folder cannot be read",
                "Check the file's permissions and its disk; it is tried again by itself."
            )
        ),
        .incomingUnassigned: (
            zh: ("有录像文件等待归入核查", "请打开“待收文件”页面，将该文件归入它所属的核查。"),
            en: (
                "A recorded file waits to be assigned to its check",
                "Open the page of incoming files and assign the file to the check it belongs to."
            )
        ),
        .recordingQuarantined: (
            zh: ("一段录像未能通过检验，已隔离", "原始文件仍完整保留。请查看隔离原因；必要时重新上传，并在警报页确认已知悉。"),
            en: (
                "A recording did not pass inspection and is quarantined",
                "The original file is kept whole. Read the reason, upload the footage again where needed, and acknowledge this alert."
            )
        ),
    ]

    private static let outboxTable: Table = [
        .deliveryHeld: (
            zh: ("一项投递已暂停，需要人工处理", "请打开“投递”页面查看原因，排除后点击重试。"),
            en: (
                "A delivery is held and needs a person",
                "Open the page of deliveries, read the reason, mend it, and retry the delivery."
            )
        ),
        .deliveryFailing: (
            zh: ("一项投递已超过 24 小时未成功", "系统会继续重试，内容不会丢失。请检查对方系统和网络，或联系对方管理员。"),
            en: (
                "A delivery has not succeeded for more than 24 hours",
                "It is still being retried and nothing is lost. Check the receiving system and the network, or call its administrator."
            )
        ),
        .mailFailing: (
            zh: ("邮件无法发出", "请检查邮件服务器地址（mail.url）、网络和发件权限；告知书邮件和警报邮件都会等待重试。"),
            en: (
                "Mail cannot be sent",
                "Check the mail server (mail.url), the network and the permission to send. Notices and alert mails wait and are retried."
            )
        ),
        .textGatewayFailing: (
            zh: ("短信网关无法使用", "请检查短信网关地址（sms.url）、余额和网络；紧急时可人工发送短信。"),
            en: (
                "The text-message gateway does not work",
                "Check its address (sms.url), the account's balance and the network. Where it is urgent, send the text by hand."
            )
        ),
        .textUndelivered: (
            zh: ("一条短信未送达收件人", "请核对手机号码，在“短信”页面改为人工发送，或用邮件、电话联系当事人。"),
            en: (
                "A text message did not reach its receiver",
                "Check the telephone number; send it by hand on the page of texts, or reach the party by mail or by telephone."
            )
        ),
        .textWaiting: (
            zh: ("一条短信等待人工发送已超过规定时间", "请打开“短信”页面，用办公手机发送，并记录结果。"),
            en: (
                "A text message has waited too long to be sent by hand",
                "Open the page of texts, send it from the office's telephone, and say that it is sent."
            )
        ),
    ]

    private static let procedureTable: Table = [
        .clockOverdue: (
            zh: ("一项期限已过", "请立即处理，并按规定记录逾期原因；全部期限见“期限”页面。"),
            en: (
                "A deadline has passed",
                "Act on it now, and record why it is late; the page of deadlines shows all of them."
            )
        ),
        .clockNear: (
            zh: ("一项期限即将届满", "请优先处理；全部期限见“期限”页面。"),
            en: ("A deadline is near", "Give this precedence; the page of deadlines shows all of them.")
        ),
        .sessionMissed: (
            zh: ("一项核查的预约时间已过而没有开始", "请打开该核查：登记未到场，或由负责人另行安排时间。"),
            en: (
                "The booked time of a check has passed and its session never began",
                "Open the check: put the party's absence on record, or have the head book another slot."
            )
        ),
        .serviceNeeded: (
            zh: ("一份告知书需要以其他合法方式送达", "请直接送达、邮寄送达或拨打有录音的电话，并在该核查页面登记凭据；也可另行安排时间。"),
            en: (
                "A notice must be served another lawful way",
                "Hand it over against a receipt, send a letter with receipt, or call on a recorded line, and put the proof on record on the check's page; or book another slot."
            )
        ),
        .checkBlocked: (
            zh: ("一项核查无法自动继续", "请打开该核查查看原因，例如核查员或工位不足；补齐后会自动继续。"),
            en: (
                "A check cannot go on by itself",
                "Open the check and read what stands in the way, such as too few inspectors or stations; it goes on by itself once that is mended."
            )
        ),
        .inspectorUnfit: (
            zh: ("一项核查已抽取的核查人员不能参加", "请打开该核查，由处室负责人按抽取顺序更换核查人员。"),
            en: (
                "An inspector who was drawn may not take a check any more",
                "Open the check: the head of division puts the next rank of the draw in the place."
            )
        ),
        .recusalPending: (
            zh: ("一项回避申请等待决定", "核查开始前须由处室负责人决定。请打开该核查作出回避决定。"),
            en: (
                "A recusal waits to be decided",
                "The head of division decides before the session can begin: open the check and decide it."
            )
        ),
        .calendarMissing: (
            zh: (
                "缺少工作日历",
                "请将该年度的法定节假日表放入日历目录（center.calendar_directory）并重启服务，或用 videocheck calendar add 提交；暂定的期限随后会自动重新计算。"
            ),
            en: (
                "A year's working calendar is missing",
                "Put that year's table of public holidays into the calendar directory (center.calendar_directory) and restart the service, or send it with videocheck calendar add; provisional deadlines are counted anew by themselves."
            )
        ),
    ]
}
