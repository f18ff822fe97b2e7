/// What a receiver's answer means for whoever reads it.
enum DeliveryWords {
    /// - Parameter status: of the last answer, HTTP's or the mail server's; nil: there was none.
    static func trouble(status: Int?) -> Phrase {
        guard let status else { return Phrase("没有收到对方的答复。", "The receiver did not answer.") }
        return switch status {
        case 200..<300: Phrase("对方的答复里没有有效的回执。", "The receiver's answer held no valid receipt.")
        case 401, 403: Phrase("对方拒绝：身份未被认可。", "The receiver refused: it does not accept who we are.")
        case 410: Phrase("对方地址已停用。", "The receiver's address is gone.")
        case 429: Phrase("对方请求放慢。", "The receiver asks to go slower.")
        case 300..<500: Phrase("对方拒绝接收。", "The receiver refused it.")
        default: Phrase("对方系统出错。", "The receiver is in trouble.")
        }
    }
}
