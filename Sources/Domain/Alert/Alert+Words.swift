extension Alert.Kind {
    /// What has happened, in one line; the subject is named beside it.
    public func title(_ language: Contact.Language) -> String {
        switch language {
        case .zh: words.zh.title
        case .en: words.en.title
        }
    }

    /// What the person who reads it should do.
    public func advice(_ language: Contact.Language) -> String {
        switch language {
        case .zh: words.zh.advice
        case .en: words.en.advice
        }
    }

    private typealias Words = (zh: (title: String, advice: String), en: (title: String, advice: String))

    private var words: Words {
        switch self {
        case .incomingUnreachable, .incomingUnreadable, .incomingUnassigned, .recordingQuarantined: footageWords
        case .deliveryHeld, .deliveryFailing, .mailFailing, .textGatewayFailing, .textUndelivered: outboxWords
        case .checkLate, .checkDeadlineNear, .checkBlocked, .calendarMissing: procedureWords
        case .clockUnsynchronised, .diskLow, .diskMissing, .loopLate, .backupFailed, .backupOverdue, .fsckProblems,
            .certificateExpiring, .configurationDegraded:
            serviceWords
        }
    }

    private var footageWords: Words {
        switch self {
        case .incomingUnreachable:
            (
                zh: ("录像收取文件夹无法访问", "请检查网络盘是否已挂载、服务账户是否有读写权限；恢复后录像会自动继续收取，不会丢失。"),
                en: (
                    "The folder that recorders write to cannot be reached",
                    "Check that its disk or network share is mounted and that the service may read and write it. Footage is taken by itself once it is back; nothing is lost."
                )
            )
        case .incomingUnreadable:
            (
                zh: ("收取文件夹中有一个文件无法读取", "请检查该文件的权限和磁盘；处理好后系统会自动再次读取。"),
                en: (
                    "A file in the incoming folder cannot be read",
                    "Check the file's permissions and its disk; it is tried again by itself."
                )
            )
        case .incomingUnassigned:
            (
                zh: ("有录像文件等待归入核查", "请打开“待收文件”页面，将该文件归入它所属的核查。"),
                en: (
                    "A recorded file waits to be assigned to its check",
                    "Open the page of incoming files and assign the file to the check it belongs to."
                )
            )
        default:
            (
                zh: ("一段录像未能通过检验，已隔离", "原始文件仍完整保留。请查看隔离原因；必要时重新上传，并在警报页确认已知悉。"),
                en: (
                    "A recording did not pass inspection and is quarantined",
                    "The original file is kept whole. Read the reason, upload the footage again where needed, and acknowledge this alert."
                )
            )
        }
    }

    private var outboxWords: Words {
        switch self {
        case .deliveryHeld:
            (
                zh: ("一项送达被搁置，需要人工处理", "请打开“送达”页面查看原因，排除后点击重试。"),
                en: (
                    "A delivery is held and needs a person",
                    "Open the page of deliveries, read the reason, mend it, and retry the delivery."
                )
            )
        case .deliveryFailing:
            (
                zh: ("一项送达已超过 24 小时未成功", "系统会继续重试，内容不会丢失。请检查对方系统和网络，或联系对方管理员。"),
                en: (
                    "A delivery has not succeeded for more than 24 hours",
                    "It is still being retried and nothing is lost. Check the receiving system and the network, or call its administrator."
                )
            )
        case .mailFailing:
            (
                zh: ("邮件无法发出", "请检查邮件服务器地址（mail.url）、网络和发件权限；告知书邮件和警报邮件都会等待重试。"),
                en: (
                    "Mail cannot be sent",
                    "Check the mail server (mail.url), the network and the permission to send. Notices and alert mails wait and are retried."
                )
            )
        case .textGatewayFailing:
            (
                zh: ("短信网关无法使用", "请检查短信网关地址（sms.url）、余额和网络；紧急时可人工发送短信。"),
                en: (
                    "The text-message gateway does not work",
                    "Check its address (sms.url), the account's balance and the network. Where it is urgent, send the text by hand."
                )
            )
        default:
            (
                zh: ("一条短信未送达收件人", "请核对手机号码，并改用邮件或电话联系当事人。"),
                en: (
                    "A text message did not reach its receiver",
                    "Check the telephone number, and reach the party by mail or by telephone."
                )
            )
        }
    }

    private var procedureWords: Words {
        switch self {
        case .checkLate:
            (
                zh: ("一项核查已超过期限", "请立即处理该核查，并按规定记录逾期原因。"),
                en: ("A check is past its deadline", "Work on this check now, and record why it is late.")
            )
        case .checkDeadlineNear:
            (
                zh: ("一项核查即将到期", "请优先安排并完成该核查。"),
                en: ("A check's deadline is near", "Give this check precedence and complete it.")
            )
        case .checkBlocked:
            (
                zh: ("一项核查无法自动继续", "请打开该核查查看原因，例如核查员或工位不足；补齐后会自动继续。"),
                en: (
                    "A check cannot go on by itself",
                    "Open the check and read what stands in the way, such as too few inspectors or stations; it goes on by itself once that is mended."
                )
            )
        default:
            (
                zh: ("缺少工作日历", "请将该年度的法定节假日表放入日历目录（center.calendar_directory），然后重启服务。"),
                en: (
                    "A year's working calendar is missing",
                    "Put that year's table of public holidays into the calendar directory (center.calendar_directory), and restart the service."
                )
            )
        }
    }
}
