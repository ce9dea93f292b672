package dev.gapless.miner.walk;

import dev.gapless.common.connector.Connector;
import dev.gapless.common.connector.HttpCall;
import dev.gapless.common.platform.CredentialProvider;
import dev.gapless.common.position.StreamId;
import dev.gapless.miner.fetch.FetchOutcome;
import dev.gapless.miner.fetch.PageFetch;

/** A slice's calls with the account's credential, asked for anew at each call: it may have been replaced meanwhile. */
final class Calls {

    private final PageFetch fetch;
    private final CredentialProvider credentials;
    private final Connector source;
    private final StreamId stream;
    private final Budget budget;
    private boolean refreshed;

    Calls(PageFetch fetch, CredentialProvider credentials, Connector source, StreamId stream, Budget budget) {
        this.fetch = fetch;
        this.credentials = credentials;
        this.source = source;
        this.stream = stream;
        this.budget = budget;
    }

    FetchOutcome make(HttpCall call) throws InterruptedException {
        return fetch.fetch(source, call, credentials.credential(stream.source(), stream.account()), budget.left());
    }

    /** @return false when a refreshed credential was refused too */
    boolean refresh() {
        boolean first = !refreshed;
        refreshed = true;
        credentials.refresh(stream.source(), stream.account());
        return first;
    }
}
