package dev.gapless.miner.slice;

import dev.gapless.common.platform.UpstreamGate;
import dev.gapless.common.platform.UpstreamGate.UpstreamPermit;
import dev.gapless.common.position.StreamId;
import dev.gapless.connector.Connector;
import dev.gapless.connector.HttpCall;
import dev.gapless.connector.catalog.CredentialProvider;
import dev.gapless.miner.fetch.FetchOutcome;
import dev.gapless.miner.fetch.FetchOutcome.Throttled;
import dev.gapless.miner.fetch.FetchOutcome.Withheld;
import dev.gapless.miner.fetch.FetchResult;
import dev.gapless.miner.fetch.PageFetch;
import java.util.List;

/** A slice's calls with the account's credential, asked for anew at each call: it may have been replaced meanwhile. */
public final class AuthenticatedFetcher {

    private final PageFetch fetch;
    private final CredentialProvider credentials;
    private final Connector source;
    private final StreamId stream;
    private final RateLimitGate turns;
    private final SliceBudget budget;
    private final UpstreamGate gate;
    private boolean refreshed;

    public AuthenticatedFetcher(
            PageFetch fetch,
            CredentialProvider credentials,
            Connector source,
            StreamId stream,
            RateLimitGate turns,
            SliceBudget budget,
            UpstreamGate gate) {
        this.fetch = fetch;
        this.credentials = credentials;
        this.source = source;
        this.stream = stream;
        this.turns = turns;
        this.budget = budget;
        this.gate = gate;
    }

    /** What the answer says of limits is noted for the next call, whatever its status. */
    FetchOutcome make(HttpCall call) throws InterruptedException {
        try (UpstreamPermit permit = gate.enter(List.of(stream))) {
            if (permit == null) {
                return new Withheld();
            }
            if (!turns.enter()) {
                // another call tries whether the source is well: the next turn says until when to wait
                return new Throttled(null);
            }
            long asked = turns.asking();
            FetchResult fetched = null;
            try {
                fetched = fetch.fetch(
                        source, call, credentials.credential(stream.source(), stream.account()), budget.left());
            } finally {
                turns.answered(fetched, asked);
            }
            return fetched.outcome();
        }
    }

    /** @return false when a refreshed credential was refused too */
    boolean refresh() {
        boolean first = !refreshed;
        refreshed = true;
        credentials.refresh(stream.source(), stream.account());
        return first;
    }
}
