package import KubernetesAPI

/// A release of Kubernetes, as far as rules differ: `1.36`.
package struct KubernetesVersion: Hashable, Comparable, Sendable, CustomStringConvertible {
    private let major: Int
    private let minor: Int

    package init(_ major: Int, _ minor: Int) { (self.major, self.minor) = (major, minor) }

    /// Reads what clusters and distributions call their release: `1.36`, `v1.36.2`, `v1.33.4+k3s1`, `v1.34.1-eks-0a1b2c`.
    package init?(parsing text: String) {
        var rest = text.utf8[...]
        if rest.first == UInt8(ascii: "v") { rest.removeFirst() }
        guard let major = Self.number(from: &rest), rest.popFirst() == UInt8(ascii: "."),
            let minor = Self.number(from: &rest), rest.first.map(Self.endings.contains) ?? true
        else { return nil }
        self.init(major, minor)
    }

    /// Reads what an API server says of itself at `/version` (`k8s.io/apimachinery/pkg/version.Info`): the release that it
    /// acts as, where that is not its own.
    package init?(info: JSONValue) {
        let emulated = ["emulationMajor", "emulationMinor"].compactMap { info[$0]?.string }.filter { !$0.isEmpty }
        let text = emulated.count == 2 ? emulated.joined(separator: ".") : info["gitVersion"]?.string
        guard let version = text.flatMap(KubernetesVersion.init(parsing:)) else { return nil }
        self = version
    }

    /// What may follow the minor version.
    private static let endings = Array(".-+".utf8)

    /// No part of a version has more digits.
    private static let digitLimit = 4

    private static func number(from rest: inout Substring.UTF8View) -> Int? {
        let digits = rest.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        guard digits.count <= digitLimit else { return nil }
        rest = rest.dropFirst(digits.count)
        return Int(Substring(digits))
    }

    /// The releases that the rules are known for, and tried with: those that the Kubernetes project maintains, and one
    /// more.
    package static let supported = KubernetesVersion(1, 33)...KubernetesVersion(1, 36)

    /// All of ``supported``.
    static let allSupported = (supported.lowerBound.minor...supported.upperBound.minor).map { KubernetesVersion(1, $0) }

    /// The release whose rules are taken for this one's: the nearest that is known.
    var nearestSupported: KubernetesVersion {
        max(Self.supported.lowerBound, min(self, Self.supported.upperBound))
    }

    package static func < (left: Self, right: Self) -> Bool { (left.major, left.minor) < (right.major, right.minor) }

    package var description: String { "\(major).\(minor)" }
}
