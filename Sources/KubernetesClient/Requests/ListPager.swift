import KubernetesAPI

/// Reads a list page by page.
struct ListPager<Item> {
    private let selection: ObjectSelection
    private let policy: ExpiredListPolicy
    private var pageSize: Int
    private var isPaged = true
    private var hasRestarted = false
    private var token: String?
    private var list = ObjectList<Item>(items: [], resourceVersion: "", isConsistent: true)

    /// A pager for a selection.
    init(_ selection: ObjectSelection, policy: ExpiredListPolicy, pageSize: Int) {
        self.selection = selection
        self.policy = policy
        self.pageSize = max(pageSize, 1)
    }

    /// Reads the whole list.
    ///
    /// - Parameters:
    ///   - transform: what to keep of each object; called as its page arrives, so that no more is held than is kept.
    ///   - fetch: sends the request of one page.
    /// - Returns: the list.
    /// - Throws: the failure of a page from which there is no recovery.
    mutating func read(
        transform: (JSONValue) -> Item,
        fetch: (APIRequest) async throws(KubernetesError) -> JSONValue
    ) async throws(KubernetesError) -> ObjectList<Item> {
        while true {
            let page: ListPage
            do {
                page = try ListPage(try await fetch(request))
            } catch {
                guard recovers(from: error) else { throw error }
                continue
            }
            list.items += page.items.map(transform)
            list.resourceVersion = page.resourceVersion
            guard let next = page.continueToken else { return list }
            guard next != token else { throw .unreadableAnswer(.shape("progress from page to page")) }
            token = next
        }
    }

    private var request: APIRequest {
        var query: [(name: String, value: String)] = []
        if isPaged { query.append((name: "limit", value: String(pageSize))) }
        // The token holds the state of the first page: a resource version beside it would be refused.
        if let token { query.append((name: "continue", value: token)) }
        return selection.request(.list, query)
    }

    /// Prepares another try after a failure; false if there is none.
    private mutating func recovers(from error: KubernetesError) -> Bool {
        if case .transport(.tooLarge) = error, isPaged, pageSize > 1 {
            pageSize = max(pageSize / 8, 1)
            return true
        }
        guard error.disposition == .expired, token != nil else { return false }
        if policy == .resume, case .status(let status) = error, let next = status.continueToken {
            token = next
            list.isConsistent = false
            return true
        }
        isPaged = !hasRestarted
        hasRestarted = true
        token = nil
        list.items = []
        return true
    }
}
