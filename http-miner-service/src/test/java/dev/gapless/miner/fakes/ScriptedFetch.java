package dev.gapless.miner.fakes;

import dev.gapless.common.secret.Secret;
import dev.gapless.connector.Connector;
import dev.gapless.connector.HttpCall;
import dev.gapless.miner.fetch.FetchOutcome;
import dev.gapless.miner.fetch.FetchOutcome.Answered;
import dev.gapless.miner.fetch.FetchResult;
import dev.gapless.miner.fetch.PageFetch;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Answers what the test wrote down, and after that 200 with an empty body for ever. */
public final class ScriptedFetch implements PageFetch {

    private final Deque<FetchResult> outcomes = new ArrayDeque<>();
    private final List<Instant> calls = new ArrayList<>();
    private final List<String> uris = new ArrayList<>();
    private final List<String> credentials = new ArrayList<>();
    private final Clock clock;
    private Runnable duringCall = () -> {};

    public ScriptedFetch(Clock clock) {
        this.clock = clock;
    }

    public void answer(FetchOutcome... next) {
        List.of(next).forEach(outcome -> outcomes.add(new FetchResult(outcome)));
    }

    public void answer(FetchResult next) {
        outcomes.add(next);
    }

    /** What happens while each call is under way. */
    public void during(Runnable call) {
        duringCall = call;
    }

    @Override
    public FetchResult fetch(Connector source, HttpCall call, @Nullable Secret credential, Duration most) {
        calls.add(clock.instant());
        uris.add(call.uri().toString());
        credentials.add(credential == null ? "none" : credential.reveal());
        duringCall.run();
        return outcomes.isEmpty() ? new FetchResult(new Answered(new byte[] {'{', '}'})) : outcomes.removeFirst();
    }

    public List<Instant> calls() {
        return calls;
    }

    public List<String> uris() {
        return uris;
    }

    public List<String> credentials() {
        return credentials;
    }
}
