package dev.gapless.standalone.connector;

import dev.gapless.common.position.StreamId;
import dev.gapless.common.retry.RetrySleeper;
import dev.gapless.common.secret.Secret;
import dev.gapless.connector.Connector;
import dev.gapless.connector.HttpCall;
import dev.gapless.connector.HttpSpec;
import dev.gapless.connector.StreamSpec;
import dev.gapless.connector.manifest.part.AddressPolicy;
import dev.gapless.connector.token.RequestAuthenticator;
import dev.gapless.miner.fetch.FetchResult;
import dev.gapless.miner.fetch.ObservedPageFetch;
import dev.gapless.miner.fetch.ObservedPageFetch.AnswerHead;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A source as one account sees it, called as the miner calls it and no faster than the manifest permits. Used by one
 * thread.
 */
public final class SourceAccess implements AutoCloseable {

    private static final Duration LONGEST_CALL = Duration.ofMinutes(5);

    private final Connector connector;
    private final String account;
    private final @Nullable Secret credential;
    private final AddressPolicy policy;
    private final Clock clock;
    private final RetrySleeper sleeper;
    private final RequestAuthenticator authenticator;
    private final ObservedPageFetch fetch;
    private int calls;
    private @Nullable Instant nextCall;
    private @Nullable ServerClock serverClock;

    /**
     * The source's clock as an answer told it.
     *
     * @param date of the answer, cut to the second
     * @param asked ours, before the call
     * @param answered ours, after it
     */
    record ServerClock(Instant date, Instant asked, Instant answered) {}

    /**
     * @param account whose data is asked for
     * @param credential null when the account has none
     * @param policy which addresses may be reached
     */
    public SourceAccess(
            Connector connector,
            String account,
            @Nullable Secret credential,
            AddressPolicy policy,
            Clock clock,
            RetrySleeper sleeper) {
        this.connector = connector;
        this.account = account;
        this.credential = credential;
        this.policy = policy;
        this.clock = clock;
        this.sleeper = sleeper;
        this.authenticator = new RequestAuthenticator(policy, clock);
        this.fetch = new ObservedPageFetch(policy, authenticator, clock);
    }

    Connector connector() {
        return connector;
    }

    String account() {
        return account;
    }

    @Nullable
    Secret credential() {
        return credential;
    }

    AddressPolicy policy() {
        return policy;
    }

    RequestAuthenticator authenticator() {
        return authenticator;
    }

    Clock clock() {
        return clock;
    }

    void pause(Duration duration) throws InterruptedException {
        sleeper.pause(duration);
    }

    /** By this machine's clock. */
    public Instant now() {
        return clock.instant();
    }

    /** Fingerprint of the manifest's text. */
    public String revision() {
        return connector.spec().revision();
    }

    StreamId stream(String name) {
        return new StreamId(connector.spec().source(), account, name);
    }

    /** Those that have a listing, in the order of their names. */
    List<StreamSpec> streams() {
        return connector.spec().streams().values().stream()
                .filter(stream -> !stream.unlisted())
                .sorted(Comparator.comparing(StreamSpec::name))
                .toList();
    }

    FetchResult call(HttpCall call) throws InterruptedException {
        return call(call, credential);
    }

    /** @param shown null to call without a credential */
    FetchResult call(HttpCall call, @Nullable Secret shown) throws InterruptedException {
        awaitTurn();
        Instant asked = clock.instant();
        FetchResult fetched = fetch.fetch(connector, call, shown, LONGEST_CALL);
        calls++;
        AnswerHead head = fetch.head();
        Instant date = head == null ? null : RateHeaderText.date(head);
        if (date != null) {
            serverClock = new ServerClock(date, asked, clock.instant());
        }
        return fetched;
    }

    /** One call and then another: no burst, even where the manifest permits one. */
    private void awaitTurn() throws InterruptedException {
        HttpSpec http = connector.spec().http();
        Instant now = clock.instant();
        if (nextCall != null && now.isBefore(nextCall)) {
            sleeper.pause(Duration.between(now, nextCall));
        }
        nextCall = clock.instant().plus(Duration.ofNanos((long) (1e9 / http.requestsPerSecond())));
    }

    /** Calls made so far. */
    int calls() {
        return calls;
    }

    /** The head of the last answer; null when the last call was not answered. */
    @Nullable
    AnswerHead head() {
        return fetch.head();
    }

    /** As the last answer with a date told it; null when none had one. */
    @Nullable
    ServerClock serverClock() {
        return serverClock;
    }

    @Override
    public void close() throws IOException {
        fetch.close();
        authenticator.close();
    }
}
