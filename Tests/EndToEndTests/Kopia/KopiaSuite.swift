import Testing

/// All tests with the real program: they share one of each storage server.
@Suite(
    .enabled(if: !Kopia.installed.isEmpty, KopiaRequirements.kopia),
    .enabled(if: KopiaRequirements.canIsolate, KopiaRequirements.pods),
    .enabled(if: KopiaRequirements.has("rclone"), "SKIPPED: there is no rclone"),
    .enabled(if: SFTPServer.program != nil, "SKIPPED: there is no sshd (openssh-server)"),
    .timeLimit(.minutes(max(60, KopiaRequirements.countOfContestedRuns))),
    .storageServers
)
enum KopiaSuite {}
