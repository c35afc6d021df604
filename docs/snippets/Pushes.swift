// In the app: `application(_:didFinishLaunchingWithOptions:)` sets `UNUserNotificationCenter.current().delegate`
// before it returns, so that the tap that started the app comes here, too; and calls `Reports.shared.send()`.
import Foundation
import UserNotifications

final class PushDelegate: NSObject, UNUserNotificationCenterDelegate {
    func userNotificationCenter(_ center: UNUserNotificationCenter, didReceive response: UNNotificationResponse) async {
        let type = switch response.actionIdentifier {
        case UNNotificationDefaultActionIdentifier: "opened" // the tap on the push
        case UNNotificationDismissActionIdentifier: "dismissed" // of categories with .customDismissAction alone
        default: "clicked" // an action of yours
        }
        await Reports.shared.add(type, response.notification.request.content.userInfo)
    }
}

/// What is to be reported, kept in a file until the gateway has answered: one line each, in the app group's folder,
/// so that a notification service extension can add `received` with the same code.
actor Reports {
    static let shared = Reports()
    private let url = URL(string: "https://push.example.com/v1/interactions")!
    private let key = "opi_…" // the ingest key: it may report, and nothing else
    private let file = FileManager.default
        .containerURL(forSecurityApplicationGroupIdentifier: "group.com.example.shop")!
        .appendingPathComponent("reports.ndjson")
    private var sending = false

    func add(_ type: String, _ userInfo: [AnyHashable: Any]) async {
        guard let ours = userInfo["opportune"] as? [String: Any],
              let sendId = ours["send_id"], let proof = ours["proof"] else { return } // nothing to measure
        let report = ["type": type, "send_id": sendId, "proof": proof, "at": ISO8601DateFormatter().string(from: .now)]
        guard let line = try? JSONSerialization.data(withJSONObject: report) else { return }
        let before = lines()
        if !before.contains(where: { Self.isSame($0, line) }) { save(before + [line]) } // a tap is told once
        await send()
    }

    /// Call it at each start of the app, too: what had no answer goes again, which is harmless.
    func send() async {
        guard !sending else { return }
        sending = true
        defer { sending = false }
        let some = Array(lines().prefix(100))
        guard !some.isEmpty else { return }
        var request = URLRequest(url: url, timeoutInterval: 10)
        request.httpMethod = "POST"
        request.setValue("Bearer " + key, forHTTPHeaderField: "Authorization")
        request.setValue("application/x-ndjson", forHTTPHeaderField: "Content-Type")
        request.httpBody = Data(some.joined(separator: Data("\n".utf8)))
        guard let (body, response) = try? await URLSession.shared.data(for: request),
              (response as? HTTPURLResponse)?.statusCode == 200 else { return } // later
        var answered = Set<Int>()
        for text in body.split(separator: UInt8(ascii: "\n")) {
            guard let answer = try? JSONSerialization.jsonObject(with: text) as? [String: Any],
                  let number = answer["line"] as? Int, let status = answer["status"] as? Int else { continue }
            if status != 429 && status < 500 { answered.insert(number - 1) } // the others go again
        }
        let done = Set(answered.map { some[$0] })
        save(lines().filter { !done.contains($0) })
    }

    private func lines() -> [Data] {
        ((try? Data(contentsOf: file)) ?? Data()).split(separator: UInt8(ascii: "\n")).map { Data($0) }
    }

    private func save(_ lines: [Data]) {
        try? Data(lines.suffix(1_000).joined(separator: Data("\n".utf8))).write(to: file, options: .atomic)
    }

    private static func isSame(_ one: Data, _ other: Data) -> Bool {
        func what(_ line: Data) -> [String]? {
            let report = (try? JSONSerialization.jsonObject(with: line)) as? [String: String]
            return report.map { [$0["type"] ?? "", $0["send_id"] ?? ""] }
        }
        return what(one) == what(other)
    }
}
