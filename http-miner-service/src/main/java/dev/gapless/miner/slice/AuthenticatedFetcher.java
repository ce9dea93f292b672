package dev.gapless.miner.slice;

import dev.gapless.common.platform.UpstreamGate;
import dev.gapless.common.platform.UpstreamGate.UpstreamPermit;
import dev.gapless.common.position.StreamId;
import dev.gapless.connector.Connector;
import dev.gapless.connector.HttpCall;
import dev.gapless.connector.QuotaStatusCall;
import dev.gapless.miner.fetch.FetchOutcome;
import dev.gapless.miner.fetch.FetchOutcome.Answered;
import dev.gapless.miner.fetch.FetchOutcome.Throttled;
import dev.gapless.miner.fetch.FetchOutcome.Withheld;
import dev.gapless.miner.fetch.FetchResult;
import dev.gapless.miner.fetch.PageFetch;
import dev.gapless.miner.fetch.QuotaStatus;
import java.net.URI;
import java.time.Clock;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A slice's calls with its credential, asked for anew at each call: it may have been replaced meanwhile. */
public final class AuthenticatedFetcher {

    private static final Logger LOG = LoggerFactory.getLogger(AuthenticatedFetcher.class);

    private final PageFetch fetch;
    private final SliceCredentials credentials;
    private final Connector source;
    private final StreamId stream;
    private final RateLimitGate turns;
    private final SliceBudget budget;
    private final UpstreamGate gate;
    private final Clock clock;
    private boolean refreshed;

    public AuthenticatedFetcher(
            PageFetch fetch,
            SliceCredentials credentials,
            Connector source,
            StreamId stream,
            RateLimitGate turns,
            SliceBudget budget,
            UpstreamGate gate,
            Clock clock) {
        this.fetch = fetch;
        this.credentials = credentials;
        this.source = source;
        this.stream = stream;
        this.turns = turns;
        this.budget = budget;
        this.gate = gate;
        this.clock = clock;
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
            QuotaStatusCall status = source.spec().http().quota().status();
            if (status != null && credentials.statusDue(status.every())) {
                ask(status);
                // the status took this turn, so that no more calls are made than are allowed
                return new Throttled(null);
            }
            FetchOutcome outcome = fetched(call).outcome();
            if (outcome instanceof Answered) {
                credentials.answered();
            }
            return outcome;
        }
    }

    private FetchResult fetched(HttpCall call) throws InterruptedException {
        long asked = turns.asking();
        FetchResult fetched = null;
        try {
            fetched = fetch.fetch(source, call, credentials.secret(), budget.left());
        } finally {
            turns.answered(fetched, asked);
        }
        return fetched;
    }

    private void ask(QuotaStatusCall call) throws InterruptedException {
        FetchOutcome outcome = fetched(HttpCall.get(address(call))).outcome();
        QuotaStatus status = outcome instanceof Answered(byte[] body, String link)
                ? QuotaStatus.read(call, body, clock.instant())
                : null;
        if (status == null) {
            LOG.warn(
                    "quota-status-unread source={} account={} answer={}",
                    stream.source(),
                    credentials.chosen().account(),
                    outcome.getClass().getSimpleName());
        } else {
            turns.told(status);
        }
    }

    private URI address(QuotaStatusCall call) {
        String base = source.spec().http().baseUrl().toString();
        return URI.create((base.endsWith("/") ? base.substring(0, base.length() - 1) : base) + call.path());
    }

    /**
     * The source refused the credential, and not for its limit.
     *
     * @return false when no other credential is left to try
     */
    boolean refresh(int status) {
        if (credentials.pooled()) {
            return credentials.refused(status);
        }
        boolean first = !refreshed;
        refreshed = true;
        credentials.refreshOwn();
        return first;
    }
}
