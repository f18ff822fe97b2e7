/// Why a file of the watched folder is where it is. Kept as it is known, and put into words for whoever reads it.
public enum IncomingReason: Sendable, Equatable, Codable {
    case openForWriting
    /// Nobody can tell here whether a program still writes to it.
    case mayBeWritten(seconds: Int64)
    case changedWhileRead
    case copyFailed(message: String)
    /// An upload of the same size is in ingest: the digests are compared afterwards.
    case twinInIngest
    /// Megabytes.
    case footageDiskFull(free: Int64, reserve: Int64)
    case footageDiskMissing
    case notNamed
    case severalNumbers(numbers: [String])
    case unknownCheck(name: String, inSidecar: Bool)
    case sealed(checkNo: String)
    case badSidecar(file: String, message: String)
    case sidecarsDisagree
    case anotherChecks(recording: String, checkNo: String)
    case duplicate(recording: String, checkNo: String)
    case empty
    case tooLarge(bytes: Int64)
    case unreadable(message: String)
    case folderUnreadable(message: String)
    /// A person's own words.
    case dismissed(because: String)
    /// It is settled, and may not be moved out of the way.
    case stays(message: String)

    /// In words: what is the matter and, where somebody can do something, what.
    public func words(_ language: Contact.Language) -> String {
        switch language {
        case .zh: zh
        case .en: en
        }
    }
}

extension IncomingReason {
    private var en: String {
        switch self {
        case .openForWriting: "A program still has it open for writing."
        case .mayBeWritten(let seconds):
            "Whether it is still being written cannot be known here: it is taken once it has been unchanged for \(seconds) seconds."
        case .changedWhileRead: "It changed while it was read; it is read again once it is quiet."
        case .copyFailed(let message): "It could not be copied, and is tried again: \(message)"
        case .twinInIngest: "A recording of the same size is being read in; then the two are compared."
        case .footageDiskFull(let free, let reserve):
            "The footage disk has \(free) MB free and keeps \(reserve) MB for sessions: free space, and the file is taken by itself."
        case .footageDiskMissing: "The footage directory has lost its identity file: is its disk mounted?"
        case .notNamed: "Neither a sidecar nor a check number in its name says which check it belongs to."
        case .severalNumbers(let numbers): "Its name holds several check numbers: \(numbers.joined(separator: ", "))."
        case .unknownCheck(let name, let inSidecar):
            "\(inSidecar ? "Its sidecar" : "Its name") says \"\(name)\", and there is no such check."
        case .sealed(let checkNo): "\(checkNo) is sealed and takes no more footage."
        case .badSidecar(let file, let message): "\(file): \(message) Mend the sidecar, or assign the file by hand."
        case .sidecarsDisagree: "Its two sidecars name different checks: remove one, or assign the file by hand."
        case .anotherChecks(let recording, let checkNo):
            "The same bytes are \(recording) of \(checkNo) already: assign it by hand if it belongs to both, else dismiss it."
        case .duplicate(let recording, let checkNo): "The same bytes are \(recording) of \(checkNo) already."
        case .empty: "The file is empty."
        case .tooLarge(let bytes): "The file is larger than \(bytes) bytes: split it."
        case .unreadable(let message): "The file cannot be read: \(message)."
        case .folderUnreadable(let message): "The folder cannot be read: \(message)."
        case .dismissed(let because): because
        case .stays(let message): "It stays where it is, for it may not be moved to another folder: \(message)."
        }
    }

    private var zh: String {
        switch self {
        case .openForWriting: "仍有程序在写入该文件。"
        case .mayBeWritten(let seconds): "此处无法得知该文件是否仍在写入：连续 \(seconds) 秒没有变化后自动收取。"
        case .changedWhileRead: "读取过程中文件发生了变化；静止后将重新读取。"
        case .copyFailed(let message): "复制未成功，将自动重试：\(message)"
        case .twinInIngest: "有一段大小相同的录像正在处理，处理后再比对。"
        case .footageDiskFull(let free, let reserve):
            "录像磁盘剩余 \(free) MB，其中 \(reserve) MB 留给正在进行的核查：清理空间后将自动收取。"
        case .footageDiskMissing: "录像目录的标识文件不见了：请检查录像磁盘是否已挂载。"
        case .notNamed: "没有附带说明文件，文件名中也没有核查编号，无法得知属于哪一项核查。"
        case .severalNumbers(let numbers): "文件名中有多个核查编号：\(numbers.joined(separator: "、"))。"
        case .unknownCheck(let name, let inSidecar): "\(inSidecar ? "说明文件" : "文件名")中的“\(name)”不是现有的核查。"
        case .sealed(let checkNo): "\(checkNo) 已封存，不再接收录像。"
        case .badSidecar(let file, let message): "说明文件 \(file) 有误：\(message) 请改正说明文件，或人工归入。"
        case .sidecarsDisagree: "两个说明文件指向不同的核查：请删去其中一个，或人工归入。"
        case .anotherChecks(let recording, let checkNo):
            "内容与 \(checkNo) 的录像 \(recording) 完全相同：若确属两项核查，请人工归入，否则请移出。"
        case .duplicate(let recording, let checkNo): "内容与 \(checkNo) 的录像 \(recording) 完全相同，不重复收取。"
        case .empty: "文件是空的。"
        case .tooLarge(let bytes): "文件超过 \(bytes) 字节：请拆分。"
        case .unreadable(let message): "文件无法读取：\(message)。"
        case .folderUnreadable(let message): "文件夹无法读取：\(message)。"
        case .dismissed(let because): because
        case .stays(let message): "文件留在原处，因为无法移动到其他文件夹：\(message)。"
        }
    }
}
