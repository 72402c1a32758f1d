import HTTPWire
import TLS

extension Connection {
    /// Reads once: what is left makes the socket ready again, and others have their turn first.
    func receive(_ workspace: Workspace) {
        let number = descriptor.rawValue
        let outcome = unsafe workspace.input.withMemory { unsafe workspace.systemCalls.receive(number, $0) }
        switch outcome {
        case .wouldBlock: return
        case .success(0): perform(machine.handle(.peerFinished), workspace)
        case .failure: perform(machine.handle(.peerFailed), workspace)
        case .success(let count):
            workspace.observe(.bytesReceived(count))
            if machine.state != .lingering { take(count, workspace) }
        }
    }

    /// Goes on with what arrived before the peer took its answers.
    func resume(_ workspace: Workspace) {
        let input = unread
        unread = []
        parse(input.span, workspace)
        if session != nil { decrypt(workspace) }
        endTurn(workspace)
    }

    private func take(_ count: Int, _ workspace: Workspace) {
        unsafe workspace.input.withMemory { memory in
            let bytes = unsafe UnsafeRawBufferPointer(rebasing: memory[..<count])
            if session == nil {
                parse(unsafe Span(_unsafeBytes: bytes), workspace)
            } else {
                unsafe decrypt(bytes, workspace)
            }
        }
        endTurn(workspace)
    }

    /// Sends what the turn brought, or leaves it to be sent with the answers of other connections.
    ///
    /// Not when the peer leaves answers untaken: only the socket's readiness ends that, because then the requests that
    /// were read and not answered are gone on with.
    private func endTurn(_ workspace: Workspace) {
        guard !machine.awaitsOutput else { return }
        if session != nil, !workspace.output.isEmpty { return sealAnswers(workspace) }
        if !workspace.output.isEmpty || machine.state == .closing || session != nil { flush(workspace) }
    }
}

// MARK: - TLS

extension Connection {
    private func decrypt(_ ciphertext: UnsafeRawBufferPointer, _ workspace: Workspace) {
        if machine.state == .handshaking { perform(machine.handle(.handshakeBegan), workspace) }
        do throws(TLSError) {
            unsafe try session?.feed(ciphertext)
        } catch {
            return encryptionFailed(error, workspace)
        }
        decrypt(workspace)
    }

    /// Goes on with the handshake, then reads records while requests are taken.
    private func decrypt(_ workspace: Workspace) {
        do throws(TLSError) {
            if machine.state == .handshaking {
                guard try session?.handshake() == .done else { return }
                peer.certificateNames = session?.peerNames ?? []
                workspace.observe(.handshakeCompleted)
                perform(machine.handle(.handshakeCompleted), workspace)
            }
            while machine.takesRequests, session?.hasInput == true, try readRecord(workspace) {}
        } catch {
            encryptionFailed(error, workspace)
        }
    }

    /// Reads one record and parses it; false when there is no whole one.
    private func readRecord(_ workspace: Workspace) throws(TLSError) -> Bool {
        try unsafe workspace.plaintext.withMemory { memory throws(TLSError) in
            switch unsafe try session?.read(into: memory) {
            case nil, .needMoreInput: return false
            case .bytes(let count):
                let bytes = unsafe UnsafeRawBufferPointer(rebasing: memory[..<count])
                parse(unsafe Span(_unsafeBytes: bytes), workspace)
                return true
            case .closed:
                flush(workspace)
                perform(machine.handle(.peerFinished), workspace)
                return false
            }
        }
    }

    private func encryptionFailed(_ error: TLSError, _ workspace: Workspace) {
        if machine.state == .handshaking {
            let reason = if case .handshakeFailed(let reason) = error { reason } else { error.description }
            workspace.observe(.handshakeFailed(reason: reason, peer: peer.address))
        }
        perform(machine.handle(.encryptionFailed), workspace)
    }
}

// MARK: - HTTP

extension Connection {
    /// Answers every request in `input`; keeps what is left if the peer leaves the answers untaken.
    private func parse(_ input: Span<UInt8>, _ workspace: Workspace) {
        var offset = 0
        do throws(HTTPParseError) {
            while offset < input.count, machine.takesRequests {
                switch try parser.consume(input, from: &offset) {
                case .needsInput: break
                case .expectsInterim: workspace.append(HTTPResponseEncoder.interim)
                case .request(let request): answer(request, workspace)
                }
            }
            perform(machine.handle(.inputConsumed(parser.progress)), workspace)
        } catch {
            workspace.observe(.requestRefused(error, peer: peer.address))
            return refuse(HTTPResponse(error), workspace)
        }
        guard offset < input.count, case .receiving = machine.state else { return }
        unsafe input.extracting(offset...).withUnsafeBufferPointer { unsafe unread.append(contentsOf: $0) }
    }

    private func answer(_ request: HTTPRequest, _ workspace: Workspace) {
        let action = machine.handle(.requestReceived(allowsReuse: request.allowsReuse))
        guard case .answer(let keepsAlive) = action else { return }
        workspace.note(request)
        let response = workspace.handler(request, peer)
        let exchange = HTTPResponseEncoder.Exchange(
            omitsBody: request.method == .head,
            version: request.version,
            keepsAlive: keepsAlive
        )
        stream = workspace.append(response, for: exchange)
        workspace.observe(.requestAnswered(response.status))
        // The next request is not answered before the last piece is sent, or waits for room.
        if workspace.hasFullOutput || stream != nil { flush(workspace) }
    }

    /// Answers that the input is not taken, as the last answer, and lets go of it.
    func refuse(_ answer: HTTPResponse, _ workspace: Workspace) {
        guard machine.handle(.requestRefused) == .refuse else { return }
        _ = workspace.append(answer, for: .last)
        dropRequest(workspace)
    }

    /// Lets go of an incomplete request that will not be answered.
    func dropRequest(_ workspace: Workspace) {
        parser = HTTPRequestParser(limits: workspace.limits.http)
        unread = []
    }
}
