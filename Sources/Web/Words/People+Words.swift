import Domain

extension Check.Mode {
    var words: Phrase {
        switch self {
        case .videoCheck: Phrase("视频核查", "Video check")
        case .deskCheck: Phrase("书面核查", "Desk check")
        case .onsiteCheck: Phrase("现场核查", "On-site check")
        }
    }
}

extension Post {
    var words: Phrase {
        switch self {
        case .technicalLead: Phrase(chinese, "technical lead")
        case .safetyLead: Phrase(chinese, "safety lead")
        case .technician: Phrase(chinese, "technician")
        case .skilledWorker: Phrase(chinese, "skilled worker")
        case .hvElectrician: Phrase(chinese, "high-voltage electrician")
        }
    }
}

extension ServiceChannel {
    var words: Phrase {
        switch self {
        case .mail: Phrase("电子邮件", "mail")
        case .text: Phrase("短信", "text message")
        }
    }
}

extension Finding.Severity {
    var words: Phrase {
        switch self {
        case .minor: Phrase("一般", "Minor")
        case .major: Phrase("严重", "Major")
        }
    }
}
