import HTTPWire
import TLS

extension Connection {
    /// Tells the workspace what this connection holds, and lets go of it if all of them together hold too much.
    ///
    /// To be called after every turn; whoever holds more than before is the one to blame.
    func accountForHeldBytes(_ workspace: Workspace) {
        if updateHeldBytes(workspace) { return }
        workspace.observe(.requestShed)
        if machine.takesRequests {
            refuse(HTTPResponse(status: .serviceUnavailable, text: "too many bytes are under way"), workspace)
            flush(workspace)
        } else {
            handle(.cut, workspace)
        }
        _ = updateHeldBytes(workspace)
    }

    private func updateHeldBytes(_ workspace: Workspace) -> Bool {
        let before = heldBytes
        heldBytes = countHeldBytes()
        return workspace.held.update(from: before, to: heldBytes)
    }

    /// Bytes of an incomplete request, and of answers that the peer has not taken.
    private func countHeldBytes() -> Int {
        if case .closed = machine.state { return 0 }
        let input = parser.heldBytes + unread.count
        guard machine.awaitsOutput else { return input }
        return input + unsent.count + (session?.pendingOutput ?? 0)
    }
}
