import HTTPWire
import TLS

extension Connection {
    /// Sends the workspace's output and what was left of earlier output, as far as the kernel takes it.
    func flush(_ workspace: Workspace) {
        owesAnswers = false
        do throws(OutputFailure) {
            var isSent = try send(workspace)
            while isSent, let stream {
                fill(workspace, from: stream)
                isSent = try send(workspace)
            }
            perform(machine.handle(isSent ? .outputSent : .outputBlocked), workspace)
        } catch {
            outputFailed(error, workspace)
        }
    }

    private func send(_ workspace: Workspace) throws(OutputFailure) -> Bool {
        session == nil ? try sendPlain(workspace) : try sendEncrypted(workspace)
    }

    /// Adds the next piece of a streamed body to the output.
    private func fill(_ workspace: Workspace, from stream: HTTPBodyStream) {
        let piece = stream.next()
        workspace.appendChunk(piece)
        if piece.isEmpty { self.stream = nil }
    }

    /// Encrypts the workspace's output, to be sent by the next flush.
    func sealAnswers(_ workspace: Workspace) {
        do throws(OutputFailure) {
            try encrypt(workspace)
            owesAnswers = true
        } catch {
            outputFailed(error, workspace)
        }
    }

    /// Tells the peer of an encrypted connection that nothing follows, if it can be told at once.
    func sayGoodbye(_ workspace: Workspace) {
        workspace.discardOutput()
        guard session != nil, machine.state != .closed(.peer) else { return }
        closeSession()
        do throws(OutputFailure) {
            _ = try sendPending(workspace)
        } catch {
            // The connection is closed next in any case.
        }
    }

    private enum OutputFailure: Error {
        case socket
        case encryption
    }

    private func outputFailed(_ failure: OutputFailure, _ workspace: Workspace) {
        workspace.discardOutput()
        stream = nil
        switch failure {
        case .socket: perform(machine.handle(.peerFailed), workspace)
        case .encryption: perform(machine.handle(.encryptionFailed), workspace)
        }
    }

    private func sendPlain(_ workspace: Workspace) throws(OutputFailure) -> Bool {
        if unsent.isEmpty {
            let sent = try send(workspace.output, workspace)
            let isSent = sent == workspace.output.count
            if !isSent { unsent = Array(workspace.output[sent...]) }
            workspace.discardOutput()
            return isSent
        }
        unsent.append(contentsOf: workspace.output)
        workspace.discardOutput()
        unsentStart += try send(unsent, from: unsentStart, workspace)
        guard unsentStart == unsent.count else { return false }
        (unsent, unsentStart) = ([], 0)
        return true
    }

    private func sendEncrypted(_ workspace: Workspace) throws(OutputFailure) -> Bool {
        if !workspace.output.isEmpty { try encrypt(workspace) }
        if machine.state == .closing, stream == nil { closeSession() }
        return try sendPending(workspace)
    }

    private func encrypt(_ workspace: Workspace) throws(OutputFailure) {
        do throws(TLSError) {
            try unsafe workspace.output.withUnsafeBufferPointer { bytes throws(TLSError) in
                unsafe try session?.write(UnsafeRawBufferPointer(bytes))
            }
        } catch {
            throw .encryption
        }
        workspace.discardOutput()
    }

    private func sendPending(_ workspace: Workspace) throws(OutputFailure) -> Bool {
        let isSent = try unsafe session?.sendPendingOutput { bytes throws(OutputFailure) in
            unsafe try send(bytes, workspace)
        }
        return isSent ?? true
    }

    private func closeSession() {
        guard !hasClosedSession else { return }
        hasClosedSession = true
        session?.close()
    }

    private func send(_ bytes: [UInt8], from start: Int = 0, _ workspace: Workspace) throws(OutputFailure) -> Int {
        try unsafe bytes.withUnsafeBufferPointer { bytes throws(OutputFailure) in
            unsafe try send(UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: bytes[start...])), workspace)
        }
    }

    /// Sends as much of `bytes` as the kernel takes, and returns how much that was.
    private func send(_ bytes: UnsafeRawBufferPointer, _ workspace: Workspace) throws(OutputFailure) -> Int {
        guard unsafe !bytes.isEmpty else { return 0 }
        switch unsafe workspace.systemCalls.send(descriptor.rawValue, bytes) {
        case .wouldBlock: return 0
        case .failure: throw .socket
        case .success(let count):
            workspace.observe(.bytesSent(count))
            return count
        }
    }
}
