extension Alert.Kind {
    /// Words for what concerns the service itself.
    static let serviceTable: Table = [
        .clockUnsynchronised: (
            zh: ("系统时钟未同步", "请启动时间同步服务（例如 systemd-timesyncd 或 chrony）；同步之前开始核查需要说明理由。"),
            en: (
                "The system clock is not synchronised",
                "Start a time service such as systemd-timesyncd or chrony; until then a session begins only with a reason on record."
            )
        ),
        .diskLow: (
            zh: ("磁盘空间不足", "请清理或扩充该磁盘；空间耗尽后将无法接收录像。"),
            en: ("A disk is nearly full", "Free or add space on it: footage cannot be taken once it is full.")
        ),
        .diskMissing: (
            zh: ("录像目录不是本系统的目录", "请检查录像磁盘是否已挂载；在此之前不会写入任何内容。"),
            en: (
                "The footage directory is not the one that belongs here",
                "Check that the disk for footage is mounted; nothing is written there before."
            )
        ),
        .loopLate: (
            zh: ("后台任务停滞", "服务管理器会自动重启服务；若反复出现，请查看日志。"),
            en: (
                "A background task has stopped making progress",
                "The service manager restarts the service by itself; if it happens again, read the log."
            )
        ),
        .backupFailed: (
            zh: ("备份失败", "请查看原因，排除后重新运行 videocheckd backup。"),
            en: ("The backup failed", "Read the reason, mend it, and run videocheckd backup again.")
        ),
        .backupOverdue: (
            zh: ("已多日没有成功的备份", "请检查备份计划，或立即运行 videocheckd backup。"),
            en: (
                "There has been no good backup for days",
                "Check the backup's timer, or run videocheckd backup now."
            )
        ),
        .fsckProblems: (
            zh: ("一致性检查发现问题", "请运行 videocheckd fsck 查看详情，保留现场，必要时从备份恢复。"),
            en: (
                "The consistency check found problems",
                "Run videocheckd fsck for the details, change nothing by hand, and restore from a backup where needed."
            )
        ),
        .footageDamaged: (
            zh: ("录像原件已损坏", "请勿改动文件；从备份中恢复该录像的文件夹，系统每天会重新核对，一致后告警自动解除。"),
            en: (
                "An original is damaged",
                "Change nothing there; put the recording's folder back from a backup. It is read again each day, and the alert ends when it is what it was."
            )
        ),
        .auditForked: (
            zh: (
                "审计日志与已签名的检查点不符",
                "请保留现场并通知审计人员。如果数据库是按规定从备份恢复的，请将原因所述检查点的文件夹改名保存，告警即自动解除。"
            ),
            en: (
                "The audit log is not the one that was signed",
                "Change nothing and tell the auditor. If the database was restored from a backup on purpose, rename the folder of the checkpoint that the reason names, and keep it: the alert then ends."
            )
        ),
        .checkpointFailed: (
            zh: ("审计日志的检查点无法保存", "请检查该目录是否已挂载、可写且有空间；每分钟会自动重试。"),
            en: (
                "A checkpoint of the audit log could not be kept",
                "See that its directory is mounted, may be written and has room; it is tried again each minute."
            )
        ),
        .certificateExpiring: (
            zh: ("TLS 证书即将到期", "请在到期前更换证书，或通知对方管理员更换。"),
            en: (
                "A TLS certificate expires soon",
                "Renew it before that day, or ask whoever runs that server to do so."
            )
        ),
        .configurationDegraded: (
            zh: ("配置不完整，部分功能未启用", "请按说明补全配置并重启服务；运行 videocheckd doctor 可查看全部项目。"),
            en: (
                "The configuration leaves something switched off",
                "Complete it as described and restart the service; videocheckd doctor shows everything."
            )
        ),
    ]
}
